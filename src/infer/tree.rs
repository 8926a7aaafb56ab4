//! The files that ship, as far as they were looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::python::Module;
use crate::diagnostic::{Location, SourceFile};
use crate::spec::{ContextDirectory, ContextPath};

/// The files that ship, as far as they were looked at.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    directories: BTreeMap<Listing, Vec<Entry>>,
    /// `None` for what is no text.
    files: BTreeMap<ContextPath, Option<Source>>,
}

/// One name in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Without the directory.
    pub name: String,
    /// Whether it is a directory in turn.
    pub is_directory: bool,
}

/// What has to be looked at next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Want {
    /// The names in a directory, which may not exist.
    Directory(Listing),
    /// The content of a file that was listed.
    File(ContextPath),
}

/// A directory to list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listing {
    /// The directory.
    pub path: ContextDirectory,
    /// Whether only Python files matter: there may be any number of others.
    pub only_modules: bool,
}

impl Tree {
    /// Nothing looked at.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what is in a directory; nothing, if there is no such directory.
    pub fn insert_directory(&mut self, listing: Listing, mut entries: Vec<Entry>) {
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        self.directories.insert(listing, entries);
    }

    /// Adds a file's bytes.
    pub fn insert_file(&mut self, path: ContextPath, bytes: &[u8]) {
        let file = SourceFile::decode(path.as_str(), bytes).ok();
        let source = file.map(|file| Source {
            path: path.clone(),
            module: Arc::new(if is_module(path.file_name()) {
                Module::parse(file.text())
            } else {
                Module::default()
            }),
            file,
        });
        self.files.insert(path, source);
    }
}

pub(super) fn is_module(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end == "py")
}

/// A file, read. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) path: ContextPath,
    pub(super) file: SourceFile,
    /// What it does; nothing, if it is no Python.
    pub(super) module: Arc<Module>,
}

impl Source {
    /// A place by its byte.
    pub(super) fn at(&self, start: usize) -> Location {
        self.file.at(self.file.span(start..start))
    }

    /// The name without `.py`.
    pub(super) fn stem(&self) -> &str {
        self.path.file_name().trim_end_matches(".py")
    }
}

/// A look at the files that notes what it misses.
pub(super) struct View<'a> {
    tree: &'a Tree,
    missed: BTreeSet<Want>,
    read: BTreeSet<ContextPath>,
}

impl<'a> View<'a> {
    pub(super) fn of(tree: &'a Tree) -> Self {
        Self {
            tree,
            missed: BTreeSet::new(),
            read: BTreeSet::new(),
        }
    }

    /// Everything in a directory.
    pub(super) fn names(&mut self, path: &ContextDirectory) -> &'a [Entry] {
        self.listing(path, false)
    }

    /// The Python files of a directory.
    pub(super) fn modules(&mut self, path: &ContextDirectory) -> Vec<ContextPath> {
        let entries = self.listing(path, true).iter();
        let modules = entries.filter(|entry| !entry.is_directory && is_module(&entry.name));
        modules
            .filter_map(|entry| path.file(&entry.name).ok())
            .collect()
    }

    fn listing(&mut self, path: &ContextDirectory, only_modules: bool) -> &'a [Entry] {
        let listing = |only_modules| Listing {
            path: path.clone(),
            only_modules,
        };
        let directories = &self.tree.directories;
        let known = directories.get(&listing(false));
        if let Some(entries) = known.or_else(|| directories.get(&listing(only_modules))) {
            return entries;
        }
        let will_be_known = self.missed.contains(&Want::Directory(listing(false)));
        if !will_be_known && !self.is_absent(path) {
            self.missed.insert(Want::Directory(listing(only_modules)));
        }
        &[]
    }

    /// Whether a directory is known not to be there.
    fn is_absent(&self, path: &ContextDirectory) -> bool {
        let mut path = path.clone();
        loop {
            let (parent, name) = path
                .as_str()
                .rsplit_once('/')
                .unwrap_or(("", path.as_str()));
            let Ok(parent) = ContextDirectory::default().directory(parent) else {
                return false;
            };
            if name.is_empty() {
                return false;
            }
            let listing = Listing {
                path: parent.clone(),
                only_modules: false,
            };
            let is_here = |entry: &Entry| entry.is_directory && entry.name == name;
            let siblings = self.tree.directories.get(&listing);
            if siblings.is_some_and(|siblings| !siblings.iter().any(is_here)) {
                return true;
            }
            path = parent;
        }
    }

    /// Whether there is a file, which is not read.
    pub(super) fn has(&mut self, path: &ContextPath) -> bool {
        let siblings = self.listing(&path.directory(), true);
        let mut files = siblings.iter().filter(|entry| !entry.is_directory);
        files.any(|entry| entry.name == path.file_name())
    }

    /// A file, if there is one.
    pub(super) fn file(&mut self, path: &ContextPath) -> Option<Source> {
        if !self.has(path) {
            return None;
        }
        let file = self.tree.files.get(path);
        if file.is_none() {
            self.missed.insert(Want::File(path.clone()));
        }
        self.read.insert(path.clone());
        file.cloned().flatten()
    }

    /// Whether something was asked for that is not known yet: what was found so far may be wrong.
    pub(super) fn misses(&self) -> bool {
        !self.missed.is_empty()
    }

    pub(super) fn missed(self) -> Vec<Want> {
        self.missed.into_iter().collect()
    }

    /// The files that were read.
    pub(super) fn read(&self) -> impl Iterator<Item = &str> {
        self.read.iter().map(ContextPath::as_str)
    }
}
