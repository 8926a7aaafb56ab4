//! What is installed on a target, as a `pylock.toml` (PEP 751).

use std::fmt::Write;

use super::commits::Commit;
use super::locked::{Artifact, File, Locked, LockedPackage, Origin};
use crate::packaging::Target;

impl Locked {
    /// A `pylock.toml` for one target, at the root of the build context: reading it gives the same selection.
    pub fn to_pylock(&self, target: &Target) -> String {
        let mut text = "lock-version = \"1.0\"\n".to_owned();
        let (major, minor) = target.feature_version().unwrap_or_default();
        let environment = format!(
            "implementation_name == 'cpython' and platform_machine == '{}' and python_version == '{major}.{minor}' and sys_platform == 'linux'",
            target.machine
        );
        let _ = writeln!(text, "environments = [{}]", quoted(&environment));
        text.push_str("created-by = \"cartwright\"\n");
        if self.packages.is_empty() {
            text.push_str("packages = []\n");
        }
        for package in &self.packages {
            write_package(&mut text, package);
        }
        text
    }
}

fn write_package(text: &mut String, package: &LockedPackage) {
    let _ = write!(text, "\n[[packages]]\nname = {}\n", quoted(&package.name));
    if let Some(version) = &package.version {
        let _ = writeln!(text, "version = {}", quoted(version));
    }
    if let Some(index) = &package.index {
        let _ = writeln!(text, "index = {}", quoted(index));
    }
    let mut table = Table::default();
    let key = match &package.artifact {
        Artifact::Wheel(file) => {
            let _ = writeln!(text, "wheels = [{}]", Table::of_file(file));
            return;
        }
        Artifact::Sdist { file, .. } => {
            table = Table::of_file(file);
            "sdist"
        }
        Artifact::Archive { file, subdirectory } => {
            table = Table::of_file(file);
            table.optional("subdirectory", subdirectory.as_deref());
            "archive"
        }
        Artifact::Git(Commit { repository, hash }) => {
            table.text("type", "git");
            table.text("url", &repository.url);
            table.optional("requested-revision", repository.revision.as_deref());
            table.text("commit-id", hash);
            table.optional("subdirectory", repository.subdirectory.as_deref());
            "vcs"
        }
        Artifact::Directory {
            path,
            editable,
            subdirectory,
        } => {
            table.text("path", &path.to_string());
            if *editable {
                table.value("editable", "true");
            }
            table.optional("subdirectory", subdirectory.as_deref());
            "directory"
        }
    };
    let _ = writeln!(text, "{key} = {table}");
}

/// A table on one line.
#[derive(Default)]
struct Table(Vec<String>);

impl Table {
    fn of_file(file: &File) -> Self {
        let mut table = Self::default();
        let end = match &file.origin {
            Origin::Url(url) => {
                table.text("url", url);
                crate::packaging::url::file_name(url)
            }
            Origin::Context(path) => {
                table.text("path", path.as_str());
                path.file_name().to_owned()
            }
        };
        if end != file.name {
            table.0.insert(0, format!("name = {}", quoted(&file.name)));
        }
        if let Some(size) = file.size {
            table.value("size", &size.to_string());
        }
        let mut hashes = Self::default();
        for (algorithm, digest) in &file.hashes {
            hashes.text(&quoted(algorithm), digest);
        }
        hashes.text("sha256", &file.sha256);
        table.value("hashes", &hashes.to_string());
        table
    }

    fn value(&mut self, key: &str, value: &str) {
        self.0.push(format!("{key} = {value}"));
    }

    fn text(&mut self, key: &str, text: &str) {
        self.value(key, &quoted(text));
    }

    fn optional(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{{ {} }}", self.0.join(", "))
    }
}

/// A text as TOML's basic string.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
