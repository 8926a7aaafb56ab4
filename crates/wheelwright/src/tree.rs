//! Writing a tree that becomes an image layer: every mode and every time is decided here.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};

use crate::error::Error;

/// 1980-01-01T00:00:00Z, in seconds since the epoch: the earliest time that zip archives know, for trees that end up in one.
pub const TIME: i64 = 315_532_800;

/// Creates a directory, and those above it that are missing, as far up as `root`. A link on the way is an error: it could lead out of the tree.
pub fn create_directory(root: &Path, path: &Path) -> Result<(), Error> {
    if path == root {
        return fs::create_dir_all(root).map_err(Error::from);
    }
    let at = |error: io::Error| Error::from(error).in_file(path.to_string_lossy());
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => return Err(at(io::ErrorKind::NotADirectory.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(at(error)),
    }
    if let Some(parent) = path.parent() {
        create_directory(root, parent)?;
    }
    fs::create_dir(path).map_err(at)?;
    fs::set_permissions(path, Permissions::from_mode(0o755)).map_err(at)
}

/// Creates a file that is not there yet. Its mode does not depend on the process's mask.
pub fn create_file(path: &Path, is_executable: bool) -> io::Result<File> {
    let mode = if is_executable { 0o755 } else { 0o644 };
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)?;
    file.set_permissions(Permissions::from_mode(mode))?;
    Ok(file)
}

/// Creates a symbolic link.
pub fn create_link(path: &Path, target: &str) -> Result<(), Error> {
    symlink(target, path).map_err(|error| Error::from(error).in_file(path.to_string_lossy()))
}

/// Gives everything in a tree, and its root, the same time, in seconds since the epoch. Writing into a directory changes
/// its time, so this comes last.
pub fn set_times(path: &Path, time: i64) -> Result<(), Error> {
    let at = |error: io::Error| Error::from(error).in_file(path.to_string_lossy());
    for entry in fs::read_dir(path).map_err(at)? {
        let entry = entry.map_err(at)?;
        if entry.file_type().map_err(at)?.is_dir() {
            set_times(&entry.path(), time)?;
        } else {
            set_time(&entry.path(), time)?;
        }
    }
    set_time(path, time)
}

/// Gives a file, a directory or a link a time, in seconds since the epoch.
pub fn set_time(path: &Path, time: i64) -> Result<(), Error> {
    let time = Timespec {
        tv_sec: time,
        tv_nsec: 0,
    };
    let times = Timestamps {
        last_access: time,
        last_modification: time,
    };
    utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW)
        .map_err(|error| Error::from(io::Error::from(error)).in_file(path.to_string_lossy()))
}
