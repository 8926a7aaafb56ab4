//! `pyproject.toml`: a project's dependencies (PEP 621) and dependency groups (PEP 735).

mod gathering;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::{Spanned as At, Table, Value};

use gathering::Gathering;

use super::detect::REQUIREMENTS;
use super::dynamic::Dynamic;
use super::files::View;
use super::locked::LockedPackage;
use super::parsed;
use super::python::Requires;
use super::requirements::Entry;
use super::uv_settings::UvSettings;
use crate::diagnostic::{
    Diagnostic, Diagnostics, SourceFile, Span, Spanned, texts::project as texts,
};
use crate::lock::read_toml;
use crate::packaging::{Marker, normalize_name};
use crate::spec::ContextPath;

/// What matters of a `pyproject.toml`.
pub(super) struct Pyproject {
    file: SourceFile,
    document: Document,
    /// What is in files that it names, once they were read.
    read: Dynamic<Vec<Entry>>,
}

#[derive(Deserialize)]
struct Document {
    project: Option<At<Project>>,
    #[serde(rename = "build-system")]
    build_system: Option<IgnoredAny>,
    #[serde(default, rename = "dependency-groups")]
    groups: BTreeMap<String, Vec<At<Value>>>,
    #[serde(default)]
    tool: Tool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Project {
    name: Option<At<String>>,
    version: Option<String>,
    requires_python: Option<At<String>>,
    #[serde(default)]
    dependencies: Vec<At<String>>,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Vec<At<String>>>,
    #[serde(default)]
    dynamic: Vec<At<String>>,
}

#[derive(Default, Deserialize)]
struct Tool {
    poetry: Option<Poetry>,
    #[serde(default)]
    pdm: Pdm,
    #[serde(default)]
    uv: BTreeMap<At<String>, Value>,
    #[serde(default)]
    setuptools: Table,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Poetry {
    name: Option<At<String>>,
    package_mode: Option<bool>,
}

#[derive(Default, Deserialize)]
struct Pdm {
    distribution: Option<bool>,
}

/// What a `pyproject.toml` has to say about dependencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declares {
    /// It is about tools only.
    Nothing,
    /// A project, whose dependencies are somewhere else, in another form, or none.
    Project,
    /// A project and its dependencies.
    Dependencies,
    /// A project whose dependencies are in the `requirements.txt` beside it.
    ByRequirements,
}

/// What is chosen from a project.
pub(super) struct Choice<'a> {
    /// The spec, where the choice was written.
    pub spec: &'a SourceFile,
    /// Normalized names of extras.
    pub extras: &'a [Spanned<String>],
    /// Normalized names of dependency groups.
    pub groups: &'a [Spanned<String>],
}

impl Pyproject {
    /// Reads a file, and those that it names: its dependencies may be there.
    pub(super) fn read(file: &SourceFile, files: &mut View) -> Result<Self, Diagnostic> {
        let mut pyproject = Self::parse(file)?;
        let dynamic = pyproject.project().and_then(|it| it.dynamic.first());
        if let Some(first) = dynamic {
            let at = file.at(file.span(first.span()));
            pyproject.read = pyproject.dynamic().read(file, &at, files)?;
        }
        Ok(pyproject)
    }

    /// Reads a file.
    pub(super) fn parse(file: &SourceFile) -> Result<Self, Diagnostic> {
        match read_toml(file.text()) {
            Ok(document) => Ok(Self {
                file: file.clone(),
                document,
                read: Dynamic::default(),
            }),
            Err(error) => {
                let span = error
                    .span()
                    .map_or_else(Span::default, |bytes| file.span(bytes));
                Err(texts::toml_syntax(error.message()).at(file.at(span)))
            }
        }
    }

    /// The file.
    pub(super) fn file(&self) -> &SourceFile {
        &self.file
    }

    /// The files that it has setuptools read.
    pub(super) fn parts(&self) -> Vec<ContextPath> {
        self.dynamic().paths(&self.file)
    }

    /// What it has to say about dependencies. Many files only configure tools.
    pub(super) fn declares(&self) -> Declares {
        if let Some(files) = self.dynamic().dependencies {
            let reads_it = files.iter().any(|file| file == REQUIREMENTS);
            return if reads_it {
                Declares::ByRequirements
            } else {
                Declares::Dependencies
            };
        }
        match self.project() {
            Some(project) if !project.dependencies.is_empty() => Declares::Dependencies,
            Some(_) => Declares::Project,
            None if self.document.tool.poetry.is_some() => Declares::Project,
            None => Declares::Nothing,
        }
    }

    /// The project's name, normalized.
    pub(super) fn name(&self) -> Option<String> {
        let name = self.project()?.name.as_ref()?;
        Some(normalize_name(name.get_ref()))
    }

    /// The project as a package to install, if it is one.
    pub(super) fn package(&self) -> Option<LockedPackage> {
        self.as_package().filter(|_| self.is_built())
    }

    /// Whether it is a package to install: it says how it is built, and no tool is told otherwise.
    pub(super) fn is_built(&self) -> bool {
        let Tool {
            poetry, pdm, uv, ..
        } = &self.document.tool;
        let mut uv = uv.iter().filter(|(key, _)| key.get_ref() == "package");
        let said = uv.find_map(|(_, value)| value.as_bool());
        let said = said.or(poetry.as_ref().and_then(|poetry| poetry.package_mode));
        let said = said.or(pdm.distribution);
        said.unwrap_or(self.document.build_system.is_some())
    }

    /// Whether Poetry knows more of it than `[project]` does.
    fn is_of_poetry(&self) -> bool {
        self.document.tool.poetry.is_some()
    }

