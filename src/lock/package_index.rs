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
    pub fn to_project(&self) -> Option<String> {
        let mut indexes: BTreeMap<&str, Vec<&PackageIndex>> = BTreeMap::new();
        for index in &self.package_indexes {
            indexes.entry(&index.package).or_default().push(index);
        }
        let of_index = |entry: &&Entry| matches!(entry.requirement.source, Source::Index(_));
        let entries = self.requirements.iter().filter(of_index);
        let direct = entries.map(|entry| &entry.requirement);
        let direct: Vec<_> = direct
            .filter(|it| indexes.contains_key(it.name.as_str()))
            .collect();
        if direct.is_empty() {
            return None;
        }
        let names: BTreeSet<_> = direct.iter().map(|it| it.name.as_str()).collect();
        indexes.retain(|name, _| names.contains(name));
        let urls: BTreeSet<_> = indexes
            .values()
            .flatten()
            .map(|it| it.url.as_str())
            .collect();
        let urls: Vec<_> = urls.into_iter().collect();

        let lines = direct.iter().map(|requirement| {
            let plain = Requirement::any(&requirement.name).under(requirement.marker.as_ref());
            format!("    {},\n", quoted(&plain.to_string()))
        });
        let tables = urls.iter().enumerate().map(|(number, url)| {
            format!(
                "\n[[tool.uv.index]]\nname = \"index-{number}\"\nurl = {}\nexplicit = true\n",
                quoted(url)
            )
        });
        let sources = indexes.iter().map(|(name, indexes)| {
            let each = indexes.iter().map(|index| {
                let number = urls
                    .iter()
                    .position(|url| *url == index.url)
                    .unwrap_or_default();
                let marker = index.marker.as_ref();
                let marker = marker.map(|it| format!(", marker = {}", quoted(it)));
                format!(
                    "{{ index = \"index-{number}\"{} }}",
                    marker.unwrap_or_default()
                )
            });
            format!("{name} = [{}]\n", each.collect::<Vec<_>>().join(", "))
        });
        Some(format!(
            "[project]\nname = \"requirements\"\nversion = \"0\"\ndependencies = [\n{}]\n{}\n[tool.uv.sources]\n{}",
            lines.collect::<String>(),
            tables.collect::<String>(),
            sources.collect::<String>(),
        ))
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
