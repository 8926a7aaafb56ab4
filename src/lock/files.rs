//! The files of the context that were read so far.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Location, SourceFile};
use crate::spec::ContextPath;

/// The files of the context that were read so far, and those that turned out not to be there.
#[derive(Clone, Debug, Default)]
pub struct Files {
    known: BTreeMap<ContextPath, Option<Result<SourceFile, Diagnostic>>>,
}

impl Files {
    /// None read.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file's bytes, or that there is no such file.
    pub fn insert(&mut self, path: ContextPath, bytes: Option<&[u8]>) {
        let file = bytes.map(|bytes| SourceFile::decode(path.as_str(), bytes));
        self.known.insert(path, file);
    }
}

/// A look at the files that notes what it misses.
pub struct View<'a> {
    files: &'a Files,
    missed: BTreeSet<ContextPath>,
}

impl<'a> View<'a> {
    /// A look at some files.
    pub fn of(files: &'a Files) -> Self {
        Self {
            files,
            missed: BTreeSet::new(),
        }
    }

    /// A file; `None` if it does not exist, or is not known yet.
    pub fn get(&mut self, path: &ContextPath) -> Option<Result<SourceFile, Diagnostic>> {
        let known = self.files.known.get(path);
        if known.is_none() {
            self.missed.insert(path.clone());
        }
        known.cloned().flatten()
    }

    /// Whether a file was asked for and is not known yet.
    pub fn misses(&self, path: &ContextPath) -> bool {
        self.missed.contains(path)
    }

    /// Where the files that are known have a text first, in the order of their names.
    pub fn place_of(&self, text: &str) -> Option<Location> {
        let known = self.files.known.values().flatten().flatten();
        known.into_iter().find_map(|file| {
            let start = file.text().find(text)?;
            Some(file.at(file.span(start..start + text.len())))
        })
    }

    /// What was asked for and is not known yet.
    pub fn missed(self) -> Vec<ContextPath> {
        self.missed.into_iter().collect()
    }
}
