//! `pdm.lock`, version 4.

mod manifest;
mod select;

use serde::Deserialize;
use toml::Spanned as At;

use super::selection::Index;
use crate::diagnostic::{Diagnostics, Location, SourceFile, texts::lock_formats as texts};
use crate::lock::artifact::FileEntry;
use crate::lock::parsed::Choice;
use crate::lock::pyproject::Pyproject;
use crate::lock::python::Requires;
use crate::lock::toml_lock::TomlLock;
use crate::packaging::Requirement;

/// A `pdm.lock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PdmLock {
    lock: TomlLock<Document>,
    /// Indexes of `[tool.pdm]`: the lock does not name them.
    indexes: Vec<Index>,
    /// The requirements of the project, with the chosen extras and groups; `None` without a manifest.
    roots: Option<Vec<Requirement>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Document {
    metadata: Metadata,
    #[serde(default, rename = "package")]
    packages: Vec<Package>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Metadata {
    /// `default`, extras and groups.
    #[serde(default)]
    groups: Vec<String>,
    /// How the lock was made; [`INHERITED`] among them.
    #[serde(default)]
    strategy: Vec<String>,
    lock_version: At<String>,
    content_hash: Option<At<String>>,
    #[serde(default)]
    targets: Vec<LockTarget>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct LockTarget {
    requires_python: Option<At<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Package {
    name: At<String>,
    version: Option<String>,
    #[serde(default)]
    extras: Vec<String>,
    requires_python: Option<String>,
    /// Where [`INHERITED`].
    #[serde(default)]
    groups: Vec<String>,
    /// Where [`INHERITED`].
    marker: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
    #[serde(default)]
    files: Vec<FileEntry>,
    git: Option<String>,
    r#ref: Option<String>,
    revision: Option<String>,
    subdirectory: Option<String>,
    url: Option<String>,
    path: Option<String>,
    #[serde(default)]
    editable: bool,
}

/// The strategy by which each package knows its groups and its marker.
const INHERITED: &str = "inherit_metadata";

impl PdmLock {
    /// Reads a lock. Fails if it was made from another manifest.
    pub(super) fn parse(
        file: &SourceFile,
        manifest: Option<&SourceFile>,
        choice: &Choice,
    ) -> Result<Self, Diagnostics> {
        let mut lock = Self {
            lock: TomlLock::read(file)?,
            indexes: Vec::new(),
            roots: None,
        };
        let version = &lock.metadata().lock_version;
        if !version.get_ref().starts_with("4.") {
            let problem = texts::lock_version(file.name(), version.get_ref(), "4");
            return Err(problem.at(lock.place(version)).into());
        }
        if let Some(manifest) = manifest {
            lock.check_age(manifest)?;
            lock.indexes = manifest::indexes(manifest);
            if !lock.is_inherited() {
                let mut problems = Diagnostics::new();
                let pyproject = Pyproject::parse(manifest)?;
                let entries = pyproject.entries(choice, &mut problems);
                let (entries, _) = problems.or_fail(entries)?;
                lock.roots = Some(entries.into_iter().map(|it| it.requirement).collect());
            }
        }
        Ok(lock)
    }

    /// The versions of Python it was made for.
    pub(super) fn requires_python(&self) -> Option<Requires> {
        let [only] = self.metadata().targets.as_slice() else {
            return None;
        };
        let requires = only.requires_python.as_ref()?;
        Some(Requires {
            text: requires.get_ref().clone(),
            at: self.place(requires),
        })
    }

    fn is_inherited(&self) -> bool {
        self.metadata().strategy.iter().any(|it| it == INHERITED)
    }

    fn metadata(&self) -> &Metadata {
        &self.lock.document.metadata
    }

    fn place<T>(&self, value: &At<T>) -> Location {
        self.lock.shown.at(self.lock.span(value))
    }
}
