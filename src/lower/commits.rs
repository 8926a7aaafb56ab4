//! Repositories that requirements are for: the engine fetches them, and no step has a key to them.

use buildkit_llb::{Definition, Describe, Git, Writable};

use super::Site;
use super::context::reached;
use super::source_map::located;
use crate::diagnostic::{Diagnostic, Location, texts};
use crate::lock::Commit;
use crate::packaging::{Repository, url};
use crate::plan::{Resolution, Ssh};

/// Where a repository that was [looked up](look_up) tells its commit.
pub const HEAD: &str = ".git/HEAD";

/// A repository as it is now, which tells its commit in [`HEAD`].
///
/// # Errors
/// When no engine can fetch from its address.
pub fn look_up(
    repository: &Repository,
    ssh: Option<&Ssh>,
    at: &Location,
    site: &Site,
) -> Result<Definition, Diagnostic> {
    let revision = repository.revision.as_deref().unwrap_or_default();
    let name = url::file_name(&repository.url);
    let title = format!("{} look up {name} {revision}", site.stage("lock"));
    let found = tree(&repository.url, revision, ssh)?.title(title.trim_end());
    let found = located(found, std::slice::from_ref(at)).into_output();
    Ok(Definition::build(found, site.settings.engine.order))
}

/// The commits of a resolution, where it looks for them. Whoever builds may write beside the sources; nothing of it is kept.
pub(super) fn mounts(resolution: &Resolution, site: &Site) -> Result<Vec<Writable>, Diagnostic> {
    let commits = resolution.commits.iter().map(|commit| {
        let Commit { repository, hash } = commit;
        let name = url::file_name(&repository.url);
        let short = hash.get(..12).unwrap_or(hash);
        let title = format!("{} load {name} {short}", site.stage("lock"));
        let files = tree(&repository.url, hash, resolution.ssh.as_ref())?.title(title);
        let files = located(files, &resolution.at).into_output();
        Ok(Writable::new(commit.directory(), files))
    });
    commits.collect()
}

fn tree(url: &str, revision: &str, ssh: Option<&Ssh>) -> Result<Git, Diagnostic> {
    let git = reached(url, ssh).map_err(|_| texts::artifact::not_a_repository(url))?;
    Ok(git.reference(revision).keep_git_dir())
}
