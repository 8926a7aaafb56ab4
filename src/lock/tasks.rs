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

/// The groups of a task, in a project that has the group [`DEV`] or not.
fn groups(task: &Task, has_dev: bool) -> Vec<Spanned<String>> {
    let dev = Spanned::new(DEV.to_owned(), task.at);
    let dev = (has_dev && task.group_dev).then_some(dev);
    task.groups.iter().cloned().chain(dev).collect()
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
        let lock = self.groups_of_lock(task);
        let mut entries = Vec::new();
        if lock.is_none() && !by_pip {
            entries = self.groups_of_project(task);
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

    /// The lock with the groups of a task, if there is a lock and the task has any.
    fn groups_of_lock(&mut self, task: &Task) -> Option<Requested> {
        let lock = self.lock.clone()?;
        let has_dev = match &lock {
            Requested::Lock(lock) => lock.has_group(DEV),
            Requested::Pins(lock) => lock.has_group(DEV),
            Requested::Requirements(_) => false,
        };
        let groups = groups(task, has_dev);
        if groups.is_empty() {
            return None;
        }
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

    /// What the groups of a task require, where no lock tells.
    fn groups_of_project(&mut self, task: &Task) -> Vec<Entry> {
        if self.lock.is_some() {
            return Vec::new();
        }
        let file = &self.spec.file;
        if let Some(pyproject) = &self.pyproject {
            let groups = groups(task, pyproject.has_group(DEV));
            return pyproject.group_requirements(&groups, file, &mut self.diagnostics);
        }
        if let Some(first) = task.groups.first() {
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
            Some(settings) => self.with_uv_sources(&settings, entries),
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
