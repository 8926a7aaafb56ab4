//! `wheelwright seal`: a tree that others made, ready to ship.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::bytecode::{self, Binding};
use crate::error::Error;
use crate::tree;

/// What to seal.
#[derive(Clone, Debug)]
pub struct Seal {
    /// A directory at its path in the image.
    pub directory: PathBuf,
    /// The interpreter that compiles its modules, if any should.
    pub python: Option<PathBuf>,
    /// The time of every file in it, in seconds since the epoch; `None` leaves each its own.
    pub time: Option<i64>,
}

/// Makes a tree readable by every user and writable by its owner only, and compiles it if that is wanted: to bytecode that goes where a
/// source changes, as files of an application do, by `docker cp`, by a mount, or by itself.
pub fn seal(request: &Seal) -> Result<(), Error> {
    share(&request.directory)?;
    if let Some(python) = &request.python {
        let binding = Binding::CheckedHash;
        bytecode::compile(python, Path::new("/"), &request.directory, binding)?;
    }
    match request.time {
        Some(time) => tree::set_times(&request.directory, time),
        None => Ok(()),
    }
}

/// Links are left alone: their own mode means nothing, and what they point to may lie outside.
fn share(path: &Path) -> Result<(), Error> {
    let at = |error: std::io::Error| Error::from(error).in_file(path.to_string_lossy());
    let found = fs::symlink_metadata(path).map_err(at)?;
    if found.is_symlink() {
        return Ok(());
    }
    let mode = found.permissions().mode() & 0o7777;
    let readable = if found.is_dir() || mode & 0o111 != 0 {
        0o555
    } else {
        0o444
    };
    let wanted = (mode | readable) & !0o022;
    if wanted != mode {
        fs::set_permissions(path, Permissions::from_mode(wanted)).map_err(at)?;
    }
    if found.is_dir() {
        for entry in fs::read_dir(path).map_err(at)? {
            share(&entry.map_err(at)?.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn everybody_reads_and_nobody_else_writes() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let mode = |name: &str| {
            let found = fs::symlink_metadata(root.join(name)).unwrap();
            format!("{:o}", found.permissions().mode() & 0o7777)
        };
        fs::create_dir(root.join("secret")).unwrap();
        for (name, mode) in [("secret/run", 0o710), ("secret/data", 0o666)] {
            fs::write(root.join(name), "").unwrap();
            fs::set_permissions(root.join(name), Permissions::from_mode(mode)).unwrap();
        }
        fs::set_permissions(root.join("secret"), Permissions::from_mode(0o2770)).unwrap();
        symlink("/nowhere", root.join("link")).unwrap();
        share(root).unwrap();
        assert_eq!(
            ["secret", "secret/run", "secret/data"].map(mode),
            ["2755", "755", "644"]
        );
        tree::set_times(root, 1_700_000_000).unwrap();
        let time = |name: &str| {
            let found = fs::symlink_metadata(root.join(name)).unwrap();
            std::os::unix::fs::MetadataExt::mtime(&found)
        };
        assert_eq!(
            ["", "secret", "secret/run", "link"].map(time),
            [1_700_000_000; 4]
        );
    }
}
