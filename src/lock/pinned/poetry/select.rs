//! What of a `poetry.lock` is installed on a target.

use std::collections::BTreeSet;

use pep440_rs::Version;

use super::manifest::Manifest;
use super::{Dependency, Markers, Package, PoetryLock, Source};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, texts::lock_formats as texts};
use crate::lock::artifact::{self, FileEntry};
use crate::lock::distribution::Policy;
use crate::lock::locked::Artifact;
use crate::lock::pinned::constraint::Versions;
use crate::lock::pinned::marker;
use crate::lock::pinned::selection::{self, Index, Selection};
use crate::lock::pinned::walk::{Edge, Node, reach};
use crate::packaging::{MarkerEnvironment, Repository, normalize_name};

/// The group of the project's own dependencies.
const MAIN: &str = "main";

impl PoetryLock {
    /// Adds what is installed.
    pub(in crate::lock::pinned) fn select(
        &self,
        selection: &mut Selection,
    ) -> Result<(), Diagnostics> {
        let choice = selection.choice;
        let document = &self.lock.document;
        let known = document.extras.keys().map(|name| normalize_name(name));
        let extras = selection.chosen("extra", &choice.extras, &known.collect());
        let mut groups = selection.chosen("dependency group", &choice.groups, &self.groups());
        let wanted = if document.packages.iter().any(|it| it.groups.is_some()) {
            groups.insert(MAIN.to_owned());
            selection.environment.extras = extras;
            self.of_groups(&groups, &selection.environment)?
        } else {
            self.reached(&extras, &groups, selection)?
        };
        self.add_indexes(&wanted, selection);
        for package in wanted {
            self.add(package, selection);
        }
        Ok(())
    }

    /// The names of all groups but [`MAIN`], normalized.
    pub(in crate::lock::pinned) fn groups(&self) -> BTreeSet<String> {
        let manifest = self.manifest.as_ref();
        let mut groups = manifest.map(Manifest::groups).unwrap_or_default();
        let packages = self.lock.document.packages.iter();
        let named = packages.flat_map(|package| package.groups.iter().flatten());
        groups.extend(named.map(|name| normalize_name(name)));
        groups.remove(MAIN);
        groups
    }

    /// The packages that belong to some groups.
    fn of_groups(
        &self,
        groups: &BTreeSet<String>,
        environment: &MarkerEnvironment,
    ) -> Result<Vec<&Package>, Diagnostic> {
        let mut wanted = Vec::new();
        for package in &self.lock.document.packages {
            for group in package.groups.iter().flatten() {
                let text = match &package.markers {
                    None => None,
                    Some(Markers::One(text)) => Some(text),
                    Some(Markers::ByGroup(texts)) => texts.get(group),
                };
                let is_needed = match text {
                    Some(text) => marker(text, &self.place(&package.name))?.evaluate(environment),
                    None => true,
                };
                if is_needed && groups.contains(&normalize_name(group)) {
                    wanted.push(package);
                    break;
                }
            }
        }
        Ok(wanted)
    }

    /// The packages that the project's own dependencies reach.
    fn reached(
        &self,
        extras: &BTreeSet<String>,
        groups: &BTreeSet<String>,
        selection: &Selection,
    ) -> Result<Vec<&Package>, Diagnostic> {
        let start = self.lock.shown.at(crate::diagnostic::Span::default());
        let Some(manifest) = &self.manifest else {
            let lock = self.lock.shown.name();
            return Err(texts::needs_manifest(lock, "pyproject.toml").at(start));
        };
        let python = selection.python();
        let mut roots = Vec::new();
        for (name, dependency) in manifest.dependencies(extras, groups) {
            roots.extend(edges(name, dependency, &python, &start)?);
        }
        let packages = &self.lock.document.packages;
        let mut nodes = Vec::new();
        for package in packages {
            let at = self.place(&package.name);
            let mut dependencies = Vec::new();
            for (name, dependency) in &package.dependencies {
                dependencies.extend(edges(name, dependency, &python, &at)?);
            }
            nodes.push(Node {
                name: normalize_name(package.name.get_ref()),
                version: package.version.parse().ok(),
                extras: Vec::new(),
                pythons: Versions::parse(&package.python_versions).unwrap_or_default(),
                dependencies,
            });
        }
        let reached = reach(&nodes, roots, &selection.environment, &python)
            .map_err(|problem| problem.at(start))?;
        let reached = reached.into_iter();
        Ok(reached.map(|number| &packages[number]).collect())
    }

