//! `poetry.lock`, versions 1 and 2.
//!
//! Since 2.1 a package says which groups it belongs to, and under which condition. Before, only the project's
//! `pyproject.toml` tells where to begin, and [`manifest`] has it.

mod manifest;
mod select;
mod stale;

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned as At;

use self::manifest::Manifest;
use super::constraint::Versions;
use crate::diagnostic::{Diagnostic, Location, SourceFile, texts::lock_formats as texts};
use crate::lock::artifact::FileEntry;
use crate::lock::python::Requires;
use crate::lock::toml_lock::TomlLock;

/// A `poetry.lock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PoetryLock {
    lock: TomlLock<Document>,
    manifest: Option<Manifest>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Document {
    #[serde(default, rename = "package")]
    packages: Vec<Package>,
    /// The packages that each extra of the project stands for.
    #[serde(default)]
    extras: BTreeMap<String, Vec<String>>,
    metadata: Metadata,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    lock_version: At<String>,
    python_versions: Option<At<String>>,
    content_hash: Option<At<String>>,
    /// The files of all packages, before 2.0.
    #[serde(default)]
    files: BTreeMap<String, Vec<FileEntry>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Package {
    name: At<String>,
    version: String,
    #[serde(default)]
    python_versions: String,
    /// Since 2.1.
    groups: Option<Vec<String>>,
    /// Since 2.1.
    markers: Option<Markers>,
    #[serde(default)]
    files: Vec<FileEntry>,
    #[serde(default)]
    dependencies: BTreeMap<String, Dependency>,
    #[serde(default)]
    develop: bool,
    source: Option<Source>,
}

/// The conditions under which a package is needed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Markers {
    /// By all of its groups.
    One(String),
    /// By each of its groups; by one that is not named, always.
    ByGroup(BTreeMap<String, String>),
}

/// Where a package comes from, if not from the default index.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Source {
    r#type: String,
    url: String,
    reference: Option<String>,
    resolved_reference: Option<String>,
    subdirectory: Option<String>,
}

/// A dependency, in the lock or in `[tool.poetry]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Dependency {
    Version(String),
    Table(Box<Table>),
    Several(Vec<Dependency>),
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Table {
    #[serde(default)]
    version: String,
    #[serde(default)]
    extras: Vec<String>,
    markers: Option<String>,
    python: Option<String>,
    platform: Option<String>,
    #[serde(default)]
    optional: bool,
}

impl PoetryLock {
    /// Reads a lock. Fails if it was made from another manifest.
    pub(super) fn parse(
        file: &SourceFile,
        manifest: Option<&SourceFile>,
    ) -> Result<Self, Diagnostic> {
        let lock = TomlLock::<Document>::read(file)?;
        let parsed = manifest.map(Manifest::parse).transpose()?;
        let lock = Self {
            lock,
            manifest: parsed,
        };
        let version = &lock.metadata().lock_version;
        if !version.get_ref().starts_with(['1', '2']) {
            let problem = texts::lock_version(file.name(), version.get_ref(), "1 and 2");
            return Err(problem.at(lock.place(version)));
        }
        if let Some(manifest) = manifest {
            lock.check_age(manifest)?;
        }
        Ok(lock)
    }

    /// The versions of Python it was made for, if PEP 440 has words for it.
    pub(super) fn requires_python(&self) -> Option<Requires> {
        let requires = self.metadata().python_versions.as_ref()?;
        let text = Versions::parse(requires.get_ref())?.to_specifiers()?;
        Some(Requires {
            text,
            at: self.place(requires),
        })
    }

    fn metadata(&self) -> &Metadata {
        &self.lock.document.metadata
    }

    fn place<T>(&self, value: &At<T>) -> Location {
        self.lock.shown.at(self.lock.span(value))
    }
}
