//! A file system below a directory, whose links stay in it.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::PathBuf;

use crate::limits;

/// The most links on the way to a file, as many as Linux follows.
const LINKS: usize = 40;

/// How a path leads to something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The links on it, by their own paths.
    pub links: Vec<String>,
    /// The own path of what it leads to.
    pub end: String,
}

/// The root of a file system.
#[derive(Clone, Debug)]
pub struct Root(pub PathBuf);

impl Root {
    /// Where an absolute path leads; `None` if that is not there.
    pub fn way(&self, path: &str) -> Option<Way> {
        let mut waiting: VecDeque<String> = parts(path).collect();
        let mut real: Vec<String> = Vec::new();
        let mut links = Vec::new();
        while let Some(part) = waiting.pop_front() {
            if part == ".." {
                real.pop();
                continue;
            }
            real.push(part);
            let at = format!("/{}", real.join("/"));
            if !fs::symlink_metadata(self.at(&at)).ok()?.is_symlink() {
                continue;
            }
            let target = fs::read_link(self.at(&at)).ok()?;
            links.push(at);
            if links.len() > LINKS {
                return None;
            }
            let target = target.to_str()?;
            if target.starts_with('/') {
                real.clear();
            } else {
                real.pop();
            }
            for part in parts(target).collect::<Vec<_>>().into_iter().rev() {
                waiting.push_front(part);
            }
        }
        Some(Way {
            links,
            end: format!("/{}", real.join("/")),
        })
    }

    /// The regular file that an absolute path leads to, by its own path; `None` if there is none.
    pub fn real_path(&self, path: &str) -> Option<String> {
        let end = self.way(path)?.end;
        let found = fs::metadata(self.at(&end)).ok()?;
        found.is_file().then_some(end)
    }

    /// Where an absolute path is outside, if no link is on its way.
    pub fn at(&self, path: &str) -> PathBuf {
        self.0.join(path.trim_start_matches('/'))
    }

    /// What is in the regular file that an absolute path leads to: of a file of the system, and no more than any should have.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = self.open(path)?;
        file.take(limits::IN_MEMORY).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Opens the regular file that an absolute path leads to.
    pub fn open(&self, path: &str) -> Option<File> {
        let real = self.real_path(path)?;
        File::open(self.at(&real)).ok()
    }
}

fn parts(path: &str) -> impl Iterator<Item = String> + '_ {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    parts.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_stay_inside() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join("root").join(path);
        fs::create_dir_all(at("usr/lib")).unwrap();
        fs::write(at("usr/lib/real.so"), "").unwrap();
        fs::write(folder.path().join("outside"), "").unwrap();
        for (link, target) in [
            ("lib", "usr/lib"),
            ("usr/lib/a.so", "real.so"),
            ("usr/lib/b.so", "/lib/a.so"),
            ("usr/lib/up.so", "../../../../usr/lib/real.so"),
            ("usr/lib/out.so", "../../../outside"),
            ("usr/lib/loop.so", "loop.so"),
        ] {
            symlink(target, at(link)).unwrap();
        }
        let root = Root(at(""));
        for path in [
            "/lib/a.so",
            "/lib/b.so",
            "/usr/lib/up.so",
            "/lib/../lib/./real.so",
        ] {
            let real = root.real_path(path);
            assert_eq!(real.as_deref(), Some("/usr/lib/real.so"), "{path}");
        }
        for path in ["/lib/out.so", "/lib/loop.so", "/lib/none.so", "/lib", "/"] {
            assert_eq!(root.real_path(path), None, "{path}");
        }
    }
}
