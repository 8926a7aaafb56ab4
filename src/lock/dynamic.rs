//! Requirements that a project has setuptools read from files: `[tool.setuptools.dynamic]`.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::files::View;
use super::logical_line::{LogicalLine, logical_lines};
use super::requirements::Entry;
use crate::diagnostic::{
    Diagnostic, Fault, Location, SourceFile,
    texts::{lock, project},
};
use crate::packaging::{Requirement, normalize_name};
use crate::spec::ContextPath;

/// What fields of `[project]` have that are dynamic; `None` for one that is not, or that only a build would tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dynamic<T> {
    /// Of `dependencies`.
    pub(super) dependencies: Option<T>,
    /// Of `optional-dependencies`, by the normalized names of the extras.
    pub(super) extras: Option<BTreeMap<String, T>>,
}

impl<T> Dynamic<T> {
    /// Whether it has a field, by its name in `[project]`.
    pub(super) fn has(&self, field: &str) -> bool {
        match field {
            "dependencies" => self.dependencies.is_some(),
            "optional-dependencies" => self.extras.is_some(),
            _ => false,
        }
    }
}

impl Dynamic<Vec<String>> {
    /// The files of some fields, from `[tool.setuptools]`.
    pub(super) fn files(setuptools: &Table, is_dynamic: impl Fn(&str) -> bool) -> Self {
        let field = |name: &str| {
            let table = setuptools.get("dynamic")?.as_table()?;
            table.get(name).filter(|_| is_dynamic(name))
        };
        let extras = field("optional-dependencies").and_then(Value::as_table);
        let extras = extras.map(|extras| {
            let extras = extras.iter();
            extras.map(|(name, value)| Some((normalize_name(name), named(value)?)))
        });
        Self {
            dependencies: field("dependencies").and_then(named),
            extras: extras.and_then(Iterator::collect),
        }
    }

    /// The files, as far as they are in the build context: `from` has their names.
    pub(super) fn paths(&self, from: &SourceFile) -> Vec<ContextPath> {
        let extras = self.extras.iter().flat_map(BTreeMap::values);
        let names = self.dependencies.iter().chain(extras).flatten();
        names.filter_map(|name| path(from, name).ok()).collect()
    }

    /// Reads the files: `from` has their names, at `at`.
    pub(super) fn read(
        &self,
        from: &SourceFile,
        at: &Location,
        files: &mut View,
    ) -> Result<Dynamic<Vec<Entry>>, Diagnostic> {
        // All that are missing are asked for at once.
        for path in self.paths(from) {
            files.get(&path);
        }
        let mut read = |names: &Vec<String>| {
            let mut entries = Vec::new();
            for name in names {
                let path = path(from, name).map_err(|problem| problem.at(at.clone()))?;
                let file = files.get(&path);
                let file = file.unwrap_or_else(|| Err(lock::no_such_file(path.as_str(), [])));
                let file = file.map_err(|problem| problem.at(at.clone()))?;
                for line in logical_lines(&file) {
                    entries.push(entry(&file, &line)?);
                }
            }
            Ok(entries)
        };
        let dependencies = self.dependencies.as_ref().map(&mut read).transpose()?;
        let extras = self.extras.as_ref().map(|extras| {
            let extras = extras.iter();
            let extras = extras.map(|(name, names)| Ok((name.clone(), read(names)?)));
            extras.collect()
        });
        Ok(Dynamic {
            dependencies,
            extras: extras.transpose()?,
        })
    }
}

/// Names are relative to the manifest.
fn path(from: &SourceFile, name: &str) -> Result<ContextPath, Diagnostic> {
    from.name().parse::<ContextPath>()?.join(name)
}

/// `{file = "requirements.txt"}`, or several in a list.
fn named(value: &Value) -> Option<Vec<String>> {
    let names = match value.as_table()?.get("file")? {
        Value::Array(names) => names.as_slice(),
        name => std::slice::from_ref(name),
    };
    let names = names.iter().map(|name| name.as_str().map(str::to_owned));
    names.collect()
}

/// A requirement and nothing else: setuptools knows no options here.
fn entry(file: &SourceFile, line: &LogicalLine) -> Result<Entry, Diagnostic> {
    let text = line.text.trim();
    if text.starts_with('-') {
        return Err(project::option_of_setuptools(text).at(file.at(line.whole())));
    }
    let requirement = line.text.parse::<Requirement>();
    let requirement = requirement
        .map_err(|Fault { diagnostic, within }| diagnostic.at(file.at(line.place(within))))?;
    Ok(Entry::new(requirement, file.at(line.whole())))
}
