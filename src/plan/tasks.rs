//! Tasks: what runs on what ships, and with what beside it.

use super::{ImageConfig, Inputs, Wheels, account, builds, image, programs, trust};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, Spanned, texts};
use crate::lock::{Locked, LockedPackage};
use crate::spec::{self, Argv, Prune, SecretId, Spec};

/// Commands that run on what ships.
#[derive(Clone, Debug)]
pub struct Task {
    /// Unique among the tasks of a plan.
    pub name: String,
    /// What runs, one after the other, in the application's directory; never empty.
    pub commands: Vec<TaskCommand>,
    /// Packages beside those that ship.
    pub wheels: Option<Box<Wheels>>,
    /// Every variable, `NAME=value`.
    pub env: Vec<String>,
    /// Secrets that it sees.
    pub secrets: Vec<TaskSecret>,
    /// The SSH agent that it may use, and where that is written.
    pub agent: Option<(String, Location)>,
    /// Where it is written.
    pub at: Location,
}

/// A program, its arguments, and where they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskCommand {
    /// The program first. Never a shell.
    pub argv: Vec<String>,
    /// Where it is written.
    pub at: Location,
}

/// A secret that the commands of a task see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskSecret {
    /// Which one.
    pub id: SecretId,
    /// The variable that holds it; `None` for a file.
    pub env: Option<String>,
    /// Whether nothing runs without it.
    pub required: bool,
    /// Where it is written.
    pub at: Location,
}

/// What all tasks of an image have in common.
pub(super) struct Tasks<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) user: &'a account::Resolved,
    /// Whether there is an environment without them.
    pub(super) has_environment: bool,
}

impl Tasks<'_> {
    pub(super) fn task(&self, task: &spec::Task, problems: &mut Diagnostics) -> Task {
        let Inputs { spec, extras, .. } = self.inputs;
        let packages = extras.get(&task.name).map_or(&[][..], Vec::as_slice);
        for command in &task.commands {
            if let Some(problem) = self.missing_program(command, packages) {
                problems.push(problem.at(spec.file.at(command.span)));
            }
        }
        let commands = task.commands.iter().map(|command| TaskCommand {
            argv: command.value.as_slice().to_vec(),
            at: spec.file.at(command.span),
        });
        let secrets = task.secrets.iter().map(|secret| TaskSecret {
            id: secret.id.clone(),
            env: secret.env.clone(),
            required: secret.required,
            at: spec.file.at(secret.at),
        });
        let agent = task.agent.as_ref();
        Task {
            name: task.name.clone(),
            commands: commands.collect(),
            wheels: self.wheels(task, packages, problems),
            env: self.env(task, !packages.is_empty()),
            secrets: secrets.collect(),
            agent: agent.map(|agent| (agent.value.clone(), spec.file.at(agent.span))),
            at: spec.file.at(task.at),
        }
    }

    fn wheels(
        &self,
        task: &spec::Task,
        packages: &[LockedPackage],
        problems: &mut Diagnostics,
    ) -> Option<Box<Wheels>> {
        let Inputs { spec, bases, .. } = self.inputs;
        if packages.is_empty() {
            return None;
        }
        let ships = self.inputs.wanted.locked();
        let locked = Locked {
            packages: packages.to_vec(),
            project: None,
            others: ships.map(|it| it.others.clone()).unwrap_or_default(),
        };
        let at = spec.file.at(task.at);
        if let Some(problem) = builds::missing_pip(&bases.builder, &locked) {
            problems.push(problem.at(at.clone()));
        }
        problems.extend(trust::unpinned(self.inputs.trust, &locked));
        let mut wheels = Wheels::new(self.inputs, &locked);
        wheels.at = vec![at];
        // They never ship.
        wheels.prune = Prune::None;
        Some(Box::new(wheels))
    }

    /// The image's variables, a home that can be written to, and the task's own.
    fn env(&self, task: &spec::Task, has_packages: bool) -> Vec<String> {
        let has_environment = self.has_environment || has_packages;
        let mut image: ImageConfig =
            image::configure(self.inputs, has_environment, &self.user.numeric());
        if image.env("HOME").is_none() {
            image.set_env("HOME", "/tmp");
        }
        image.set_env("PYTHONDONTWRITEBYTECODE", "1");
        image.set_envs(&task.env);
        image.config.env
    }

    /// A program that cannot be there, as far as names tell: other bases, and Debian packages, may bring anything.
    fn missing_program(
        &self,
        command: &Spanned<Argv>,
        packages: &[LockedPackage],
    ) -> Option<Diagnostic> {
        let Inputs { spec, wanted, .. } = self.inputs;
        let program = match command.value.as_slice() {
            [python, option, module, ..] if python.starts_with("python") && option == "-m" => {
                module
            }
            [program, ..] => program,
            [] => return None,
        };
        let shipped = &wanted.locked()?.packages;
        let is_known = programs::OF_PYTHON.contains(&program.as_str())
            && spec.base.run.value.is_chosen_by_python();
        let is_there = shipped.iter().chain(packages).any(|it| it.name == *program)
            || has_debian_package(spec, program);
        (is_known && !is_there).then(|| texts::task::no_package(program))
    }
}

fn has_debian_package(spec: &Spec, program: &str) -> bool {
    let mut packages = spec.system.shipped().iter();
    packages.any(|package| package.value.as_str().contains(program))
}
