//! Packages without a wheel: what each is built from, and what its build gets.
//!
//! A build is a chain of steps. The network and the code of a package never meet, unless the spec says so: a list of what
//! the build needs is read from the sources, an environment is made of it, and the backend is asked what else it needs, and
//! then for the wheel. The environment's key is the list, so that packages with the same list share it.

use std::collections::BTreeMap;

use super::environment::{Command, LISTS, REQUIREMENTS, TIME};
use super::indexes::Indexes;
use super::trust::{Ssh, is_ssh};
use super::{Base, Builder, Inputs, Packages, SentFiles, Variant, tagged_versions, uv};
use crate::diagnostic::{Diagnostic, texts};
use crate::lock::{Artifact, Commit, File, Locked, LockedPackage};
use crate::packaging::{PythonVersion, Requirement, Source, tagged_version};

/// Where sources to build are mounted.
pub const SOURCE: &str = "/run/cartwright/source";

/// What a wheel says about itself, in a directory.
pub const METADATA: &str = "METADATA";

/// Where the environment of a build is.
pub const BUILD_ENVIRONMENT: &str = "/run/cartwright/environment";

/// What is built, and with what.
#[derive(Clone, Debug)]
pub struct Builds {
    /// Packages of the distribution: compilers and headers.
    pub packages: Option<Packages>,
    /// Gets uv.
    pub fetch_uv: Command<Builder>,
    /// Makes an empty environment in [`BUILD_ENVIRONMENT`].
    pub create: Command<Builder>,
    /// Installs what is listed in [`LISTS`] into it.
    pub fill: Command<Builder>,
    /// The platform that what is built has to fit, if it is built on another machine: then it must fit every machine.
    pub pure_for: Option<String>,
    /// The builds by the names of the packages.
    by_name: BTreeMap<String, Build>,
}

/// The build of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// Its sources.
    pub material: Material,
    /// The project in the sources, from their root; empty for the root itself.
    pub project: String,
    /// Where the sources are in the image, if what is built refers to them there: an editable project (PEP 660).
    pub editable: Option<String>,
    /// Whether its code gets the network.
    pub network: bool,
    /// Variables of the backend.
    pub env: BTreeMap<String, String>,
    /// Requirements beside those that it lists.
    pub needs: Vec<String>,
    /// The versions of Python that it has wheels for, in words; `None` if there are none.
    pub pythons: Option<String>,
}

/// Sources to build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Material {
    /// An archive.
    Archive(File),
    /// A commit of a repository.
    Git {
        /// The repository.
        url: String,
        /// The full hash.
        commit: String,
        /// How it is reached by SSH; `None` if it is reached otherwise.
        ssh: Option<Ssh>,
    },
    /// Files of the build context.
    Context(SentFiles),
}

impl Builds {
    pub(super) fn new(inputs: &Inputs, locked: &Locked) -> Self {
        let Inputs { spec, bases, .. } = inputs;
        let base = &bases.builder;
        let builds = locked.packages.iter().filter_map(|package| {
            let build = Build::new(inputs, locked, package)?;
            Some((package.name.clone(), build))
        });
        let moment = &spec.dependencies.value.exclude_newer;
        let moment = moment
            .iter()
            .map(|it| format!("--exclude-newer={}", it.value));
        Self {
            packages: Packages::of(spec, &spec.system.build),
            fetch_uv: uv::fetch(base),
            create: uv::command(base, ["venv", "--quiet", "--no-cache", "--allow-existing"])
                .args(["--python", base.python(), BUILD_ENVIRONMENT]),
            fill: uv::command(base, ["pip", "install", "--no-progress"])
                .args(["--python", &format!("{BUILD_ENVIRONMENT}/bin/python")])
                .args(["--requirement", &format!("{LISTS}/{REQUIREMENTS}")])
                .args(Indexes::of(spec).open_arguments())
                .args(moment),
            pure_for: bases.unrunnable.clone(),
            by_name: builds.collect(),
        }
    }

    /// Each of them.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Build)> {
        self.by_name
            .iter()
            .map(|(name, build)| (name.as_str(), build))
    }

    /// Whether everything has a wheel.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The build of a package; `None` if it has a wheel.
    pub fn of(&self, package: &LockedPackage) -> Option<&Build> {
        self.by_name.get(&package.name)
    }
}

