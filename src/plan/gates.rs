//! Gates: what runs on what ships, and with what beside it.

use super::{ImageConfig, Inputs, Wheels, account, builds, image};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, Spanned, texts};
use crate::lock::{Locked, LockedPackage};
use crate::spec::{self, Argv, Base, ContextPath, Spec};

/// Where what a gate leaves behind is mounted.
pub const GATE: &str = "/run/cartwright/gate";

/// The part of [`GATE`] that belongs to the user.
pub const LEFT: &str = "out";

/// The file in [`LEFT`] that tells how the commands ended.
pub const EXIT_CODE: &str = "exit-code";

/// Programs that come in a package of the same name, and that people forget to ask for.
const PROGRAMS: [&str; 9] = [
    "bandit", "black", "coverage", "flake8", "isort", "mypy", "pylint", "pytest", "ruff",
];

/// Commands that run on what ships.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Unique, and fit for a path.
    pub name: String,
    /// What runs, one after the other, in the application's directory; never empty.
    pub commands: Vec<GateCommand>,
    /// Packages beside those that ship.
    pub wheels: Option<Box<Wheels>>,
    /// Every variable, `NAME=value`.
    pub env: Vec<String>,
    /// The final user and its group.
    pub user: (u32, u32),
    /// Whether there is no image when it fails.
    pub required: bool,
    /// What it writes for people to read, from the application's directory.
    pub reports: Vec<String>,
    /// Where it is written.
    pub at: Location,
}

/// A program, its arguments, and where they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateCommand {
    /// The program first. Never a shell.
    pub argv: Vec<String>,
    /// Where it is written.
    pub at: Location,
}

/// What all gates of an image have in common.
pub(super) struct Gates<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) user: &'a account::Resolved,
    /// Whether there is an environment without them.
    pub(super) has_environment: bool,
}

impl Gates<'_> {
    pub(super) fn plan(&self, problems: &mut Diagnostics) -> Vec<Gate> {
        let gates = self.inputs.spec.gates.iter();
        gates.map(|gate| self.gate(gate, problems)).collect()
    }

    fn gate(&self, gate: &spec::Gate, problems: &mut Diagnostics) -> Gate {
        let Inputs { spec, extras, .. } = self.inputs;
        let packages = extras.get(&gate.name).map_or(&[][..], Vec::as_slice);
        for command in &gate.commands {
            if let Some(problem) = self.missing_program(command, packages) {
                problems.push(problem.at(spec.file.at(command.span)));
            }
        }
        let commands = gate.commands.iter().map(|command| GateCommand {
            argv: command.value.as_slice().to_vec(),
            at: spec.file.at(command.span),
        });
        let report = |path: &Spanned<ContextPath>| path.value.as_str().to_owned();
        Gate {
            name: gate.name.clone(),
            commands: commands.collect(),
            wheels: self.wheels(gate, packages, problems),
            env: self.env(gate, !packages.is_empty()),
            user: (self.user.uid, self.user.gid),
            required: gate.required,
            reports: gate.reports.iter().map(report).collect(),
            at: spec.file.at(gate.at),
        }
    }

    fn wheels(
        &self,
        gate: &spec::Gate,
        packages: &[LockedPackage],
        problems: &mut Diagnostics,
    ) -> Option<Box<Wheels>> {
        let Inputs { spec, facts, .. } = self.inputs;
        if packages.is_empty() {
            return None;
        }
        let ships = self.inputs.wanted.locked();
        let locked = Locked {
            packages: packages.to_vec(),
            project: None,
            others: ships.map(|it| it.others.clone()).unwrap_or_default(),
        };
        let at = spec.file.at(gate.at);
        if let Some(problem) = builds::missing_pip(&self.inputs.base.reference, &locked, facts) {
            problems.push(problem.at(at.clone()));
        }
        let mut wheels = Wheels::new(self.inputs, &locked);
        wheels.at = vec![at];
        Some(Box::new(wheels))
    }

    /// The image's variables, a home that can be written to, and the gate's own.
    fn env(&self, gate: &spec::Gate, has_packages: bool) -> Vec<String> {
        let has_environment = self.has_environment || has_packages;
        let mut image: ImageConfig =
            image::configure(self.inputs, has_environment, &self.user.numeric());
        if image.env("HOME").is_none() {
            image.set_env("HOME", "/tmp");
        }
        image.set_env("PYTHONDONTWRITEBYTECODE", "1");
        for (name, value) in &gate.env {
            image.set_env(name, &value.value);
        }
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
        let is_known = PROGRAMS.contains(&program.as_str()) && spec.base.value == Base::Slim;
        let is_there = shipped.iter().chain(packages).any(|it| it.name == *program)
            || has_debian_package(spec, program);
        (is_known && !is_there).then(|| texts::gate::no_package(program))
    }
}

fn has_debian_package(spec: &Spec, program: &str) -> bool {
    let mut packages = spec.apt.run.iter();
    packages.any(|package| package.value.as_str().contains(program))
}
