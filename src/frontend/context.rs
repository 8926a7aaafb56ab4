//! The ignore file of the build context.

use buildkit_llb::Definition;

use super::conversation::Conversation;
use crate::diagnostic::SourceFile;
use crate::gateway::Failure;
use crate::lower::{self, Context, Sources};
use crate::spec::pattern;

/// The patterns that keep files out: from the spec's own ignore file, or else from the context's.
///
/// A context that is not a directory of the client's has none: what is there was put there on purpose. A file that cannot be read counts as absent, which is how every frontend has it: the engine cannot tell the two apart.
pub(super) async fn ignored(conversation: &Conversation) -> Result<Vec<String>, Failure> {
    let settings = &conversation.request.settings;
    let Sources {
        context, filename, ..
    } = &settings.sources;
    if !matches!(context, Context::Local(_)) {
        return Ok(Vec::new());
    }
    let own = format!("{filename}.dockerignore");
    let found = match read(conversation, lower::spec_file(settings), &own).await {
        None => {
            read(
                conversation,
                lower::ignore_file(settings),
                lower::DOCKERIGNORE,
            )
            .await
        }
        own => own,
    };
    match found {
        Some((name, bytes)) => Ok(pattern::ignore_file(&SourceFile::decode(name, &bytes)?)?),
        None => Ok(Vec::new()),
    }
}

async fn read<'a>(
    conversation: &Conversation,
    definition: Definition,
    path: &'a str,
) -> Option<(&'a str, Vec<u8>)> {
    let reference = conversation.solve(definition).await.ok()?;
    let bytes = conversation.bridge.read_file(&reference, path).await.ok()?;
    Some((path, bytes))
}