impl Build {
    /// Where the sources are when code of the project runs.
    pub fn source(&self) -> &str {
        self.editable.as_deref().unwrap_or(SOURCE)
    }

    /// The project below a directory with the sources.
    pub fn project_in(&self, sources: &str) -> String {
        format!("{sources}/{}", self.project)
            .trim_end_matches('/')
            .to_owned()
    }

    /// What is built, in the words of PEP 517 and PEP 660.
    pub fn kind(&self) -> &'static str {
        match self.editable {
            Some(_) => "editable",
            None => "wheel",
        }
    }

    fn new(inputs: &Inputs, locked: &Locked, package: &LockedPackage) -> Option<Self> {
        let Inputs {
            spec,
            ignored,
            builds,
            wanted,
            ..
        } = inputs;
        if super::wheel(&package.artifact).is_some() {
            return None;
        }
        let mut env = BTreeMap::from([("SOURCE_DATE_EPOCH".to_owned(), TIME.to_string())]);
        env.extend(builds.env.clone());
        let (material, inner) = match &package.artifact {
            Artifact::Wheel(file) | Artifact::Sdist { file, .. } => {
                (Material::Archive(file.clone()), vec![])
            }
            Artifact::Archive { file, subdirectory } => (
                Material::Archive(file.clone()),
                vec![subdirectory.as_deref()],
            ),
            Artifact::Git(Commit { repository, hash }) => {
                let version = package.version.as_deref();
                let version = version.or_else(|| tagged_version(repository.revision.as_deref()?));
                env.extend(version.into_iter().flat_map(tagged_versions::told));
                let (url, commit) = (repository.url.clone(), hash.clone());
                let ssh = inputs.trust.ssh.clone().filter(|_| is_ssh(&url));
                let material = Material::Git { url, commit, ssh };
                (material, vec![repository.subdirectory.as_deref()])
            }
            Artifact::Directory {
                path, subdirectory, ..
            } => {
                let files = SentFiles::of_project(spec, ignored, path, &locked.others);
                let inner = vec![Some(path.as_str()), subdirectory.as_deref()];
                (Material::Context(files), inner)
            }
        };
        let inner = inner.into_iter().flatten().filter(|part| !part.is_empty());
        let project: Vec<_> = inner.collect();
        let is_worked_on =
            inputs.variant == Variant::Dev && matches!(material, Material::Context(_));
        let own = builds.packages.get(&package.name);
        env.extend(own.into_iter().flat_map(|it| it.env.clone()));
        Some(Self {
            material,
            project: project.join("/"),
            editable: is_worked_on.then(|| spec.workdir.value.as_str().to_owned()),
            network: spec
                .dependencies
                .value
                .build_network
                .contains(&package.name),
            env,
            needs: own
                .into_iter()
                .flat_map(|it| &it.needs)
                .map(|it| pinned(it, wanted.locked()))
                .collect(),
            pythons: match &package.artifact {
                Artifact::Sdist { pythons, .. } => range(pythons),
                _ => None,
            },
        })
    }
}

/// A requirement of a build: of a release that ships, unless it says another.
fn pinned(requirement: &Requirement, ships: Option<&Locked>) -> String {
    let mut requirement = requirement.clone();
    if let Source::Index(versions) = &mut requirement.source
        && versions.is_empty()
        && let Some(shipped) = ships.and_then(|it| it.get(&requirement.name))
        && let Artifact::Wheel(_) | Artifact::Sdist { .. } = shipped.artifact
    {
        let version = shipped.version.iter();
        versions.extend(version.map(|it| format!("=={it}")));
    }
    requirement.to_string()
}

/// `3.8 to 3.11`
fn range(versions: &[PythonVersion]) -> Option<String> {
    match versions {
        [] => None,
        [only] => Some(only.to_string()),
        [first, .., last] => Some(format!("{first} to {last}")),
    }
}

/// What the builder lacks for builds, if there are any.
pub(super) fn missing_pip(base: &Base<Builder>, locked: &Locked) -> Option<Diagnostic> {
    let packages = locked.packages.iter();
    let built = packages.filter(|package| super::wheel(&package.artifact).is_none());
    let built: Vec<_> = built.map(|package| package.name.as_str()).collect();
    let image = &base.image.reference;
    (!base.facts.python.pip && !built.is_empty()).then(|| texts::plan::cannot_build(image, &built))
}
