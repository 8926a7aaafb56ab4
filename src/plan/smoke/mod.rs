//! The smoke test: what a command imports before it does anything else is imported, so that there is no image of what
//! cannot start.
//!
//! Programs themselves never run: a script is not a module, and may do anything. What is known from the words of a command is
//! decided here; what its files say is found out by the step.

mod check;
mod health;
mod servers;

use std::iter;

use super::{ImageConfig, Inputs, account, image};
use crate::diagnostic::{Diagnostics, Location, Spanned, texts};
use crate::spec::{Argv, Healthcheck, Program, Spec};
pub use check::{Check, Start, is_python, unwrapped};

/// A command that is looked at before there is an image that runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smoke {
    /// The command: entry point and arguments.
    pub argv: Vec<String>,
    /// What is looked at: one for each program of the command.
    pub checks: Vec<Check>,
    /// Every variable, `NAME=value`.
    pub env: Vec<String>,
    /// The final user and its group.
    pub user: (u32, u32),
    /// Where the command is written.
    pub at: Vec<Location>,
}

/// Every command that an image of the spec runs, and what asks whether it is well: those of all processes, so that their
/// images are the same files.
pub(super) fn plan(inputs: &Inputs, user: &account::Resolved, has_environment: bool) -> Vec<Smoke> {
    let spec = inputs.spec;
    if !spec.smoke.runs {
        return Vec::new();
    }
    let processes = spec.processes.iter();
    let mut programs: Vec<_> = processes
        .map(|process| spec.program(Some(&process.name.value)))
        .collect();
    if programs.is_empty() {
        programs.push(spec.program(None));
    }
    let mut commands = Vec::new();
    for program in programs {
        let smoke = Smoke::of(inputs, user, has_environment, program);
        let healthcheck = program.healthcheck;
        let of_health = healthcheck.and_then(|it| smoke.of_health(it, spec));
        commands.extend(iter::once(smoke).chain(of_health));
    }
    commands.retain(|it| !it.checks.is_empty());
    commands
}

/// Commands that would be the arguments of another whole command.
pub(super) fn doubled(spec: &Spec) -> Diagnostics {
    let names = spec.processes.iter().map(|it| Some(it.name.value.as_str()));
    let names = names.chain(spec.processes.is_empty().then_some(None));
    let mut problems = Diagnostics::new();
    for program in names.map(|name| spec.program(name)) {
        if let (Some(first), Some(second)) = (program.entrypoint, program.command)
            && starts(first, Start::is_of_server)
            && starts(second, |_| true)
        {
            let [first, line] = [first, second].map(|argv| argv.value.as_slice().join(" "));
            let problem = texts::process::two_commands(&first, &line);
            problems.push(problem.at(spec.file.at(second.span)));
        }
    }
    problems
}

fn starts(argv: &Spanned<Argv>, what: fn(&Start) -> bool) -> bool {
    let checks = Check::of(argv.value.as_slice());
    checks.iter().flat_map(|check| &check.starts).any(what)
}

impl Smoke {
    /// What is looked at of one command; nothing, if nothing can be said of it.
    fn of(
        inputs: &Inputs,
        user: &account::Resolved,
        has_environment: bool,
        program: Program,
    ) -> Self {
        let spec = inputs.spec;
        let mut image: ImageConfig = image::configure(inputs, has_environment, &user.numeric());
        if image.env("HOME").is_none() {
            image.set_env("HOME", user.home.as_deref().unwrap_or("/root"));
        }
        for variables in program.env.into_iter().chain([&spec.smoke.env]) {
            image.set_envs(variables);
        }
        let command = program.entrypoint.into_iter().chain(program.command);
        let words = command.clone().flat_map(|argv| argv.value.as_slice());
        let argv: Vec<_> = words.cloned().collect();
        Self {
            checks: Check::of(&argv),
            argv,
            env: image.config.env,
            user: (user.uid, user.gid),
            at: command.map(|argv| spec.file.at(argv.span)).collect(),
        }
    }

    /// What is looked at of a health check in the container of the command.
    fn of_health(&self, healthcheck: &Healthcheck, spec: &Spec) -> Option<Self> {
        let (argv, checks) = health::checks(&healthcheck.test)?;
        Some(Self {
            argv,
            checks,
            at: vec![spec.file.at(healthcheck.at)],
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests;