    /// Whether only a build of it tells what it needs, or what the extras do that are asked for.
    pub(super) fn is_undeclared(&self, has_extras: bool) -> bool {
        let Some(project) = self.project() else {
            return self.is_built();
        };
        let mut dynamic = project.dynamic.iter().map(At::get_ref);
        dynamic.any(|field| match field.as_str() {
            "dependencies" => self.read.dependencies.is_none(),
            "optional-dependencies" => has_extras && self.read.extras.is_none(),
            _ => false,
        })
    }

    /// The project as a package to install, whether it is meant to be one or not; `None` if it has no name.
    pub(super) fn as_package(&self) -> Option<LockedPackage> {
        let project = self.project();
        let by_poetry = self.document.tool.poetry.as_ref();
        let by_poetry = by_poetry.and_then(|poetry| poetry.name.as_ref());
        let name = project.and_then(|it| it.name.as_ref()).or(by_poetry)?;
        let path = self.file.name().parse::<ContextPath>().ok()?.directory();
        let version = project.and_then(|it| it.version.clone());
        let at = self.file.at(self.file.span(name.span()));
        Some(LockedPackage::of_directory(
            name.get_ref(),
            version,
            path,
            at,
        ))
    }

    /// The versions of Python it declares.
    pub(super) fn requires_python(&self) -> Option<Requires> {
        let requires = self.project()?.requires_python.as_ref()?;
        Some(Requires {
            text: requires.get_ref().clone(),
            at: self.file.at(self.file.span(requires.span())),
        })
    }

    fn project(&self) -> Option<&Project> {
        self.document.project.as_ref().map(At::get_ref)
    }

    /// The files that setuptools reads `dynamic` fields from, by field.
    fn dynamic(&self) -> Dynamic<Vec<String>> {
        let dynamic = self.project().map(|project| &project.dynamic);
        Dynamic::files(&self.document.tool.setuptools, |field| {
            let mut fields = dynamic.into_iter().flatten();
            fields.any(|it| it.get_ref() == field)
        })
    }

    /// The names of its extras.
    fn extras(&self) -> impl Iterator<Item = &str> + Clone {
        let declared = self.project().into_iter();
        let declared = declared.flat_map(|project| project.optional_dependencies.keys());
        let read = self.read.extras.iter().flat_map(BTreeMap::keys);
        declared.chain(read).map(String::as_str)
    }

    /// Whether it has an extra, by its normalized name.
    pub(super) fn has_extra(&self, name: &str) -> bool {
        self.extras().any(|known| normalize_name(known) == name)
    }

    /// The requirements of the project, of the chosen extras and of the chosen groups, in this order.
    pub(super) fn requirements(
        &self,
        choice: &Choice,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Entry> {
        let mut gathering = Gathering::new(self, diagnostics);
        match self.project() {
            Some(project) => gathering.project(project, choice),
            // A file without a project may have groups all the same.
            None if !choice.groups.is_empty() && choice.extras.is_empty() => {}
            None => {
                let text = texts::no_project(self.document.tool.poetry.is_some());
                gathering.report(text, Span::default());
            }
        }
        for group in choice.groups {
            gathering.chosen_group(group, choice.spec);
        }
        gathering.finish()
    }

    /// What an extra alone asks for, under a condition.
    pub(super) fn extra_requirements(
        &self,
        extra: &Spanned<String>,
        marker: Option<&Marker>,
        spec: &SourceFile,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Entry> {
        let mut gathering = Gathering::new(self, diagnostics);
        if let Some(project) = self.project() {
            gathering.refuse_dynamic(project, &["optional-dependencies"]);
            gathering.chosen_extra(extra, marker, spec);
        }
        gathering.finish()
    }

    /// uv's own settings, which are for uv alone: another tool has them left out.
    pub(super) fn uv_settings(&self) -> UvSettings {
        let entries = self.document.tool.uv.iter().map(|(key, value)| {
            let span = self.file.span(key.span());
            (Spanned::new(key.get_ref().clone(), span), value.clone())
        });
        UvSettings {
            file: self.file.clone(),
            entries: entries.collect(),
        }
    }

    /// Whether it has a dependency group.
    pub(super) fn has_group(&self, name: &str) -> bool {
        group_of(&self.document.groups, name).is_some()
    }

    /// The requirements of the chosen extras and groups alone.
    pub(super) fn requirements_of(
        &self,
        extras: &[Spanned<String>],
        groups: &[Spanned<String>],
        spec: &SourceFile,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Entry> {
        let mut gathering = Gathering::new(self, diagnostics);
        if let Some(project) = self.project().filter(|_| !extras.is_empty()) {
            gathering.refuse_dynamic(project, &["optional-dependencies"]);
        }
        for extra in extras {
            gathering.chosen_extra(extra, None, spec);
        }
        for group in groups {
            gathering.chosen_group(group, spec);
        }
        gathering.finish()
    }

    /// The same for what is chosen from a lock that another tool has made of it.
    pub(super) fn entries(
        &self,
        choice: &parsed::Choice,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Entry> {
        let choice = Choice {
            spec: &choice.spec,
            extras: &choice.extras,
            groups: &choice.groups,
        };
        self.requirements(&choice, diagnostics)
    }
}

fn group_of<'a, T>(groups: &'a BTreeMap<String, T>, name: &str) -> Option<(&'a str, &'a T)> {
    let mut groups = groups.iter();
    groups
        .find(|(known, _)| normalize_name(known) == name)
        .map(|(known, items)| (known.as_str(), items))
}
