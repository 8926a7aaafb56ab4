//! `pylock.toml` (PEP 751).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned as At;

use super::artifact::{self, FileEntry, Listing};
use super::commits::{Commit, Commits};
use super::distribution::Policy;
use super::locked::{Artifact, Locked, LockedPackage};
use super::parsed::Choice;
use super::python::Requires;
use super::toml_lock::TomlLock;
use crate::diagnostic::{
    Diagnostic, Diagnostics, Fault, Location, SourceFile, Spanned,
    texts::{self, lock, project},
};
use crate::packaging::{Marker, MarkerEnvironment, Repository, Target, normalize_name};
use crate::spec::ContextDirectory;

/// A `pylock.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pylock(TomlLock<Document>);

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    lock_version: At<String>,
    #[serde(default)]
    environments: Vec<At<String>>,
    requires_python: Option<At<String>>,
    #[serde(default)]
    extras: Vec<String>,
    #[serde(default)]
    dependency_groups: Vec<String>,
    #[serde(default)]
    default_groups: Vec<String>,
    #[serde(default)]
    packages: Vec<Package>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Package {
    name: At<String>,
    version: Option<String>,
    marker: Option<At<String>>,
    requires_python: Option<At<String>>,
    index: Option<String>,
    vcs: Option<Vcs>,
    directory: Option<Directory>,
    archive: Option<FileEntry>,
    sdist: Option<FileEntry>,
    wheels: Option<At<Vec<FileEntry>>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Vcs {
    r#type: String,
    url: Option<String>,
    requested_revision: Option<String>,
    commit_id: String,
    subdirectory: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Directory {
    path: String,
    #[serde(default)]
    editable: bool,
    subdirectory: Option<String>,
}

impl From<&Commit> for Vcs {
    fn from(commit: &Commit) -> Self {
        let Commit { repository, hash } = commit;
        Self {
            r#type: "git".to_owned(),
            url: Some(repository.url.clone()),
            requested_revision: repository.revision.clone(),
            commit_id: hash.clone(),
            subdirectory: repository.subdirectory.clone(),
        }
    }
}

/// The one kind of source that a package has.
enum Kind<'a> {
    Vcs(&'a Vcs),
    Directory(&'a Directory),
    Archive(&'a FileEntry),
    Release,
}

impl Pylock {
    /// Reads a lock.
    pub(super) fn parse(file: &SourceFile) -> Result<Self, Diagnostic> {
        let lock = Self(TomlLock::read(file)?);
        let version = &lock.0.document.lock_version;
        if version.get_ref().starts_with("1.") {
            Ok(lock)
        } else {
            Err(lock::pylock_version(version.get_ref()).at(lock.at(version)))
        }
    }

    /// The same lock, with commits in the place of the directories where its maker found them.
    pub(super) fn with(mut self, commits: &Commits) -> Self {
        for package in &mut self.0.document.packages {
            let directory = package.directory.as_ref();
            if let Some(commit) = directory.and_then(|it| commits.at(&it.path)) {
                package.vcs = Some(commit.into());
                package.directory = None;
            }
        }
        self
    }

    /// The versions of Python it was made for.
    pub(super) fn requires_python(&self) -> Option<Requires> {
        let requires = self.0.document.requires_python.as_ref()?;
        Some(self.requires(requires))
    }

    /// Whether it knows an extra.
    pub(super) fn has_extra(&self, name: &str) -> bool {
        let mut known = self.0.document.extras.iter();
        known.any(|extra| normalize_name(extra) == name)
    }

    /// Whether it knows a dependency group.
    pub(super) fn has_group(&self, name: &str) -> bool {
        let mut known = self.0.document.dependency_groups.iter();
        known.any(|group| normalize_name(group) == name)
    }

    /// The packages by name, with the versions that it has of each.
    pub(super) fn versions(&self) -> BTreeMap<String, Vec<String>> {
        let mut versions: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for package in &self.0.document.packages {
            let known = versions.entry(normalize_name(package.name.get_ref()));
            known.or_default().extend(package.version.clone());
        }
        versions
    }

    /// Chooses what is installed on a target.
    pub(super) fn select(
        &self,
        choice: &Choice,
        target: &Target,
    ) -> Result<(Locked, Diagnostics), Diagnostics> {
        let mut problems = Diagnostics::new();
        let version = &self.0.document.lock_version;
        if version.get_ref() != "1.0" {
            problems.push(lock::pylock_newer(version.get_ref()).at(self.at(version)));
        }
        if let Some(requires) = self.requires_python() {
            requires.check(target)?;
        }
        let mut environment = MarkerEnvironment::new(target);
        environment.extras = self.chosen_extras(choice, &mut problems);
        environment.groups = self.chosen_groups(choice, &mut problems);
        self.check_environments(&environment, target)?;
        let policy = choice.policy(target);
        let mut found: BTreeMap<String, LockedPackage> = BTreeMap::new();
        for package in &self.0.document.packages {
            match self.package(package, &environment, &policy) {
                Ok(None) => {}
                Ok(Some(locked)) => {
                    if let Some(other) = found.get(&locked.name) {
                        let version = |it: &LockedPackage| {
                            it.version.clone().unwrap_or_else(|| "unknown".to_owned())
                        };
                        problems.push(
                            lock::chosen_twice(&locked.name, &version(other), &version(&locked))
                                .at(locked.at),
                        );
                    } else {
                        found.insert(locked.name.clone(), locked);
                    }
                }
                Err(problem) => problems.push(problem),
            }
        }
        let own = artifact::directory_of(&self.0.shown)?;
        let packages: Vec<_> = found.into_values().collect();
        let projects: BTreeSet<_> = packages.iter().filter_map(LockedPackage::project).collect();
        problems.or_fail(Locked {
            project: projects.contains(&own).then(|| own.clone()),
            others: projects.into_iter().filter(|path| *path != own).collect(),
            packages,
        })
    }

    /// What a package is installed from; `None` if it is not wanted.
    fn package(
        &self,
        package: &Package,
        environment: &MarkerEnvironment,
        policy: &Policy,
    ) -> Result<Option<LockedPackage>, Diagnostic> {
        if let Some(marker) = &package.marker
            && !self.marker(marker)?.evaluate(environment)
        {
            return Ok(None);
        }
        if let Some(requires) = &package.requires_python {
            self.requires(requires).check(policy.target)?;
        }
        let at = self.at(&package.name);
        let name = normalize_name(package.name.get_ref());
        let directory = artifact::directory_of(&self.0.shown)?;
        match package.artifact(&self.0, &name, &directory, policy) {
            Ok(artifact) => Ok(Some(LockedPackage {
                name,
                version: package.version.clone(),
                artifact,
                index: package.index.clone(),
                at,
            })),
            Err(problem) => Err(problem.at(at)),
        }
    }

    fn chosen_extras(&self, choice: &Choice, problems: &mut Diagnostics) -> BTreeSet<String> {
        let known = &self.0.document.extras;
        chosen("extra", &choice.extras, known, choice, problems)
    }

    /// What the lock installs by default stands for the project itself, so that chosen groups come on top of it.
    fn chosen_groups(&self, choice: &Choice, problems: &mut Diagnostics) -> BTreeSet<String> {
        let known = &self.0.document.dependency_groups;
        let mut groups = chosen("dependency group", &choice.groups, known, choice, problems);
        let default = self.0.document.default_groups.iter();
        groups.extend(default.map(|group| normalize_name(group)));
        groups
    }

    fn check_environments(
        &self,
        environment: &MarkerEnvironment,
        target: &Target,
    ) -> Result<(), Diagnostic> {
        let environments = &self.0.document.environments;
        for marker in environments {
            if self.marker(marker)?.evaluate(environment) {
                return Ok(());
            }
        }
        match environments.first() {
            Some(first) => Err(lock::no_environment(target, "environments").at(self.at(first))),
            None => Ok(()),
        }
    }

    fn marker(&self, marker: &At<String>) -> Result<Marker, Diagnostic> {
        let parsed = marker.get_ref().parse();
        parsed.map_err(|fault: Fault| fault.diagnostic.at(self.at(marker)))
    }

    fn requires(&self, requires: &At<String>) -> Requires {
        Requires {
            text: requires.get_ref().clone(),
            at: self.at(requires),
        }
    }

    fn at<T>(&self, value: &At<T>) -> Location {
        self.0.shown.at(self.0.span(value))
    }
}

impl Package {
    fn kind(&self) -> Result<Kind<'_>, Diagnostic> {
        let release = self.sdist.is_some() || self.wheels.is_some();
        match (&self.vcs, &self.directory, &self.archive, release) {
            (Some(vcs), None, None, false) => Ok(Kind::Vcs(vcs)),
            (None, Some(directory), None, false) => Ok(Kind::Directory(directory)),
            (None, None, Some(archive), false) => Ok(Kind::Archive(archive)),
            (None, None, None, true) => Ok(Kind::Release),
            (None, None, None, false) => Err(texts::artifact::no_source(self.name.get_ref())),
            _ => Err(texts::artifact::several_sources(self.name.get_ref())),
        }
    }

    fn artifact(
        &self,
        lock: &TomlLock<Document>,
        name: &str,
        directory: &ContextDirectory,
        policy: &Policy,
    ) -> Result<Artifact, Diagnostic> {
        match self.kind()? {
            Kind::Vcs(vcs) if vcs.r#type != "git" => Err(texts::artifact::not_git(&vcs.r#type)),
            Kind::Vcs(vcs) => {
                let url = vcs.url.clone();
                let repository = Repository {
                    url: url.ok_or_else(|| texts::artifact::local_repository(name))?,
                    revision: vcs.requested_revision.clone(),
                    subdirectory: vcs.subdirectory.clone(),
                };
                artifact::git(repository, &vcs.commit_id)
            }
            Kind::Directory(found) => Ok(Artifact::Directory {
                path: directory.directory(&found.path)?,
                editable: found.editable,
                subdirectory: found.subdirectory.clone(),
            }),
            Kind::Archive(file) => artifact::archive(file, directory, name, policy),
            Kind::Release => {
                let listing = Listing {
                    name,
                    version: self.version.as_deref(),
                    directory,
                    wheels: self.wheels.as_ref().map(|it| lock.wheels(it)),
                    sdist: self.sdist.as_ref(),
                };
                listing.choose(policy)
            }
        }
    }
}

/// The names that were chosen; those that the lock does not know are errors.
fn chosen(
    kind: &str,
    chosen: &[Spanned<String>],
    known: &[String],
    choice: &Choice,
    problems: &mut Diagnostics,
) -> BTreeSet<String> {
    for name in chosen {
        if !known
            .iter()
            .any(|known| normalize_name(known) == name.value)
        {
            let known = known.iter().map(String::as_str);
            let text = project::unknown_choice(kind, &name.value, known);
            problems.push(text.at(choice.spec.at(name.span)));
        }
    }
    chosen.iter().map(|name| name.value.clone()).collect()
}
