//! What of a `uv.lock` is installed on a target: the packages that the chosen project reaches.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dependency, Group, Package, Place, UvLock};
use crate::diagnostic::{
    Diagnostic, Diagnostics, Spanned,
    texts::{lock, project},
};
use crate::lock::artifact::{self, FileEntry};
use crate::lock::distribution::Policy;
use crate::lock::locked::{Artifact, Locked, LockedPackage};
use crate::lock::parsed::Choice;
use crate::packaging::{Marker, MarkerEnvironment, Target, normalize_name};
use crate::spec::ContextDirectory;

impl UvLock {
    /// The project whose dependencies are installed.
    pub(super) fn chosen(&self, choice: &Choice) -> Result<&Package, Diagnostic> {
        let Some(Spanned { value: name, span }) = &choice.package else {
            let at = choice.spec.at(choice.at);
            let members = self.members();
            let root = self.root();
            let root = root.ok_or_else(|| lock::no_root_package(&members).at(at.clone()))?;
            let others = members.iter().filter(|name| !root.is(name)).copied();
            let others: Vec<_> = others.collect();
            let is_empty = matches!(root.source.place, Place::Virtual(_))
                && root.dependencies.is_empty()
                && choice.extras.is_empty()
                && choice.groups.is_empty();
            return if is_empty && !others.is_empty() {
                Err(lock::empty_root(root.name.get_ref(), &others).at(at))
            } else {
                Ok(root)
            };
        };
        self.member(name)
            .map_err(|problem| problem.at(choice.spec.at(*span)))
    }

    fn member(&self, name: &str) -> Result<&Package, Diagnostic> {
        let members = self.members();
        let mut packages = self.0.document.packages.iter();
        packages
            .find(|package| package.is(name) && members.contains(&name))
            .ok_or_else(|| lock::not_a_member(name, &members))
    }

    /// The chosen project's name and its directory, relative to the lock's.
    pub(in crate::lock) fn project(&self, choice: &Choice) -> Result<(String, String), Diagnostic> {
        let package = self.chosen(choice)?;
        let directory = package.source.place.project().unwrap_or_default();
        Ok((package.name.get_ref().clone(), directory.to_owned()))
    }

    /// Whether the chosen project has an extra.
    pub(in crate::lock) fn has_extra(&self, choice: &Choice, name: &str) -> bool {
        let extras = self.chosen(choice).map(Package::extras);
        extras.is_ok_and(|extras| extras.iter().any(|extra| normalize_name(extra) == name))
    }

    /// Whether a dependency group can be chosen with the project.
    pub(in crate::lock) fn has_group(&self, choice: &Choice, name: &str) -> bool {
        self.chosen(choice)
            .is_ok_and(|project| self.groups(project).contains_key(name))
    }

    /// Chooses what is installed on a target.
    pub(in crate::lock) fn select(
        &self,
        choice: &Choice,
        target: &Target,
    ) -> Result<(Locked, Diagnostics), Diagnostics> {
        if let Some(requires) = self.requires_python() {
            requires.check(target)?;
        }
        let mut walk = Walk {
            lock: self,
            environment: MarkerEnvironment::new(target),
            by_name: BTreeMap::new(),
            reached: BTreeMap::new(),
            active: BTreeSet::new(),
            answers: BTreeMap::new(),
            problems: Diagnostics::new(),
        };
        walk.check_environments(target)?;
        for package in &self.0.document.packages {
            let name = package.name.get_ref().as_str();
            walk.by_name.entry(name).or_default().push(package);
        }
        let chosen = self.chosen(choice)?;
        walk.choose(chosen, choice);
        let policy = choice.policy(target);
        let mut locked = Locked::default();
        for (name, packages) in &walk.reached {
            if let [one, other, ..] = packages.as_slice() {
                let (one, other) = (one.version(), other.version());
                let at = self.at(packages[0]);
                walk.problems
                    .push(lock::chosen_twice(name, one, other).at(at));
            }
            for package in packages {
                match self.artifact(package, &policy) {
                    Ok(Some((artifact, index))) => locked.packages.push(LockedPackage {
                        name: normalize_name(name),
                        version: package.version.clone(),
                        artifact,
                        index,
                        at: self.at(package),
                    }),
                    Ok(None) => {}
                    Err(problem) => walk.problems.push(problem.at(self.at(package))),
                }
            }
        }
        locked.project = locked
            .packages
            .iter()
            .find(|package| package.name == normalize_name(chosen.name.get_ref()))
            .and_then(LockedPackage::project);
        locked.others = self.others(chosen, &walk)?;
        walk.problems.or_fail(locked)
    }

