//! Projects of the build context that a requirements file names by their directories: `-e .`, `./libs/core[web]`.
//!
//! Each says itself what it needs, so that versions are found without it: an edit of its sources finds none anew.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::collect::{Collector, Role};
use super::detect::PYPROJECT;
use super::locked::LockedPackage;
use super::pyproject::{Choice, Pyproject};
use super::requirements::Entry;
use super::setup;
use crate::diagnostic::{Location, SourceFile, Spanned, texts::requirements as texts};
use crate::packaging::{Requirement, is_valid_name, normalize_name};
use crate::spec::{ContextDirectory, ContextPath, Installer};

impl Collector<'_> {
    /// Adds a project, and what it needs. What its extras need is found when all is read: [`Self::settle`].
    pub(super) fn local(&mut self, from: &ContextPath, file: &SourceFile, local: &Spanned<String>) {
        let (path, extras) = path_and_extras(&local.value);
        let at = file.at(local.span);
        if self.spec.installer.value == Installer::Pip {
            return self.diagnostics.push(texts::project_by_pip(path).at(at));
        }
        // pip counts from where it is started: the build context in most projects, and the file's directory in others.
        let places = [ContextDirectory::default(), from.directory()];
        let places = places.map(|place| place.directory(path).ok());
        let manifests = places.clone().map(|place| {
            let place = place?.file(PYPROJECT).ok()?;
            let file = self.files.get(&place)?;
            Some((place, file))
        });
        let Some((place, found)) = manifests.into_iter().flatten().next() else {
            let mut places = places.into_iter().flatten();
            let found = places.find_map(|place| setup::project(&place, &mut self.files));
            return match found {
                Some((_, package)) => self.undeclared(package, extras, at),
                None => self.diagnostics.push(texts::no_project_there(path).at(at)),
            };
        };
        if self.included.insert((place.clone(), Role::Project)) {
            let read = found.and_then(|manifest| Pyproject::read(&manifest, &mut self.files));
            let Some(pyproject) = self.note(read) else {
                return;
            };
            if pyproject.is_undeclared(!extras.is_empty()) {
                let package = self.package_of(&pyproject, &place.directory());
                return self.undeclared(package, extras, at);
            }
            let Some(package) = pyproject.as_package() else {
                return self.diagnostics.push(texts::nameless_project(path).at(at));
            };
            let none = Choice {
                spec: file,
                extras: &[],
                groups: &[],
            };
            let needs = pyproject.requirements(&none, &mut self.diagnostics);
            self.with_uv_sources(&pyproject.uv_settings(), needs);
            let known = &mut self.requirements.projects;
            if known.iter().all(|it| it.name != package.name) {
                known.push(package);
            }
            self.projects.insert(place.clone(), pyproject);
        }
        let package = self.projects.get(&place).and_then(Pyproject::as_package);
        if let Some(package) = package.filter(|_| !extras.is_empty()) {
            let requirement = Requirement {
                extras,
                ..Requirement::any(package.name)
            };
            let entry = Entry::new(requirement, at);
            self.requirements.requirements.push(entry);
        }
    }

    /// Adds a project that has to be built to know what it needs.
    fn undeclared(&mut self, package: LockedPackage, extras: Vec<String>, at: Location) {
        let known = &mut self.requirements.projects;
        if known.iter().all(|it| it.name != package.name) {
            known.push(package.clone());
        }
        self.of_build(package, extras, at);
    }

    /// The package of a project that does not say what it needs, and need not say its name either.
    pub(super) fn package_of(
        &mut self,
        pyproject: &Pyproject,
        directory: &ContextDirectory,
    ) -> LockedPackage {
        let setup = |files| setup::project(directory, files).map(|(_, package)| package);
        let package = pyproject.as_package();
        let package = package.or_else(|| setup(&mut self.files));
        package.unwrap_or_else(|| setup::package(directory, pyproject.file(), None))
    }

    /// Requirements for the projects themselves are met: no index is asked for them. Extras of theirs add what they need.
    pub(super) fn settle(&mut self) {
        let projects = &self.requirements.projects;
        let names: BTreeSet<_> = projects.iter().map(|it| it.name.clone()).collect();
        let manifests = self.projects.values();
        let manifests = manifests.filter_map(|it| Some((it.as_package()?.name, it)));
        let manifests: BTreeMap<_, _> = manifests.filter(|(it, _)| names.contains(it)).collect();
        let mut added = BTreeSet::new();
        let mut waiting = VecDeque::from(std::mem::take(&mut self.requirements.requirements));
        while let Some(entry) = waiting.pop_front() {
            let Some(pyproject) = manifests.get(&entry.requirement.name) else {
                self.requirements.requirements.push(entry);
                continue;
            };
            let Entry {
                requirement, at, ..
            } = entry;
            let name = &requirement.name;
            let extras = requirement.extras.into_iter();
            let extras = extras.filter(|extra| added.insert((name.clone(), extra.clone())));
            for extra in extras {
                let extra = Spanned::new(extra, at.span);
                let marker = requirement.marker.as_ref();
                waiting.extend(pyproject.extra_requirements(
                    &extra,
                    marker,
                    &at.file,
                    &mut self.diagnostics,
                ));
            }
        }
    }
}

