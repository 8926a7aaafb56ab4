//! The application's own files.

use buildkit_llb::{Copy, FileActions, Output};

use super::graph::Graph;
use super::runtime::Below;
use super::sources;
use crate::diagnostic::Diagnostic;
use crate::plan::{Application, BuildSteps};

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
        let BuildSteps { steps, apart, .. } = &self.plan.build;
        let built = if steps.is_empty() {
            whole
        } else {
            self.build_steps(below, self.with_made(whole, made_apart))?
        };
        let own = if apart.is_empty() {
            built
        } else {
            self.without_made(built)
        };
        Ok(self.ready(own, "app"))
    }

    /// Files of the application as they ship.
    pub(super) fn ready(&self, tree: Output, stage: &str) -> Output {
        let Application {
            workdir, sealed, ..
        } = &self.plan.application;
        if *sealed {
            self.seal(tree, workdir, self.plan.epoch, stage)
        } else {
            tree
        }
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
