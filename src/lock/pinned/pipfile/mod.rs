//! `Pipfile.lock` of Pipenv, format 6.

mod stale;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::marker;
use super::selection::{self, Index, Selection};
use crate::diagnostic::{Diagnostic, Location, SourceFile, texts::lock_formats as texts};
use crate::lock::artifact::{self, FileEntry};
use crate::lock::distribution::Policy;
use crate::lock::locked::Artifact;
use crate::lock::python::Requires;
use crate::packaging::{Repository, normalize_name, url};

/// A `Pipfile.lock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PipfileLock {
    document: Document,
    /// The file for messages: credentials are hidden in it.
    shown: SourceFile,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Document {
    #[serde(rename = "_meta")]
    meta: Meta,
    /// `default`, `develop`, and sections that users name.
    #[serde(flatten)]
    sections: BTreeMap<String, BTreeMap<String, Package>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Meta {
    #[serde(default)]
    hash: BTreeMap<String, String>,
    #[serde(default)]
    requires: BTreeMap<String, String>,
    #[serde(default)]
    sources: Vec<Source>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Source {
    url: String,
    #[serde(default = "yes")]
    verify_ssl: bool,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Package {
    version: Option<String>,
    #[serde(default)]
    hashes: Vec<String>,
    markers: Option<String>,
    git: Option<String>,
    r#ref: Option<String>,
    subdirectory: Option<String>,
    file: Option<String>,
    path: Option<String>,
    #[serde(default)]
    editable: bool,
}

/// What is installed always.
const DEFAULT: &str = "default";

impl PipfileLock {
    /// Reads a lock. Fails if it was made from another manifest.
    pub(super) fn parse(
        file: &SourceFile,
        manifest: Option<&SourceFile>,
    ) -> Result<Self, Diagnostic> {
        let shown = SourceFile::new(file.name(), url::without_credentials(file.text()));
        let document = serde_json::from_str(file.text()).map_err(|error| {
            let message = error.to_string();
            let problem = texts::json_syntax(file.name(), &url::without_credentials(&message));
            problem.at(shown.at(shown.line(error.line())))
        })?;
        let lock = Self { document, shown };
        if let Some(manifest) = manifest {
            lock.check_age(manifest)?;
        }
        Ok(lock)
    }

    /// The version of Python it was made for.
    pub(super) fn requires_python(&self) -> Option<Requires> {
        let requires = &self.document.meta.requires;
        let full = requires.get("python_full_version");
        let (key, text) = if let Some(version) = full {
            ("python_full_version", format!("=={version}"))
        } else {
            let version = requires.get("python_version")?;
            ("python_version", format!("=={version}.*"))
        };
        Some(Requires {
            text,
            at: self.place(&["_meta", "requires", key]),
        })
    }

    /// The names of all groups, normalized.
    pub(super) fn groups(&self) -> BTreeSet<String> {
        let sections = self.document.sections.keys();
        sections.filter_map(|name| group(name)).collect()
    }

    /// Adds what is installed.
    pub(super) fn select(&self, selection: &mut Selection) -> Result<(), Diagnostic> {
        let choice = selection.choice;
        let sections = &self.document.sections;
        let groups = selection.chosen("dependency group", &choice.groups, &self.groups());
        selection.chosen("extra", &choice.extras, &BTreeSet::new());
        for (number, source) in self.document.meta.sources.iter().enumerate() {
            selection.index(&Index {
                url: source.url.clone(),
                is_default: number == 0,
                is_verified: source.verify_ssl,
                at: self.place(&["_meta", "sources"]),
            });
        }
        for (section, packages) in sections {
            if group(section).is_none_or(|group| groups.contains(&group)) {
                for (name, package) in packages {
                    let at = self.place(&[section, name]);
                    self.add(name, package, at, selection)?;
                }
            }
        }
        Ok(())
    }

    fn add(
        &self,
        name: &str,
        package: &Package,
        at: Location,
        selection: &mut Selection,
    ) -> Result<(), Diagnostic> {
        if let Some(text) = &package.markers
            && !marker(text, &at)?.evaluate(&selection.environment)
        {
            return Ok(());
        }
        let version = package.version.as_deref();
        let entry = selection::Package {
            name,
            version: version.and_then(|version| version.strip_prefix("==")),
            at,
        };
        match self.artifact(name, package, &selection.policy) {
            Some(artifact) => selection.artifact(entry, artifact),
            None => selection.release(entry, package.hashes.iter().map(String::as_str)),
        }
        Ok(())
    }

    /// What a package is installed from, if not from an index.
    fn artifact(
        &self,
        name: &str,
        package: &Package,
        policy: &Policy,
    ) -> Option<Result<Artifact, Diagnostic>> {
        let directory = match artifact::directory_of(&self.shown) {
            Ok(directory) => directory,
            Err(problem) => return Some(Err(problem)),
        };
        let subdirectory = package.subdirectory.clone();
        if let Some(repository) = &package.git {
            let repository = Repository {
                url: artifact::ssh_url(repository).into_owned(),
                revision: None,
                subdirectory,
            };
            let commit = package.r#ref.as_deref().unwrap_or_default();
            return Some(artifact::git(repository, commit));
        }
        let place = package.file.as_ref().or(package.path.as_ref())?;
        let is_url = place.contains("://");
        if package.hashes.is_empty() && !is_url {
            let path = directory.directory(place);
            return Some(path.map(|path| Artifact::Directory {
                path,
                editable: package.editable,
                subdirectory,
            }));
        }
        let entry = FileEntry {
            url: is_url.then(|| place.clone()),
            path: (!is_url).then(|| place.clone()),
            hash: package.hashes.first().cloned(),
            subdirectory,
            ..FileEntry::default()
        };
        Some(artifact::archive(&entry, &directory, name, policy))
    }

    /// The place of a value, by the keys that lead to it. The parser keeps none, and keys stand in lines of their own.
    fn place(&self, keys: &[&str]) -> Location {
        let text = self.shown.text();
        let mut found = 0..0;
        for key in keys {
            let key = format!("\"{key}\"");
            let Some(start) = text[found.end..].find(&format!("{key}:")) else {
                break;
            };
            let start = found.end + start;
            found = start..start + key.len();
        }
        self.shown.at(self.shown.span(found))
    }
}

/// The group that a section is, as users choose it; `None` for what is installed always.
fn group(section: &str) -> Option<String> {
    match section {
        DEFAULT => None,
        "develop" => Some("dev".to_owned()),
        other => Some(normalize_name(other)),
    }
}
