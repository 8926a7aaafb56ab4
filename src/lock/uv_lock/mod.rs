//! `uv.lock`, version 1: read as it is; what of it is installed is decided by [`select`].

mod projects;
mod select;
mod stale;

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned as At;

use super::artifact::FileEntry;
use super::python::Requires;
use super::toml_lock::TomlLock;
use crate::diagnostic::{Diagnostic, Location, SourceFile, texts::lock as texts};
use crate::packaging::normalize_name;

/// A `uv.lock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UvLock(TomlLock<Document>);

/// The version of the format that is read. Its revisions only add to it.
const VERSION: i64 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    version: At<i64>,
    requires_python: Option<At<String>>,
    #[serde(default)]
    supported_markers: Vec<At<String>>,
    #[serde(default)]
    conflicts: Vec<Vec<Conflict>>,
    #[serde(default)]
    manifest: Manifest,
    #[serde(default, rename = "package")]
    packages: Vec<Package>,
}

/// What must not be chosen together with the others of its set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Conflict {
    package: String,
    extra: Option<String>,
    group: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
struct Manifest {
    /// The packages of a workspace; empty if the project at the root is alone.
    #[serde(default)]
    members: Vec<String>,
    /// The groups of a root that is no project.
    #[serde(default, rename = "dependency-groups")]
    groups: BTreeMap<String, Vec<Dependency>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Package {
    name: At<String>,
    version: Option<String>,
    source: Source,
    #[serde(default)]
    dependencies: Vec<Dependency>,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Vec<Dependency>>,
    #[serde(default)]
    dev_dependencies: BTreeMap<String, Vec<Dependency>>,
    sdist: Option<FileEntry>,
    wheels: Option<At<Vec<FileEntry>>>,
    #[serde(default)]
    metadata: Metadata,
}

/// Where a package comes from. The paths are relative to the lock's directory.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Place {
    /// An index: a URL, or the path of a directory with files.
    Registry(String),
    Git(String),
    /// A file.
    Url(String),
    /// A file.
    Path(String),
    Directory(String),
    Editable(String),
    /// A directory that is not installed; its dependencies are.
    Virtual(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Source {
    #[serde(flatten)]
    place: Place,
    subdirectory: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Dependency {
    name: String,
    /// Told where the lock has several packages of the name.
    version: Option<String>,
    /// Told where the lock has several packages of the name.
    source: Option<Source>,
    #[serde(default, alias = "extras")]
    extra: Vec<String>,
    marker: Option<String>,
}

/// A dependency group.
struct Group<'a> {
    name: &'a str,
    /// The project that declares it; `None` for a workspace's root that is no project.
    project: Option<&'a Package>,
    dependencies: &'a [Dependency],
}

/// What a project of the workspace declared when the lock was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    requires_dist: Option<Vec<Declared>>,
    #[serde(default)]
    requires_dev: BTreeMap<String, Vec<Declared>>,
    #[serde(default)]
    provides_extras: Vec<String>,
}

/// One requirement of a project. One of the last keys stands for a source of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Declared {
    name: String,
    #[serde(default)]
    extras: Vec<String>,
    #[serde(default)]
    specifier: Option<String>,
    marker: Option<String>,
    git: Option<String>,
    url: Option<String>,
    path: Option<String>,
    directory: Option<String>,
    editable: Option<String>,
    r#virtual: Option<String>,
}

impl UvLock {
    /// Reads a lock.
    pub(super) fn parse(file: &SourceFile) -> Result<Self, Diagnostic> {
        let lock = Self(TomlLock::read(file)?);
        let version = &lock.0.document.version;
        match *version.get_ref() {
            VERSION => Ok(lock),
            other => Err(texts::uv_lock_version(other).at(lock.place(version))),
        }
    }

    /// The versions of Python it was made for.
    pub(super) fn requires_python(&self) -> Option<Requires> {
        let requires = self.0.document.requires_python.as_ref()?;
        Some(Requires {
            text: requires.get_ref().clone(),
            at: self.place(requires),
        })
    }

    /// The names of the workspace's packages.
    fn members(&self) -> Vec<&str> {
        if self.0.document.manifest.members.is_empty() {
            let root = self.root().map(|package| package.name.get_ref().as_str());
            return root.into_iter().collect();
        }
        let members = self.0.document.manifest.members.iter();
        members.map(String::as_str).collect()
    }

    /// The project in the lock's own directory.
    fn root(&self) -> Option<&Package> {
        let mut packages = self.0.document.packages.iter();
        packages.find(|package| matches!(package.source.place.project(), Some("." | "")))
    }

    /// The groups that can be chosen with a project, by normalized name: its own, and others of the workspace's root.
    fn groups<'a>(&'a self, project: &'a Package) -> BTreeMap<String, Group<'a>> {
        let of_root = self.0.document.manifest.groups.iter();
        let of_root = of_root.map(|(name, dependencies)| Group {
            name,
            project: None,
            dependencies,
        });
        let of_projects = self.root().into_iter().chain([project]);
        let of_projects = of_projects.flat_map(Package::groups);
        // The last one of a name counts.
        let groups = of_root.chain(of_projects);
        groups
            .map(|group| (normalize_name(group.name), group))
            .collect()
    }

    fn at(&self, package: &Package) -> Location {
        self.place(&package.name)
    }

    fn place<T>(&self, value: &At<T>) -> Location {
        self.0.shown.at(self.0.span(value))
    }
}

impl Place {
    /// The directory of a project that is worked on.
    fn project(&self) -> Option<&str> {
        match self {
            Self::Editable(path) | Self::Virtual(path) => Some(path),
            _ => None,
        }
    }
}
