//! What is installed from a lock, gathered package by package.

use std::collections::{BTreeMap, BTreeSet};

use pep440_rs::Version;

use super::Pinned;
use crate::diagnostic::{
    Diagnostic, Diagnostics, Location, Spanned,
    texts::{lock, lock_formats as texts, project},
};
use crate::lock::distribution::Policy;
use crate::lock::locked::{Artifact, LockedPackage};
use crate::lock::package_index::PackageIndex;
use crate::lock::parsed::Choice;
use crate::lock::requirements::{Entry, Options, Requirements};
use crate::lock::requirements_txt::is_hash;
use crate::packaging::{
    MarkerEnvironment, Requirement, Source, Target, is_valid_name, normalize_name, url,
};

/// What is installed on a target, as far as it is known.
pub(super) struct Selection<'a> {
    pub choice: &'a Choice,
    pub target: &'a Target,
    /// Without any extra or group.
    pub environment: MarkerEnvironment,
    pub policy: Policy<'a>,
    versions: BTreeMap<String, String>,
    requirements: Requirements,
    packages: Vec<LockedPackage>,
    problems: Diagnostics,
}

/// An entry of a lock.
#[derive(Clone)]
pub(super) struct Package<'a> {
    pub name: &'a str,
    pub version: Option<&'a str>,
    pub at: Location,
}

/// An index that a lock or its manifest names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Index {
    pub url: String,
    /// Whether it stands for the installer's own.
    pub is_default: bool,
    /// Whether its certificate is checked.
    pub is_verified: bool,
    pub at: Location,
}

impl<'a> Selection<'a> {
    pub(super) fn new(choice: &'a Choice, target: &'a Target) -> Self {
        let policy = choice.policy(target);
        let options = Options {
            no_binary: policy.no_binary.clone(),
            only_binary: policy.only_binary.clone(),
            require_hashes: true,
            is_complete: true,
            ..Options::default()
        };
        Self {
            choice,
            target,
            environment: MarkerEnvironment::new(target),
            policy,
            versions: BTreeMap::new(),
            requirements: Requirements {
                options,
                ..Requirements::default()
            },
            packages: Vec::new(),
            problems: Diagnostics::new(),
        }
    }

    /// The version of the target's Python.
    pub(super) fn python(&self) -> Version {
        let version = self.target.full_version().parse();
        version.unwrap_or_else(|_| Version::new([0]))
    }

    /// The names that were chosen, normalized; those that the lock does not know are errors.
    pub(super) fn chosen(
        &mut self,
        kind: &str,
        names: &[Spanned<String>],
        known: &BTreeSet<String>,
    ) -> BTreeSet<String> {
        for name in names.iter().filter(|name| !known.contains(&name.value)) {
            let known = known.iter().map(String::as_str);
            let problem = project::unknown_choice(kind, &name.value, known);
            let at = self.choice.spec.at(name.span);
            self.problems.push(problem.at(at));
        }
        names.iter().map(|name| name.value.clone()).collect()
    }

    /// Adds an index, after those that were added before.
    pub(super) fn index(&mut self, index: &Index) {
        if let Err(problem) = url::check(&index.url) {
            return self.problems.push(problem.at(index.at.clone()));
        }
        let options = &mut self.requirements.options;
        if !index.is_verified {
            let host = url::host(&index.url).to_owned();
            options.trusted_hosts.push(host);
            options.trusted_hosts.sort();
            options.trusted_hosts.dedup();
        }
        if index.is_default {
            options.index_url = Some(index.url.clone());
        } else if !options.extra_index_urls.contains(&index.url) {
            options.extra_index_urls.push(index.url.clone());
        }
    }

    /// Adds the index of a package, which is asked for nothing else.
    pub(super) fn index_of(&mut self, package: &str, url: String, at: Location) {
        if let Err(problem) = url::check(&url) {
            return self.problems.push(problem.at(at));
        }
        self.requirements.package_indexes.push(PackageIndex {
            package: normalize_name(package),
            url,
            marker: None,
            at,
        });
    }

    /// Adds a release of an index, with the hashes of its files.
    pub(super) fn release<'h>(&mut self, package: Package, hashes: impl Iterator<Item = &'h str>) {
        let mut hashes: Vec<_> = hashes.map(str::to_ascii_lowercase).collect();
        hashes.retain(|hash| is_hash(hash));
        hashes.sort();
        hashes.dedup();
        let version = package.version.and_then(|it| it.parse::<Version>().ok());
        let (Some(version), false, true) =
            (version, hashes.is_empty(), is_valid_name(package.name))
        else {
            let problem = texts::not_pinned(package.name);
            return self.problems.push(problem.at(package.at));
        };
        if self.is_new(&package) {
            let requirement = Requirement {
                name: normalize_name(package.name),
                extras: Vec::new(),
                source: Source::Index(vec![format!("=={version}")]),
                marker: None,
            };
            self.requirements.requirements.push(Entry {
                requirement,
                hashes,
                at: package.at,
            });
        }
    }

    /// Adds what needs no index.
    pub(super) fn artifact(&mut self, package: Package, artifact: Result<Artifact, Diagnostic>) {
        match artifact {
            Ok(artifact) if self.is_new(&package) => self.packages.push(LockedPackage {
                name: normalize_name(package.name),
                version: package.version.map(str::to_owned),
                artifact,
                index: None,
                at: package.at,
            }),
            Ok(_) => {}
            Err(problem) => self.problems.push(problem.at(package.at)),
        }
    }

    /// Whether nothing of the name was added so far. Another version of it is a mistake.
    fn is_new(&mut self, package: &Package) -> bool {
        let name = normalize_name(package.name);
        let version = package.version.unwrap_or("an unknown version").to_owned();
        match self.versions.get(&name) {
            Some(known) if *known == version => {}
            Some(known) => {
                let problem = lock::chosen_twice(&name, known, &version);
                self.problems.push(problem.at(package.at.clone()));
            }
            None => {
                self.versions.insert(name, version);
                return true;
            }
        }
        false
    }

    pub(super) fn finish(self) -> Result<(Pinned, Diagnostics), Diagnostics> {
        self.problems.or_fail(Pinned {
            requirements: self.requirements,
            packages: self.packages,
        })
    }
}
