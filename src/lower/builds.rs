//! Packages without a wheel: built into one, each in a step of its own.

use buildkit_llb::{
    Bind, Cache, Describe, Git, Local, Mount, Output, OutputMount, Sharing, Writable,
};

use super::graph::Graph;
use super::source_map::located;
use crate::diagnostic::{Diagnostic, texts};
use crate::lock::{Artifact, LockedPackage};
use crate::plan::{INSTALLER_CACHE, OUT, SOURCE, UV, Wheels, label};

impl Graph<'_> {
    /// A wheel made from sources, alone in a directory. Each package is built by itself, beside the others.
    pub(super) fn build(
        &self,
        base: &Output,
        wheels: &Wheels,
        package: &LockedPackage,
    ) -> Result<Output, Diagnostic> {
        let (mount, path) = self.source(package)?;
        let uv = self
            .settings
            .uv(base, &self.plan.base.env, &wheels.fetch_uv);
        let cache =
            Cache::new(INSTALLER_CACHE, &self.plan.caches.installer).sharing(Sharing::Shared);
        let exec = self
            .exec(&wheels.build(&path))
            .mount(Bind::new(UV, uv))
            .mount(cache)
            .mount(mount);
        let at = self.place(package);
        // A build may write anywhere; only the wheel is kept.
        let (_, [wheel]) = self
            .describe(exec, format!("[builder] BUILD {}", label(package)), at)
            .run_and_produce(
                self.builder(base, wheels.packages.as_ref()),
                [OutputMount::scratch(OUT)],
            );
        Ok(wheel)
    }

    /// Where the sources of a package come from, and the path to build.
    fn source(&self, package: &LockedPackage) -> Result<(Mount, String), Diagnostic> {
        let below = |subdirectory: &Option<String>| match subdirectory {
            Some(directory) => format!("{SOURCE}/{directory}"),
            None => SOURCE.to_owned(),
        };
        let at = self.place(package);
        match &package.artifact {
            Artifact::Archive {
                subdirectory: Some(_),
                ..
            } => Err(texts::lock::archive_with_subdirectory(&package.name).at(package.at.clone())),
            Artifact::Wheel(file) | Artifact::Sdist(file) | Artifact::Archive { file, .. } => {
                let path = format!("{SOURCE}/{}", file.name);
                Ok((Bind::new(SOURCE, self.file(file, package)?).into(), path))
            }
            Artifact::Git {
                url,
                commit,
                subdirectory,
                ..
            } => {
                let git = Git::new(url)
                    .map_err(|_| texts::lock::unusable_file(url).at(package.at.clone()))?;
                let git = git
                    .reference(commit)
                    .title(format!("[builder] load {} from git", package.name));
                let tree = located(git, at).into_output();
                Ok((Writable::new(SOURCE, tree).into(), below(subdirectory)))
            }
            Artifact::Directory {
                path, subdirectory, ..
            } => {
                let source = Local::new("context", &self.settings.session)
                    .include_patterns((!path.as_str().is_empty()).then(|| path.as_str()))
                    .exclude_patterns(&self.plan.application.files.exclude)
                    .shared_key_hint(format!("context-{}", package.name))
                    .title(format!("[builder] load {} from {path}", package.name));
                let tree = located(source, at).into_output();
                let inner = [path.as_str(), subdirectory.as_deref().unwrap_or_default()];
                let inner: Vec<_> = inner.into_iter().filter(|part| !part.is_empty()).collect();
                let path = if inner.is_empty() {
                    None
                } else {
                    Some(inner.join("/"))
                };
                Ok((Writable::new(SOURCE, tree).into(), below(&path)))
            }
        }
    }
}
