//! What tasks need beside what ships.

use std::collections::BTreeMap;

use super::collect::{Collector, Pins, Requested, Role};
use super::locked::Locked;
use super::parsed::{Choice, Format};
use super::pinned::PinnedLock;
use super::pyproject::Pyproject;
use super::requirements::{Entry, Options, Requirements};
use super::undeclared::Undeclared;
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

/// Parts of the project that a task needs: normalized names.
struct Parts {
    extras: Vec<Spanned<String>>,
    groups: Vec<Spanned<String>>,
}

impl Parts {
    fn is_empty(&self) -> bool {
        self.extras.is_empty() && self.groups.is_empty()
    }
}

/// A kind of them.
#[derive(Clone, Copy)]
enum Part {
    Extra,
    Group,
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
        let (unlocked, locked) = self.parts(task);
        let lock = self.of_lock(locked);
        let mut entries = Vec::new();
        if !by_pip {
            entries = self.of_project(&unlocked);
        }
        let has_parts = !task.extras.is_empty() || !task.groups.is_empty();
        let asks = has_parts || task.dependencies != TaskDependencies::None;
        if by_pip && asks {
            let problem = texts::task::needs_lock(&task.name);
            self.diagnostics
                .push(problem.at(self.spec.file.at(task.at)));
        }
        let mut requirements = self.dependencies_of(task, entries);
        if let (Some(package), Some(first)) = (self.built.clone(), unlocked.extras.first()) {
            let at = self.spec.file.at(first.span);
            let extras = unlocked.extras.iter().map(|it| it.value.clone()).collect();
            requirements.undeclared.push(Undeclared {
                package,
                whole: false,
                extras,
                at,
            });
        }
        Extra { lock, requirements }
    }

    /// The parts of the project that a task needs: those whose versions are still to be found, and those of the lock.
    fn parts(&self, task: &Task) -> (Parts, Parts) {
        let extras = task.extras.iter().cloned();
        let extras = extras.partition(|extra| self.is_unlocked(Part::Extra, &extra.value));
        let groups = self.groups(task);
        let groups = groups.partition(|group| self.is_unlocked(Part::Group, &group.value));
        let [unlocked, locked] = [(extras.0, groups.0), (extras.1, groups.1)];
        let parts = |(extras, groups)| Parts { extras, groups };
        (parts(unlocked), parts(locked))
    }

    /// The groups of a task: [`DEV`] if it asks for nothing else, where there is one.
    fn groups(&self, task: &Task) -> impl Iterator<Item = Spanned<String>> {
        let is_unlocked = || self.is_unlocked(Part::Group, DEV);
        let has_dev =
            self.is_locked(Part::Group, DEV) || is_unlocked() && self.is_declared(Part::Group, DEV);
        let dev = Spanned::new(DEV.to_owned(), task.at);
        let dev = (has_dev && task.group_dev).then_some(dev);
        task.groups.iter().cloned().chain(dev)
    }

    /// Whether the lock has a part.
    fn is_locked(&self, part: Part, name: &str) -> bool {
        match (&self.lock, part) {
            (Some(Requested::Lock(lock)), Part::Group) => lock.has_group(name),
            (Some(Requested::Lock(lock)), Part::Extra) => lock.has_extra(name),
            (Some(Requested::Pins(lock)), Part::Group) => lock.has_group(name),
            _ => false,
        }
    }

    /// Whether the project declares a part.
    fn is_declared(&self, part: Part, name: &str) -> bool {
        let pyproject = self.pyproject.as_ref();
        pyproject.is_some_and(|pyproject| match part {
            Part::Group => pyproject.has_group(name),
            Part::Extra => pyproject.has_extra(name),
        })
    }

    /// Whether versions for a part are still to be found. A `pylock.toml` need not have all of the project; other locks
    /// that lack one are older than it.
    fn is_unlocked(&self, part: Part, name: &str) -> bool {
        match &self.lock {
            None => true,
            Some(Requested::Lock(lock)) => {
                matches!(lock.format, Format::Pylock(_))
                    && !self.is_locked(part, name)
                    && self.is_declared(part, name)
            }
            Some(_) => false,
        }
    }

    /// The lock with some parts, if there are any.
    fn of_lock(&mut self, parts: Parts) -> Option<Requested> {
        let lock = self.lock.clone().filter(|_| !parts.is_empty())?;
        let mut choice = Choice::of(self.spec);
        choice.extras.extend(parts.extras);
        choice.groups.extend(parts.groups);
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

    /// What parts require that no lock tells about.
    fn of_project(&mut self, parts: &Parts) -> Vec<Entry> {
        // Of what cannot be read, nobody knows the parts.
        if self.diagnostics.has_errors() {
            return Vec::new();
        }
        let file = &self.spec.file;
        let Parts { extras, groups } = parts;
        let extras = if self.built.is_some() {
            &[]
        } else {
            extras.as_slice()
        };
        if let Some(pyproject) = &self.pyproject {
            return pyproject.requirements_of(extras, groups, file, &mut self.diagnostics);
        }
        if let Some(first) = extras.iter().chain(groups).next() {
            let problem = texts::task::parts_without_project();
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
