//! From what the user wrote and what the base is to everything that will happen.
//!
//! Pure: no file, no network, no BuildKit. A plan says *what* each stage does, in plain values that a test can print;
//! [`crate::lower`] says *how* BuildKit does it.

mod account;
mod annotations;
mod bases;
mod build_steps;
mod builds;
mod by_name;
mod cache;
mod context;
mod copies;
mod environment;
mod facts;
mod fit;
mod gates;
mod health;
pub mod helper;
mod history;
mod image;
mod image_config;
mod indexes;
mod layers;
mod libraries;
mod moment;
mod overlaps;
mod packages;
mod pip;
mod programs;
mod reload;
mod sbom;
mod smoke;
mod supplied;
mod tagged_versions;
mod tasks;
mod trust;
mod twin;
mod uv;
mod variant;
mod wheels;
mod writable;

pub use account::NewAccount;
pub use bases::{Base, BaseImage, Bases, Builder, Machine, Runtime};
pub use build_steps::{ApartStep, BuildSteps};
pub use builds::{BUILD_ENVIRONMENT, Build, Builds, METADATA, Material, SOURCE};
pub use by_name::ByName;
pub use cache::CacheIds;
pub use context::{SentFiles, literal};
pub use copies::{Copied, Copies, Origin};
pub use environment::{
    CONFIGURATION, CONSTRAINTS, Command, Environment, INSTALLER_CACHE, LISTS, Lists, OVERRIDES,
    PROJECT, REQUIREMENTS, TIME, VENV,
};
pub use facts::{Account, Facts, Interpreter, Libc, Release};
pub use fit::check_bases;
pub use gates::{EXIT_CODE, GATE, Gate, LEFT};
pub use image_config::{ContainerConfig, HealthConfig, History, ImageConfig};
pub use indexes::{Download, Login};
pub use layers::{PackageLayer, Unpacking, label};
pub use libraries::{FINDINGS, INVENTORIES, INVENTORY, Lacking, OBJECTS, OWNERS, Owners};
pub use overlaps::{OVERLAPS, Overlaps};
pub use packages::Packages;
pub use pip::Installation;
pub use programs::package_of_program;
pub use sbom::{Materials, sbom};
pub use smoke::{Check, Smoke, Start, is_python, unwrapped};
pub use supplied::{Elsewhere, Supplied, Supply};
pub use tasks::{Task, TaskCommand, TaskSecret};
pub use trust::{AUTHORITIES, Certificate, Ssh, Trust};
pub use twin::{Files, OS_RELEASE, PASSWD};
pub use uv::{OUT, PYLOCK, Resolution, UV, UV_RELEASE, WARNINGS};
pub use variant::Variant;
pub use wheels::{BUILT, WHEELS, Wheels, wheel, without_musl_wheel};
pub use writable::{Place, Writable};

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostics, texts};
use crate::lock::{About, Locked, LockedPackage, PackageBuilds, Requirements};
use crate::spec::{DEV, Prune, Spec};

/// Everything that will happen.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which image is made.
    pub variant: Variant,
    /// The images under both stages.
    pub bases: Bases,
    /// Compiles the interpreter's own library; `None` when that needs none.
    pub library: Option<Command<Runtime>>,
    /// Whether the environment and the application are compiled.
    pub compiles: bool,
    /// The virtual environment; `None` when there are no dependencies.
    pub environment: Option<Environment>,
    /// Packages of the distribution, on the base.
    pub packages: Option<Packages>,
    /// Packages of the distribution, on top of everything.
    pub tools: Option<Packages>,
    /// Whom steps trust, and the image.
    pub trust: Trust,
    /// The account that has to be made for the user.
    pub account: Option<NewAccount>,
    /// The application's files.
    pub application: Application,
    /// Files from elsewhere.
    pub copies: Copies,
    /// What makes more of them.
    pub build: BuildSteps,
    /// Directories that the container's user may write to; `None` when there are none beside its home.
    pub writable: Option<Writable>,
    /// The time of the application's files, in seconds since the epoch; `None` leaves each its own.
    pub epoch: Option<u64>,
    /// What the image has to pass.
    pub gates: Vec<Gate>,
    /// The commands that have to start.
    pub smoke: Vec<Smoke>,
    /// Names of the caches that outlive a build.
    pub caches: CacheIds,
    /// The configuration of the image.
    pub image: ImageConfig,
    /// What its manifest says about it.
    pub annotations: BTreeMap<String, String>,
}

