//! The engine's directory: everything that the engine consists of is in here.

use std::env;
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::store::Store;
use crate::problem::{About as _, Outcome, Problem};
use crate::repository;

/// A unix socket's path may have 107 bytes.
const LONGEST_SOCKET_PATH: usize = 107;
/// Only a directory with this file in it is ever written to or deleted.
const MARK: &str = "made-by-cartwright";

/// The directory, and a short id that is different for each directory.
pub struct Home {
    dir: PathBuf,
    id: String,
}

impl Home {
    /// `$CARTWRIGHT_ENGINE_DIR`, or `.engine` in the repository.
    pub fn find() -> Outcome<Self> {
        let dir = env::var_os("CARTWRIGHT_ENGINE_DIR")
            .map_or_else(|| repository::root().join(".engine"), PathBuf::from);
        Self::at(&dir)
    }

    /// A directory of its own.
    pub fn at(dir: &Path) -> Outcome<Self> {
        let dir = std::path::absolute(dir).about(dir.display())?;
        let id = format!("{:08x}", fnv1a(dir.as_os_str().as_encoded_bytes()));
        Ok(Self { dir, id })
    }

    /// Whether an engine was ever set up here.
    pub fn is_made(&self) -> bool {
        self.dir.join(MARK).exists()
    }

    /// Makes the directory, and holds it against another `xtask` until the answer is dropped.
    pub fn lock(&self) -> Outcome<File> {
        if !self.is_made() {
            self.make()?;
        }
        let path = self.dir.join("lock");
        let file = File::create(&path).about(path.display())?;
        file.lock().about(path.display())?;
        Ok(file)
    }

    fn make(&self) -> Outcome {
        fs::create_dir_all(&self.dir).about(self.dir.display())?;
        let mut entries = fs::read_dir(&self.dir).about(self.dir.display())?;
        if entries.next().is_some() {
            return Err(Problem::new(format!(
                "{} holds something else: give the engine an empty directory",
                self.dir.display()
            )));
        }
        fs::write(self.dir.join(MARK), "").about(self.dir.display())?;
        fs::create_dir_all(self.run()).about(self.dir.display())
    }

    /// Deletes the directory, which [`Home::is_made`] by us.
    pub fn purge(&self) -> Outcome {
        fs::remove_dir_all(&self.dir).about(self.dir.display())
    }

    /// The directory itself.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The name of what the engine owns outside of the directory while it runs: bridge, packet filter table, control group.
    pub fn outside_name(&self) -> String {
        format!("cw-{}", self.id)
    }

    /// A number between 0 and 255 that differs between most directories.
    pub fn number(&self) -> u8 {
        self.id
            .bytes()
            .fold(0, |sum: u8, byte| sum.wrapping_mul(31).wrapping_add(byte))
    }

    /// What belongs to the running engine: socket, log, first process.
    pub fn run(&self) -> PathBuf {
        self.dir.join("run")
    }

    /// The engine's log.
    pub fn log(&self) -> PathBuf {
        self.run().join("log")
    }

    /// The socket's place in the directory.
    pub fn socket(&self) -> PathBuf {
        self.run().join("docker.sock")
    }

    /// A link to [`Home::run`], for a directory so deep that the socket's path is too long to be used.
    pub fn shortcut(&self) -> Option<PathBuf> {
        let too_long = self.socket().as_os_str().len() > LONGEST_SOCKET_PATH;
        too_long.then(|| Path::new("/run").join(self.outside_name()))
    }

    /// The socket as clients are told.
    pub fn client_socket(&self) -> PathBuf {
        self.shortcut()
            .map_or_else(|| self.socket(), |link| link.join("docker.sock"))
    }

    /// Images, containers and build cache of `store`.
    pub fn data(&self, store: Store) -> PathBuf {
        self.dir.join(format!("data-{store}"))
    }

    /// The client's programs and its configuration.
    pub fn client(&self) -> PathBuf {
        self.dir.join("client")
    }

    /// A directory for temporary files.
    pub fn tmp(&self) -> Outcome<PathBuf> {
        let tmp = self.dir.join("tmp");
        fs::create_dir_all(&tmp).about(tmp.display())?;
        Ok(tmp)
    }

    /// Moves what was made to its [place](Home::made), and deletes what older recipes gave.
    pub fn keep(&self, made: &Path, place: &Path) -> Outcome {
        fs::rename(made, place).about(place.display())?;
        let name = |path: &Path| Some(path.file_name()?.to_str()?.rsplit_once('-')?.0.to_owned());
        let entries = fs::read_dir(&self.dir).about(self.dir.display())?;
        let others = entries.flatten().map(|entry| entry.path());
        for older in others.filter(|path| path != place && name(path) == name(place)) {
            let deleted = fs::remove_dir_all(&older).or_else(|_| fs::remove_file(&older));
            deleted.about(older.display())?;
        }
        Ok(())
    }

    /// Takes over what was [made](Home::made) for another engine, by links to it.
    pub fn link_parts(&self, other: &Self) -> Outcome {
        let entries = fs::read_dir(&other.dir).about(other.dir.display())?;
        for entry in entries.flatten() {
            let name = entry.file_name();
            if name.to_str().is_some_and(is_made) {
                symlink(entry.path(), self.dir.join(&name)).about(self.dir.display())?;
            }
        }
        Ok(())
    }

    /// The place of something that is made once from `recipe`: a new recipe gives a new place.
    pub fn made(&self, name: &str, recipe: &str) -> PathBuf {
        self.dir
            .join(format!("{name}-{:08x}", fnv1a(recipe.as_bytes())))
    }
}

/// Whether a name is one that [`Home::made`] gives.
fn is_made(name: &str) -> bool {
    let id = name.rsplit_once('-').map_or("", |(_, id)| id);
    id.len() == 8 && id.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// FNV-1a, 32 bits: the same in every run, unlike the standard library's hasher.
fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_from_what_belongs_to_one_engine() {
        let home = Home::at(Path::new("/engine")).unwrap();
        let part = home.made("python-3.13-slim", "recipe");
        assert!(is_made(part.file_name().unwrap().to_str().unwrap()));
        for own in [
            "data-containerd",
            "data-classic",
            "client",
            "run",
            "lock",
            MARK,
        ] {
            assert!(!is_made(own), "{own}");
        }
    }

    #[test]
    fn what_older_recipes_gave_is_deleted() {
        let dir = env::temp_dir().join(format!("cartwright-home-{}", std::process::id()));
        let id = String::new();
        let home = Home { dir, id };
        for name in ["root-1", "root-2", "root-3.partial", "data-root", "lock"] {
            fs::create_dir_all(home.dir.join(name)).unwrap();
        }
        fs::write(home.dir.join("root-0"), "").unwrap();
        let place = home.made("root", "new");
        home.keep(&home.dir.join("root-3.partial"), &place).unwrap();
        let mut left: Vec<_> = fs::read_dir(&home.dir)
            .unwrap()
            .flatten()
            .map(|it| it.path())
            .collect();
        left.sort();
        assert_eq!(
            left,
            [home.dir.join("data-root"), home.dir.join("lock"), place]
        );
        home.purge().unwrap();
    }
}
