//! Build steps: the tasks that make files of the application.

use super::tasks::{Task, Tasks};
use super::{Inputs, Packages};
use crate::diagnostic::Diagnostics;

/// Tasks that change the application's directory, before anything else sees it.
#[derive(Clone, Debug)]
pub struct BuildSteps {
    /// Packages of the distribution on top of those that ship.
    pub packages: Option<Packages>,
    /// One after the other; may be empty.
    pub steps: Vec<Task>,
}

pub(super) fn plan(tasks: &Tasks, problems: &mut Diagnostics) -> BuildSteps {
    let Inputs { spec, bases, .. } = tasks.inputs;
    // They run on the base that ships, which is not always the one that has compilers.
    let can_install = bases.runtime.facts.package_manager().is_some();
    let packages = can_install.then_some(spec.system.build.as_slice());
    let steps = spec.build.iter().map(|step| tasks.task(step, problems));
    BuildSteps {
        steps: steps.collect(),
        packages: packages.and_then(|packages| Packages::of(spec, packages)),
    }
}
