//! Packages that come from one index, and from nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use super::locked::Locked;
use super::requirements::{Entry, Requirements};
use super::write::quoted;
use crate::diagnostic::Location;
use crate::packaging::{Requirement, Source};
use crate::spec::Spec;

/// The index of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageIndex {
    /// The package, by its normalized name.
    pub package: String,
    /// Where the index is.
    pub url: String,
    /// Where that holds, a marker; `None` for everywhere.
    pub marker: Option<String>,
    /// Where it is written.
    pub at: Location,
}

/// What uv reads to take packages from their indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedProject {
    /// A `pyproject.toml` that requires these packages, each from its index.
    pub manifest: String,
    /// A `uv.toml` with the same indexes: uv tells why one of them refused an answer only if it finds it there.
    pub configuration: String,
}

/// What a spec says.
pub(super) fn of(spec: &Spec) -> Vec<PackageIndex> {
    let of_index = spec.indexes.iter().flat_map(|index| {
        index.packages.iter().map(|package| PackageIndex {
            package: package.value.clone(),
            url: index.url.value.as_str().to_owned(),
            marker: None,
            at: spec.file.at(package.span),
        })
    });
    of_index.collect()
}

impl Requirements {
    /// A project for uv, which has the requirements whose packages have an index; `None` if there are none.
    ///
    /// It is read beside the requirements: uv knows no other way to say it.
    pub fn to_project(&self) -> Option<IndexedProject> {
        let of_index = |entry: &&Entry| matches!(entry.requirement.source, Source::Index(_));
        let entries = self.requirements.iter().filter(of_index);
        let has_index = |name: &str| self.package_indexes.iter().any(|it| it.package == name);
        let direct: Vec<_> = entries
            .map(|entry| &entry.requirement)
            .filter(|it| has_index(&it.name))
            .collect();
        if direct.is_empty() {
            return None;
        }
        let names: BTreeSet<_> = direct.iter().map(|it| it.name.as_str()).collect();
        let indexes = self.package_indexes.iter();
        let indexes = indexes.filter(|it| names.contains(it.package.as_str()));
        let mut sources: BTreeMap<&str, Vec<&PackageIndex>> = BTreeMap::new();
        for index in indexes {
            sources.entry(&index.package).or_default().push(index);
        }
        let urls: BTreeSet<_> = sources
            .values()
            .flatten()
            .map(|it| it.url.as_str())
            .collect();
        let urls: Vec<_> = urls.into_iter().collect();
        let tables = |header: &str| -> String {
            let urls = urls.iter().enumerate();
            urls.map(|(number, url)| index_table(header, number, url))
                .collect()
        };
        let manifest = format!(
            "[project]\nname = \"requirements\"\nversion = \"0\"\ndependencies = [\n{}]\n{}\n[tool.uv.sources]\n{}",
            direct.into_iter().map(dependency).collect::<String>(),
            tables("tool.uv.index"),
            sources
                .into_iter()
                .map(|it| source(it, &urls))
                .collect::<String>(),
        );
        Some(IndexedProject {
            manifest,
            configuration: tables("index"),
        })
    }

    /// What is installed because something else needs it, and has an index that only requirements are taken from.
    pub fn strays(&self, locked: &Locked) -> Vec<Entry> {
        let direct: BTreeSet<_> = self
            .requirements
            .iter()
            .map(|it| &it.requirement.name)
            .collect();
        let locked: BTreeSet<_> = locked.packages.iter().map(|it| &it.name).collect();
        let mut strays = BTreeMap::new();
        for index in &self.package_indexes {
            if locked.contains(&index.package) && !direct.contains(&index.package) {
                let requirement = Requirement::any(&index.package);
                strays.insert(&index.package, Entry::new(requirement, index.at.clone()));
            }
        }
        strays.into_values().collect()
    }
}

/// Any version of a package, where it is required.
fn dependency(requirement: &Requirement) -> String {
    let any = Requirement::any(&requirement.name).under(requirement.marker.as_ref());
    format!("    {},\n", quoted(&any.to_string()))
}

fn index_table(header: &str, number: usize, url: &str) -> String {
    let url = quoted(url);
    format!("\n[[{header}]]\nname = \"index-{number}\"\nurl = {url}\nexplicit = true\n")
}

/// Where a package comes from, by the numbers of the indexes.
fn source((name, indexes): (&str, Vec<&PackageIndex>), urls: &[&str]) -> String {
    let each = indexes.into_iter().map(|index| {
        let number = urls.iter().position(|url| *url == index.url);
        let number = number.unwrap_or_default();
        let marker = index.marker.as_ref();
        let marker = marker.map(|it| format!(", marker = {}", quoted(it)));
        let marker = marker.unwrap_or_default();
        format!("{{ index = \"index-{number}\"{marker} }}")
    });
    format!("{name} = [{}]\n", each.collect::<Vec<_>>().join(", "))
}
