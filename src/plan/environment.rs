//! The virtual environment with the dependencies: what its two makers have in common.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::pip::Installation;
use super::wheels::Wheels;
use crate::diagnostic::Location;
use crate::lock::Requirements;
use crate::spec::{DependencySource, Spec};

/// Where the virtual environment is, in the builder and in the image: scripts hold the path, so it never moves.
pub const VENV: &str = "/opt/venv";

/// The time of all that is not the user's own files, in seconds since the epoch: 1980-01-01T00:00:00Z, the earliest that
/// zip archives know. The helper writes the same.
pub const TIME: u64 = 315_532_800;

/// Where the cache of an installer is mounted.
pub const INSTALLER_CACHE: &str = "/var/cache/cartwright";

/// Where lists of requirements are mounted.
pub const LISTS: &str = "/run/cartwright/lists";
/// The list of what to install, in [`LISTS`].
pub const REQUIREMENTS: &str = "requirements.txt";
/// The list of versions to keep to, in [`LISTS`].
pub const CONSTRAINTS: &str = "constraints.txt";
/// The list of versions that replace all others, in [`LISTS`].
pub const OVERRIDES: &str = "overrides.txt";
/// The requirements whose packages have an index of their own, in [`LISTS`].
pub const PROJECT: &str = "pyproject.toml";
/// Where packages come from, where arguments cannot say it, in [`LISTS`].
pub const CONFIGURATION: &str = "uv.toml";

/// The virtual environment: how it is made.
#[derive(Clone, Debug)]
pub enum Environment {
    /// From locked files, one layer for each package.
    Wheels(Box<Wheels>),
    /// By pip, in one layer.
    Pip(Box<Installation>),
}

impl Environment {
    /// Where the spec asks for a package, by its name.
    pub(super) fn places(&self, name: &str) -> &[Location] {
        match self {
            Self::Wheels(wheels) => wheels.places(name),
            Self::Pip(installation) => &installation.at,
        }
    }
}

/// Text that an installer parses, and no shell ever sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists {
    /// For [`REQUIREMENTS`].
    pub requirements: String,
    /// For [`CONSTRAINTS`].
    pub constraints: Option<String>,
    /// For [`OVERRIDES`].
    pub overrides: Option<String>,
    /// For [`PROJECT`].
    pub project: Option<String>,
    /// For [`CONFIGURATION`].
    pub configuration: Option<String>,
}

impl Lists {
    pub(super) fn of(requirements: &Requirements) -> Self {
        let unless_empty = |text: String| (!text.is_empty()).then_some(text);
        Self {
            requirements: requirements.to_requirements_txt(),
            constraints: unless_empty(requirements.to_constraints_txt()),
            overrides: unless_empty(requirements.to_overrides_txt()),
            project: None,
            configuration: None,
        }
    }

    /// The arguments that name the lists beside the requirements.
    pub(super) fn arguments(&self) -> Vec<String> {
        let lists = [
            ("--constraint", CONSTRAINTS, &self.constraints),
            ("--override", OVERRIDES, &self.overrides),
            ("--config-file", CONFIGURATION, &self.configuration),
        ];
        let named = lists.into_iter().filter(|(_, _, list)| list.is_some());
        named
            .flat_map(|(option, file, _)| [option.to_owned(), format!("{LISTS}/{file}")])
            .collect()
    }
}

/// A program for the base of a role, its arguments, and its variables on top of the base's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command<Role> {
    /// The program first. Never a shell.
    pub argv: Vec<String>,
    /// Variables.
    pub env: BTreeMap<String, String>,
    role: PhantomData<Role>,
}

impl<Role> Command<Role> {
    pub(super) fn new(argv: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            argv: argv.into_iter().map(Into::into).collect(),
            env: BTreeMap::new(),
            role: PhantomData,
        }
    }

    pub(super) fn args(mut self, argv: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.argv.extend(argv.into_iter().map(Into::into));
        self
    }

    /// An option, if it has a value.
    pub(super) fn option(self, name: &str, value: Option<&str>) -> Self {
        self.args(value.map(|value| [name, value]).into_iter().flatten())
    }

    pub(super) fn env<const N: usize>(self, variables: [(&str, &str); N]) -> Self {
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.envs(variables)
    }

    pub(super) fn envs(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        self.env.extend(variables);
        self
    }
}

/// `5 requirements from requirements.txt`.
pub(super) fn summary(requirements: &Requirements) -> String {
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
pub(super) fn places(spec: &Spec, requirements: &Requirements) -> Vec<Location> {
    match &spec.dependencies.value.source {
        DependencySource::File(file) => vec![spec.file.at(file.span)],
        _ => requirements
            .requirements
            .iter()
            .map(|entry| entry.at.clone())
            .collect(),
    }
}
