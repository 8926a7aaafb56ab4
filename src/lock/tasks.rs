//! What tasks need beside what ships.

use std::collections::BTreeMap;

use super::collect::{Collector, Pins, Requested, Role};
use super::locked::Locked;
use super::parsed::{Choice, Format};
use super::pinned::PinnedLock;
use super::pyproject::Pyproject;
use super::requirements::{Entry, Options, Requirements};
use crate::diagnostic::{Spanned, texts};
use crate::packaging::Requirement;
use crate::spec::{DEV, Installer, Task, TaskDependencies};

/// What a task needs beside what ships.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// The lock that ships, with the groups of the task chosen too.
    pub lock: Option<Requested>,
    /// What is in no lock: versions are still to be found, which go with those that ship (see [`Self::keep_to`]).
    pub requirements: Requirements,
}

impl Extra {
    /// The requirements, held to the versions of what ships.
    pub fn keep_to(&self, ships: &Locked) -> Requirements {
        let pins = ships.packages.iter().filter_map(|package| {
            let version = package.version.as_ref()?;
            let pin: Requirement = format!("{}=={version}", package.name).parse().ok()?;
            Some(Entry::new(pin, package.at.clone()))
        });
        let mut requirements = self.requirements.clone();
        requirements.constraints.extend(pins);
        requirements
    }
}

impl Collector<'_> {
    /// What each task needs, by name.
    pub(super) fn tasks(&mut self) -> BTreeMap<String, Extra> {
        let tasks = self.spec.tasks();
        let extras = tasks.map(|task| (task.name.clone(), self.extra(task)));
        extras.collect()
    }

    fn extra(&mut self, task: &Task) -> Extra {
        let by_pip = self.spec.installer.value == Installer::Pip;
        let (unlocked, locked): (Vec<_>, Vec<_>) = self
            .groups(task)
            .partition(|group| self.is_unlocked(&group.value));
        let lock = self.groups_of_lock(locked);
        let mut entries = Vec::new();
        if !by_pip {
            entries = self.groups_of_project(&unlocked);
        }
        let asks = !task.groups.is_empty() || task.dependencies != TaskDependencies::None;
        if by_pip && asks {
            let problem = texts::task::needs_lock(&task.name);
            self.diagnostics
                .push(problem.at(self.spec.file.at(task.at)));
        }
        let requirements = self.dependencies_of(task, entries);
        Extra { lock, requirements }
    }

    /// The groups of a task: [`DEV`] if it asks for no other, where there is one.
    fn groups(&self, task: &Task) -> impl Iterator<Item = Spanned<String>> {
        let has_dev = self.is_locked(DEV) || self.is_unlocked(DEV) && self.is_declared(DEV);
        let dev = Spanned::new(DEV.to_owned(), task.at);
        let dev = (has_dev && task.group_dev).then_some(dev);
        task.groups.iter().cloned().chain(dev)
    }

    /// Whether the lock has a group.
    fn is_locked(&self, group: &str) -> bool {
        match &self.lock {
            Some(Requested::Lock(lock)) => lock.has_group(group),
            Some(Requested::Pins(lock)) => lock.has_group(group),
            Some(Requested::Requirements(_)) | None => false,
        }
    }

    /// Whether the project declares a group.
    fn is_declared(&self, group: &str) -> bool {
        let pyproject = self.pyproject.as_ref();
        pyproject.is_some_and(|pyproject| pyproject.has_group(group))
    }

    /// Whether versions for a group are still to be found. A `pylock.toml` need not have all groups of the project; other locks
    /// that lack one are older than it.
    fn is_unlocked(&self, group: &str) -> bool {
        match &self.lock {
            None => true,
            Some(Requested::Lock(lock)) => {
                matches!(lock.format, Format::Pylock(_))
                    && !lock.has_group(group)
                    && self.is_declared(group)
            }
            Some(_) => false,
        }
    }

    /// The lock with some groups, if there are any.
    fn groups_of_lock(&mut self, groups: Vec<Spanned<String>>) -> Option<Requested> {
        let lock = self.lock.clone().filter(|_| !groups.is_empty())?;
        let mut choice = Choice::of(self.spec);
        choice.groups.extend(groups);
        match (lock, self.pins.clone()) {
            (Requested::Lock(mut lock), _) => {
                if let (Format::Uv(uv), Some(pyproject)) = (&lock.format, &self.pyproject) {
                    let fresh = uv.check_age(pyproject, &choice);
                    self.note(fresh)?;
                }
                lock.choice = choice;
                Some(Requested::Lock(lock))
            }
            (
                _,
                Some(Pins {
                    kind,
                    lock,
                    manifest,
                }),
            ) => {
                let lock = PinnedLock::read(kind, &lock, manifest.as_ref(), choice);
                let lock = lock.map_err(|problems| self.diagnostics.extend(problems));
                Some(Requested::Pins(Box::new(lock.ok()?)))
            }
            _ => None,
        }
    }

    /// What groups require that no lock tells about.
    fn groups_of_project(&mut self, groups: &[Spanned<String>]) -> Vec<Entry> {
        // Of what cannot be read, nobody knows the groups.
        if self.diagnostics.has_errors() {
            return Vec::new();
        }
        let file = &self.spec.file;
        if let Some(pyproject) = &self.pyproject {
            return pyproject.group_requirements(groups, file, &mut self.diagnostics);
        }
        if let Some(first) = groups.first() {
            let problem = texts::task::groups_without_project();
            self.diagnostics.push(problem.at(file.at(first.span)));
        }
        Vec::new()
    }

    /// The requirements of a task, found and installed as those that ship.
    fn dependencies_of(&mut self, task: &Task, entries: Vec<Entry>) -> Requirements {
        let own = Requirements {
            constraints: self.requirements.constraints.clone(),
            overrides: self.requirements.overrides.clone(),
            projects: self.requirements.projects.clone(),
            links: self.requirements.links.clone(),
            package_indexes: self.requirements.package_indexes.clone(),
            options: Options {
                require_hashes: false,
                ..self.requirements.options.clone()
            },
            ..Requirements::default()
        };
        let shipped = std::mem::replace(&mut self.requirements, own);
        let included = std::mem::take(&mut self.included);
        match self.pyproject.as_ref().map(Pyproject::uv_settings) {
            Some(settings) => {
                // Where a lock ships, they were not needed before.
                if self.lock.is_some() && !entries.is_empty() {
                    self.uv_settings(&settings);
                }
                self.with_uv_sources(&settings, entries);
            }
            None => self.requirements.requirements.extend(entries),
        }
        match &task.dependencies {
            TaskDependencies::None => {}
            TaskDependencies::File(path) => {
                let at = self.spec.file.at(path.span);
                self.file(&path.value, &at, Role::Requirements);
            }
            TaskDependencies::Packages(packages) => self.packages(packages.iter().cloned()),
        }
        self.settle();
        self.included = included;
        std::mem::replace(&mut self.requirements, shipped)
    }
}
