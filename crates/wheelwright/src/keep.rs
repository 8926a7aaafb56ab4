//! Copies parts of a file system, with the links that lead to them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, lchown, symlink};
use std::path::{Path, PathBuf};

use crate::changes::is_same;
use crate::error::Error;
use crate::listing::Listing;
use crate::root::{Root, Way};
use crate::tree;

/// What is kept of a file system, in a tree of its own. Owners, modes and the times of files are as they were.
pub struct Kept {
    root: Root,
    out: PathBuf,
    /// The tree that this one goes on top of.
    below: Option<Root>,
    /// Directories that were kept with what is in them.
    whole: BTreeSet<String>,
    /// The regular files, by their own paths.
    files: BTreeSet<String>,
}

impl Kept {
    /// Nothing yet. The tree is made.
    pub fn new(root: Root, out: &Path) -> Result<Self, Error> {
        tree::create_directory(out, out)?;
        Ok(Self {
            root,
            out: out.to_owned(),
            below: None,
            whole: BTreeSet::new(),
            files: BTreeSet::new(),
        })
    }

    /// The same for a tree that goes on top of another: what that one has is not kept again.
    pub fn on(root: Root, below: &Path, out: &Path) -> Result<Self, Error> {
        let mut kept = Self::new(root, out)?;
        kept.below = Some(Root(below.to_owned()));
        Ok(kept)
    }

    /// The file system that it is taken from.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// The regular files, by their own paths.
    pub fn files(&self) -> &BTreeSet<String> {
        &self.files
    }

    /// Whether it, or the tree below, has the file of an own path.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains(path) || self.is_below(path)
    }

    /// Keeps what an absolute path leads to: a file, or a directory with all that is in it. What is not there is no error.
    pub fn keep(&mut self, path: &str) -> Result<(), Error> {
        self.keep_but(path, &|_| false)
    }

    /// The same without what has certain names, at any depth.
    pub fn keep_but(&mut self, path: &str, leaves_out: &dyn Fn(&str) -> bool) -> Result<(), Error> {
        let Some(end) = self.keep_itself(path)? else {
            return Ok(());
        };
        // A link to the whole system keeps nothing of it.
        if end == "/" || !self.whole.insert(end.clone()) {
            return Ok(());
        }
        let names = names(&self.root.at(&end)).map_err(|error| at(error, &end))?;
        let mut names = names.iter().filter(|name| !leaves_out(name));
        names.try_for_each(|name| self.keep_but(&format!("{end}/{name}"), leaves_out))
    }

    /// Keeps what a path leads to: a file, or a directory with nothing that is in it, whose own path it gives.
    pub fn keep_itself(&mut self, path: &str) -> Result<Option<String>, Error> {
        let Some(way) = self.root.way(path) else {
            return Ok(None);
        };
        self.links(&way)?;
        let found = fs::symlink_metadata(self.root.at(&way.end));
        let found = found.map_err(|error| at(error, &way.end))?;
        if found.is_file() {
            self.file(&way.end)?;
        }
        if !found.is_dir() {
            return Ok(None);
        }
        self.directory(&way.end)?;
        Ok(Some(way.end))
    }

    /// Writes a file that the file system does not have.
    pub fn write(&mut self, path: &str, text: &str) -> Result<(), Error> {
        let to = self.inside(path);
        if let Some(parent) = to.parent() {
            tree::create_directory(&self.out, parent)?;
        }
        let mut file = tree::create_file(&to, false).map_err(|error| at(error, path))?;
        file.write_all(text.as_bytes())
            .map_err(|error| at(error, path))?;
        tree::set_time(&to, tree::TIME)
    }

    /// Gives directories their time: what is written into them changes it.
    pub fn finish(self) -> Result<(), Error> {
        let listing = Listing::of(&self.out)?;
        let mut directories = listing.directories.iter().rev();
        directories.try_for_each(|path| tree::set_time(&self.out.join(path), tree::TIME))?;
        tree::set_time(&self.out, tree::TIME)
    }

    fn file(&mut self, path: &str) -> Result<(), Error> {
        if self.is_below(path) || !self.files.insert(path.to_owned()) {
            return Ok(());
        }
        let (from, to) = self.both(path)?;
        fs::copy(&from, &to).map_err(|error| at(error, path))?;
        settle(&from, &to)
    }

    fn links(&mut self, way: &Way) -> Result<(), Error> {
        for path in &way.links {
            if self.is_below(path) || fs::symlink_metadata(self.inside(path)).is_ok() {
                continue;
            }
            let (from, to) = self.both(path)?;
            let target = fs::read_link(&from).map_err(|error| at(error, path))?;
            symlink(target, &to).map_err(|error| at(error, path))?;
            settle(&from, &to)?;
        }
        Ok(())
    }

    fn is_below(&self, path: &str) -> bool {
        let mut below = self.below.iter();
        below.any(|below| is_same(path, &self.root, below))
    }

    /// Where something is and where it goes, in a directory that is there.
    fn both(&mut self, path: &str) -> Result<(PathBuf, PathBuf), Error> {
        if let Some((parent, _)) = path.rsplit_once('/') {
            self.directory(parent)?;
        }
        Ok((self.root.at(path), self.inside(path)))
    }

    /// Makes a directory and those above it, with the modes that they have.
    fn directory(&mut self, path: &str) -> Result<(), Error> {
        let to = self.inside(path);
        if to.is_dir() {
            return Ok(());
        }
        if let Some((parent, _)) = path.rsplit_once('/') {
            self.directory(parent)?;
        }
        fs::create_dir(&to).map_err(|error| at(error, path))?;
        settle(&self.root.at(path), &to)
    }

    fn inside(&self, path: &str) -> PathBuf {
        self.out.join(path.trim_start_matches('/'))
    }
}

