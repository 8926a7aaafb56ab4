//! From a spec to what is to be installed, asking for one file after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::about::About;
use super::files::{Files, View};
use super::locked::LockedPackage;
use super::package_builds::PackageBuilds;
use super::parsed::ParsedLock;
use super::pinned::{PinnedKind, PinnedLock};
use super::pyproject::{Declares, Pyproject};
use super::python::Requires;
use super::requirements::{Entry, Options, Requirements};
use super::requirements_txt::{self, Item};
use super::tasks::Extra;
use super::{detect, package_index, python, setup};
use crate::diagnostic::{
    Diagnostic, Diagnostics, Location, SourceFile, Span, Spanned,
    texts::{lock, requirements},
};
use crate::packaging::{PythonVersion, Requirement, UNREAD};
use crate::spec::{
    ContextDirectory, ContextPath, Dependencies, DependencyFile, DependencyFileKind,
    DependencySource, Spec,
};

/// What the plan needs to know about dependencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The version of Python to build for.
    pub python: PythonVersion,
    /// Where that is said; `None` for the default.
    pub python_at: Option<Location>,
    /// The name of the project, normalized, if `pyproject.toml` is the source.
    pub project: Option<String>,
    /// What the project says about itself.
    pub about: About,
    /// The file that was named or detected; `None` for a list in the spec, or nothing at all.
    pub source: Option<ContextPath>,
    /// Files that the project has its own dependencies in.
    pub parts: Vec<ContextPath>,
    /// What to install.
    pub requested: Requested,
    /// The project itself, to be installed with what was requested; `None` where a lock tells.
    pub package: Option<LockedPackage>,
    /// What builds of packages get.
    pub builds: PackageBuilds,
    /// What tasks need beside that, by their names.
    pub tasks: BTreeMap<String, Extra>,
}

/// What to install, as far as it is known before the base is.
#[allow(clippy::large_enum_variant, reason = "there is one of them in a build")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requested {
    /// Requirements: versions and files are still to be found.
    Requirements(Requirements),
    /// A lock: [`ParsedLock::select`] chooses from it for a target.
    Lock(Box<ParsedLock>),
    /// A lock of versions and hashes: [`PinnedLock::select`] chooses from it for a target, and the files are still to be
    /// found.
    Pins(Box<PinnedLock>),
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
            package_indexes: package_index::of(spec),
            ..Requirements::default()
        },
        builds: PackageBuilds::of_spec(&spec.dependencies.value),
        included: BTreeSet::new(),
        lock: None,
        pins: None,
        pyproject: None,
        built: None,
        projects: BTreeMap::new(),
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
pub(super) enum Role {
    Requirements,
    Constraints,
    Project,
}

pub(super) struct Collector<'a> {
    pub(super) spec: &'a Spec,
    pub(super) files: View<'a>,
    pub(super) diagnostics: Diagnostics,
    pub(super) requirements: Requirements,
    /// What builds of packages get.
    pub(super) builds: PackageBuilds,
    /// Files that were read, each once for each role: files may include each other.
    pub(super) included: BTreeSet<(ContextPath, Role)>,
    /// The source, if it is a lock.
    pub(super) lock: Option<Requested>,
    /// What it was read from, if versions are all that it pins.
    pub(super) pins: Option<Pins>,
    /// The source, or what its lock was made from.
    pub(super) pyproject: Option<Pyproject>,
    /// The project, if only a build of it tells all that it needs.
    pub(super) built: Option<LockedPackage>,
    /// The manifests of projects that requirements name.
    pub(super) projects: BTreeMap<ContextPath, Pyproject>,
}

