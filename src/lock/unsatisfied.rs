//! What a lock lacks of the file that it was made from, where it does not record that file.

use std::collections::BTreeMap;

use pep440_rs::{Version, VersionSpecifiers};

use super::collect::{Inputs, Requested};
use super::detect;
use super::files::View;
use super::parsed::{Choice, Format, ParsedLock};
use super::pyproject::Pyproject;
use super::requirements::{Entry, Options};
use super::requirements_txt::{self, Item};
use crate::diagnostic::{Diagnostics, SourceFile};
use crate::packaging::{Requirement, Source};
use crate::spec::{ContextPath, Installer};

/// A requirement that a lock does not satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsatisfied {
    /// The requirement, and where it is written.
    pub entry: Entry,
    /// The lock, by its path.
    pub lock: String,
    /// The versions that the lock has; none if it lacks the package.
    pub locked: Vec<String>,
}

/// What a `pylock.toml` lacks of the `pyproject.toml` beside it, or a `requirements.txt` of its `requirements.in`.
///
/// What cannot be read is not compared: whoever reads it will tell.
pub fn unsatisfied(inputs: &Inputs, files: &mut View) -> Vec<Unsatisfied> {
    let Some(source) = &inputs.source else {
        return Vec::new();
    };
    let (wanted, locked) = match &inputs.requested {
        Requested::Lock(lock) => {
            let ParsedLock { format, choice } = lock.as_ref();
            let Format::Pylock(lock) = format else {
                return Vec::new();
            };
            (of_project(source, choice, files), lock.versions())
        }
        Requested::Requirements(requirements) => {
            (of_input(source, files), pins(&requirements.requirements))
        }
        Requested::Pins(_) => return Vec::new(),
    };
    let lacks = |entry: Entry| {
        let versions = locked.get(entry.requirement.name.as_str());
        let is_satisfied = match versions {
            // Under a marker, it may not be needed.
            None => entry.requirement.marker.is_some(),
            Some(versions) => {
                let mut versions = versions.iter();
                versions.len() == 0 || versions.any(|it| satisfies(&entry.requirement, it))
            }
        };
        (!is_satisfied).then(|| Unsatisfied {
            entry,
            lock: source.as_str().to_owned(),
            locked: versions.cloned().unwrap_or_default(),
        })
    };
    wanted.into_iter().filter_map(lacks).collect()
}

/// What is not a version, and what is not asked for by one, is taken to be right.
fn satisfies(requirement: &Requirement, version: &str) -> bool {
    let Source::Index(specifiers) = &requirement.source else {
        return true;
    };
    let specifiers = specifiers.join(",").parse::<VersionSpecifiers>();
    let version = version.parse::<Version>();
    match (specifiers, version) {
        (Ok(specifiers), Ok(version)) => specifiers.contains(&version),
        _ => true,
    }
}

/// The dependencies of the project beside a lock.
fn of_project(lock: &ContextPath, choice: &Choice, files: &mut View) -> Vec<Entry> {
    let beside = lock.join(detect::PYPROJECT).ok();
    let file = beside.and_then(|path| files.get(&path)?.ok());
    let Some(pyproject) = file.and_then(|file| Pyproject::parse(&file).ok()) else {
        return Vec::new();
    };
    pyproject.entries(choice, &mut Diagnostics::new())
}

/// What is listed in the file that a requirements file is compiled from.
fn of_input(compiled: &ContextPath, files: &mut View) -> Vec<Entry> {
    let stem = compiled.as_str().strip_suffix(".txt");
    let path = stem.and_then(|stem| format!("{stem}.in").parse().ok());
    let file: Option<SourceFile> = path.and_then(|path| files.get(&path)?.ok());
    let Some(file) = file else {
        return Vec::new();
    };
    let mut problems = Diagnostics::new();
    let options = &mut Options::default();
    let items = requirements_txt::parse(&file, Installer::Uv, options, &mut problems);
    let entries = items.into_iter().filter_map(|item| match item {
        Item::Entry(entry) => Some(entry),
        Item::Requirements(_) | Item::Constraints(_) | Item::Project(_) | Item::Links(_) => None,
    });
    entries.collect()
}

/// The requirements by name, with their version if it is an exact one.
fn pins(entries: &[Entry]) -> BTreeMap<String, Vec<String>> {
    let mut pins: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for Entry { requirement, .. } in entries {
        let versions = pins.entry(requirement.name.clone()).or_default();
        versions.extend(match &requirement.source {
            Source::Index(specifiers) => match specifiers.as_slice() {
                [only] => only.strip_prefix("==").map(str::to_owned),
                _ => None,
            },
            Source::Url(_) => None,
        });
    }
    pins
}