/// `./libs/core[web,db]`
fn path_and_extras(text: &str) -> (&str, Vec<String>) {
    let inner = text.strip_suffix(']').and_then(|it| it.rsplit_once('['));
    let Some((path, extras)) = inner else {
        return (text, Vec::new());
    };
    let names = extras.split(',').map(str::trim);
    let names = names.filter(|name| is_valid_name(name)).map(normalize_name);
    (path, names.collect())
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::render;
    use crate::lock::tests::{good, run};
    use crate::lock::{Requested, Requirements};

    const CORE: &str = "[project]\nname = \"Core\"\ndependencies = [\"idna\"]\n[project.optional-dependencies]\nweb = [\"anyio\", \"core[db]\"]\ndb = [\"redis\"]\n";
    const APP: &str = "[project]\nname = \"app\"\nversion = \"1\"\ndependencies = [\"core[web]; python_version >= '3'\", \"six\"]\n[build-system]\nrequires = []\n";

    fn requirements(spec: &str, files: &[(&str, &str)]) -> Requirements {
        match good((spec, files)).requested {
            Requested::Requirements(requirements) => requirements,
            other => panic!("a lock: {other:?}"),
        }
    }

    fn view(requirements: &Requirements) -> String {
        let projects = requirements.projects.iter();
        let projects = projects.map(|it| format!("{} {:?}\n", it.name, it.artifact));
        requirements.to_requirements_txt() + &projects.collect::<String>()
    }

    #[test]
    fn projects_say_what_they_need_and_no_index_is_asked_for_them() {
        let files: &[(&str, &str)] = &[
            ("requirements.txt", "-e .\n./libs/core\n"),
            ("pyproject.toml", APP),
            ("libs/core/pyproject.toml", CORE),
        ];
        insta::assert_snapshot!(view(&requirements("", files)), @r#"
    six
    idna
    anyio ; python_version >= "3"
    redis ; python_version >= "3"
    app Directory { path: ContextDirectory(""), editable: false, subdirectory: None }
    core Directory { path: ContextDirectory("libs/core"), editable: false, subdirectory: None }
    "#);
    }

    #[test]
    fn paths_are_counted_from_the_context_or_from_the_file() {
        let files: &[(&str, &str)] = &[
            ("backend/requirements.txt", "-e ../libs/core[db]\n"),
            ("libs/core/pyproject.toml", CORE),
        ];
        let spec = "dependencies: backend/requirements.txt";
        insta::assert_snapshot!(view(&requirements(spec, files)), @r#"
    idna
    redis
    core Directory { path: ContextDirectory("libs/core"), editable: false, subdirectory: None }
    "#);
    }

    #[test]
    fn what_a_task_asks_for_may_be_what_ships() {
        let spec = "dependencies: requirements.txt\ntest: {run: pytest, dependencies: dev.txt}";
        let files: &[(&str, &str)] = &[
            ("requirements.txt", "./libs/core\n"),
            ("dev.txt", "-r requirements.txt\n-e .\npytest\n"),
            ("pyproject.toml", APP),
            ("libs/core/pyproject.toml", CORE),
        ];
        let inputs = good((spec, files));
        insta::assert_snapshot!(view(&inputs.tasks["test"].requirements), @r#"
    idna
    six
    pytest
    anyio ; python_version >= "3"
    redis ; python_version >= "3"
    core Directory { path: ContextDirectory("libs/core"), editable: false, subdirectory: None }
    app Directory { path: ContextDirectory(""), editable: false, subdirectory: None }
    "#);
    }

    #[test]
    fn lines_that_repeat_themselves_take_no_longer() {
        let lines = "./core\n./core[web]\ncore[db]\n".repeat(20_000);
        let files: &[(&str, &str)] = &[("requirements.txt", &lines), ("core/pyproject.toml", CORE)];
        let begin = std::time::Instant::now();
        insta::assert_snapshot!(view(&requirements("", files)), @r#"
    idna
    anyio
    redis
    redis
    core Directory { path: ContextDirectory("core"), editable: false, subdirectory: None }
    "#);
        // Unoptimized, and beside other tests.
        assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
    }

    #[test]
    fn what_is_no_project_is_told() {
        let told = |line: &str| {
            let files: &[(&str, &str)] = &[
                ("requirements.txt", line),
                ("nameless/pyproject.toml", "[project]\ndependencies = []\n"),
                ("old/pyproject.toml", "[tool.poetry]\nname = \"old\"\n"),
                ("core/pyproject.toml", CORE),
            ];
            render(&run(("", files)).unwrap_err())
        };
        let all = ["./gone", "./nameless", "-e ./old", "./core[api]", "../core"].map(told);
        insta::assert_snapshot!(all.join("\n"), @"
    requirements.txt:1:1: there is no project in `./gone`: neither `pyproject.toml` nor `setup.py`
      help: paths are counted from the build context, or from this file; see what the ignore file, `exclude` and `include` leave out
    requirements.txt:1:1: `./nameless` does not say what its project is called
      help: write `name` into its `[project]`, or into `[metadata]` of `setup.cfg`
    old/pyproject.toml:1:1: there is no `[project]` table here
      why: `[tool.poetry]` is Poetry's own way to declare dependencies, which is read together with its lock only
      help: lock: `poetry lock`, and write `dependencies: poetry.lock`; or declare them in `[project]`, which Poetry 2 reads too
    requirements.txt:1:1: there is no extra `api`
      help: the project declares `db` and `web`
    requirements.txt:1:1: there is no project in `../core`: neither `pyproject.toml` nor `setup.py`
      help: paths are counted from the build context, or from this file; see what the ignore file, `exclude` and `include` leave out
    ");
    }
}
