//! One build's connection and wishes, which every part of the conversation needs.

use std::sync::Arc;

use buildkit_llb::Definition;

use super::Request;
use crate::diagnostic::texts;
use crate::gateway::{Bridge, Failure, Reference, SolveRequest};

/// What no build can do without.
const REQUIRED: [&str; 4] = [
    "file.base",
    "exec.mount.bind.readwrite-nooutput",
    "source.local.sessionid",
    "platform",
];

/// The engine, and what the client asked for.
#[derive(Debug)]
pub(super) struct Conversation {
    pub(super) bridge: Arc<Bridge>,
    pub(super) request: Request,
}

impl Conversation {
    /// Refuses an engine that is too old, by the name of what it lacks.
    pub(super) fn check_capabilities(&self) -> Result<(), Failure> {
        let has = |capability: &&str| self.bridge.llb_capabilities().has(capability);
        match REQUIRED.iter().find(|capability| !has(capability)) {
            Some(missing) => {
                Err(texts::engine::missing_capability(&self.request.product, missing).into())
            }
            None => Ok(()),
        }
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
