//! What of a wheel no program needs: its tests, and the sources of its translations.
//!
//! Tests are packages named `tests`, inside of other packages. They stay where something else in the wheel, or what stays of its
//! tests, imports them or may read files there: numpy 2.2 imports a module of its tests with `numpy.testing`. `test` and `testing`
//! are no tests, `django.test` for one. Translations are read from `.mo`; a `.po` beside it is what it was compiled from.

use std::collections::BTreeSet;

use crate::archive::Entry;
use crate::error::Error;
use crate::limits;
use crate::mentions::{self, TESTS};
use crate::parallel;
use crate::record::Claim;
use crate::safe_path::SafePath;
use crate::script;
use crate::wheel::Wheel;
use crate::words::words;

/// The files of a wheel that are left out.
pub fn unused(wheel: &Wheel) -> Result<BTreeSet<SafePath>, Error> {
    let tests = Tests::of(wheel);
    let used = tests.used()?;
    let is_unused = |path: &&SafePath| {
        let test = tests.directory_of(path);
        test.is_some_and(|directory| !used.contains(directory)) || is_compiled(wheel, path)
    };
    Ok(wheel.entries.keys().filter(is_unused).cloned().collect())
}

/// Whether a file is a translation, and what it was compiled to is beside it.
fn is_compiled(wheel: &Wheel, path: &SafePath) -> bool {
    let stem = path.as_str().strip_suffix(".po");
    stem.is_some_and(|stem| has(wheel, &format!("{stem}.mo")))
}

fn has(wheel: &Wheel, path: &str) -> bool {
    wheel.entries.contains_key(&SafePath::known(path))
}

/// The packages of tests that a wheel has.
struct Tests<'w> {
    wheel: &'w Wheel,
    /// Their directories.
    directories: BTreeSet<&'w str>,
}

impl<'w> Tests<'w> {
    fn of(wheel: &'w Wheel) -> Self {
        let modules = wheel.entries.keys().map(SafePath::as_str);
        let directories = modules
            .filter(|path| is_module(path))
            .filter_map(outermost)
            .filter(|directory| is_package(wheel, parent(directory)))
            .collect();
        Self { wheel, directories }
    }

    /// The package of tests that a file is in.
    fn directory_of<'p>(&self, path: &'p SafePath) -> Option<&'p str> {
        outermost(path.as_str()).filter(|directory| self.directories.contains(directory))
    }

    /// The directories of those that are not for tests alone.
    fn used(&self) -> Result<BTreeSet<&'w str>, Error> {
        let mut used = BTreeSet::new();
        if self.directories.is_empty() {
            return Ok(used);
        }
        let files = |wanted: &dyn Fn(Option<&str>) -> bool| -> Vec<_> {
            let files = self.wheel.entries.iter();
            files
                .filter(|(path, _)| wanted(self.directory_of(path)))
                .collect()
        };
        let mut unread = files(&|directory| directory.is_none());
        while !unread.is_empty() {
            let mut found = BTreeSet::new();
            for mentioned in parallel::map(&unread, |(path, entry)| self.mentioned(path, **entry)) {
                found.extend(mentioned?);
            }
            found.retain(|directory| !used.contains(directory));
            unread = files(&|directory| directory.is_some_and(|it| found.contains(it)));
            used.extend(found);
        }
        Ok(used)
    }

    /// The directories that a file mentions.
    fn mentioned(&self, path: &SafePath, entry: Entry) -> Result<Vec<&'w str>, Error> {
        let Some(text) = text(self.wheel, path, entry)? else {
            return Ok(Vec::new());
        };
        let mentions = if path.as_str().ends_with(ENTRY_POINTS) {
            mentions::in_text(&text)
        } else {
            let words = words(&text);
            let mut mentions = mentions::by_code(&words);
            // Tests find each other's files when they run, and nothing runs them.
            if self.directory_of(path).is_none() {
                let is_package = path.as_str().ends_with("/__init__.py");
                mentions.append(&mut mentions::by_texts(&words, is_package));
            }
            mentions
        };
        if mentions.is_empty() {
            return Ok(Vec::new());
        }
        let is_meant = |directory: &&&str| {
            let package = parent(directory);
            let is_around = mentions.contains("") && path.parents().any(|it| it == package);
            is_around || ends(package).any(|end| mentions.contains(end))
        };
        Ok(self.directories.iter().filter(is_meant).copied().collect())
    }
}

/// Where a distribution tells others what to import of it.
const ENTRY_POINTS: &str = ".dist-info/entry_points.txt";

/// What a file says, if that can be a reason to keep tests. Only pytest reads a `conftest.py`.
fn text(wheel: &Wheel, path: &SafePath, entry: Entry) -> Result<Option<String>, Error> {
    let at = |error: Error| error.in_file(path.as_str());
    let name = path.as_str();
    let mut archive = wheel.archive.clone();
    let is_code = if name.contains(".data/scripts/") {
        entry.size <= limits::IN_MEMORY
            && (archive.begins_with(entry, script::PLACEHOLDER)).map_err(at)?
    } else {
        is_module(name) && !name.ends_with("/conftest.py")
    };
    if !is_code && !name.ends_with(ENTRY_POINTS) {
        return Ok(None);
    }
    let claim = wheel.claims.get(path).unwrap_or(&Claim::NOTHING);
    let bytes = archive.read(entry, claim).map_err(at)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

fn is_module(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end == "py")
}

/// The outermost directory of tests on the way to a file, unless it is at the top: then it may be anything.
fn outermost(path: &str) -> Option<&str> {
    let start = path.find("/tests/")?;
    let is_at_top = path.split('/').next() == Some(TESTS);
    (!is_at_top).then(|| &path[..=start + TESTS.len()])
}

/// `a/b/c`, `b/c`, `c`.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| Some(path.split_once('/')?.1))
}

fn parent(directory: &str) -> &str {
    directory.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Whether modules are imported from a directory, and not kept there as files of another kind: it is a package, and so is all above
/// it, but for namespaces at the top.
fn is_package(wheel: &Wheel, directory: &str) -> bool {
    let has_code = |directory: &str| has(wheel, &format!("{directory}/__init__.py"));
    let path = SafePath::known(directory);
    has_code(directory)
        && path
            .parents()
            .skip_while(|above| has_code(above))
            .all(|above| !has_code(above))
}
