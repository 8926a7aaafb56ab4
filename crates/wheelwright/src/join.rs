//! `wheelwright join`: trees laid on another one, as an image lays its layers on each other.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::listing::Listing;
use crate::parallel;
use crate::tree;

/// What to lay on what.
#[derive(Clone, Debug)]
pub struct Join {
    /// The tree that gets the others.
    pub out: PathBuf,
    /// Roots of layers, from the lowest.
    pub roots: Vec<PathBuf>,
}

/// Copies every tree onto the first; what is on top replaces what is below. Gives the number of files.
pub fn join(request: &Join) -> Result<usize, Error> {
    let mut count = 0;
    for root in &request.roots {
        count += lay(root, &request.out)?;
    }
    Ok(count)
}

fn lay(root: &Path, out: &Path) -> Result<usize, Error> {
    let listing = Listing::of(root)?;
    for directory in &listing.directories {
        let (from, to) = (root.join(directory), out.join(directory));
        make_directory(&from, &to).map_err(|error| at(error, &to))?;
    }
    let copied = parallel::map(&listing.files, |file| {
        let (from, to) = (root.join(file), out.join(file));
        copy(&from, &to).map_err(|error| at(error, &to))?;
        tree::set_time(&to, tree::TIME)
    });
    copied.into_iter().collect::<Result<(), _>>()?;
    let mut directories = listing.directories.iter().rev();
    directories.try_for_each(|directory| tree::set_time(&out.join(directory), tree::TIME))?;
    Ok(listing.files.len())
}

fn make_directory(from: &Path, to: &Path) -> io::Result<()> {
    if fs::symlink_metadata(to).is_ok_and(|found| found.is_dir()) {
        return Ok(());
    }
    clear(to)?;
    fs::create_dir(to)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    clear(to)?;
    if fs::symlink_metadata(from)?.is_symlink() {
        symlink(fs::read_link(from)?, to)
    } else {
        fs::copy(from, to).map(drop)
    }
}

/// Removes whatever is at a path. A link goes itself, and not what it leads to.
fn clear(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn at(error: io::Error, path: &Path) -> Error {
    Error::from(error).in_file(path.to_string_lossy())
}
