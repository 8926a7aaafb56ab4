//! Hashes that requirements allow: files are chosen among these, and held against them.

use std::collections::{BTreeMap, BTreeSet};

use super::locked::{Artifact, File, Locked, LockedPackage};
use super::requirements::{Entry, Requirements};
use crate::diagnostic::{Diagnostic, Diagnostics, texts::artifact as texts};

/// The hashes (`sha256:…`) that are listed for projects, by normalized name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Allowed(BTreeMap<String, BTreeSet<String>>);

impl Allowed {
    /// Those that requirements and constraints list.
    pub(super) fn by(requirements: &Requirements) -> Self {
        let mut allowed: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for entry in entries(requirements).filter(|entry| !entry.hashes.is_empty()) {
            let hashes = allowed.entry(entry.requirement.name.clone()).or_default();
            hashes.extend(entry.hashes.iter().cloned());
        }
        Self(allowed)
    }

    /// Those of a project; `None` if any file will do.
    pub(super) fn of_project(&self, name: &str) -> Option<&BTreeSet<String>> {
        self.0.get(name)
    }
}

fn entries(requirements: &Requirements) -> impl Iterator<Item = &Entry> {
    let Requirements {
        requirements,
        constraints,
        ..
    } = requirements;
    requirements.iter().chain(constraints)
}

/// Refuses what a list with hashes does not know: as with `pip install --require-hashes`, that is every file whose hash
/// is not listed, and every package that is not.
///
/// # Errors
/// One for each such package, at its requirement if it has one.
pub fn check_hashes(locked: &Locked, requirements: &Requirements) -> Result<(), Diagnostics> {
    let required = requirements.options.require_hashes
        || requirements
            .requirements
            .iter()
            .any(|entry| !entry.hashes.is_empty());
    let mut problems = Diagnostics::new();
    if required {
        for package in &locked.packages {
            let entries: Vec<_> = entries(requirements)
                .filter(|entry| entry.requirement.name == package.name)
                .collect();
            if let Some(problem) = refusal(package, &entries) {
                problems.push(problem);
            }
        }
    }
    problems.or_fail(()).map(|_| ())
}

fn refusal(package: &LockedPackage, entries: &[&Entry]) -> Option<Diagnostic> {
    let without = || Some(texts::package_without_hash(&package.name));
    let Some(first) = entries.first() else {
        return without();
    };
    let refused = match &package.artifact {
        _ if entries.iter().all(|entry| entry.hashes.is_empty()) => without(),
        Artifact::Wheel(file) | Artifact::Sdist { file, .. } | Artifact::Archive { file, .. } => {
            let allowed = entries
                .iter()
                .any(|entry| entry.hashes.iter().any(|hash| is_of(hash, file)));
            (!allowed).then(|| texts::hash_not_allowed(&package.name, &file.name, &file.sha256))
        }
        Artifact::Git(_) | Artifact::Directory { .. } => without(),
    };
    refused.map(|problem| problem.at(first.at.clone()))
}

/// Whether a hash such as `sha256:…` is that of a file.
fn is_of(hash: &str, file: &File) -> bool {
    match hash.split_once(':') {
        Some(("sha256", digest)) => digest == file.sha256,
        Some((algorithm, digest)) => file
            .hashes
            .get(algorithm)
            .is_some_and(|known| known == digest),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{SourceFile, render};
    use crate::lock::Origin;

    fn file(name: &str, digit: &str) -> File {
        File {
            name: name.to_owned(),
            origin: Origin::Url(format!("https://files.example.org/{name}")),
            sha256: digit.repeat(64),
            hashes: BTreeMap::new(),
            size: None,
        }
    }

    fn told(hashes: &[&str], packages: &[(&str, &str)]) -> String {
        let list = SourceFile::new("requirements.txt", "idna==3.10 --hash=…\n");
        let entry = Entry {
            requirement: "idna==3.10".parse().unwrap(),
            hashes: hashes
                .iter()
                .map(|digit| format!("sha256:{}", digit.repeat(64)))
                .collect(),
            at: list.at(list.line(1)),
        };
        let without = Entry::new("tabulate".parse().unwrap(), list.at(list.line(1)));
        let requirements = Requirements {
            requirements: vec![entry, without],
            ..Requirements::default()
        };
        let package = |(name, digit): &(&str, &str)| LockedPackage {
            name: (*name).to_owned(),
            version: Some("3.10".to_owned()),
            artifact: Artifact::Wheel(file(&format!("{name}-3.10-py3-none-any.whl"), digit)),
            index: None,
            at: list.at(list.line(1)),
        };
        let locked = Locked {
            packages: packages.iter().map(package).collect(),
            ..Locked::default()
        };
        check_hashes(&locked, &requirements)
            .map_or_else(|problems| render(&problems), |()| "fine".to_owned())
    }

    #[test]
    fn a_file_with_a_listed_hash_is_fine() {
        assert_eq!(told(&["a", "b"], &[("idna", "b")]), "fine");
        assert_eq!(told(&[], &[("idna", "c"), ("six", "d")]), "fine");
    }

    #[test]
    fn what_pip_tools_leaves_out_is_told() {
        let helps = |name| {
            let told = told(&["b"], &[(name, "a")]);
            told.contains("--allow-unsafe")
        };
        assert!(["setuptools", "pip", "distribute"].into_iter().all(helps));
        assert!(!helps("wheel"));
    }

    #[test]
    fn other_files_and_unlisted_packages_are_refused() {
        insta::assert_snapshot!(told(&["a", "b"], &[("idna", "c"), ("six", "d"), ("tabulate", "e")]), @"
        3 errors
        1. requirements.txt:1:1: `idna-3.10-py3-none-any.whl` is not one of the files that the hashes of `idna` allow
             why: its SHA-256 is cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
             help: make the list again, with the hashes of all files; if that does not help, do not trust the index
        2. `six` has no hash among the requirements
             why: where one requirement has a hash, everything that is installed must have one
             help: make the list again, with everything that the requirements need in turn; a list of what tests or build steps have on top needs no `-r` of what ships, which they have anyway
        3. requirements.txt:1:1: `tabulate` has no hash among the requirements
             why: where one requirement has a hash, everything that is installed must have one
             help: make the list again, with everything that the requirements need in turn; a list of what tests or build steps have on top needs no `-r` of what ships, which they have anyway
        ");
    }
}
