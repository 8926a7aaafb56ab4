//! What is installed: the common result of all locks, decided for one target.

use std::collections::BTreeMap;

use super::commits::Commit;
use crate::diagnostic::Location;
use crate::packaging::{PythonVersion, normalize_name};
use crate::spec::{ContextDirectory, ContextPath};

/// Everything to install for one target. Nothing is left to decide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locked {
    /// Sorted by name; each name once.
    pub packages: Vec<LockedPackage>,
    /// Where the project itself is, if it is one of the packages.
    pub project: Option<ContextDirectory>,
    /// Where other projects of the context are: those of them that are needed are packages, and none is a part of the
    /// application. Sorted.
    pub others: Vec<ContextDirectory>,
}

impl Locked {
    /// Adds the project itself, which no lock has told about.
    pub fn add_project(&mut self, project: LockedPackage) {
        if let Artifact::Directory { path, .. } = &project.artifact {
            self.project = Some(path.clone());
            self.others.retain(|other| other != path);
        }
        self.put(project);
    }

    /// Adds a project of the build context, which no lock has told about.
    pub fn add_local(&mut self, project: LockedPackage) {
        match &project.artifact {
            Artifact::Directory { path, .. } if !path.as_str().is_empty() => {
                self.others.push(path.clone());
                self.others.sort();
                self.others.dedup();
                self.put(project);
            }
            _ => self.add_project(project),
        }
    }

    /// The package of that normalized name.
    pub fn get(&self, name: &str) -> Option<&LockedPackage> {
        let packages = &self.packages;
        let place = packages.binary_search_by(|it| it.name.as_str().cmp(name));
        packages.get(place.ok()?)
    }

    /// Whatever had its name before gives way.
    fn put(&mut self, new: LockedPackage) {
        self.packages.retain(|package| package.name != new.name);
        let place = self
            .packages
            .partition_point(|package| package.name < new.name);
        self.packages.insert(place, new);
    }
}

/// One package to install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedPackage {
    /// Normalized (PEP 503).
    pub name: String,
    /// Its version; `None` where only a build would tell it.
    pub version: Option<String>,
    /// What it is installed from.
    pub artifact: Artifact,
    /// The index that its file comes from; `None` for what was not found on an index.
    pub index: Option<String>,
    /// Its entry in the lock.
    pub at: Location,
}

impl LockedPackage {
    /// The project in a directory of the build context, which has no lock to tell more.
    pub(super) fn of_directory(
        name: &str,
        version: Option<String>,
        path: ContextDirectory,
        at: Location,
    ) -> Self {
        Self {
            name: normalize_name(name),
            version,
            artifact: Artifact::Directory {
                path,
                editable: false,
                subdirectory: None,
            },
            index: None,
            at,
        }
    }

    /// The project's directory in the build context, if it is there.
    pub fn project(&self) -> Option<ContextDirectory> {
        match &self.artifact {
            Artifact::Directory {
                path,
                subdirectory: None,
                ..
            } => Some(path.clone()),
            Artifact::Directory {
                path,
                subdirectory: Some(below),
                ..
            } => path.directory(below).ok(),
            _ => None,
        }
    }
}

/// What a package is installed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Artifact {
    /// A wheel that fits the target.
    Wheel(File),
    /// A source distribution, to be built.
    Sdist {
        /// The file.
        file: File,
        /// The versions of Python that the lock has wheels for on this machine; sorted.
        pythons: Vec<PythonVersion>,
    },
    /// A file that somebody named by its address, not by the package's name (PEP 610 has it recorded): a wheel that fits
    /// the target if its name ends with `.whl`, else an archive of sources, to be built.
    Archive {
        /// The file.
        file: File,
        /// The project's directory in it; `None` for its top.
        subdirectory: Option<String>,
    },
    /// A commit of a repository, to be built. The address has no credentials.
    Git(Commit),
    /// A directory of the build context, to be built.
    Directory {
        /// The directory.
        path: ContextDirectory,
        /// Whether the lock asks for an editable installation.
        editable: bool,
        /// The project's directory in it; `None` for its top.
        subdirectory: Option<String>,
    },
}

/// A file whose content is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name of the file: for a wheel, it says what the wheel is.
    pub name: String,
    /// Where it is.
    pub origin: Origin,
    /// The SHA-256 of its content, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// More digests of its content, by the name of the algorithm.
    pub hashes: BTreeMap<String, String>,
    /// In bytes, where the lock tells it.
    pub size: Option<u64>,
}

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Without credentials.
    Url(String),
    /// In the build context.
    Context(ContextPath),
}
