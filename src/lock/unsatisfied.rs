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
use crate::diagnostic::Diagnostics;
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

/// What a `pylock.toml` lacks of what it was made from, or a `requirements.txt` of its `requirements.in`.
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
            let (_, wanted) = made_from(source, choice, files).unzip();
            (wanted.unwrap_or_default(), lock.versions())
        }
        Requested::Requirements(requirements) => {
            let stem = source.as_str().strip_suffix(".txt");
            let input = stem.and_then(|stem| format!("{stem}.in").parse().ok());
            let wanted = input.and_then(|input| of_list(&input, files));
            let locked = pins(&requirements.requirements);
            (wanted.unwrap_or_default(), locked)
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

/// The file that the `pylock.toml` was made from, as far as one can tell: it does not say it.
pub fn source_of_lock(inputs: &Inputs, files: &mut View) -> Option<ContextPath> {
    let Requested::Lock(lock) = &inputs.requested else {
        return None;
    };
    let is_pylock = matches!(lock.format, Format::Pylock(_));
    let path = inputs.source.as_ref().filter(|_| is_pylock)?;
    made_from(path, &lock.choice, files).map(|(path, _)| path)
}

/// The project beside a lock, if it has dependencies, or else what lists some; and what is asked for there.
fn made_from(
    lock: &ContextPath,
    choice: &Choice,
    files: &mut View,
) -> Option<(ContextPath, Vec<Entry>)> {
    let project = lock.join(detect::PYPROJECT).ok()?;
    let wanted = of_project(&project, choice, files);
    if !wanted.is_empty() {
        return Some((project, wanted));
    }
    let lists = [detect::INPUT, detect::REQUIREMENTS].into_iter();
    let mut lists = lists.filter_map(|name| lock.join(name).ok());
    lists.find_map(|path| {
        let wanted = of_list(&path, files)?;
        Some((path, wanted))
    })
}

fn of_project(path: &ContextPath, choice: &Choice, files: &mut View) -> Vec<Entry> {
    let file = files.get(path).and_then(Result::ok);
    let pyproject = file.and_then(|file| Pyproject::read(&file, files).ok());
    let Some(pyproject) = pyproject else {
        return Vec::new();
    };
    pyproject.entries(choice, &mut Diagnostics::new())
}

/// What a requirements file lists; `None` if it is not there.
fn of_list(path: &ContextPath, files: &mut View) -> Option<Vec<Entry>> {
    let file = files.get(path)?.ok()?;
    let mut problems = Diagnostics::new();
    let options = &mut Options::default();
    let items = requirements_txt::parse(&file, Installer::Uv, options, &mut problems);
    let entries = items.into_iter().filter_map(|item| match item {
        Item::Entry(entry) => Some(entry),
        Item::Requirements(_) | Item::Constraints(_) | Item::Project(_) | Item::Links(_) => None,
    });
    Some(entries.collect())
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
