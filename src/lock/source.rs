//! The file that says what to install, in each of its formats.

use super::collect::{Collector, Pins, Requested, Role};
use super::locked::LockedPackage;
use super::parsed::{self, Format, ParsedLock};
use super::pinned::{PinnedKind, PinnedLock};
use super::pylock::Pylock;
use super::pyproject::{self, Pyproject};
use super::python::Requires;
use super::requirements::Entry;
use super::uv_lock::UvLock;
use super::{detect, script, setup};
use crate::diagnostic::{
    Diagnostic, Fault, Location, SourceFile, Spanned,
    texts::{project, requirements},
};
use crate::spec::{ContextPath, Dependencies, DependencyFile, DependencyFileKind, Installer};

/// What a source says about the project, beside its dependencies.
#[derive(Default)]
pub(super) struct Project {
    pub(super) name: Option<String>,
    pub(super) requires: Option<Requires>,
    pub(super) package: Option<LockedPackage>,
}

impl Collector<'_> {
    /// Reads the file that was named or detected.
    pub(super) fn source(&mut self, source: &Spanned<DependencyFile>) -> Option<Project> {
        let at = self.spec.file.at(source.span);
        let path = &source.value.path;
        if source.value.kind == DependencyFileKind::Requirements {
            self.file(path, &at, Role::Requirements);
            return None;
        }
        // Asked for together with the lock, to be told of both at once.
        let beside = match source.value.kind {
            DependencyFileKind::PipfileLock => detect::PIPFILE,
            _ => detect::PYPROJECT,
        };
        let beside = path.join(beside).ok();
        let beside = beside.and_then(|beside| self.files.get(&beside));
        let file = self.get(path, &at)?;
        match source.value.kind {
            DependencyFileKind::UvLock => self.uv_lock(&file, path, beside),
            DependencyFileKind::Pylock => self.pylock(&file, beside),
            DependencyFileKind::Script => self.script(&file),
            DependencyFileKind::PoetryLock => self.pins(PinnedKind::Poetry, &file, beside),
            DependencyFileKind::PdmLock => self.pins(PinnedKind::Pdm, &file, beside),
            DependencyFileKind::PipfileLock => self.pins(PinnedKind::Pipfile, &file, beside),
            DependencyFileKind::Setup => self.setup(path, at),
            DependencyFileKind::Pyproject | DependencyFileKind::Requirements => {
                self.pyproject(&file, path, at)
            }
        }
    }

    fn setup(&mut self, path: &ContextPath, at: Location) -> Option<Project> {
        if self.spec.installer.value == Installer::Pip {
            let problem = requirements::project_by_pip(path.as_str());
            self.diagnostics.push(problem.at(at));
            return None;
        }
        let Some((_, package)) = setup::project(&path.directory(), &mut self.files) else {
            let problem = requirements::nameless_project(path.as_str());
            self.diagnostics.push(problem.at(at));
            return None;
        };
        let Dependencies { extras, groups, .. } = &self.spec.dependencies.value;
        if let Some(group) = groups.first() {
            let problem = project::unknown_choice("dependency group", &group.value, [].into_iter());
            self.diagnostics
                .push(problem.at(self.spec.file.at(group.span)));
        }
        let extras = extras.iter().map(|it| it.value.clone());
        self.of_build(package.clone(), extras.collect(), at);
        self.built = Some(package.clone());
        Some(Project {
            name: None,
            requires: None,
            package: Some(package),
        })
    }

    fn pyproject(
        &mut self,
        file: &SourceFile,
        path: &ContextPath,
        at: Location,
    ) -> Option<Project> {
        let read = Pyproject::read(file, &mut self.files);
        let pyproject = self.note(read)?;
        let choice = pyproject::Choice {
            spec: &self.spec.file,
            extras: &self.spec.dependencies.value.extras,
            groups: &self.spec.dependencies.value.groups,
        };
        let settings = pyproject.uv_settings();
        let mut package = pyproject.package();
        // Requirements that a build tells come from where `[tool.uv.sources]` does not say.
        let may_be_built =
            self.spec.installer.value == Installer::Uv && settings.get("sources").is_none();
        if may_be_built && pyproject.is_undeclared(true) {
            let built = self.package_of(&pyproject, &path.directory());
            package = pyproject.is_built().then(|| built.clone());
            self.built = Some(built);
        }
        let is_undeclared = pyproject.is_undeclared(!choice.extras.is_empty());
        let entries = match self.built.clone().filter(|_| is_undeclared) {
            Some(built) => {
                let extras = choice.extras.iter().map(|it| it.value.clone());
                self.of_build(built, extras.collect(), at);
                pyproject.requirements_of(&[], choice.groups, choice.spec, &mut self.diagnostics)
            }
            None => pyproject.requirements(&choice, &mut self.diagnostics),
        };
        self.uv_settings(&settings);
        self.with_uv_sources(&settings, entries);
        let project = Project {
            name: pyproject.name(),
            requires: pyproject.requires_python(),
            package,
        };
        self.pyproject = Some(pyproject);
        Some(project)
    }

    fn uv_lock(
        &mut self,
        file: &SourceFile,
        path: &ContextPath,
        beside: Option<Result<SourceFile, Diagnostic>>,
    ) -> Option<Project> {
        let lock = self.note(UvLock::parse(file))?;
        let choice = parsed::Choice::of(self.spec);
        let found = lock.project(&choice);
        // What the lock lacks may be what it is too old for.
        if found.is_err()
            && let Some(Ok(root)) = &beside
        {
            let read = Pyproject::read(root, &mut self.files);
            self.note(read.and_then(|root| lock.check_empty_root(&root, &choice)))?;
        }
        let (name, directory) = self.note(found)?;
        // A member's own file is known by now, or asked for; uv's settings are those of the root.
        let (pyproject, root) = match directory.as_str() {
            "" | "." => (beside, None),
            directory => {
                let member = format!("{directory}/{}", detect::PYPROJECT);
                let member = self.note(path.join(&member))?;
                (self.files.get(&member), beside)
            }
        };
        if let Some(Ok(root)) = root
            && let Ok(root) = Pyproject::parse(&root)
        {
            self.build_settings(&root.uv_settings());
        }
        let is_root = matches!(directory.as_str(), "" | ".");
        // A context without it has nothing to compare with.
        if let Some(Ok(pyproject)) = pyproject {
            let read = Pyproject::read(&pyproject, &mut self.files);
            let pyproject = self.note(read)?;
            if is_root {
                self.build_settings(&pyproject.uv_settings());
            }
            self.note(lock.check_age(&pyproject, &choice))?;
            self.pyproject = Some(pyproject);
        }
        for (directory, choice) in lock.needed_projects(&choice) {
            self.check_member(&lock, path, &directory, &choice);
        }
        let project = Project {
            name: Some(name),
            requires: lock.requires_python(),
            package: None,
        };
        self.lock = Some(Requested::Lock(Box::new(ParsedLock {
            format: Format::Uv(lock),
            choice,
        })));
        Some(project)
    }

    /// Another project that is installed, whose manifest a lock of the workspace was made from too.
    fn check_member(
        &mut self,
        lock: &UvLock,
        path: &ContextPath,
        directory: &str,
        choice: &parsed::Choice,
    ) {
        // A project outside the context is told about when it is built.
        let manifest = path.join(&format!("{directory}/{}", detect::PYPROJECT));
        let manifest = manifest.ok().and_then(|manifest| self.files.get(&manifest));
        let Some(Ok(manifest)) = manifest else {
            return;
        };
        let read = Pyproject::read(&manifest, &mut self.files);
        self.note(read.and_then(|manifest| lock.check_age(&manifest, choice)));
    }

    fn pylock(
        &mut self,
        file: &SourceFile,
        beside: Option<Result<SourceFile, Diagnostic>>,
    ) -> Option<Project> {
        let lock = self.note(Pylock::parse(file))?;
        // Tests may ask for its groups.
        if let Some(Ok(pyproject)) = beside {
            let read = Pyproject::read(&pyproject, &mut self.files);
            self.pyproject = Some(self.note(read)?);
        }
        let requires = lock.requires_python();
        self.lock = Some(Requested::Lock(Box::new(ParsedLock {
            format: Format::Pylock(lock),
            choice: parsed::Choice::of(self.spec),
        })));
        Some(Project {
            name: None,
            requires,
            package: None,
        })
    }

    fn pins(
        &mut self,
        kind: PinnedKind,
        file: &SourceFile,
        beside: Option<Result<SourceFile, Diagnostic>>,
    ) -> Option<Project> {
        let manifest = self.note(beside.transpose())?;
        let package = match (kind, &manifest) {
            // Pipenv installs no project.
            (PinnedKind::Pipfile, _) | (_, None) => None,
            (_, Some(manifest)) => self.note(Pyproject::parse(manifest))?.package(),
        };
        let choice = parsed::Choice::of(self.spec);
        let lock = PinnedLock::read(kind, file, manifest.as_ref(), choice);
        let lock = lock.map_err(|problems| self.diagnostics.extend(problems));
        let lock = lock.ok()?;
        let requires = lock.requires_python();
        self.lock = Some(Requested::Pins(Box::new(lock)));
        self.pins = Some(Pins {
            kind,
            lock: file.clone(),
            manifest,
        });
        Some(Project {
            name: package.as_ref().map(|package| package.name.clone()),
            requires,
            package,
        })
    }

    fn script(&mut self, file: &SourceFile) -> Option<Project> {
        let script = self.note(script::parse(file))?;
        let mut entries = Vec::new();
        for written in &script.dependencies {
            let at = file.at(written.span);
            let requirement: Result<_, Fault> = written.value.parse();
            let requirement = requirement.map_err(|fault| fault.diagnostic.at(at.clone()));
            entries.extend(self.note(requirement).map(|it| Entry::new(it, at)));
        }
        self.uv_settings(&script.settings);
        self.with_uv_sources(&script.settings, entries);
        if self.spec.installer.value == Installer::Uv {
            let moment = &mut self.requirements.options.exclude_newer;
            *moment = moment.take().or(script.exclude_newer);
        }
        Some(Project {
            name: None,
            requires: script.requires_python,
            package: None,
        })
    }
}