impl Plan {
    /// The packages of the environment, where they are known.
    pub fn wheels(&self) -> Option<&Wheels> {
        match &self.environment {
            Some(Environment::Wheels(wheels)) => Some(wheels),
            Some(Environment::Pip(_)) | None => None,
        }
    }

    /// What packages of the environment ask for by names that are in none of their files.
    pub fn by_name(&self) -> ByName<'_> {
        let unpackings = self.wheels().map(|wheels| wheels.unpackings.iter());
        let packages = unpackings
            .into_iter()
            .flatten()
            .flat_map(Unpacking::packages);
        let names: Vec<_> = packages.map(|package| package.name.as_str()).collect();
        ByName::of(&names)
    }

    /// Whether everything in the environment comes as others built it.
    pub fn builds_nothing(&self) -> bool {
        self.wheels().is_some_and(|wheels| wheels.builds.is_empty())
    }

    /// Whether the wheels that were built are in a directory of the image, [`BUILT`].
    pub fn shows_built(&self) -> bool {
        let is_builder = self.variant == Variant::Builder;
        is_builder
            && self
                .wheels()
                .is_some_and(|wheels| wheels.built().next().is_some())
    }

    /// Everything of the user's that runs.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        let gates = self.gates.iter().map(|gate| &gate.task);
        self.build.tasks().chain(gates)
    }

    /// Whether anything is built with the packages of `apt.build`, or may be.
    pub fn builds_anything(&self) -> bool {
        let of_tasks = self.tasks().filter_map(|task| task.wheels.as_deref());
        let mut wheels = of_tasks.chain(self.wheels());
        let mut copies = self.copies.all();
        // pip alone knows.
        matches!(self.environment, Some(Environment::Pip(_)))
            || self.build.tasks().next().is_some()
            || wheels.any(|wheels| !wheels.builds.is_empty())
            || copies.any(|copied| matches!(copied.from, Origin::Builder(_)))
    }
}

/// The application's files: which, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The directory in the image.
    pub workdir: String,
    /// The user and the group that they belong to.
    pub owner: (u32, u32),
    /// What belongs to the user all the same.
    pub place: Place,
    /// Whether they are made ready to ship: readable by all, with bytecode that stays valid.
    pub sealed: bool,
    /// What the client sends.
    pub files: SentFiles,
}

/// What the environment holds.
#[allow(clippy::large_enum_variant, reason = "there is one of them in a build")]
#[derive(Clone, Debug)]
pub enum Wanted {
    /// These files.
    Locked(Locked),
    /// Whatever pip finds for these.
    ByPip(Requirements),
}

impl Wanted {
    /// The files, if they are known.
    pub fn locked(&self) -> Option<&Locked> {
        match self {
            Self::Locked(locked) => Some(locked),
            Self::ByPip(_) => None,
        }
    }

    /// Whether the project itself is installed: its modules are imported from there, and not from the application's files.
    fn has_project(&self) -> bool {
        self.locked().is_some_and(|locked| locked.project.is_some())
    }
}

/// What the plan is made from.
#[derive(Clone, Debug)]
pub struct Inputs<'a> {
    /// What the user wrote.
    pub spec: &'a Spec,
    /// Which image is made.
    pub variant: Variant,
    /// The process whose image is made; `None` for the default one, or where there are none.
    pub process: Option<&'a str>,
    /// What the project says about itself.
    pub about: &'a About,
    /// What builds of packages get.
    pub builds: &'a PackageBuilds,
    /// What to install, and how.
    pub wanted: &'a Wanted,
    /// What tasks have beside that, by their names.
    pub extras: &'a BTreeMap<String, Vec<LockedPackage>>,
    /// The patterns of the context's ignore file.
    pub ignored: &'a [String],
    /// Whom the build trusts.
    pub trust: &'a Trust,
    /// The bases.
    pub bases: &'a Bases,
    /// The configuration of the base that ships.
    pub config: ImageConfig,
    /// Packages of the runtime that nobody lists; they count where the spec lists none.
    pub inferred: Option<&'a Packages>,
    /// Labels of the command line, which win.
    pub labels: Vec<(String, String)>,
    /// `SOURCE_DATE_EPOCH`, in seconds since the epoch.
    pub epoch: Option<u64>,
    /// Prefix for the names of caches (`BUILDKIT_CACHE_MOUNT_NS`); empty for none.
    pub cache_namespace: &'a str,
}

