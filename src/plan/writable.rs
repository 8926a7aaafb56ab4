//! Directories that the container's user may write to.

use std::collections::BTreeMap;

use super::account;
use super::context::literal;
use crate::diagnostic::Location;
use crate::spec::{Spec, is_inside};

/// Directories that the container's user may write to, with those above them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writable {
    /// What was asked for, and where.
    pub directories: BTreeMap<String, Location>,
    /// What is made, each after the one that it is in, and whether it is the user's; else it is root's.
    pub made: BTreeMap<String, bool>,
    /// Whether the application's files are neither in them nor around them. Then their layer is below the application's, which
    /// is made last: its time is that of the image.
    pub is_apart: bool,
    /// The user and its group.
    pub user: (u32, u32),
}

impl Writable {
    /// The volumes too: what cannot be written to needs no volume.
    pub(super) fn of(spec: &Spec, user: &account::Resolved) -> Option<Self> {
        let written = spec.writable.iter().chain(&spec.volumes);
        let directories: BTreeMap<_, _> = written
            .map(|it| (it.value.as_str().to_owned(), spec.file.at(it.span)))
            .collect();
        let workdir = spec.workdir.value.as_str();
        let is_users = |path: &str| {
            let mut own = directories.keys();
            own.any(|own| is_inside(path, own)) || is_of_home(path, workdir, user)
        };
        let made = directories
            .keys()
            .flat_map(|path| with_parents(path))
            .map(|path| (path.to_owned(), is_users(path)));
        let touches = |path: &String| is_inside(path, workdir) || is_inside(workdir, path);
        (!directories.is_empty()).then(|| Self {
            is_apart: !directories.keys().any(touches),
            made: made.collect(),
            user: (user.uid, user.gid),
            directories: directories.clone(),
        })
    }
}

/// Where the application is, and what of it belongs to the user although the rest does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The directories from the root to the application's, each after the one that it is in, and whether it is the user's; none
    /// where all of them are root's.
    pub directories: Vec<(String, bool)>,
    /// Patterns of the application's files that belong to the user, below its directory; none if that is root.
    pub writable: Vec<String>,
    /// The user and its group.
    pub user: (u32, u32),
}

impl Place {
    /// What ships in directories that the user may write to is the user's, as they are; and so is what is above the application
    /// in the user's home.
    pub(super) fn of(spec: &Spec, user: &account::Resolved) -> Self {
        let workdir = spec.workdir.value.as_str();
        let directories = with_parents(workdir);
        let directories =
            directories.map(|path| (path.to_owned(), is_of_home(path, workdir, user)));
        let directories: Vec<_> = directories.collect();
        let is_above = directories.iter().any(|(_, is_users)| *is_users);
        let written = spec.writable.iter().chain(&spec.volumes);
        let inside = written.filter_map(|directory| {
            let path = directory.value.as_str();
            match path.strip_prefix(workdir)? {
                "" => Some("*".to_owned()),
                below => below.strip_prefix('/').map(literal),
            }
        });
        Self {
            directories: if is_above { directories } else { Vec::new() },
            writable: if user.uid == 0 {
                Vec::new()
            } else {
                inside.collect()
            },
            user: (user.uid, user.gid),
        }
    }
}

/// Whether a directory is in the user's home and not in the application's directory, unless that is the home.
fn is_of_home(path: &str, workdir: &str, user: &account::Resolved) -> bool {
    let home = user.home.as_deref();
    home.is_some_and(|home| is_inside(path, home) && (path == home || !is_inside(path, workdir)))
}

impl Writable {
    /// All of them on a line.
    pub fn names(&self) -> String {
        self.directories
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// `/a`, `/a/b` and `/a/b/c` for the last of them.
fn with_parents(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').skip(1).map(|(end, _)| end);
    ends.chain([path.len()]).map(|end| &path[..end])
}