/// What a lock that pins versions was read from.
#[derive(Clone)]
pub(super) struct Pins {
    pub(super) kind: PinnedKind,
    pub(super) lock: SourceFile,
    pub(super) manifest: Option<SourceFile>,
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
        for package in &self.spec.dependencies.value.overrides {
            self.requirements.overrides.push(Entry::new(
                package.value.clone(),
                self.spec.file.at(package.span),
            ));
        }
        let project = source.as_ref().and_then(|source| self.source(source));
        let project = project.unwrap_or_default();
        let more = &self.spec.dependencies.value.more;
        self.packages(more.clone().into_iter());
        self.check_keys(source.as_ref());
        for constraints in &self.spec.dependencies.value.constraints {
            let at = self.spec.file.at(constraints.span);
            self.file(&constraints.value, &at, Role::Constraints);
        }
        self.settle();
        self.check_hashes();
        let tasks = self.tasks();
        let (python, python_at) = self.python(project.requires.as_ref());
        Inputs {
            tasks,
            python,
            python_at,
            project: project.name,
            about: self.about(source.as_ref()),
            package: project.package,
            builds: std::mem::take(&mut self.builds),
            source: source.map(|source| source.value.path),
            parts: self
                .pyproject
                .as_ref()
                .map(Pyproject::parts)
                .unwrap_or_default(),
            requested: self
                .lock
                .take()
                .unwrap_or_else(|| Requested::Requirements(std::mem::take(&mut self.requirements))),
        }
    }

    /// What the project says about itself: in the file that its dependencies come from, or beside that.
    fn about(&mut self, source: Option<&Spanned<DependencyFile>>) -> About {
        let read = self.pyproject.as_ref().map(|it| it.file().clone());
        let file = read.or_else(|| {
            let path = match source {
                Some(source) => source.value.path.join(detect::PYPROJECT),
                None => detect::PYPROJECT.parse(),
            };
            self.files.get(&path.ok()?)?.ok()
        });
        file.map(|file| About::read(&file)).unwrap_or_default()
    }

    /// Keys of the spec that a lock leaves nothing to do for.
    fn check_keys(&mut self, source: Option<&Spanned<DependencyFile>>) {
        let Some(source) = source.filter(|_| self.lock.is_some()) else {
            return;
        };
        let dependencies = &self.spec.dependencies.value;
        let constraints = dependencies.constraints.first().map(|it| it.span);
        let moment = dependencies.exclude_newer.as_ref().map(|it| it.span);
        let overrides = dependencies.overrides.first().map(|it| it.span);
        for (key, span) in [
            ("constraints", constraints),
            ("overrides", overrides),
            ("exclude-newer", moment),
        ] {
            if let Some(span) = span {
                let problem = lock::decided_by_lock(key, source.value.path.as_str());
                self.diagnostics.push(problem.at(self.spec.file.at(span)));
            }
        }
    }

    pub(super) fn packages(&mut self, packages: impl Iterator<Item = Spanned<Requirement>>) {
        let file = &self.spec.file;
        self.requirements
            .requirements
            .extend(packages.map(|package| Entry::new(package.value, file.at(package.span))));
    }

    fn detect(&mut self) -> Option<Spanned<DependencyFile>> {
        let mut present = Vec::new();
        let mut declares = Declares::Nothing;
        let mut requirements = None;
        for path in detect::candidates() {
            let Some(file) = self.files.get(&path) else {
                continue;
            };
            if path.as_str() == detect::PYPROJECT {
                // A file that cannot be read is told about when it is the source.
                let pyproject = file.and_then(|file| Pyproject::parse(&file));
                declares =
                    pyproject.map_or(Declares::Dependencies, |pyproject| pyproject.declares());
            } else if path.as_str() == detect::REQUIREMENTS {
                requirements = file.ok();
            }
            present.push(path);
        }
        let reads_it = |file| requirements_txt::name_root(&file);
        if declares == Declares::Dependencies && requirements.is_some_and(reads_it) {
            declares = Declares::Project;
        }
        let span = self.spec.dependencies.span;
        let chosen = detect::choose(&present, declares).and_then(|found| match found {
            None => self.undetected(),
            found => Ok(found),
        });
        match chosen {
            Ok(found) => found.map(|found| Spanned::new(found, span)),
            Err(problem) => {
                self.diagnostics.push(problem.at(self.spec.file.at(span)));
                None
            }
        }
    }

    /// A project that has to be built to know what it needs, where no file lists it.
    ///
    /// Fails if nothing would be installed, and a file that nobody reads says what to install.
    fn undetected(&mut self) -> Result<Option<DependencyFile>, Diagnostic> {
        if let Some((path, _)) = setup::project(&ContextDirectory::default(), &mut self.files) {
            let kind = DependencyFileKind::Setup;
            return Ok(Some(DependencyFile { path, kind }));
        }
        let unread = UNREAD.into_iter().find(|name| {
            let path = name.parse().ok();
            path.is_some_and(|path| self.files.get(&path).is_some())
        });
        unread.map_or(Ok(None), |name| Err(requirements::unread(name)))
    }

    /// Reads a requirements file and those it includes, each at the place where it is included.
    pub(super) fn file(&mut self, path: &ContextPath, at: &Location, role: Role) {
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
                Item::Project(local) => self.local(path, &file, &local),
                Item::Links(links) => self.requirements.links.push(links),
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
            Err(requirements::include_is_a_url())
        } else {
            from.join(&relative.value)
        };
        match path {
            Ok(path) => self.file(&path, &at, role),
            Err(problem) => self.diagnostics.push(problem.at(at)),
        }
    }

    /// A file that must exist.
    pub(super) fn get(&mut self, path: &ContextPath, at: &Location) -> Option<SourceFile> {
        let file = self.files.get(path);
        let file = file.unwrap_or_else(|| Err(self.missing(path)));
        self.note(file.map_err(|problem| problem.at(at.clone())))
    }

    /// A file that is not there, or not known yet. What is beside it is looked for when it is certain.
    fn missing(&mut self, path: &ContextPath) -> Diagnostic {
        let mut beside = Vec::new();
        if !self.files.misses(path) {
            beside = detect::beside(path);
            beside.retain(|other| self.files.get(other).is_some());
        }
        lock::no_such_file(path.as_str(), beside.iter().map(ContextPath::file_name))
    }

    fn python(&mut self, requires: Option<&Requires>) -> (PythonVersion, Option<Location>) {
        let written = self.spec.python.as_ref();
        let path = ".python-version".parse().ok().filter(|_| written.is_none());
        let version_file = path.and_then(|path| self.files.get(&path));
        let version_file = version_file.and_then(|file| {
            self.note(file.map_err(|problem| problem.at(self.spec.file.at(Span::default()))))
        });
        let chosen = python::choose(&self.spec.file, written, version_file.as_ref(), requires);
        self.note(chosen).unwrap_or((PythonVersion::DEFAULT, None))
    }

    /// Hashes are for all or for none: pip refuses a mixture, and uv would install the rest unchecked.
    fn check_hashes(&mut self) {
        let Requirements {
            requirements,
            constraints,
            options,
            ..
        } = &mut self.requirements;
        let has_hash = |entry: &Entry| !entry.hashes.is_empty();
        options.require_hashes |= requirements.iter().any(has_hash);
        if !options.require_hashes {
            return;
        }
        let constraints = constraints.iter().filter(|entry| has_hash(entry));
        let pinned: BTreeSet<_> = constraints.map(|it| &it.requirement.name).collect();
        let is_checked =
            |entry: &&Entry| has_hash(entry) || pinned.contains(&entry.requirement.name);
        let unchecked = requirements.iter().filter(|entry| !is_checked(entry));
        let problems: Vec<_> = unchecked
            .map(|entry| requirements::no_hash(&entry.requirement.name).at(entry.at.clone()))
            .collect();
        for problem in problems {
            self.diagnostics.push(problem);
        }
    }

    pub(super) fn note<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result
            .map_err(|problem| self.diagnostics.push(problem))
            .ok()
    }
}