impl Inputs<'_> {
    /// The application's files that are sent.
    fn files(&self) -> SentFiles {
        let locked = self.wanted.locked();
        match self.variant {
            Variant::Dev => SentFiles::to_work_on(self.spec, self.ignored, locked),
            _ => SentFiles::new(self.spec, self.ignored, locked),
        }
    }

    /// What is left out of packages: nothing of those that are developed with.
    fn prune(&self) -> Prune {
        match self.variant {
            Variant::Dev => Prune::None,
            _ => self.spec.prune,
        }
    }

    /// What is installed: what ships, and what is developed with.
    fn installed(&self, ships: &Locked) -> Locked {
        let mut all = ships.clone();
        let more = self.extras.get(DEV).into_iter().flatten();
        all.packages.extend(more.cloned());
        all.packages.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }
}

/// Decides everything, or says what does not fit together.
///
/// # Errors
/// When the base lacks what installs the dependencies, or the spec's user.
pub fn plan(inputs: &Inputs) -> Result<Plan, Diagnostics> {
    let Inputs { spec, bases, .. } = inputs;
    let mut problems = Diagnostics::new();
    let caches = CacheIds::new(inputs.cache_namespace);
    let environment = environment(inputs, &mut problems);
    let user = match inputs.variant {
        Variant::Builder => account::root(),
        _ => account::resolve(spec, &bases.runtime.facts, &mut problems),
    };
    let application = Application {
        workdir: spec.workdir.value.as_str().to_owned(),
        owner: match inputs.variant {
            Variant::Dev => (user.uid, user.gid),
            _ => (0, 0),
        },
        place: Place::of(spec, &user),
        sealed: inputs.variant != Variant::Dev,
        files: inputs.files(),
    };
    let packages = match inputs.variant {
        Variant::Builder => &spec.system.build,
        _ => spec.system.shipped(),
    };
    let packages = Packages::of(spec, packages).or_else(|| inputs.inferred.cloned());
    if let (Some(packages), Some(platform)) = (inputs.inferred, &bases.unrunnable) {
        let problem = texts::platform::cannot_install(&packages.summary(), platform);
        let at = packages.at.first().unwrap_or(&bases.runtime.image.at);
        problems.push(problem.at(at.clone()));
    }
    let mut image = image::configure(inputs, environment.is_some(), &user.numeric());
    image::run(&mut image, inputs);
    let tasks = tasks::Tasks {
        inputs,
        user: &user,
        has_environment: environment.is_some(),
    };
    let build = build_steps::plan(&tasks, &mut problems);
    let gates = gates::plan(&tasks, &mut problems);
    problems.extend(smoke::doubled(spec));
    let smoke = smoke::plan(inputs, &user, environment.is_some());
    let mut plan = Plan {
        variant: inputs.variant,
        bases: (*bases).clone(),
        environment,
        packages,
        tools: inputs.variant.tools(&bases.runtime.facts),
        writable: match inputs.variant {
            Variant::Builder => None,
            _ => Writable::of(spec, &user),
        },
        library: spec
            .bytecode
            .is_of_library()
            .then(|| helper::library(bases))
            .flatten(),
        compiles: spec.bytecode.is_of_packages(),
        trust: inputs.trust.clone(),
        account: user.to_make,
        application,
        copies: Copies::of(spec, inputs.ignored),
        build,
        epoch: inputs.epoch,
        gates,
        smoke,
        caches,
        image,
        annotations: annotations::annotations(inputs),
    };
    let entries = history::entries(&plan);
    plan.image.history.extend(entries);
    problems.or_fail(plan).map(|(plan, _)| plan)
}

/// How the environment is made; `None` when there is nothing to install.
fn environment(inputs: &Inputs, problems: &mut Diagnostics) -> Option<Environment> {
    let bases = inputs.bases;
    match inputs.wanted {
        Wanted::Locked(ships) => {
            let locked = inputs.installed(ships);
            if locked.packages.is_empty() {
                return None;
            }
            if let Some(problem) = builds::missing_pip(&bases.builder, &locked) {
                problems.push(problem.at(bases.builder.image.at.clone()));
            }
            problems.extend(trust::unpinned(inputs.trust, &locked));
            let wheels = Wheels::new(inputs, &locked);
            Some(Environment::Wheels(Box::new(wheels)))
        }
        Wanted::ByPip(requirements) if !requirements.is_empty() => {
            if let Some(problem) = pip::missing_module(&bases.builder) {
                problems.push(problem.at(bases.builder.image.at.clone()));
            }
            Some(Environment::Pip(Box::new(Installation::new(
                inputs,
                requirements,
                &bases.builder,
            ))))
        }
        Wanted::ByPip(_) => None,
    }
}
