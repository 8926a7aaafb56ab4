//! What is known of the project beside its files: what its modules are called, and where they may be.

use std::collections::BTreeSet;

use super::python::is_identifier;
use super::tree::{Source, View};
use crate::lock::{Artifact, Locked};
use crate::plan::Wanted;
use crate::spec::{ContextDirectory, ContextPath, Protocol, Spec};

/// What is known of the project beside its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// Its normalized name, if its dependencies come from its own files.
    pub name: Option<String>,
    /// Where it is in the context.
    pub directory: ContextDirectory,
    /// Whether it is installed into the environment itself: its modules are then found without their directory.
    pub is_installed: bool,
    /// Normalized names of all that is installed, as far as it is known.
    pub packages: BTreeSet<String>,
    /// The script that says what it needs (PEP 723), if the dependencies are those.
    pub script: Option<ContextPath>,
    /// The port that the spec names, for the server to listen on.
    pub port: Option<u16>,
}

/// Directories that hold no application, or one that is not the project's.
const ASIDE: [&str; 14] = [
    "benchmarks",
    "doc",
    "docs",
    "example",
    "examples",
    "migrations",
    "node_modules",
    "pages",
    "sample",
    "samples",
    "static",
    "templates",
    "test",
    "tests",
];

/// Files that are about the project.
const TOOLS: [&str; 4] = ["conftest.py", "noxfile.py", "setup.py", "tasks.py"];

/// At most so many directories are looked into, in the order of their names.
const DIRECTORIES: usize = 64;

/// At most so many modules of a level are read.
const MODULES: usize = 256;

/// Where modules may be: the root, its directories, and those of `src`.
pub(super) const LEVELS: [Level; 3] = [Level::Root, Level::Directories, Level::Source];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Root,
    Directories,
    Source,
}

impl Project {
    /// What the spec and the choice of packages say.
    pub fn new(spec: &Spec, name: Option<&str>, wanted: &Wanted) -> Self {
        let packages = match wanted {
            Wanted::Locked(locked) => locked.packages.iter().map(|it| it.name.clone()).collect(),
            Wanted::ByPip(requirements) => {
                let entries = requirements.requirements.iter();
                entries.map(|it| it.requirement.name.clone()).collect()
            }
        };
        let own = match wanted {
            Wanted::Locked(locked) => own_directory(locked, name),
            Wanted::ByPip(_) => None,
        };
        let mut ports = spec.ports.iter().map(|port| port.value);
        Self {
            name: name.map(str::to_owned),
            is_installed: own.is_some(),
            directory: own.unwrap_or_default(),
            packages,
            script: spec.dependencies.value.script().cloned(),
            port: ports
                .find(|port| port.protocol == Protocol::Tcp)
                .map(|port| port.number),
        }
    }

    pub(super) fn has(&self, package: &str) -> bool {
        self.packages.contains(package)
    }

    /// The modules of a level; a script is alone on the first.
    pub(super) fn modules(&self, level: Level, view: &mut View) -> Vec<Source> {
        if let Some(script) = &self.script {
            let is_first = level == Level::Root;
            let source = is_first.then(|| view.file(script)).flatten();
            return source.into_iter().collect();
        }
        let mut directories = match level {
            Level::Root => vec![self.directory.clone()],
            Level::Directories => inside(&self.directory, view),
            Level::Source => {
                let source = self.directory.directory("src").ok();
                let there = inside(&self.directory, view)
                    .into_iter()
                    .find(|it| Some(it) == source.as_ref());
                there.map_or_else(Vec::new, |source| inside(&source, view))
            }
        };
        directories.truncate(DIRECTORIES);
        let mut paths = Vec::new();
        for directory in &directories {
            // The root is listed in full anyway.
            if level == Level::Root {
                view.names(directory);
            }
            paths.extend(view.modules(directory));
        }
        paths.retain(|path| is_part_of_application(path.file_name()));
        paths.truncate(MODULES);
        paths.iter().filter_map(|path| view.file(path)).collect()
    }

    /// The name by which a module is imported; `None` if it cannot be.
    pub(super) fn name_of(&self, path: &ContextPath) -> Option<String> {
        let path = path.as_str().strip_suffix(".py")?;
        let path = path.strip_suffix("/__init__").unwrap_or(path);
        let below = match self.directory.as_str() {
            "" => path,
            directory if self.is_installed => path.strip_prefix(directory)?.strip_prefix('/')?,
            _ => path,
        };
        let source = below.strip_prefix("src/").filter(|_| self.is_installed);
        let name = source.unwrap_or(below).replace('/', ".");
        name.split('.').all(is_identifier).then_some(name)
    }

    /// The module with a dotted name, if it is the project's own.
    pub(super) fn module(&self, name: &str, view: &mut View) -> Option<Source> {
        let path = name.replace('.', "/");
        let source = self.is_installed.then(|| format!("src/{path}"));
        for path in std::iter::once(path).chain(source) {
            for file in [format!("{path}.py"), format!("{path}/__init__.py")] {
                let found = self.directory.file(&file).ok();
                if let Some(source) = found.and_then(|path| view.file(&path)) {
                    return Some(source);
                }
            }
        }
        None
    }

    /// A dotted name as a module means it: imports are followed, and relative ones become absolute.
    pub(super) fn resolve(&self, source: &Source, dotted: &str) -> String {
        self.absolute(source, &source.module.resolve(dotted))
    }

    /// Whether a module imports another one, or something of it.
    pub(super) fn imports(&self, source: &Source, other: &str) -> bool {
        let origins = source.module.imports.iter();
        origins
            .map(|import| self.absolute(source, &import.origin))
            .any(|origin| {
                let below = origin.strip_prefix(other);
                below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
    }

    fn absolute(&self, source: &Source, origin: &str) -> String {
        let relative = origin.trim_start_matches('.');
        let dots = origin.len() - relative.len();
        if dots == 0 {
            return origin.to_owned();
        }
        let name = self.name_of(&source.path).unwrap_or_default();
        let mut package: Vec<_> = name.split('.').collect();
        let up = if source.stem() == "__init__" {
            dots - 1
        } else {
            dots
        };
        package.truncate(package.len().saturating_sub(up));
        package.push(relative);
        package.join(".").trim_matches('.').to_owned()
    }
}

/// The directory of the project, if the project is among what is installed.
fn own_directory(locked: &Locked, name: Option<&str>) -> Option<ContextDirectory> {
    let mut packages = locked.packages.iter();
    packages.find_map(|package| match &package.artifact {
        Artifact::Directory {
            path, subdirectory, ..
        } if Some(package.name.as_str()) == name || path.as_str().is_empty() => {
            path.directory(subdirectory.as_deref().unwrap_or(".")).ok()
        }
        _ => None,
    })
}

/// The directories in a directory that may hold a part of the application.
fn inside(directory: &ContextDirectory, view: &mut View) -> Vec<ContextDirectory> {
    let entries = view.names(directory).iter();
    let names = entries
        .filter(|entry| entry.is_directory && !entry.name.starts_with(['.', '_']))
        .filter(|entry| !ASIDE.contains(&entry.name.as_str()));
    names
        .filter_map(|entry| directory.directory(&entry.name).ok())
        .collect()
}

fn is_part_of_application(name: &str) -> bool {
    let is_test = name.starts_with("test_") || name.ends_with("_test.py");
    // A program would take such a name for an option.
    let is_option = name.starts_with('-');
    !TOOLS.contains(&name) && !is_test && !is_option
}