    /// The indexes of some packages. One is asked for its own packages alone, unless each package has one: then the first is asked,
    /// and not the default.
    fn add_indexes(&self, packages: &[&Package], selection: &mut Selection) {
        let mut takes_default = packages.iter().any(|package| package.source.is_none());
        for package in packages {
            let source = package.source.as_ref();
            let Some(source) = source.filter(|source| source.r#type == "legacy") else {
                continue;
            };
            let (url, at) = (source.url.clone(), self.place(&package.name));
            if takes_default {
                selection.index_of(package.name.get_ref(), url, at);
                continue;
            }
            selection.index(&Index {
                url,
                is_default: true,
                is_verified: true,
                at,
            });
            takes_default = true;
        }
    }

    fn add(&self, package: &Package, selection: &mut Selection) {
        let entry = selection::Package {
            name: package.name.get_ref(),
            version: Some(&package.version),
            at: self.place(&package.name),
        };
        match &package.source {
            None => selection.release(entry, self.hashes(package)),
            Some(source) if source.r#type == "legacy" => {
                selection.release(entry, self.hashes(package));
            }
            Some(source) => {
                let artifact = self.artifact(package, source, &selection.policy);
                selection.artifact(entry, artifact);
            }
        }
    }

    fn files<'a>(&'a self, package: &'a Package) -> &'a [FileEntry] {
        let name = package.name.get_ref();
        match self.metadata().files.get(name) {
            Some(files) if package.files.is_empty() => files,
            _ => &package.files,
        }
    }

    fn hashes<'a>(&'a self, package: &'a Package) -> impl Iterator<Item = &'a str> {
        let files = self.files(package).iter();
        files.filter_map(|file| file.hash.as_deref())
    }

    fn artifact(
        &self,
        package: &Package,
        source: &Source,
        policy: &Policy,
    ) -> Result<Artifact, Diagnostic> {
        let directory = artifact::directory_of(&self.lock.shown)?;
        let subdirectory = source.subdirectory.clone();
        let (url, path) = match source.r#type.as_str() {
            "git" => {
                let repository = Repository {
                    url: artifact::ssh_url(&source.url).into_owned(),
                    revision: source.reference.clone(),
                    subdirectory,
                };
                let commit = source.resolved_reference.as_deref().unwrap_or_default();
                return artifact::git(repository, commit);
            }
            "directory" => {
                return Ok(Artifact::Directory {
                    path: directory.directory(&source.url)?,
                    editable: package.develop,
                    subdirectory,
                });
            }
            "url" => (Some(source.url.clone()), None),
            "file" => (None, Some(source.url.clone())),
            other => return Err(texts::unknown_source(other)),
        };
        let entry = FileEntry {
            url,
            path,
            subdirectory,
            hash: self.hashes(package).next().map(str::to_owned),
            ..FileEntry::default()
        };
        artifact::archive(&entry, &directory, package.name.get_ref(), policy)
    }
}

/// The alternatives of a dependency that are for a version of Python.
fn edges(
    name: &str,
    dependency: &Dependency,
    python: &Version,
    at: &Location,
) -> Result<Vec<Edge>, Diagnostic> {
    let mut edges = Vec::new();
    for table in dependency.tables() {
        let is_for_linux = table.platform.is_none_or(|it| it.starts_with("linux"));
        let pythons = Versions::parse(table.python.as_deref().unwrap_or("*"));
        if !is_for_linux || !pythons.is_none_or(|it| it.contains(python)) {
            continue;
        }
        let markers = table.markers.filter(|text| !text.is_empty());
        let mut extras: Vec<_> = table.extras.iter().map(|it| normalize_name(it)).collect();
        extras.sort();
        edges.push(Edge {
            name: normalize_name(name),
            extras,
            versions: Versions::parse(&table.version).unwrap_or_default(),
            marker: markers.map(|text| marker(&text, at)).transpose()?,
        });
    }
    Ok(edges)
}
