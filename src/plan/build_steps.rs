//! Build steps: the tasks that make files of the application.

use super::context::is_in_wheel;
use super::tasks::{Task, Tasks};
use super::{Inputs, Packages, SentFiles, Variant};
use crate::diagnostic::{Diagnostics, texts};
use crate::spec::{self, BuildStep};

/// Tasks that make files of the application, before anything else sees them.
#[derive(Clone, Debug)]
pub struct BuildSteps {
    /// Packages of the distribution on top of those that ship.
    pub packages: Option<Packages>,
    /// What is made from a few files, beside each other and before the others; may be empty.
    pub apart: Vec<ApartStep>,
    /// What changes the application's directory, one after the other; may be empty.
    pub steps: Vec<Task>,
}

/// A task that makes a layer of its own, and knows nothing of the application.
#[derive(Clone, Debug)]
pub struct ApartStep {
    /// What runs.
    pub task: Task,
    /// What is in the application's directory when it starts; `None` for nothing.
    pub files: Option<SentFiles>,
    /// What ships of what it leaves there, relative to that directory; never empty.
    pub outputs: Vec<String>,
}

impl ApartStep {
    /// In the words of a Dockerfile.
    pub fn summary(&self, workdir: &str) -> String {
        format!("COPY {} {workdir}", self.outputs.join(" "))
    }
}

impl BuildSteps {
    /// All that runs.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.apart.iter().map(|step| &step.task).chain(&self.steps)
    }

    /// What steps that are apart make, relative to the application's directory.
    pub fn outputs(&self) -> impl Iterator<Item = &str> {
        let outputs = self.apart.iter().flat_map(|step| &step.outputs);
        outputs.map(String::as_str)
    }
}

pub(super) fn plan(tasks: &Tasks, problems: &mut Diagnostics) -> BuildSteps {
    let Inputs { spec, bases, .. } = tasks.inputs;
    // They run on the base that ships, which is not always the one that has compilers.
    let can_install = bases.runtime.facts.package_manager().is_some();
    let packages = can_install.then_some(spec.system.build.as_slice());
    if tasks.inputs.variant != Variant::Dev {
        problems.extend(unread(tasks.inputs));
    }
    let mut apart = Vec::new();
    let mut steps = Vec::new();
    for step in &spec.build {
        let task = tasks.task(&step.task, problems);
        match &step.apart {
            None => steps.push(task),
            Some(found) => apart.push(apart_step(task, found)),
        }
    }
    BuildSteps {
        apart,
        steps,
        packages: packages.and_then(|packages| Packages::of(spec, packages)),
    }
}

/// Outputs that nothing would find: what is imported is in a wheel.
fn unread(inputs: &Inputs) -> Diagnostics {
    let Inputs { spec, wanted, .. } = inputs;
    let mut problems = Diagnostics::new();
    for output in BuildStep::outputs(&spec.build) {
        let path = output.value.as_str();
        if is_in_wheel(path, spec, wanted.locked()) {
            let problem = texts::task::output_in_wheel(path);
            problems.push(problem.at(spec.file.at(output.span)));
        }
    }
    problems
}

fn apart_step(task: Task, apart: &spec::Apart) -> ApartStep {
    let outputs = apart.outputs.iter();
    ApartStep {
        task,
        files: SentFiles::of_task(&apart.files),
        outputs: outputs.map(|it| it.value.as_str().to_owned()).collect(),
    }
}
