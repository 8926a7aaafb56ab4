//! The files that say what to install: fetched from the client until none is missing.

use super::conversation::Conversation;
use crate::gateway::Failure;
use crate::lock::{self, Files, Inputs, Progress};
use crate::lower;
use crate::spec::{ContextPath, Spec};

/// What to install, and for which Python.
pub(super) async fn load(conversation: &Conversation, spec: &Spec) -> Result<Inputs, Failure> {
    let mut files = Files::new();
    loop {
        match lock::collect(spec, &files)? {
            Progress::Wants(paths) => fetch(conversation, paths, &mut files).await?,
            Progress::Done(inputs) => return Ok(*inputs),
        }
    }
}

/// Fetches files that may not exist.
async fn fetch(
    conversation: &Conversation,
    paths: Vec<ContextPath>,
    files: &mut Files,
) -> Result<(), Failure> {
    let names: Vec<_> = paths.iter().map(|path| path.as_str().to_owned()).collect();
    let definition = lower::dependency_files(&names, &conversation.request.settings);
    let reference = conversation.solve(definition).await?;
    for path in paths {
        let found = conversation
            .bridge
            .read_file(&reference, path.as_str())
            .await;
        let bytes = match found {
            Ok(bytes) => Some(bytes),
            // The engine has no typed answer for it.
            Err(status) if status.message().contains("no such file or directory") => None,
            Err(status) => return Err(status.into()),
        };
        files.insert(path, bytes.as_deref());
    }
    Ok(())
}
