//! `pyproject.toml`: a project's dependencies (PEP 621) and dependency groups (PEP 735).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::{Spanned as At, Table, Value};

use super::detect::REQUIREMENTS;
use super::dynamic::Dynamic;
use super::files::View;
use super::locked::{Artifact, LockedPackage};
use super::parsed;
use super::python::Requires;
use super::requirements::Entry;
use super::uv_settings::UvSettings;
use crate::diagnostic::{
    Diagnostic, Diagnostics, Fault, Location, SourceFile, Span, Spanned, texts::lock as texts,
};
use crate::packaging::{Marker, Requirement, normalize_name};
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
        match toml::from_str(file.text()) {
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

    /// The project as a package to install, if it is one: it says how it is built, and no tool is told otherwise.
    pub(super) fn package(&self) -> Option<LockedPackage> {
        let Tool {
            poetry, pdm, uv, ..
        } = &self.document.tool;
        let mut uv = uv.iter().filter(|(key, _)| key.get_ref() == "package");
        let said = uv.find_map(|(_, value)| value.as_bool());
        let said = said.or(poetry.as_ref().and_then(|poetry| poetry.package_mode));
        let said = said.or(pdm.distribution);
        if said.unwrap_or(self.document.build_system.is_some()) {
            self.as_package()
        } else {
            None
        }
    }

    /// The project as a package to install, whether it is meant to be one or not; `None` if it has no name.
    pub(super) fn as_package(&self) -> Option<LockedPackage> {
        let project = self.project();
        let by_poetry = self.document.tool.poetry.as_ref();
        let by_poetry = by_poetry.and_then(|poetry| poetry.name.as_ref());
        let name = project.and_then(|it| it.name.as_ref()).or(by_poetry)?;
        let path = self.file.name().parse::<ContextPath>().ok()?.directory();
        Some(LockedPackage {
            name: normalize_name(name.get_ref()),
            version: project.and_then(|it| it.version.clone()),
            artifact: Artifact::Directory {
                path,
                editable: false,
                subdirectory: None,
            },
            index: None,
            at: self.file.at(self.file.span(name.span())),
        })
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

    /// The same, by the fields that they are for.
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

    fn has_extra(&self, name: &str) -> bool {
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
        gathering.entries
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
            gathering.chosen_extra(project, extra, marker, spec);
        }
        gathering.entries
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

    /// The requirements of the chosen groups alone.
    pub(super) fn group_requirements(
        &self,
        groups: &[Spanned<String>],
        spec: &SourceFile,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Entry> {
        let mut gathering = Gathering::new(self, diagnostics);
        for group in groups {
            gathering.chosen_group(group, spec);
        }
        gathering.entries
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

struct Gathering<'a> {
    pyproject: &'a Pyproject,
    diagnostics: &'a mut Diagnostics,
    entries: Vec<Entry>,
    /// Extras that were taken already, with the condition under which they were.
    seen: BTreeSet<(String, Option<Marker>)>,
}

impl<'a> Gathering<'a> {
    fn new(pyproject: &'a Pyproject, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            pyproject,
            diagnostics,
            entries: Vec::new(),
            seen: BTreeSet::new(),
        }
    }
}

impl Gathering<'_> {
    fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.diagnostics
            .push(diagnostic.at(self.pyproject.file.at(span)));
    }

    fn project(&mut self, project: &Project, choice: &Choice) {
        let fields = ["dependencies", "optional-dependencies"];
        let count = if choice.extras.is_empty() { 1 } else { 2 };
        self.refuse_dynamic(project, &fields[..count]);
        for requirement in &project.dependencies {
            self.add(requirement.get_ref(), requirement.span(), None);
        }
        for entry in self.pyproject.read.dependencies.iter().flatten() {
            self.require(entry.requirement.clone(), entry.at.clone());
        }
        for extra in choice.extras {
            self.chosen_extra(project, extra, None, choice.spec);
        }
    }

    /// Fields that are needed, and that only a build would tell.
    fn refuse_dynamic(&mut self, project: &Project, needed: &[&str]) {
        for dynamic in &project.dynamic {
            let field = dynamic.get_ref().as_str();
            if needed.contains(&field) && !self.pyproject.read.has(field) {
                self.report(
                    texts::dynamic(field),
                    self.pyproject.file.span(dynamic.span()),
                );
            }
        }
    }

    fn chosen_extra(
        &mut self,
        project: &Project,
        extra: &Spanned<String>,
        marker: Option<&Marker>,
        spec: &SourceFile,
    ) {
        if self.pyproject.has_extra(&extra.value) {
            self.extra(project, &extra.value, marker);
        } else {
            let known = self.pyproject.extras();
            let text = texts::unknown_choice("extra", &extra.value, known);
            self.diagnostics.push(text.at(spec.at(extra.span)));
        }
    }

    /// Adds what an extra asks for, under a condition.
    fn extra(&mut self, project: &Project, name: &str, marker: Option<&Marker>) {
        let is_new = self.seen.insert((name.to_owned(), marker.cloned()));
        let found = extra_of(project, name).filter(|_| is_new);
        for requirement in found.into_iter().flatten() {
            self.add(requirement.get_ref(), requirement.span(), marker);
        }
        let read = self.pyproject.read.extras.as_ref();
        let read = read.and_then(|extras| extras.get(name));
        for entry in read.filter(|_| is_new).into_iter().flatten() {
            let requirement = entry.requirement.clone().under(marker);
            self.require(requirement, entry.at.clone());
        }
    }

    /// Adds a requirement as it is written here (`app[all]`).
    fn add(&mut self, text: &str, bytes: std::ops::Range<usize>, marker: Option<&Marker>) {
        let span = self.pyproject.file.span(bytes.clone());
        let requirement = match text.parse::<Requirement>() {
            Ok(requirement) => requirement.under(marker),
            Err(Fault { diagnostic, within }) => {
                let is_plain = bytes.len() == text.len() + 2;
                let span = match within {
                    Some(range) if is_plain => Span::on_line(
                        span.start.line as usize,
                        (span.start.column + 1 + range.start) as usize
                            ..(span.start.column + 1 + range.end) as usize,
                    ),
                    _ => span,
                };
                return self.report(diagnostic, span);
            }
        };
        self.require(requirement, self.pyproject.file.at(span));
    }

    /// Adds a requirement, or the extras of the project itself that it stands for.
    fn require(&mut self, requirement: Requirement, at: Location) {
        let pyproject = self.pyproject;
        let is_own = Some(&requirement.name) == pyproject.name().as_ref();
        let Some(project) = pyproject.project().filter(|_| is_own) else {
            return self.entries.push(Entry::new(requirement, at));
        };
        for extra in &requirement.extras {
            if !pyproject.has_extra(extra) {
                let text = texts::unknown_choice("extra", extra, pyproject.extras());
                self.diagnostics.push(text.at(at.clone()));
            }
            self.extra(project, extra, requirement.marker.as_ref());
        }
    }

    fn chosen_group(&mut self, group: &Spanned<String>, spec: &SourceFile) {
        let groups = &self.pyproject.document.groups;
        if let Some((name, _)) = group_of(groups, &group.value) {
            self.group(name, &mut Vec::new(), Span::default());
        } else {
            let text = texts::unknown_choice(
                "dependency group",
                &group.value,
                groups.keys().map(String::as_str),
            );
            self.diagnostics.push(text.at(spec.at(group.span)));
        }
    }

    /// Adds a group that is known; `path` are the groups that include it, and `from` is the place where they do.
    fn group(&mut self, name: &str, path: &mut Vec<String>, from: Span) {
        if path.iter().any(|open| open == name) {
            return self.report(texts::group_cycle(path, name), from);
        }
        path.push(name.to_owned());
        let groups = &self.pyproject.document.groups;
        for item in groups.get(name).into_iter().flatten() {
            let span = self.pyproject.file.span(item.span());
            match (item.get_ref(), included(item.get_ref())) {
                (Value::String(text), _) => self.add(text, item.span(), None),
                (_, Some(included)) => {
                    if let Some((name, _)) = group_of(groups, &normalize_name(included)) {
                        self.group(name, path, span);
                    } else {
                        let known = groups.keys().map(String::as_str);
                        self.report(
                            texts::unknown_choice("dependency group", included, known),
                            span,
                        );
                    }
                }
                _ => self.report(texts::group_item(), span),
            }
        }
        path.pop();
    }
}

fn extra_of<'a>(project: &'a Project, name: &str) -> Option<&'a Vec<At<String>>> {
    let mut extras = project.optional_dependencies.iter();
    extras
        .find(|(known, _)| normalize_name(known) == name)
        .map(|(_, requirements)| requirements)
}

fn group_of<'a, T>(groups: &'a BTreeMap<String, T>, name: &str) -> Option<(&'a str, &'a T)> {
    let mut groups = groups.iter();
    groups
        .find(|(known, _)| normalize_name(known) == name)
        .map(|(known, items)| (known.as_str(), items))
}

/// The group that `{include-group = "name"}` names.
fn included(item: &Value) -> Option<&str> {
    let table = item.as_table().filter(|table| table.len() == 1)?;
    table.get("include-group")?.as_str()
}
