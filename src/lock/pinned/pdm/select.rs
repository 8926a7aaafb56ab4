//! What of a `pdm.lock` is installed on a target.

use std::collections::BTreeSet;

use super::{Package, PdmLock};
use crate::diagnostic::{Diagnostic, Fault, Span, texts::lock_formats as texts};
use crate::lock::artifact::{self, FileEntry, Listing};
use crate::lock::distribution::Policy;
use crate::lock::locked::Artifact;
use crate::lock::pinned::constraint::Versions;
use crate::lock::pinned::marker;
use crate::lock::pinned::selection::{self, Selection};
use crate::lock::pinned::walk::{Edge, Node, reach};
use crate::lock::toml_lock::Wheels;
use crate::packaging::{Repository, Requirement, Source, WheelName, normalize_name};

/// The group of the project's own dependencies.
const DEFAULT: &str = "default";

impl PdmLock {
    /// Adds what is installed.
    pub(in crate::lock::pinned) fn select(
        &self,
        selection: &mut Selection,
    ) -> Result<(), Diagnostic> {
        for index in &self.indexes {
            selection.index(index);
        }
        let wanted = if self.is_inherited() {
            self.of_groups(selection)?
        } else {
            self.reached(selection)?
        };
        for package in wanted {
            let entry = selection::Package {
                name: package.name.get_ref(),
                version: package.version.as_deref(),
                at: self.place(&package.name),
            };
            if let Some(artifact) = self.artifact(package, &selection.policy) {
                selection.artifact(entry, artifact);
            } else {
                let hashes = package.files.iter().filter_map(|it| it.hash.as_deref());
                selection.release(entry, hashes);
            }
        }
        Ok(())
    }

    /// The names of all groups but [`DEFAULT`], normalized. Extras are groups here.
    pub(in crate::lock::pinned) fn groups(&self) -> BTreeSet<String> {
        let names = self.metadata().groups.iter().map(|it| normalize_name(it));
        names.filter(|name| name != DEFAULT).collect()
    }

    /// The packages of the chosen groups.
    fn of_groups(&self, selection: &mut Selection) -> Result<Vec<&Package>, Diagnostic> {
        let choice = selection.choice;
        let known = self.groups();
        let mut chosen = selection.chosen("extra", &choice.extras, &known);
        chosen.extend(selection.chosen("dependency group", &choice.groups, &known));
        chosen.insert(DEFAULT.to_owned());
        let mut wanted = Vec::new();
        for package in &self.lock.document.packages {
            let mut groups = package.groups.iter().map(|it| normalize_name(it));
            let is_needed = match &package.marker {
                Some(text) => {
                    marker(text, &self.place(&package.name))?.evaluate(&selection.environment)
                }
                None => true,
            };
            if is_needed && groups.any(|group| chosen.contains(&group)) {
                wanted.push(package);
            }
        }
        Ok(wanted)
    }

    /// The packages that the project's own requirements reach.
    fn reached(&self, selection: &Selection) -> Result<Vec<&Package>, Diagnostic> {
        let start = self.lock.shown.at(Span::default());
        let Some(roots) = &self.roots else {
            let lock = self.lock.shown.name();
            return Err(texts::needs_manifest(lock, "pyproject.toml").at(start));
        };
        let packages = &self.lock.document.packages;
        let mut nodes = Vec::new();
        for package in packages {
            let mut extras: Vec<_> = package.extras.iter().map(|it| normalize_name(it)).collect();
            extras.sort();
            let mut dependencies = Vec::new();
            for text in &package.dependencies {
                let requirement = text
                    .parse()
                    .map_err(|fault: Fault| fault.diagnostic.at(self.place(&package.name)))?;
                dependencies.push(edge(requirement));
            }
            let pythons = package.requires_python.as_deref();
            nodes.push(Node {
                name: normalize_name(package.name.get_ref()),
                version: package.version.as_ref().and_then(|it| it.parse().ok()),
                extras,
                pythons: standard(pythons.unwrap_or_default()),
                dependencies,
            });
        }
        let roots = roots.iter().cloned().map(edge).collect();
        let reached = reach(&nodes, roots, &selection.environment, &selection.python());
        let reached = reached.map_err(|problem| problem.at(start))?.into_iter();
        Ok(reached.map(|number| &packages[number]).collect())
    }

    /// What a package is installed from, if the lock says where it is.
    fn artifact(&self, package: &Package, policy: &Policy) -> Option<Result<Artifact, Diagnostic>> {
        let directory = match artifact::directory_of(&self.lock.shown) {
            Ok(directory) => directory,
            Err(problem) => return Some(Err(problem)),
        };
        let subdirectory = package.subdirectory.clone();
        if let Some(repository) = &package.git {
            let repository = Repository {
                url: artifact::ssh_url(repository).into_owned(),
                revision: package.r#ref.clone(),
                subdirectory,
            };
            let commit = package.revision.as_deref().unwrap_or_default();
            return Some(artifact::git(repository, commit));
        }
        if let (Some(path), []) = (&package.path, package.files.as_slice()) {
            let path = directory.directory(path);
            return Some(path.map(|path| Artifact::Directory {
                path,
                editable: package.editable,
                subdirectory,
            }));
        }
        let name = package.name.get_ref();
        if package.url.is_some() || package.path.is_some() {
            let entry = FileEntry {
                url: package.url.clone(),
                path: package.path.clone(),
                hash: package.files.first().and_then(|file| file.hash.clone()),
                subdirectory,
                ..FileEntry::default()
            };
            return Some(artifact::archive(&entry, &directory, name, policy));
        }
        let has_urls = !package.files.is_empty() && package.files.iter().all(|it| it.url.is_some());
        has_urls.then(|| {
            let is_wheel = |file: &&FileEntry| WheelName::parse(&file.file_name()).is_some();
            let (wheels, others): (Vec<_>, Vec<_>) = package.files.iter().partition(is_wheel);
            let wheels: Vec<_> = wheels.into_iter().cloned().collect();
            let listing = Listing {
                name,
                version: package.version.as_deref(),
                directory: &directory,
                wheels: Some(Wheels::Parsed(&wheels)),
                sdist: others.first().copied(),
            };
            listing.choose(policy)
        })
    }
}

fn edge(requirement: Requirement) -> Edge {
    let versions = match &requirement.source {
        Source::Index(specifiers) => standard(&specifiers.join(",")),
        Source::Url(_) => Versions::default(),
    };
    Edge {
        name: requirement.name,
        extras: requirement.extras,
        versions,
        marker: requirement.marker,
    }
}

/// Version specifiers; those that cannot be read allow everything.
fn standard(specifiers: &str) -> Versions {
    let specifiers = specifiers.parse();
    specifiers.map_or_else(|_| Versions::default(), Versions::standard)
}
