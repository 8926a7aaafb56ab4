//! Packages that the build supplies itself, on their way to the step that finds versions.

use super::SentFiles;
use super::context::{below, literal};
use crate::diagnostic::Location;
use crate::lock::{Requirements, SUPPLIED};
use crate::spec::{ContextDirectory, ContextPath, Spec};

/// The files that packages are in.
const PACKAGES: [&str; 3] = ["*.whl", "*.tar.gz", "*.zip"];

/// Packages that the build supplies itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supplied {
    /// Directories of the spec, which come before every index.
    first: Vec<Supply<ContextDirectory>>,
    /// Directories of requirements, which come beside them.
    beside: Vec<Supply<ContextDirectory>>,
    /// Single files.
    files: Vec<Supply<ContextPath>>,
}

/// A directory of packages, or one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply<Place> {
    /// What it is from, a named context or an image; `None` for the build context.
    pub from: Option<Elsewhere>,
    /// Where the step finds it, and a lock has it.
    pub place: Place,
    /// Where it is asked for.
    pub at: Location,
}

/// A directory of something else than the build context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its familiar name.
    pub name: String,
    /// The directory in it.
    pub path: ContextDirectory,
}

impl Supplied {
    /// Those of a spec, and of requirements.
    pub fn new(spec: &Spec, requirements: &Requirements) -> Self {
        let first = spec.package_directories.iter().map(|directory| Supply {
            from: directory.from().map(|name| Elsewhere {
                name,
                path: directory.path.clone(),
            }),
            place: directory.place(),
            at: spec.file.at(directory.at),
        });
        let beside = requirements.links.iter().map(|links| Supply {
            from: None,
            place: links.directory.clone(),
            at: links.at.clone(),
        });
        let files = requirements.supplied().map(|(place, at)| Supply {
            from: None,
            place,
            at: at.clone(),
        });
        Self {
            first: first.collect(),
            beside: beside.collect(),
            files: files.collect(),
        }
    }

    /// All directories.
    pub fn directories(&self) -> impl Iterator<Item = &Supply<ContextDirectory>> {
        self.first.iter().chain(&self.beside)
    }

    /// All single files.
    pub fn files(&self) -> &[Supply<ContextPath>] {
        &self.files
    }

    /// What of the build context they are; `None` if they are nothing of it.
    pub fn of_context(&self) -> Option<SentFiles> {
        let own = self.directories().filter(|it| it.from.is_none());
        let packages = own.flat_map(|it| PACKAGES.map(|pattern| below(&it.place, pattern)));
        let files = self.files.iter().map(|it| literal(it.place.as_str()));
        let mut include: Vec<_> = packages.chain(files).collect();
        include.sort();
        include.dedup();
        (!include.is_empty()).then(|| SentFiles {
            include,
            exclude: Vec::new(),
        })
    }

    /// The arguments for directories that come beside indexes; all of them do where nothing can come first.
    pub(super) fn links(&self, all: bool) -> Vec<String> {
        let first = self.first.iter().filter(|_| all);
        let links = first.chain(&self.beside);
        let links = links.flat_map(|it| ["--find-links".to_owned(), it.path()]);
        links.collect()
    }

    /// Those that come before every index, as uv's configuration names them.
    pub(super) fn first(&self) -> impl Iterator<Item = String> {
        self.first.iter().map(Supply::path)
    }
}

impl Supply<ContextDirectory> {
    /// What of its tree they are.
    pub fn packages(&self) -> SentFiles {
        let path = self.from.as_ref().map_or(&self.place, |from| &from.path);
        SentFiles {
            include: PACKAGES.map(|pattern| below(path, pattern)).to_vec(),
            exclude: Vec::new(),
        }
    }

    fn path(&self) -> String {
        format!("{SUPPLIED}/{}", self.place.as_str())
    }
}
