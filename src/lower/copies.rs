//! Files from elsewhere.

use buildkit_llb::{Copy, FileActions, Output, Owner, Timestamp};

use super::graph::Graph;
use super::sources;
use crate::diagnostic::Diagnostic;
use crate::plan::{Copied, Origin};

/// Of files of the user's disk: what everybody may read in the image, and only root may write.
const SHARED: &str = "a+rX,go-w";

impl Graph<'_> {
    /// The root of a layer for each copy.
    ///
    /// # Errors
    /// When nothing stands for a name.
    pub(super) fn copies(&self, copies: &[Copied]) -> Result<Vec<Output>, Diagnostic> {
        copies.iter().map(|it| self.copied(it, None)).collect()
    }

    /// Files on top of the application's directory, or alone.
    ///
    /// # Errors
    /// When nothing stands for a name.
    pub(super) fn copied(
        &self,
        copied: &Copied,
        directory: Option<Output>,
    ) -> Result<Output, Diagnostic> {
        let at = std::slice::from_ref(&copied.at);
        let from = match &copied.from {
            Origin::Context(files) => sources::copied(&copied.src, files, at, self.site.settings),
            Origin::Builder(packages) => self.toolchain(packages.as_ref()).output,
            Origin::Named(name) => match copied.needed() {
                "" => self.site.named(name, at)?,
                path => self.site.named_paths(name, &[path.to_owned()], at)?,
            },
        };
        let (stage, dest) = match directory {
            None => ("runtime", copied.dest.as_str()),
            Some(_) => ("app", self.inside(&copied.dest)),
        };
        let mut copy = Copy::new(from, &copied.src, dest)
            .contents()
            .create_dest()
            .follow_symlink()
            .owner(Owner::new(0, 0));
        if copied.is_pattern {
            copy = copy.wildcard();
        }
        if let Some(time) = self.plan.epoch {
            copy = copy.timestamp(Timestamp::from_secs(time));
        }
        copy = match (copied.mode, &copied.from) {
            (Some(mode), _) => copy.mode(mode),
            (None, Origin::Context(_)) => copy.symbolic_mode(SHARED),
            (None, _) => copy,
        };
        let title = format!("{} {}", self.site.stage(stage), copied.summary());
        let copy = self.describe(FileActions::new(directory, copy), title, at);
        Ok(copy.into_output())
    }

    /// A path in the application's directory, from there.
    fn inside<'p>(&self, path: &'p str) -> &'p str {
        let workdir = &self.plan.application.workdir;
        path.strip_prefix(workdir.as_str()).unwrap_or(path)
    }
}
