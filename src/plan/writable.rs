//! Directories that the container's user may write to.

use std::collections::BTreeMap;

use super::account;
use crate::diagnostic::Location;
use crate::spec::{Spec, is_inside};

/// Directories that the container's user may write to, with those above them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writable {
    /// What was asked for, sorted.
    pub directories: Vec<String>,
    /// What is made, each after the one that it is in, and whether it is the user's; else it is root's.
    pub made: BTreeMap<String, bool>,
    /// Whether the application's files are neither in them nor around them. Then their layer is below the application's, which
    /// is made last: its time is that of the image.
    pub is_apart: bool,
    /// The user and its group.
    pub user: (u32, u32),
    /// Where they are written.
    pub at: Vec<Location>,
}

impl Writable {
    /// The volumes too: what cannot be written to needs no volume.
    pub(super) fn of(spec: &Spec, user: &account::Resolved) -> Option<Self> {
        let written = spec.writable.iter().chain(&spec.volumes);
        let mut directories: Vec<_> = written
            .clone()
            .map(|directory| directory.value.as_str().to_owned())
            .collect();
        directories.sort();
        directories.dedup();
        let home = user.home.as_deref();
        let is_users = |path: &str| {
            let mut own = directories.iter().map(String::as_str).chain(home);
            own.any(|own| is_inside(path, own))
        };
        let made = directories
            .iter()
            .flat_map(|path| with_parents(path))
            .map(|path| (path.to_owned(), is_users(path)));
        let workdir = spec.workdir.value.as_str();
        let touches = |path: &String| is_inside(path, workdir) || is_inside(workdir, path);
        (!directories.is_empty()).then(|| Self {
            is_apart: !directories.iter().any(touches),
            made: made.collect(),
            user: (user.uid, user.gid),
            at: written.map(|it| spec.file.at(it.span)).collect(),
            directories: directories.clone(),
        })
    }
}

/// `/a`, `/a/b` and `/a/b/c` for the last of them.
fn with_parents(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').skip(1).map(|(end, _)| end);
    ends.chain([path.len()]).map(|end| &path[..end])
}
