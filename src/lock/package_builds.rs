//! What builds of packages get, as the spec and uv's own settings have it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Value;

use crate::packaging::{Requirement, is_valid_name, normalize_name};
use crate::spec::{Dependencies, check_variable_name};

/// What builds of packages get.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageBuilds {
    /// Variables of all of them.
    pub env: BTreeMap<String, String>,
    /// What single packages get, by their normalized names.
    pub packages: BTreeMap<String, PackageBuild>,
}

/// What the build of one package gets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageBuild {
    /// Variables, on top of those of all builds.
    pub env: BTreeMap<String, String>,
    /// What it needs beside what its sources list.
    pub needs: Vec<Requirement>,
}

/// A requirement of `[tool.uv.extra-build-dependencies]`. Whatever it says, what ships is taken in the version that ships.
#[derive(Deserialize)]
#[serde(untagged)]
enum Need {
    Text(String),
    Table { requirement: String },
}

impl PackageBuilds {
    /// What the spec says.
    pub(super) fn of_spec(dependencies: &Dependencies) -> Self {
        let mut builds = Self::default();
        let env = &dependencies.build_env;
        let all = env.of_all.iter();
        builds.env = all
            .map(|(name, it)| (name.clone(), it.value.clone()))
            .collect();
        for (package, variables) in &env.of_packages {
            let pairs = variables.iter();
            let pairs = pairs.map(|(name, it)| (name.clone(), it.value.clone()));
            builds.of(package).env.extend(pairs);
        }
        for (package, needs) in &dependencies.build_dependencies {
            let needs = needs.iter().map(|it| it.value.clone());
            builds.of(package).needs.extend(needs);
        }
        builds
    }

    /// Adds `[tool.uv.extra-build-variables]`; `None` if it cannot be read. What is there already stays.
    pub(super) fn add_variables(&mut self, value: &Value) -> Option<()> {
        for (package, variables) in value.as_table()? {
            let package = package_name(package)?;
            for (name, text) in variables.as_table()? {
                check_variable_name(name).ok()?;
                let text = text.as_str().filter(|it| !it.contains('\0'))?;
                let known = &mut self.of(&package).env;
                known.entry(name.clone()).or_insert_with(|| text.to_owned());
            }
        }
        Some(())
    }

    /// Adds `[tool.uv.extra-build-dependencies]`; `None` if it cannot be read.
    pub(super) fn add_needs(&mut self, value: &Value) -> Option<()> {
        for (package, needs) in value.as_table()? {
            let known = &mut self.of(&package_name(package)?).needs;
            let mut names: BTreeSet<_> = known.iter().map(|it| it.name.clone()).collect();
            for need in needs.as_array()? {
                let (Need::Text(text) | Need::Table { requirement: text }) =
                    need.clone().try_into().ok()?;
                let requirement: Requirement = text.parse().ok()?;
                if names.insert(requirement.name.clone()) {
                    known.push(requirement);
                }
            }
        }
        Some(())
    }

    fn of(&mut self, package: &str) -> &mut PackageBuild {
        self.packages.entry(package.to_owned()).or_default()
    }
}

fn package_name(text: &str) -> Option<String> {
    is_valid_name(text).then(|| normalize_name(text))
}