    /// The directories of all projects but the chosen one. A virtual one that is reached is no package: it is used as it is.
    fn others(&self, chosen: &Package, walk: &Walk) -> Result<Vec<ContextDirectory>, Diagnostic> {
        let own = artifact::directory_of(&self.0.shown)?;
        let packages = self.0.document.packages.iter().filter(|package| {
            let reached = walk.reached.contains_key(package.name.get_ref().as_str());
            let is_used = reached && matches!(package.source.place, Place::Virtual(_));
            !std::ptr::eq(*package, chosen) && !is_used
        });
        // One that is outside the context is told about when it is needed.
        let directories = packages.filter_map(|package| {
            let path = package.source.place.directory()?;
            own.directory(path).ok()
        });
        let directories: BTreeSet<_> = directories.collect();
        Ok(directories.into_iter().collect())
    }

    /// What a package is installed from, and the index it was found on; `None` if it is not installed itself.
    fn artifact(
        &self,
        package: &Package,
        policy: &Policy,
    ) -> Result<Option<(Artifact, Option<String>)>, Diagnostic> {
        let directory = artifact::directory_of(&self.0.shown)?;
        let artifact = match &package.source.place {
            Place::Virtual(_) => return Ok(None),
            Place::Registry(index) => {
                let is_path = !index.contains("://");
                let base = if is_path {
                    directory.directory(index)?
                } else {
                    directory
                };
                let release = artifact::Listing {
                    name: package.name.get_ref(),
                    version: package.version.as_deref(),
                    directory: &base,
                    wheels: package.wheels.as_ref().map(|it| self.0.wheels(it)),
                    sdist: package.sdist.as_ref(),
                };
                let index = (!is_path).then(|| index.clone());
                return Ok(Some((release.choose(policy)?, index)));
            }
            Place::Url(url) => self.archive(package, Some(url), None, policy)?,
            Place::Path(path) => self.archive(package, None, Some(path), policy)?,
            Place::Git(url) => artifact::git_reference(url)?,
            Place::Directory(path) | Place::Editable(path) => Artifact::Directory {
                path: directory.directory(path)?,
                editable: matches!(package.source.place, Place::Editable(_)),
                subdirectory: package.source.subdirectory.clone(),
            },
        };
        Ok(Some((artifact, None)))
    }

    /// The one file of a package that was named by its address. The lock repeats it as a wheel or as a source distribution.
    fn archive(
        &self,
        package: &Package,
        url: Option<&String>,
        path: Option<&String>,
        policy: &Policy,
    ) -> Result<Artifact, Diagnostic> {
        let wheel = package
            .wheels
            .as_ref()
            .and_then(|it| self.0.wheels(it).get(0));
        let entry = FileEntry {
            name: None,
            url: url.cloned(),
            path: path.cloned(),
            subdirectory: package.source.subdirectory.clone(),
            ..wheel.or(package.sdist.clone()).unwrap_or_default()
        };
        let directory = artifact::directory_of(&self.0.shown)?;
        artifact::archive(&entry, &directory, package.name.get_ref(), policy)
    }
}

impl Package {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.get_ref() == name
    }

    fn version(&self) -> &str {
        self.version.as_deref().unwrap_or("an unknown version")
    }

    /// Whether it is the package that a dependency means.
    fn is_meant_by(&self, dependency: &Dependency) -> bool {
        let version = dependency.version.as_ref();
        let source = dependency.source.as_ref();
        version.is_none_or(|version| self.version.as_ref() == Some(version))
            && source.is_none_or(|source| self.source == *source)
    }
}

