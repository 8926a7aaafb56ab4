//! The spec: fetched from the client, read, and its warnings told.

use super::conversation::Conversation;
use crate::diagnostic::{Diagnostics, SourceFile};
use crate::gateway::{Failure, Warning};
use crate::lower;
use crate::spec::Spec;

/// Reads the spec, or says everything that is wrong with it.
pub(super) async fn load(conversation: &Conversation) -> Result<(Spec, Diagnostics), Failure> {
    let request = &conversation.request;
    let reference = conversation
        .solve(lower::spec_file(&request.settings))
        .await?;
    let bytes = conversation
        .bridge
        .read_file(&reference, &request.settings.sources.filename)
        .await?;
    let file = SourceFile::decode(&request.settings.sources.filename, &bytes)?;
    Ok(Spec::read(&file)?)
}

/// Shows the warnings under the step that loaded the spec. An engine that takes none does not fail the build.
pub(super) async fn warn(conversation: &Conversation, warnings: &Diagnostics) {
    let vertex = lower::spec_file(&conversation.request.settings)
        .digest()
        .map(ToString::to_string);
    for diagnostic in warnings.warnings() {
        let warning = Warning {
            vertex: vertex.clone().unwrap_or_default(),
            diagnostic: diagnostic.clone(),
        };
        let _ = conversation.bridge.warn(warning).await;
    }
}