/// The names in a directory, sorted, but for those that are no text.
pub fn names(directory: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(directory)?;
    let names = entries.map(|entry| Ok(entry?.file_name().into_string().ok()));
    let mut names: Vec<_> = names
        .filter_map(Result::transpose)
        .collect::<io::Result<_>>()?;
    names.sort_unstable();
    Ok(names)
}

/// Gives a copy the owner, the mode and the time of what it is a copy of.
fn settle(from: &Path, to: &Path) -> Result<(), Error> {
    let at = |error| at(error, &from.to_string_lossy());
    let found = fs::symlink_metadata(from).map_err(at)?;
    lchown(to, Some(found.uid()), Some(found.gid())).map_err(at)?;
    // A new owner takes a program the right to be run as its owner.
    if !found.is_symlink() {
        fs::set_permissions(to, found.permissions()).map_err(at)?;
    }
    tree::set_time(to, found.mtime())
}

fn at(error: io::Error, path: &str) -> Error {
    Error::from(error).in_file(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(files: &[&str], links: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, path.to_string_lossy().as_bytes()).unwrap();
        }
        for (link, target) in links {
            let link = folder.path().join(link);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(target, link).unwrap();
        }
        folder
    }

    /// What is in a tree: directories end with `/`, links with what they say.
    fn list(tree: &Path, below: &str, found: &mut Vec<String>) {
        for name in names(&tree.join(below)).unwrap() {
            let path = format!("{below}{name}");
            let at = tree.join(&path);
            if let Ok(target) = fs::read_link(&at) {
                found.push(format!("{path} -> {}", target.display()));
            } else if at.is_dir() {
                found.push(format!("{path}/"));
                list(tree, &format!("{path}/"), found);
            } else {
                found.push(path);
            }
        }
    }

    fn kept(system: &Path, keep: impl FnOnce(&mut Kept) -> Result<(), Error>) -> Vec<String> {
        let out = tempfile::tempdir().unwrap();
        let mut kept = Kept::new(Root(system.to_owned()), out.path()).unwrap();
        keep(&mut kept).unwrap();
        kept.finish().unwrap();
        let mut found = Vec::new();
        list(out.path(), "", &mut found);
        found
    }

    #[test]
    fn links_on_the_way_are_kept_and_nothing_beside_it() {
        let system = system(
            &["usr/lib/a.so.1.2", "usr/lib/b.so", "usr/bin/sh"],
            &[("lib", "usr/lib"), ("usr/lib/a.so.1", "a.so.1.2")],
        );
        let found = kept(system.path(), |kept| {
            kept.keep("/lib/a.so.1")?;
            kept.keep("/lib/none.so")
        });
        let wanted = [
            "lib -> usr/lib",
            "usr/",
            "usr/lib/",
            "usr/lib/a.so.1 -> a.so.1.2",
            "usr/lib/a.so.1.2",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn directories_are_kept_with_what_is_in_them_but_for_some_names() {
        let system = system(
            &["etc/ssl/a", "etc/ssl/test/b", "share/c", "tmp/d"],
            &[
                ("etc/ssl/c", "/share/c"),
                ("etc/ssl/up", ".."),
                ("etc/ssl/all", "/"),
                ("etc/ssl/gone", "nowhere"),
            ],
        );
        let found = kept(system.path(), |kept| {
            kept.keep_but("/etc/ssl", &|name| name == "test")?;
            kept.keep_itself("/tmp").map(drop)
        });
        let wanted = [
            "etc/",
            "etc/ssl/",
            "etc/ssl/a",
            "etc/ssl/all -> /",
            "etc/ssl/c -> /share/c",
            "etc/ssl/up -> ..",
            "share/",
            "share/c",
            "tmp/",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn modes_stay_and_directories_have_one_time() {
        use std::os::unix::fs::PermissionsExt as _;
        let system = system(&["root/a"], &[]);
        for (path, mode) in [("root", 0o1777), ("root/a", 0o640)] {
            let mode = fs::Permissions::from_mode(mode);
            fs::set_permissions(system.path().join(path), mode).unwrap();
        }
        let out = tempfile::tempdir().unwrap();
        let mut kept = Kept::new(Root(system.path().to_owned()), out.path()).unwrap();
        kept.keep("/root").unwrap();
        kept.write("/var/record", "a").unwrap();
        kept.finish().unwrap();
        let found = |path: &str| fs::metadata(out.path().join(path)).unwrap();
        assert_eq!(found("root").mode() & 0o7777, 0o1777);
        assert_eq!(found("root/a").mode() & 0o7777, 0o640);
        let time = fs::metadata(system.path().join("root/a")).unwrap().mtime();
        assert_eq!(found("root/a").mtime(), time);
        for path in ["", "root", "var", "var/record"] {
            assert_eq!(found(path).mtime(), tree::TIME, "{path}");
        }
    }
}
