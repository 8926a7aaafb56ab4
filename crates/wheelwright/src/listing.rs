//! What is in a tree.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Paths relative to the root of a tree.
#[derive(Debug, Default)]
pub struct Listing {
    /// Each after the one that it is in.
    pub directories: Vec<PathBuf>,
    /// All else; links are not followed.
    pub files: Vec<PathBuf>,
}

impl Listing {
    /// Lists a tree, in the order of the file system.
    pub fn of(root: &Path) -> Result<Self, Error> {
        let mut listing = Self::default();
        listing.read(root, Path::new(""))?;
        Ok(listing)
    }

    fn read(&mut self, root: &Path, below: &Path) -> Result<(), Error> {
        let directory = root.join(below);
        let at = |error: io::Error| Error::from(error).in_file(directory.to_string_lossy());
        for entry in fs::read_dir(&directory).map_err(at)? {
            let entry = entry.map_err(at)?;
            let path = below.join(entry.file_name());
            if entry.file_type().map_err(at)?.is_dir() {
                self.directories.push(path.clone());
                self.read(root, &path)?;
            } else {
                self.files.push(path);
            }
        }
        Ok(())
    }
}
