//! One build's connection and wishes, which every part of the conversation needs.

use std::sync::Arc;

use buildkit_llb::Definition;

use super::Request;
use crate::gateway::{Bridge, Failure, Reference, SolveRequest};
use crate::packaging;
use crate::plan::Facts;

/// The engine, and what the client asked for.
#[derive(Debug)]
pub(super) struct Conversation {
    pub(super) bridge: Arc<Bridge>,
    pub(super) request: Request,
}

impl Conversation {
    /// What artifacts are chosen for.
    pub(super) fn target(&self, facts: &Facts) -> packaging::Target {
        let platform = &self.request.settings.platform;
        facts.target(platform.architecture(), platform.variant())
    }

    /// Hands a graph to the engine, with the caches that the client offers.
    pub(super) async fn solve(&self, definition: Definition) -> Result<Reference, Failure> {
        let cache_imports = self.request.cache_imports.clone();
        let request = SolveRequest {
            definition: definition.into_pb(),
            cache_imports,
        };
        Ok(self.bridge.solve(request).await?)
    }
}
