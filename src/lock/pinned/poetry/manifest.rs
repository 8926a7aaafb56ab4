//! `[tool.poetry]` of a `pyproject.toml`: where a walk through an older `poetry.lock` begins.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Dependency, Table};
use crate::diagnostic::{Diagnostic, SourceFile, Span, texts::project as texts};
use crate::lock::read_toml;
use crate::packaging::normalize_name;

/// What `[tool.poetry]` says about dependencies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Manifest {
    #[serde(default)]
    dependencies: BTreeMap<String, Dependency>,
    /// The group `dev`, in the first way to write it.
    #[serde(default)]
    dev_dependencies: BTreeMap<String, Dependency>,
    #[serde(default)]
    group: BTreeMap<String, Group>,
    #[serde(default)]
    extras: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Group {
    #[serde(default)]
    dependencies: BTreeMap<String, Dependency>,
}

impl Manifest {
    pub(super) fn parse(file: &SourceFile) -> Result<Self, Diagnostic> {
        #[derive(Deserialize)]
        struct Document {
            #[serde(default)]
            tool: Tool,
        }
        #[derive(Default, Deserialize)]
        struct Tool {
            #[serde(default)]
            poetry: Manifest,
        }
        let document: Result<Document, _> = read_toml(file.text());
        document.map(|it| it.tool.poetry).map_err(|error| {
            let span = error.span().map_or_else(Span::default, |it| file.span(it));
            texts::toml_syntax(error.message()).at(file.at(span))
        })
    }

    /// The names of its groups, normalized.
    pub(super) fn groups(&self) -> BTreeSet<String> {
        let dev = (!self.dev_dependencies.is_empty()).then(|| "dev".to_owned());
        let names = self.group.keys().map(|name| normalize_name(name));
        names.chain(dev).collect()
    }

    /// What the project itself needs, with some extras and groups.
    pub(super) fn dependencies(
        &self,
        extras: &BTreeSet<String>,
        groups: &BTreeSet<String>,
    ) -> Vec<(&str, &Dependency)> {
        let asked = self.extras.iter();
        let asked = asked.filter(|(name, _)| extras.contains(&normalize_name(name)));
        let asked: BTreeSet<_> = asked
            .flat_map(|(_, packages)| packages)
            .map(|package| normalize_name(package))
            .collect();
        let main = self.dependencies.iter().filter(|(name, dependency)| {
            let is_python = name.as_str() == "python";
            !is_python && (!dependency.is_optional() || asked.contains(&normalize_name(name)))
        });
        let is_chosen = |name: &str| groups.contains(&normalize_name(name));
        let dev = is_chosen("dev").then_some(&self.dev_dependencies);
        let chosen = self.group.iter().filter(|(name, _)| is_chosen(name));
        let chosen = chosen.map(|(_, group)| &group.dependencies);
        let chosen = chosen.chain(dev).flatten();
        main.chain(chosen)
            .map(|(name, dependency)| (name.as_str(), dependency))
            .collect()
    }
}

impl Dependency {
    fn is_optional(&self) -> bool {
        match self {
            Self::Version(_) => false,
            Self::Table(table) => table.optional,
            Self::Several(them) => them.iter().any(Self::is_optional),
        }
    }

    /// Each alternative in the long form.
    pub(super) fn tables(&self) -> Vec<Table> {
        match self {
            Self::Version(version) => vec![Table {
                version: version.clone(),
                extras: Vec::new(),
                markers: None,
                python: None,
                platform: None,
                optional: false,
            }],
            Self::Table(table) => vec![table.as_ref().clone()],
            Self::Several(them) => them.iter().flat_map(Self::tables).collect(),
        }
    }
}
