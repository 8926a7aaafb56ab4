//! Wheels, which anybody can put on an index.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use wheelwright::error::render;
use wheelwright::install::{Install, install};
use wheelwright::inventory;
use wheelwright::layout::Layout;
use wheelwright::overlaps;

use super::Target;
use crate::zip;

/// A wheel as a text describes it: names, modes, contents, and lies about them.
pub const WHEEL: Target = Target {
    name: "wheel",
    about: "wheels whose headers lie, pruned: names, modes, sizes, places, zip64, duplicates, mentions of tests",
    is_text: true,
    real: Vec::new,
    run: |input| unpack(&zip::wheel(input)),
};

/// More than any wheel of so few bytes may leave, in bytes.
const MOST: u64 = 300 << 20;

/// Installs a wheel, and looks at what is left.
pub fn unpack(archive: &[u8]) {
    let folder = Folder::new();
    let wheel = folder.0.join("demo-1.0-py3-none-any.whl");
    // Directories are most of the time of an input: a second tree, and a look for overlaps, are for some of them.
    let thorough = archive.len().is_multiple_of(8);
    let names = if thorough {
        &["one", "two"][..]
    } else {
        &["one"]
    };
    let outs: Vec<_> = names.iter().map(|name| folder.0.join(name)).collect();
    if fs::write(&wheel, archive).is_err() {
        return;
    }
    // Each directory is created, looked at and removed for every input: no more of them than needed.
    let layout = Layout::new("/opt", "lib/python3.13/site-packages");
    let Ok(layout) = layout else {
        panic!("the environment's paths are refused");
    };
    let installed = install(&Install {
        outs: outs.clone(),
        layout: layout.clone(),
        compile_with: None,
        direct_urls: Vec::new(),
        prunes: vec!["demo".to_owned()],
        takes_inventory: true,
        wheels: vec![wheel],
    });
    match installed {
        Ok(installed) => {
            let text = inventory::write(&installed.distributions);
            let read = inventory::read(&text).unwrap_or_default();
            assert!(
                inventory::write(&read) == text,
                "does not read as it is written"
            );
            if thorough {
                let found = overlaps::find(&layout, &outs);
                assert!(found.is_ok_and(|it| it.is_empty()), "overlaps of one wheel");
            }
        }
        Err(errors) => assert!(!render(&errors).is_empty(), "an error without words"),
    }
    let beside = fs::read_dir(&folder.0).into_iter().flatten().count();
    assert!(beside <= 3, "something was written beside the trees");
    for out in outs.iter().filter(|out| out.exists()) {
        let names = fs::read_dir(out).into_iter().flatten().flatten();
        assert!(
            names.map(|it| it.file_name()).all(|name| name == "opt"),
            "something was written beside the environment"
        );
        assert!(remove(out) <= MOST, "more was written than allowed");
    }
}

/// Removes a tree, which has no links: bytes of its files.
fn remove(path: &Path) -> u64 {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| {
        let path = entry.path();
        match entry.metadata() {
            Ok(found) if found.is_dir() => remove(&path),
            Ok(found) => {
                assert!(found.is_file(), "a link or a device was written");
                let _ = fs::remove_file(&path);
                found.len()
            }
            Err(_) => 0,
        }
    });
    let size = sizes.sum();
    let _ = fs::remove_dir(path);
    size
}

/// A directory in memory, where there is one, that goes with the value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let path = parent.join(format!("cartwright-fuzz-{}-{number}", process::id()));
        let _ = fs::create_dir(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
