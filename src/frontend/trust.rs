//! Whom the build trusts: certificates and hosts that the spec names.

use super::conversation::Conversation;
use super::dependencies;
use crate::gateway::Failure;
use crate::lock::Files;
use crate::plan::Trust;
use crate::spec::Spec;

/// Fetches the files that say it, and reads them.
pub(super) async fn load(conversation: &Conversation, spec: &Spec) -> Result<Trust, Failure> {
    let mut files = Files::new();
    let paths: Vec<_> = spec.trusted_files().cloned().collect();
    if !paths.is_empty() {
        dependencies::fetch(conversation, paths, &mut files).await?;
    }
    Ok(Trust::read(spec, &files)?)
}
