//! From a spec to what is to be installed, asking for one file after the other.

use std::collections::BTreeSet;

use super::files::{Files, View};
use super::pyproject::{Choice, Declares, Pyproject};
use super::requirements::{Entry, Options, Requirements};
use super::requirements_txt::{self, Item};
use super::{detect, python};
use crate::diagnostic::{
    Diagnostic, Diagnostics, Location, SourceFile, Span, Spanned, texts::lock as texts,
};
use crate::packaging::{PythonVersion, Requirement};
use crate::spec::{
    ContextPath, Dependencies, DependencyFile, DependencyFileKind, DependencySource, Spec,
};

/// What the plan needs to know about dependencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The version of Python to build for.
    pub python: PythonVersion,
    /// The name of the project, normalized, if `pyproject.toml` is the source.
    pub project: Option<String>,
    /// The file that was named or detected; `None` for a list in the spec, or nothing at all.
    pub source: Option<ContextPath>,
    /// What to install.
    pub requirements: Requirements,
}

/// How far a collection has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// These files of the context are needed next; they may not exist.
    Wants(Vec<ContextPath>),
    /// All there is to know.
    Done(Box<Inputs>),
}

/// Collects what is to be installed.
///
/// Called again and again with more files, until it is done. The same files give the same answer.
pub fn collect(spec: &Spec, files: &Files) -> Result<Progress, Diagnostics> {
    let mut collector = Collector {
        spec,
        files: View::of(files),
        diagnostics: Diagnostics::new(),
        requirements: Requirements {
            options: options(&spec.dependencies.value),
            ..Requirements::default()
        },
        included: BTreeSet::new(),
    };
    let inputs = collector.inputs();
    let missed = collector.files.missed();
    if missed.is_empty() {
        let (inputs, _) = collector.diagnostics.or_fail(inputs)?;
        Ok(Progress::Done(Box::new(inputs)))
    } else {
        // What is wrong so far may be wrong for want of these.
        Ok(Progress::Wants(missed))
    }
}

/// The options that the spec itself sets.
fn options(dependencies: &Dependencies) -> Options {
    Options {
        no_binary: dependencies.no_binary.clone(),
        only_binary: dependencies.only_binary.clone(),
        require_hashes: dependencies.require_hashes,
        exclude_newer: dependencies
            .exclude_newer
            .as_ref()
            .map(|moment| moment.value.clone()),
        ..Options::default()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Requirements,
    Constraints,
}

struct Collector<'a> {
    spec: &'a Spec,
    files: View<'a>,
    diagnostics: Diagnostics,
    requirements: Requirements,
    /// Files that were read, each once for each role: files may include each other.
    included: BTreeSet<(ContextPath, Role)>,
}