/// A walk from the chosen project along its dependencies.
struct Walk<'a> {
    lock: &'a UvLock,
    environment: MarkerEnvironment,
    by_name: BTreeMap<&'a str, Vec<&'a Package>>,
    /// Packages by their names; more than one of a name is a mistake.
    reached: BTreeMap<&'a str, Vec<&'a Package>>,
    /// The chosen extras and groups, as uv writes them into markers where some exclude each other.
    active: BTreeSet<String>,
    /// What markers gave so far: few are written once only.
    answers: BTreeMap<&'a str, bool>,
    problems: Diagnostics,
}

impl<'a> Walk<'a> {
    /// The environments that the lock was made for, if it was made for some only.
    fn check_environments(&self, target: &Target) -> Result<(), Diagnostic> {
        let supported = &self.lock.0.document.supported_markers;
        let mut fits = supported.is_empty();
        for marker in supported {
            fits |= self.marker(marker.get_ref())?.evaluate(&self.environment);
        }
        if fits {
            return Ok(());
        }
        let file = &self.lock.0.shown;
        let at = supported
            .first()
            .map(|first| file.at(file.span(first.span())));
        let problem = lock::no_environment(target, "environments` in `[tool.uv]");
        Err(at.map_or(problem.clone(), |at| problem.at(at)))
    }

    /// Walks from the chosen project, with its chosen extras and groups.
    fn choose(&mut self, root: &'a Package, choice: &Choice) {
        let mut start = vec![(root, None)];
        let mut groups = Vec::new();
        let mut active = vec![encoded("project", root, "")];
        for extra in &choice.extras {
            let known = root.extras();
            if let Some(name) = known
                .iter()
                .find(|name| normalize_name(name) == extra.value)
            {
                start.push((root, Some(*name)));
                active.push(encoded("extra", root, name));
            } else {
                let text = project::unknown_choice("extra", &extra.value, known.into_iter());
                self.problems.push(text.at(choice.spec.at(extra.span)));
            }
        }
        let known = self.lock.groups(root);
        for chosen in &choice.groups {
            if let Some(group) = known.get(&chosen.value) {
                groups.extend(group.dependencies);
                active.extend(group.project.map(|it| encoded("group", it, group.name)));
            } else {
                let names: Vec<_> = known.values().map(|group| group.name).collect();
                let text =
                    project::unknown_choice("dependency group", &chosen.value, names.into_iter());
                self.problems.push(text.at(choice.spec.at(chosen.span)));
            }
        }
        for member in &choice.members {
            match self.lock.member(&member.value) {
                Ok(member) => {
                    start.push((member, None));
                    active.push(encoded("project", member, ""));
                }
                Err(problem) => self.problems.push(problem.at(choice.spec.at(member.span))),
            }
        }
        self.check_conflicts(root, choice);
        self.active.extend(active);
        // Where extras exclude each other, an extra that is reached late can change what was decided before.
        loop {
            let before = self.active.len();
            let known = self.problems.clone();
            self.environment.extras.clone_from(&self.active);
            self.walk(start.clone(), &groups);
            if self.active.len() == before {
                return;
            }
            self.problems = known;
        }
    }

