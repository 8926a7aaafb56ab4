//! What is in a system, and was not in it before.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt as _;

use crate::error::Error;
use crate::keep::names;
use crate::root::Root;
use crate::tree;

/// What is of the moment, of the package manager, or for people to read: official images have none of it, and licences are
/// kept with the [records](crate::debian) of packages.
const LEFT_OUT: [&str; 19] = [
    "/dev",
    "/proc",
    "/run",
    "/sys",
    "/tmp",
    "/usr/share/doc",
    "/usr/share/info",
    "/usr/share/linda",
    "/usr/share/lintian",
    "/usr/share/man",
    "/var/cache/apt",
    "/var/cache/cartwright",
    "/var/cache/debconf",
    "/var/cache/ldconfig",
    "/var/cache/man",
    "/var/lib/apt",
    "/var/lib/dpkg",
    "/var/log",
    "/var/tmp",
];

/// Whether a path ships with a package that it belongs to.
pub fn ships(path: &str) -> bool {
    let mut left_out = LEFT_OUT.iter();
    left_out.all(|directory| {
        let below = path.strip_prefix(directory);
        below.is_none_or(|rest| !rest.is_empty() && !rest.starts_with('/'))
    })
}

/// Absolute paths, sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files and links that are new, or not what they were.
    pub files: Vec<String>,
    /// Directories that are new.
    pub directories: Vec<String>,
}

/// Compares a system with what it was.
pub fn changes(now: &Root, before: &Root) -> Result<Changes, Error> {
    let mut changes = Changes::default();
    compare("", now, before, &mut changes)?;
    Ok(changes)
}

fn compare(directory: &str, now: &Root, before: &Root, changes: &mut Changes) -> Result<(), Error> {
    let at = |path: &str, error: io::Error| Error::from(error).in_file(path);
    let names = names(&now.at(directory)).map_err(|error| at(directory, error))?;
    for path in names.iter().map(|name| format!("{directory}/{name}")) {
        if !ships(&path) {
            continue;
        }
        let found = fs::symlink_metadata(now.at(&path)).map_err(|error| at(&path, error))?;
        if found.is_dir() {
            if !before.at(&path).is_dir() {
                changes.directories.push(path.clone());
            }
            compare(&path, now, before, changes)?;
        } else if (found.is_file() || found.is_symlink()) && !is_same(&path, now, before) {
            changes.files.push(path);
        }
    }
    Ok(())
}

/// Whether a file or a link, by its own path, is the same in two systems. What was installed has [one time](tree::TIME): there,
/// the content tells.
pub fn is_same(path: &str, one: &Root, other: &Root) -> bool {
    let [one, other] = [one, other].map(|root| root.at(path));
    let (Ok(found), Ok(known)) = (fs::symlink_metadata(&one), fs::symlink_metadata(&other)) else {
        return false;
    };
    let key = |it: &Metadata| (it.mode(), it.uid(), it.gid(), it.len(), it.mtime());
    if key(&found) != key(&known) {
        return false;
    }
    if found.is_symlink() {
        return fs::read_link(one).ok() == fs::read_link(other).ok();
    }
    found.mtime() != tree::TIME || fs::read(one).ok() == fs::read(other).ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    /// A system of files with times, and of links.
    fn system(files: &[(&str, &str, i64)], links: &[(&str, &str)]) -> TempDir {
        let system = tempfile::tempdir().unwrap();
        for (path, text, time) in files {
            let path = system.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            tree::set_time(&path, *time).unwrap();
        }
        for (link, target) in links {
            let link = system.path().join(link);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(target, &link).unwrap();
            tree::set_time(&link, 7).unwrap();
        }
        system
    }

    #[test]
    fn what_is_new_or_other_than_it_was_is_told() {
        let before = system(
            &[
                ("etc/same", "a", 7),
                ("etc/touched", "a", 7),
                ("etc/longer", "a", 7),
                ("etc/settled", "a", tree::TIME),
                ("etc/rewritten", "a", tree::TIME),
                ("etc/gone", "a", 7),
            ],
            &[("lib", "usr/lib"), ("etc/link", "same")],
        );
        let now = system(
            &[
                ("etc/same", "a", 7),
                ("etc/touched", "a", 8),
                ("etc/longer", "ab", 7),
                ("etc/settled", "a", tree::TIME),
                ("etc/rewritten", "b", tree::TIME),
                ("usr/lib/new.so", "", 7),
                ("usr/share/documents/new", "", 7),
                ("usr/share/doc/new/copyright", "", 7),
                ("var/lib/dpkg/status", "", 7),
            ],
            &[("lib", "usr/lib"), ("etc/link", "touched")],
        );
        let [before, now] = [&before, &now].map(|it| Root(it.path().to_owned()));
        let found = changes(&now, &before).unwrap();
        assert_eq!(
            found.files,
            [
                "/etc/link",
                "/etc/longer",
                "/etc/rewritten",
                "/etc/touched",
                "/usr/lib/new.so",
                "/usr/share/documents/new",
            ]
        );
        let directories = [
            "/usr",
            "/usr/lib",
            "/usr/share",
            "/usr/share/documents",
            "/var",
            "/var/lib",
        ];
        assert_eq!(found.directories, directories);
        assert_eq!(changes(&now, &now).unwrap(), Changes::default());
    }
}