impl Collector<'_> {
    fn inputs(&mut self) -> Inputs {
        let source = match &self.spec.dependencies.value.source {
            DependencySource::File(file) => Some(file.clone()),
            DependencySource::Packages(packages) => {
                self.packages(packages.clone().into_iter());
                None
            }
            DependencySource::Detect => self.detect(),
        };
        let project = source.as_ref().and_then(|source| self.source(source));
        for constraints in &self.spec.dependencies.value.constraints {
            let at = self.spec.file.at(constraints.span);
            self.file(&constraints.value, &at, Role::Constraints);
        }
        self.check_hashes();
        Inputs {
            python: self.python(project.as_ref()),
            project: project.and_then(|project| project.name()),
            source: source.map(|source| source.value.path),
            requirements: std::mem::take(&mut self.requirements),
        }
    }

    fn packages(&mut self, packages: impl Iterator<Item = Spanned<Requirement>>) {
        let file = &self.spec.file;
        self.requirements
            .requirements
            .extend(packages.map(|package| Entry {
                requirement: package.value,
                hashes: Vec::new(),
                at: file.at(package.span),
            }));
    }

    fn detect(&mut self) -> Option<Spanned<DependencyFile>> {
        let mut present = Vec::new();
        let mut declares = Declares::Nothing;
        for path in detect::candidates() {
            let Some(file) = self.files.get(&path) else {
                continue;
            };
            if path.as_str() == detect::PYPROJECT {
                // A file that cannot be read is told about when it is the source.
                let pyproject = file.and_then(|file| Pyproject::parse(&file));
                declares =
                    pyproject.map_or(Declares::Dependencies, |pyproject| pyproject.declares());
            }
            present.push(path);
        }
        let span = self.spec.dependencies.span;
        match detect::choose(&present, declares) {
            Ok(found) => found.map(|found| Spanned::new(found, span)),
            Err(problem) => {
                self.diagnostics.push(problem.at(self.spec.file.at(span)));
                None
            }
        }
    }

    fn source(&mut self, source: &Spanned<DependencyFile>) -> Option<Pyproject> {
        let at = self.spec.file.at(source.span);
        match source.value.kind {
            DependencyFileKind::Requirements => {
                self.file(&source.value.path, &at, Role::Requirements);
                None
            }
            DependencyFileKind::Pyproject => {
                let file = self.get(&source.value.path, &at)?;
                let pyproject = self.note(Pyproject::parse(&file))?;
                let choice = Choice {
                    spec: &self.spec.file,
                    extras: &self.spec.dependencies.value.extras,
                    groups: &self.spec.dependencies.value.groups,
                };
                let entries = pyproject.requirements(&choice, &mut self.diagnostics);
                self.requirements.requirements.extend(entries);
                Some(pyproject)
            }
        }
    }

    /// Reads a requirements file and those it includes, each at the place where it is included.
    fn file(&mut self, path: &ContextPath, at: &Location, role: Role) {
        if !self.included.insert((path.clone(), role)) {
            return;
        }
        let Some(file) = self.get(path, at) else {
            return;
        };
        let installer = self.spec.installer.value;
        let items = requirements_txt::parse(
            &file,
            installer,
            &mut self.requirements.options,
            &mut self.diagnostics,
        );
        for item in items {
            match item {
                Item::Entry(entry) if role == Role::Constraints => {
                    self.requirements.constraints.push(entry);
                }
                Item::Entry(entry) => self.requirements.requirements.push(entry),
                Item::Requirements(relative) => self.include(path, &file, &relative, role),
                Item::Constraints(relative) => {
                    self.include(path, &file, &relative, Role::Constraints);
                }
            }
        }
    }

    fn include(
        &mut self,
        from: &ContextPath,
        file: &SourceFile,
        relative: &Spanned<String>,
        role: Role,
    ) {
        let at = file.at(relative.span);
        let path = if relative.value.contains("://") {
            Err(texts::include_is_a_url())
        } else {
            from.join(&relative.value)
        };
        match path {
            Ok(path) => self.file(&path, &at, role),
            Err(problem) => self.diagnostics.push(problem.at(at)),
        }
    }

    /// A file that must exist.
    fn get(&mut self, path: &ContextPath, at: &Location) -> Option<SourceFile> {
        let missing = || texts::no_such_file(path.as_str());
        let file = self.files.get(path).unwrap_or_else(|| Err(missing()));
        self.note(file.map_err(|problem| problem.at(at.clone())))
    }

    fn python(&mut self, project: Option<&Pyproject>) -> PythonVersion {
        let written = self.spec.python.as_ref();
        let path = ".python-version".parse().ok().filter(|_| written.is_none());
        let version_file = path.and_then(|path| self.files.get(&path));
        let version_file = version_file.and_then(|file| {
            self.note(file.map_err(|problem| problem.at(self.spec.file.at(Span::default()))))
        });
        let chosen = python::choose(&self.spec.file, written, version_file.as_ref(), project);
        self.note(chosen).unwrap_or(PythonVersion::DEFAULT)
    }

    /// Hashes are for all or for none: pip refuses a mixture, and uv would install the rest unchecked.
    fn check_hashes(&mut self) {
        let Requirements {
            requirements,
            constraints,
            options,
        } = &mut self.requirements;
        let has_hash = |entry: &Entry| !entry.hashes.is_empty();
        options.require_hashes |= requirements.iter().any(has_hash);
        if !options.require_hashes {
            return;
        }
        let is_checked = |entry: &&Entry| {
            let same = |constraint: &&Entry| constraint.requirement.name == entry.requirement.name;
            has_hash(entry) || constraints.iter().filter(same).any(has_hash)
        };
        let unchecked = requirements.iter().filter(|entry| !is_checked(entry));
        let problems: Vec<_> = unchecked
            .map(|entry| texts::no_hash(&entry.requirement.name).at(entry.at.clone()))
            .collect();
        for problem in problems {
            self.diagnostics.push(problem);
        }
    }

    fn note<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result
            .map_err(|problem| self.diagnostics.push(problem))
            .ok()
    }
}
