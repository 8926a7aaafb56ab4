//! The ignore files of contexts.

use buildkit_llb::Definition;
use tonic::Code;

use super::conversation::Conversation;
use crate::diagnostic::SourceFile;
use crate::gateway::Failure;
use crate::lower::{self, Context, Sources};
use crate::spec::pattern;

/// The patterns that keep files out: from the spec's own ignore file, or else from the context's.
///
/// A context that is no directory of the client's has none: what is there was put there on purpose.
pub(super) async fn ignored(conversation: &Conversation) -> Result<Vec<String>, Failure> {
    let settings = &conversation.request.settings;
    let Sources {
        context, filename, ..
    } = &settings.sources;
    if !matches!(context, Context::Local(_)) {
        return Ok(Vec::new());
    }
    let own = format!("{filename}.dockerignore");
    match read(conversation, lower::spec_file(settings), &own).await? {
        Some(patterns) => Ok(patterns),
        None => of_root(conversation, context, "[internal] load .dockerignore").await,
    }
}

/// The patterns of the ignore file in the root of a context.
pub(super) async fn of_root(
    conversation: &Conversation,
    context: &Context,
    title: &str,
) -> Result<Vec<String>, Failure> {
    let settings = &conversation.request.settings;
    let definition = lower::ignore_file(context, title, settings);
    let found = read(conversation, definition, lower::DOCKERIGNORE).await?;
    Ok(found.unwrap_or_default())
}

/// A file that cannot be read counts as absent, which is how every frontend has it: the engine cannot tell the two apart.
async fn read(
    conversation: &Conversation,
    definition: Definition,
    path: &str,
) -> Result<Option<Vec<String>>, Failure> {
    let Ok(reference) = conversation.solve(definition).await else {
        return Ok(None);
    };
    match conversation.bridge.read_file(&reference, path).await {
        Ok(bytes) => Ok(Some(pattern::ignore_file(&SourceFile::decode(
            path, &bytes,
        )?)?)),
        // The one thing that is certain: it is there, and too large.
        Err(status) if status.code() == Code::OutOfRange => Err(status.into()),
        Err(_) => Ok(None),
    }
}
