//! Build steps: the tasks that make files of the application.

use super::Packages;
use super::tasks::{Task, Tasks};
use crate::diagnostic::Diagnostics;

/// Tasks that change the application's directory, before anything else sees it.
#[derive(Clone, Debug)]
pub struct BuildSteps {
    /// Debian packages on top of those that ship.
    pub packages: Option<Packages>,
    /// One after the other; may be empty.
    pub steps: Vec<Task>,
}

pub(super) fn plan(tasks: &Tasks, problems: &mut Diagnostics) -> BuildSteps {
    let spec = tasks.inputs.spec;
    let steps = spec.build.iter().map(|step| tasks.task(step, problems));
    BuildSteps {
        steps: steps.collect(),
        packages: Packages::of(spec, &spec.apt.build),
    }
}
