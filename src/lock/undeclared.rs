//! Projects that only a build of theirs says the requirements of: those of `setup.py`, and others with dynamic fields (PEP 621).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::collect::{Collector, Inputs, Requested};
use super::locked::LockedPackage;
use super::metadata::Metadata;
use super::python::Requires;
use super::requirements::{Entry, Requirements};
use crate::diagnostic::{Diagnostic, Location, texts::project as texts};
use crate::packaging::{Marker, MarkerEnvironment, Requirement, Target};

/// What is wanted of such a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undeclared {
    /// The project. Its name is a guess until it is built.
    pub package: LockedPackage,
    /// Whether that is what it always needs, and not its extras alone.
    pub whole: bool,
    /// Normalized names of extras.
    pub extras: Vec<String>,
    /// Where it is asked for.
    pub at: Location,
}

impl Undeclared {
    /// The requirements, as far as they count for a target.
    fn requirements(
        &self,
        metadata: &Metadata,
        target: &Target,
    ) -> Result<Vec<Requirement>, Diagnostic> {
        let needs = |requirement: &Requirement, extra: Option<&String>| {
            let mut environment = MarkerEnvironment::new(target);
            environment.extras.extend(extra.cloned());
            let marker = requirement.marker.as_ref();
            marker.is_none_or(|marker| marker.evaluate(&environment))
        };
        let (always, other): (Vec<_>, Vec<_>) =
            metadata.requires.iter().partition(|it| needs(it, None));
        let mut by_extra: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for requirement in other {
            for extra in requirement.marker.iter().flat_map(Marker::extras) {
                by_extra.entry(extra).or_default().push(requirement);
            }
        }
        let mut found = if self.whole { always } else { Vec::new() };
        let mut asked: VecDeque<_> = self.extras.iter().collect();
        let mut taken = BTreeSet::new();
        while let Some(extra) = asked.pop_front() {
            if !taken.insert(extra) {
                continue;
            }
            if !metadata.extras.contains(extra) {
                let known = metadata.extras.iter().map(String::as_str);
                return Err(texts::unknown_choice("extra", extra, known).at(self.at.clone()));
            }
            let more = by_extra.get(extra).into_iter().flatten().copied();
            let more = more.filter(|it| needs(it, Some(extra)));
            // `shop[all]` stands for other extras of the project itself.
            let (own, more): (Vec<_>, Vec<_>) = more.partition(|it| it.name == metadata.name);
            asked.extend(own.into_iter().flat_map(|it| &it.extras));
            found.extend(more);
        }
        let found = found.into_iter().cloned();
        let found = found.map(|it| Requirement { marker: None, ..it });
        Ok(found.collect())
    }
}

impl Collector<'_> {
    /// What a project needs, with some extras, is what a build of it says.
    pub(super) fn of_build(&mut self, package: LockedPackage, extras: Vec<String>, at: Location) {
        self.requirements.undeclared.push(Undeclared {
            package,
            whole: true,
            extras,
            at,
        });
    }
}

impl Inputs {
    /// The projects that have to be built to know what to install, each once.
    pub fn undeclared(&self) -> Vec<&Undeclared> {
        let mut all: Vec<_> = self.lists().flat_map(|it| &it.undeclared).collect();
        let mut seen = BTreeSet::new();
        all.retain(|it| seen.insert(&it.package.name));
        all
    }

    /// All projects of the build context that are installed, for whatever.
    pub fn projects(&self) -> Vec<&LockedPackage> {
        self.lists().flat_map(|it| &it.projects).collect()
    }

    /// What ships, as far as no lock tells it, and what each task has beside it.
    fn lists(&self) -> impl Iterator<Item = &Requirements> {
        let ships = match &self.requested {
            Requested::Requirements(requirements) => Some(requirements),
            Requested::Lock(_) | Requested::Pins(_) => None,
        };
        let of_tasks = self.tasks.values().map(|extra| &extra.requirements);
        ships.into_iter().chain(of_tasks)
    }

    /// The same, with what builds said, by the names of [`Self::undeclared`].
    ///
    /// # Errors
    /// When a project lacks an extra, or does not allow the target's Python.
    pub fn told(
        mut self,
        told: &BTreeMap<String, Metadata>,
        target: &Target,
    ) -> Result<Self, Diagnostic> {
        let of_tasks = self.tasks.values_mut().map(|extra| &mut extra.requirements);
        let own = match &mut self.requested {
            Requested::Requirements(requirements) => Some(requirements),
            Requested::Lock(_) | Requested::Pins(_) => None,
        };
        for requirements in own.into_iter().chain(of_tasks) {
            requirements.tell(told, target)?;
        }
        if let Some(package) = &mut self.package
            && let Some(metadata) = told.get(&package.name)
        {
            package.is(metadata);
        }
        Ok(self)
    }
}

impl Requirements {
    fn tell(
        &mut self,
        told: &BTreeMap<String, Metadata>,
        target: &Target,
    ) -> Result<(), Diagnostic> {
        let undeclared = std::mem::take(&mut self.undeclared);
        for project in &mut self.projects {
            if let Some(metadata) = told.get(&project.name) {
                project.is(metadata);
            }
        }
        let local: BTreeSet<_> = self.projects.iter().map(|it| it.name.as_str()).collect();
        for wanted in undeclared {
            let Some(metadata) = told.get(&wanted.package.name) else {
                continue;
            };
            if let Some(text) = &metadata.requires_python {
                let (text, at) = (text.clone(), wanted.at.clone());
                Requires { text, at }.check_project(&metadata.name, target)?;
            }
            for needed in wanted.requirements(metadata, target)? {
                let is_local = local.contains(needed.name.as_str());
                if is_local && !needed.extras.is_empty() {
                    let problem = texts::extras_of_project(&needed.to_string());
                    return Err(problem.at(wanted.at));
                }
                if !is_local {
                    let entry = Entry::new(needed, wanted.at.clone());
                    self.requirements.push(entry);
                }
            }
        }
        Ok(())
    }
}

impl LockedPackage {
    /// Takes what a build says about it.
    fn is(&mut self, metadata: &Metadata) {
        self.name.clone_from(&metadata.name);
        self.version = Some(metadata.version.clone());
    }
}
