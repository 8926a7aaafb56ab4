//! The application's own files.

use buildkit_llb::{Copy, FileActions, Output};

use super::graph::Graph;
use super::runtime::Below;
use super::sources;
use crate::diagnostic::Diagnostic;

/// What builds generate.
const MODULES: [&str; 2] = ["**/*.py", "**/*.so"];

/// Where builds put what is no module of the project.
const NO_MODULES: [&str; 2] = ["**/build", "**/target"];

impl Graph<'_> {
    /// The application as the root of a file system: what is sent and what steps have to see beside it, what they make of it,
    /// and bytecode. What was made apart from it is seen, and has layers of its own.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn application(
        &self,
        below: &Below<'_>,
        made_apart: &[Output],
    ) -> Result<Output, Diagnostic> {
        let application = &self.plan.application;
        let sent = sources::application(&application.files, self.site.settings);
        let copies = &self.plan.copies.into;
        let with_copies = copies
            .iter()
            .try_fold(sent, |tree, copied| self.copied(copied, Some(tree)))?;
        let whole = self.with_generated(with_copies)?;
        let is_seen = !made_apart.is_empty() && !self.plan.build.steps.is_empty();
        let built = if is_seen {
            let built = self.build_steps(below, self.with_made(whole, made_apart))?;
            self.without_made(built)
        } else {
            self.build_steps(below, whole)?
        };
        if !application.sealed {
            return Ok(built);
        }
        let (workdir, epoch) = (&application.workdir, self.plan.epoch);
        Ok(self.seal(built, workdir, epoch, "app"))
    }

    /// Files that are sent, with the modules that builds of editable projects put among them: an installed project has them
    /// in its wheel.
    fn with_generated(&self, sent: Output) -> Result<Output, Diagnostic> {
        let Some(wheels) = self.wheels else {
            return Ok(sent);
        };
        let mut copies = Vec::new();
        for package in wheels.built() {
            copies.extend(self.built_sources(wheels, package)?.map(generated));
        }
        let mut copies = copies.into_iter();
        let Some(first) = copies.next() else {
            return Ok(sent);
        };
        let title = format!("{} COPY generated modules", self.site.stage(self.stage()));
        let copies = FileActions::new(sent, first).then_all(copies);
        Ok(self.describe(copies, title, &[]).into_output())
    }
}

/// The modules among the sources of a project that was built there.
pub(super) fn generated(sources: Output) -> Copy {
    let copy = Copy::new(sources, "/", "/").contents();
    copy.include(MODULES).exclude(NO_MODULES)
}