    fn walk(&mut self, mut queue: Vec<(&'a Package, Option<&'a str>)>, groups: &[&'a Dependency]) {
        self.reached.clear();
        self.answers.clear();
        let mut seen = BTreeSet::new();
        for dependency in groups {
            self.follow(dependency, &mut queue);
        }
        while let Some((package, extra)) = queue.pop() {
            if !seen.insert((std::ptr::from_ref(package), extra)) {
                continue;
            }
            let dependencies = if let Some(extra) = extra {
                // An extra that the project never had is nobody's mistake here: installers only warn of it.
                let found = package.optional_dependencies.get(extra);
                if !self.lock.0.document.conflicts.is_empty() {
                    self.active.insert(encoded("extra", package, extra));
                }
                found.map(Vec::as_slice).unwrap_or_default()
            } else {
                let name = package.name.get_ref().as_str();
                self.reached.entry(name).or_default().push(package);
                &package.dependencies
            };
            for dependency in dependencies {
                self.follow(dependency, &mut queue);
            }
        }
    }

    /// Queues the package that a dependency means, if its marker is true.
    fn follow(
        &mut self,
        dependency: &'a Dependency,
        queue: &mut Vec<(&'a Package, Option<&'a str>)>,
    ) {
        match self.is_wanted(dependency) {
            Ok(true) => {}
            Ok(false) => return,
            Err(problem) => return self.problems.push(problem),
        }
        let packages = self.by_name.get(dependency.name.as_str());
        let mut meant = packages
            .into_iter()
            .flatten()
            .filter(|package| package.is_meant_by(dependency));
        let Some(package) = meant.next() else {
            let problem = lock::dangling_dependency(&dependency.name);
            let at = self.lock.0.shown.at(crate::diagnostic::Span::default());
            return self.problems.push(problem.at(at));
        };
        queue.push((package, None));
        let extras = dependency.extra.iter();
        queue.extend(extras.map(|extra| (*package, Some(extra.as_str()))));
    }

    fn is_wanted(&mut self, dependency: &'a Dependency) -> Result<bool, Diagnostic> {
        let Some(marker) = dependency.marker.as_deref() else {
            return Ok(true);
        };
        if let Some(answer) = self.answers.get(marker) {
            return Ok(*answer);
        }
        let answer = self.marker(marker)?.evaluate(&self.environment);
        self.answers.insert(marker, answer);
        Ok(answer)
    }

    fn marker(&self, text: &str) -> Result<Marker, Diagnostic> {
        text.parse().map_err(|fault: crate::diagnostic::Fault| {
            let file = &self.lock.0.shown;
            // uv writes each marker once or more; the first place shows how it looks.
            let start = file.text().find(text).unwrap_or_default();
            let at = file.at(file.span(start..start + text.len()));
            fault.diagnostic.at(at)
        })
    }

    /// Two extras or groups that the project declares to exclude each other.
    fn check_conflicts(&mut self, root: &Package, choice: &Choice) {
        for set in &self.lock.0.document.conflicts {
            let chosen: Vec<_> = set
                .iter()
                .filter(|item| root.is(&item.package))
                .filter_map(|item| {
                    let is_one_of = |names: &[Spanned<String>], name: &str| {
                        let name = normalize_name(name);
                        names.iter().any(|chosen| chosen.value == name)
                    };
                    let extra = item.extra.as_deref();
                    let extra = extra.filter(|extra| is_one_of(&choice.extras, extra));
                    let group = item.group.as_deref();
                    extra.or(group.filter(|group| is_one_of(&choice.groups, group)))
                })
                .collect();
            if chosen.len() > 1 {
                let at = choice.spec.at(choice.at);
                self.problems.push(lock::exclude_each_other(&chosen).at(at));
            }
        }
    }
}

/// How uv writes an extra, a group or a project into a marker.
fn encoded(kind: &str, package: &Package, name: &str) -> String {
    let project = package.name.get_ref();
    let length = project.len();
    let end = if name.is_empty() { "" } else { "-" };
    format!("{kind}-{length}-{project}{end}{name}")
}

impl Package {
    /// The names of its extras.
    fn extras(&self) -> Vec<&str> {
        let declared = self.metadata.provides_extras.iter();
        let mut names: Vec<_> = declared
            .chain(self.optional_dependencies.keys())
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Its dependency groups.
    pub(super) fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        let declared = self.metadata.requires_dev.keys();
        let names: BTreeSet<_> = declared.chain(self.dev_dependencies.keys()).collect();
        names.into_iter().map(|name| Group {
            name,
            project: Some(self),
            dependencies: self
                .dev_dependencies
                .get(name)
                .map_or(&[][..], Vec::as_slice),
        })
    }
}
