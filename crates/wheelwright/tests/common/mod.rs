//! Wheels made by hand.

#![allow(dead_code, reason = "each test program uses a part")]

pub mod elf;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use wheelwright::error::{Error, render};
use wheelwright::install::{Install, Installed, install};
use wheelwright::layout::Layout;
use wheelwright::record::{self, Claim};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A wheel in the making.
#[derive(Clone)]
pub struct Draft {
    pub name: String,
    pub stem: String,
    /// Files, with their Unix mode.
    pub files: Vec<(String, Vec<u8>, u32)>,
    /// RECORD, if it should not be true.
    pub record: Option<String>,
}

impl Draft {
    /// A wheel with nothing but metadata: `demo-1.0`.
    pub fn new(stem: &str) -> Self {
        Self {
            name: format!("{stem}-py3-none-any.whl"),
            stem: stem.to_owned(),
            files: Vec::new(),
            record: None,
        }
        .file(
            &format!("{stem}.dist-info/METADATA"),
            "Metadata-Version: 2.1\n",
        )
        .file(&format!("{stem}.dist-info/WHEEL"), "Wheel-Version: 1.0\n")
    }

    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.mode(path, content, 0o100_644)
    }

    pub fn mode(mut self, path: &str, content: impl AsRef<[u8]>, mode: u32) -> Self {
        self.files
            .push((path.to_owned(), content.as_ref().to_vec(), mode));
        self
    }

    pub fn without(mut self, path: &str) -> Self {
        self.files.retain(|(file, ..)| file != path);
        self
    }

    pub fn record(mut self, record: &str) -> Self {
        self.record = Some(record.to_owned());
        self
    }

    pub fn own_record(&self) -> String {
        let rows = self
            .files
            .iter()
            .map(|(path, content, _)| (path.clone(), Claim::of(content)))
            .chain([(format!("{}.dist-info/RECORD", self.stem), Claim::NOTHING)])
            .collect();
        record::write(rows)
    }

    /// The archive's bytes.
    pub fn zip(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let record = self.record.clone().unwrap_or_else(|| self.own_record());
        let record = (
            format!("{}.dist-info/RECORD", self.stem),
            record.into_bytes(),
            0o100_644,
        );
        for (path, content, mode) in self.files.iter().chain([&record]) {
            let options = SimpleFileOptions::default().unix_permissions(mode & 0o7777);
            if mode & 0o170_000 == 0o120_000 {
                let target = std::str::from_utf8(content).unwrap();
                zip.add_symlink(path.as_str(), target, options).unwrap();
            } else {
                zip.start_file(path.as_str(), options).unwrap();
                zip.write_all(content).unwrap();
            }
        }
        zip.finish().unwrap().into_inner()
    }
}

/// A directory for wheels and the tree that they become.
pub struct Bench {
    directory: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("wheels")).unwrap();
        Self { directory }
    }

    pub fn out(&self) -> PathBuf {
        self.directory.path().join("out")
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.directory.path().join("wheels").join(name);
        File::create(path).unwrap().write_all(bytes).unwrap();
    }

    pub fn request(&self) -> Install {
        Install {
            outs: vec![self.out()],
            layout: Layout::new("/opt/venv", "lib/python3.13/site-packages").unwrap(),
            compile_with: None,
            direct_urls: Vec::new(),
            prunes: Vec::new(),
            takes_inventory: false,
            wheels: vec![self.directory.path().join("wheels")],
        }
    }

    pub fn install(&self) -> Result<Installed, String> {
        install(&self.request()).map_err(|errors: Vec<Error>| render(&errors))
    }

    /// The same, in directories of these names.
    pub fn install_into(&self, names: &[&str]) -> Vec<PathBuf> {
        let outs: Vec<_> = names
            .iter()
            .map(|name| self.directory.path().join(name))
            .collect();
        let request = Install {
            outs: outs.clone(),
            ..self.request()
        };
        install(&request).unwrap();
        outs
    }

    /// Each file of the tree with its mode; directories and links too.
    pub fn listing(&self) -> String {
        listing(&self.out())
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.out().join("opt/venv").join(path)).unwrap()
    }
}

/// Each file of a tree with its mode; directories and links too.
pub fn listing(out: &Path) -> String {
    let mut lines = BTreeMap::new();
    walk(out, out, &mut lines);
    let lines: Vec<String> = lines
        .into_iter()
        .map(|(path, line)| format!("{line} {path}"))
        .collect();
    lines.join("\n")
}

/// What is said when these wheels are installed, which must not work.
pub fn refusal(drafts: &[Draft]) -> String {
    let bench = Bench::new();
    for draft in drafts {
        bench.put(&draft.name, &draft.zip());
    }
    bench.install().unwrap_err()
}

fn walk(root: &Path, directory: &Path, lines: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let found = fs::symlink_metadata(&path).unwrap();
        let time = found
            .modified()
            .unwrap()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        assert_eq!(time.as_secs(), 315_532_800, "{}", path.display());
        assert_eq!(time.subsec_nanos(), 0, "{}", path.display());
        let name = path.strip_prefix(root).unwrap().display().to_string();
        if found.is_symlink() {
            let target = fs::read_link(&path).unwrap();
            lines.insert(name, format!("link {}", target.display()));
            continue;
        }
        lines.insert(name, format!("{:o}", found.permissions().mode()));
        if found.is_dir() {
            walk(root, &path, lines);
        }
    }
}
