//! Other projects of the build context that the chosen one needs: each has a manifest that may have changed since.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dependency, Package, Place, UvLock};
use crate::diagnostic::Spanned;
use crate::lock::parsed::Choice;
use crate::packaging::normalize_name;

impl UvLock {
    /// The directories of the projects that the chosen one needs on some target, relative to the lock's, with what is chosen
    /// of each. Sorted.
    pub(in crate::lock) fn needed_projects(&self, choice: &Choice) -> Vec<(String, Choice)> {
        let Ok(chosen) = self.chosen(choice) else {
            return Vec::new();
        };
        let projects = self.projects();
        let projects = projects.map(|package| (package.name.get_ref().as_str(), package));
        let projects: BTreeMap<_, _> = projects.collect();
        let mut needed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut waiting: Vec<_> = chosen.wanted(choice).collect();
        for member in &choice.members {
            let name = member.value.as_str();
            if let Some(project) = projects.get(name) {
                needed.entry(name).or_default();
                waiting.extend(&project.dependencies);
            }
        }
        while let Some(dependency) = waiting.pop() {
            let name = dependency.name.as_str();
            let Some(project) = projects.get(name) else {
                continue;
            };
            let extras = needed.entry(name).or_insert_with(|| {
                waiting.extend(&project.dependencies);
                BTreeSet::new()
            });
            for extra in &dependency.extra {
                if extras.insert(extra) {
                    let more = project.optional_dependencies.get(extra);
                    waiting.extend(more.into_iter().flatten());
                }
            }
        }
        needed.remove(chosen.name.get_ref().as_str());
        let needed = needed.into_iter().filter_map(|(name, extras)| {
            let directory = projects.get(name)?.source.place.directory()?;
            let extras = extras.into_iter().map(normalize_name);
            let choice = choice.of_project(name, extras);
            Some((directory.to_owned(), choice))
        });
        needed.collect()
    }

    /// The projects of the build context, members of the workspace and others.
    pub(super) fn projects(&self) -> impl Iterator<Item = &Package> {
        let packages = self.0.document.packages.iter();
        packages.filter(|package| package.source.place.directory().is_some())
    }
}

impl Package {
    /// What it depends on, with what is chosen of it.
    pub(super) fn wanted(&self, choice: &Choice) -> impl Iterator<Item = &Dependency> {
        let extras = chosen(&self.optional_dependencies, &choice.extras);
        let groups = chosen(&self.dev_dependencies, &choice.groups);
        self.dependencies.iter().chain(extras).chain(groups)
    }
}

/// What the chosen ones of some extras or groups have.
fn chosen<'a>(
    all: &'a BTreeMap<String, Vec<Dependency>>,
    names: &[Spanned<String>],
) -> impl Iterator<Item = &'a Dependency> {
    let all = all.iter().filter(|(known, _)| {
        let known = normalize_name(known);
        names.iter().any(|name| name.value == known)
    });
    all.flat_map(|(_, dependencies)| dependencies)
}

impl Place {
    /// The directory of a project, installed from there or not.
    pub(super) fn directory(&self) -> Option<&str> {
        match self {
            Self::Directory(path) | Self::Editable(path) | Self::Virtual(path) => Some(path),
            _ => None,
        }
    }
}
