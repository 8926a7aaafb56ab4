//! The spec: fetched from the client, read, and its warnings told.

use super::conversation::Conversation;
use crate::diagnostic::{Diagnostics, SourceFile};
use crate::gateway::{Failure, Warning};
use crate::lower;
use crate::spec::Spec;

/// Reads the spec, or says everything that is wrong with it.
pub(super) async fn load(conversation: &Conversation) -> Result<(Spec, Diagnostics), Failure> {
    Ok(Spec::read(&file(conversation).await?)?)
}

/// The text of the spec.
pub(super) async fn file(conversation: &Conversation) -> Result<SourceFile, Failure> {
    let request = &conversation.request;
    let reference = conversation
        .solve(lower::spec_file(&request.settings))
        .await?;
    let bytes = conversation
        .bridge
        .read_file(&reference, &request.settings.sources.filename)
        .await?;
    Ok(SourceFile::decode(
        &request.settings.sources.filename,
        &bytes,
    )?)
}

/// Shows the warnings under the step that loaded the spec. An engine that takes none does not fail the build.
pub(super) async fn warn(conversation: &Conversation, warnings: &Diagnostics) {
    let vertex = lower::spec_file(&conversation.request.settings)
        .digest()
        .map(ToString::to_string);
    for (lint, diagnostic) in warnings.warnings() {
        let mut diagnostic = diagnostic.clone();
        if let Some(at) = &mut diagnostic.at {
            at.file = warnings.masked(&at.file);
        }
        let warning = Warning {
            vertex: vertex.clone().unwrap_or_default(),
            lint,
            diagnostic,
        };
        let _ = conversation.bridge.warn(warning).await;
    }
}
