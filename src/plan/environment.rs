//! The virtual environment with the dependencies.

use std::collections::BTreeMap;

use super::{Inputs, Packages};
use crate::diagnostic::{Diagnostics, Location, texts};
use crate::lock::Requirements;
use crate::spec::{DependencySource, Installer, Spec};

/// Where the virtual environment is, in the builder and in the image: scripts hold the path, so it never moves.
pub const VENV: &str = "/opt/venv";

/// Where uv is while it installs.
pub const UV: &str = "/opt/uv";

/// The release of uv that installs. Part of the key of every install, so it changes with our releases only.
const UV_RELEASE: &str = "uv==0.13.9";

/// Where the installer's cache is mounted.
pub const INSTALLER_CACHE: &str = "/var/cache/cartwright";

/// Where the lists of requirements are mounted.
pub const LISTS: &str = "/run/cartwright/lists";
/// The list of what to install, in [`LISTS`].
pub const REQUIREMENTS: &str = "requirements.txt";
/// The list of versions to keep to, in [`LISTS`].
pub const CONSTRAINTS: &str = "constraints.txt";

/// The virtual environment: how it is made.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Debian packages of the builder.
    pub packages: Option<Packages>,
    /// The installer, where the base has none.
    pub tool: Option<Tool>,
    /// Makes it, empty.
    pub create: Command,
    /// Fills it.
    pub install: Command,
    /// The files that the installer reads, all of them in [`LISTS`].
    pub lists: Lists,
    /// For people: how many requirements, and from where.
    pub summary: String,
    /// Where the requirements are written.
    pub at: Vec<Location>,
}

/// What the installer reads: text that a program parses, and no shell ever sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists {
    /// For [`REQUIREMENTS`].
    pub requirements: String,
    /// For [`CONSTRAINTS`].
    pub constraints: Option<String>,
}

/// A program that is fetched for a step and never shipped.
#[derive(Clone, Debug)]
pub struct Tool {
    /// For people.
    pub name: &'static str,
    /// Installs it into [`Tool::directory`].
    pub fetch: Command,
    /// Where it is mounted.
    pub directory: &'static str,
}

/// A program, its arguments, and its variables on top of the base's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The program first. Never a shell.
    pub argv: Vec<String>,
    /// Variables.
    pub env: BTreeMap<&'static str, String>,
}

impl Command {
    fn new(argv: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            argv: argv.into_iter().map(Into::into).collect(),
            env: BTreeMap::new(),
        }
    }

    fn env<const N: usize>(mut self, variables: [(&'static str, &str); N]) -> Self {
        self.env
            .extend(variables.map(|(name, value)| (name, value.to_owned())));
        self
    }
}

/// How to make the environment; `None` when nothing is to be installed.
pub(super) fn plan(inputs: &Inputs, problems: &mut Diagnostics) -> Option<Environment> {
    let Inputs {
        spec,
        requirements,
        facts,
        ..
    } = inputs;
    if requirements.is_empty() {
        return None;
    }
    let at = places(spec, requirements);
    if !facts.python.pip || !facts.python.venv {
        let module = if facts.python.pip { "venv" } else { "pip" };
        problems.push(
            texts::plan::base_lacks_module(&inputs.base.reference, module)
                .at(spec.file.at(spec.base.span)),
        );
    }
    let python = facts.python.executable.as_str();
    let constraints =
        (!requirements.constraints.is_empty()).then(|| requirements.to_constraints_txt());
    let lists = Lists {
        requirements: requirements.to_requirements_txt(),
        constraints,
    };
    let mut install = match spec.installer.value {
        Installer::Uv => uv_install(facts.certificates),
        Installer::Pip => pip_install(python),
    };
    install
        .argv
        .extend(requirements.options.arguments(spec.installer.value));
    install.argv.extend([
        "--requirement".to_owned(),
        format!("{LISTS}/{REQUIREMENTS}"),
    ]);
    if lists.constraints.is_some() {
        install
            .argv
            .extend(["--constraint".to_owned(), format!("{LISTS}/{CONSTRAINTS}")]);
    }
    Some(Environment {
        packages: Packages::of(spec, &spec.apt.build),
        tool: (spec.installer.value == Installer::Uv).then(|| fetch_uv(python)),
        create: Command::new([python, "-I", "-m", "venv", "--without-pip", VENV]),
        install,
        lists,
        summary: summary(requirements),
        at,
    })
}

fn fetch_uv(python: &str) -> Tool {
    let argv = [
        python,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--root-user-action=ignore",
        "--no-cache-dir",
        "--no-compile",
        "--no-deps",
        "--only-binary=:all:",
        "--target",
        UV,
        UV_RELEASE,
    ];
    Tool {
        name: UV_RELEASE,
        fetch: Command::new(argv),
        directory: UV,
    }
}

fn uv_install(system_certificates: bool) -> Command {
    let command = Command::new(["/opt/uv/bin/uv", "pip", "install", "--no-config"]).env([
        ("UV_CACHE_DIR", INSTALLER_CACHE),
        ("UV_LINK_MODE", "copy"),
        ("UV_NO_INSTALLER_METADATA", "1"),
        ("UV_NO_PROGRESS", "1"),
        ("UV_PYTHON_DOWNLOADS", "never"),
        ("VIRTUAL_ENV", VENV),
    ]);
    // Without it uv trusts a list of its own, and a base made for a company's network would not work.
    if system_certificates {
        command.env([("UV_SYSTEM_CERTS", "1")])
    } else {
        command
    }
}

fn pip_install(python: &str) -> Command {
    let environment = "/opt/venv/bin/python";
    let argv = [
        python,
        "-m",
        "pip",
        "--python",
        environment,
        "install",
        "--disable-pip-version-check",
        "--root-user-action=ignore",
        "--no-input",
        "--no-compile",
        "--cache-dir",
        INSTALLER_CACHE,
    ];
    Command::new(argv)
}

/// `5 requirements from requirements.txt`.
fn summary(requirements: &Requirements) -> String {
    let count = requirements.requirements.len();
    let noun = if count == 1 {
        "requirement"
    } else {
        "requirements"
    };
    let mut files: Vec<&str> = Vec::new();
    for entry in &requirements.requirements {
        if !files.contains(&entry.at.file.name()) {
            files.push(entry.at.file.name());
        }
    }
    format!("{count} {noun} from {}", files.join(", "))
}

/// What the user would look at first: the line that names a file, or else the requirements themselves.
fn places(spec: &Spec, requirements: &Requirements) -> Vec<Location> {
    match &spec.dependencies.value.source {
        DependencySource::File(file) => vec![spec.file.at(file.span)],
        _ => requirements
            .requirements
            .iter()
            .map(|entry| entry.at.clone())
            .collect(),
    }
}
