//! The environment from locked files: downloads, builds, and layers.

use std::collections::BTreeMap;

use serde_json::json;

use super::environment::{Command, VENV};
use super::helper::{LAYERS, helper};
use super::indexes::{Download, Indexes};
use super::layers::{Budget, Unpacking, is_local, spread};
use super::libraries::{INVENTORY, OBJECTS};
use super::overlaps::OVERLAPS;
use super::uv::OUT;
use super::{Bases, Builds, Inputs, Runtime};
use crate::diagnostic::{Location, Spanned};
use crate::lock::{Artifact, Commit, File, Locked, LockedPackage, Origin};
use crate::packaging::{CLibrary, Requirement, WheelName, url};
use crate::spec::{ContextPath, DependencySource, PackageDirectory, Prune, Spec};

/// Where wheels are mounted, each package's in a directory of its own.
pub const WHEELS: &str = "/run/cartwright/wheels";

/// Where the wheels that were built are to be seen, in the image of the builder.
pub const BUILT: &str = "/wheels";

/// How the environment is put together.
#[derive(Clone, Debug)]
pub struct Wheels {
    /// How wheels are made that are not to be had.
    pub builds: Builds,
    /// Makes the empty environment, in [`LAYERS`]`/environment`.
    pub create: Command<Runtime>,
    /// What is unpacked, step by step.
    pub unpackings: Vec<Unpacking>,
    /// Where the spec asks for packages.
    pub at: Vec<Location>,
    /// The requirements that the spec itself lists, by name.
    named: BTreeMap<String, Location>,
    /// The directory of modules, relative to the environment.
    site_packages: String,
    /// The interpreter that makes bytecode; `None` for none.
    python: Option<String>,
    /// What is left out of packages, but for those of the build context.
    pub prune: Prune,
    /// Where the application is, for the records of what comes from it.
    workdir: String,
    indexes: Indexes,
    directories: Vec<PackageDirectory>,
}

impl Wheels {
    pub(super) fn new(inputs: &Inputs, locked: &Locked) -> Self {
        let Inputs { spec, bases, .. } = inputs;
        let Bases {
            runtime, compiler, ..
        } = bases;
        let facts = &runtime.facts;
        let certificates = usize::from(inputs.trust.shipped().next().is_some());
        let apart = spec.build.iter().filter(|step| step.apart.is_some());
        let others = inputs.config.base_layers + spec.copies.len() + certificates + apart.count();
        let budget = Budget::new(spec.layers, others);
        let environment = format!("{LAYERS}/environment");
        let create = helper("environment")
            .args(["--out", &environment, "--prefix", VENV])
            .args(["--python", runtime.python()])
            .args(["--version", &facts.python.version])
            .args(["--implementation", &facts.python.implementation]);
        let named = named(spec);
        let at = match &spec.dependencies.value.source {
            DependencySource::Detect => Vec::new(),
            DependencySource::File(file) => vec![spec.file.at(file.span)],
            DependencySource::Packages(_) => named.values().cloned().collect(),
        };
        Self {
            at,
            named,
            builds: Builds::new(inputs, locked),
            create,
            unpackings: spread(&locked.packages, budget),
            site_packages: facts.python.site_packages(),
            python: spec
                .bytecode
                .is_of_packages()
                .then(|| compiler.python().to_owned()),
            prune: inputs.prune(),
            workdir: spec.workdir.value.as_str().to_owned(),
            indexes: Indexes::of(spec),
            directories: spec.package_directories.clone(),
        }
    }

    /// The step that fills the layers of an unpacking, each in [`LAYERS`] under its name, from what is in [`WHEELS`].
    pub fn unpack(&self, unpacking: &Unpacking) -> Command<Runtime> {
        let mut command = self
            .helper("install")
            .option("--python", self.python.as_deref());
        for package in unpacking.packages().filter(|it| self.prunes(it)) {
            command = command.args(["--prune", &package.name]);
        }
        for package in unpacking.packages() {
            let build = self.builds.of(package);
            let is_editable = build.is_some_and(|build| build.editable.is_some());
            if let Some(record) = direct_url(&package.artifact, &self.workdir, is_editable) {
                command = command.args([
                    "--direct-url".to_owned(),
                    format!("{}={record}", package.name),
                ]);
            }
        }
        if unpacking.may_have_libraries() {
            command = command.args(["--inventory".to_owned(), format!("{INVENTORY}/{OBJECTS}")]);
        }
        for layer in &unpacking.layers {
            for name in layer.names() {
                command = command.args(["--out".to_owned(), format!("{LAYERS}/{name}")]);
            }
            command = command.args(layer.packages.iter().map(wheel_path));
        }
        command
    }

    /// Whether something may be left out of a package. What is written here is tested here, by what ships of it; what is not to ship
    /// of that, `exclude` says.
    pub fn prunes(&self, package: &LockedPackage) -> bool {
        self.prune == Prune::Safe && !is_local(package)
    }

    /// Finds the files that several packages have. `trees` are the roots of all layers, from the lowest.
    pub fn overlaps<'p>(&self, trees: impl Iterator<Item = &'p String>) -> Command<Runtime> {
        let command = self.helper("overlaps");
        command
            .args(["--out".to_owned(), format!("{OUT}/{OVERLAPS}")])
            .args(trees)
    }

    /// A command about the environment.
    fn helper(&self, command: &str) -> Command<Runtime> {
        helper(command).args(["--prefix", VENV, "--site-packages", &self.site_packages])
    }

    /// Every package, in the order in which they are unpacked.
    pub fn packages(&self) -> impl Iterator<Item = &LockedPackage> {
        self.unpackings.iter().flat_map(Unpacking::packages)
    }

    /// The packages that have no wheel.
    pub fn built(&self) -> impl Iterator<Item = &LockedPackage> {
        self.packages()
            .filter(|package| self.builds.of(package).is_some())
    }

    /// Where the spec asks for a package of a name, or for the one that needs it.
    pub fn places(&self, name: &str) -> &[Location] {
        self.named.get(name).map_or(&self.at, std::slice::from_ref)
    }

    /// How a file of a package is fetched.
    pub fn download(&self, package: &LockedPackage, url: &str) -> Download {
        self.indexes.download(package, url)
    }

    /// What a file is from that is none of the build context, though a lock has it there, and where it is in that.
    pub fn elsewhere(&self, path: &ContextPath) -> Option<(String, ContextPath)> {
        let mut directories = self.directories.iter();
        directories.find_map(|directory| directory.elsewhere(path))
    }
}

fn named(spec: &Spec) -> BTreeMap<String, Location> {
    let DependencySource::Packages(requirements) = &spec.dependencies.value.source else {
        return BTreeMap::new();
    };
    let entry =
        |written: &Spanned<Requirement>| (written.value.name.clone(), spec.file.at(written.span));
    requirements.iter().map(entry).collect()
}

/// The packages that ship and have no wheel for musl, by name: what other C libraries have wheels for is compiled.
pub fn without_musl_wheel<'a>(inputs: &Inputs<'a>) -> Vec<&'a str> {
    let facts = &inputs.bases.runtime.facts;
    let locked = match facts.c_library() {
        CLibrary::Musl { .. } => inputs.wanted.locked(),
        _ => None,
    };
    let packages = locked.map_or(&[][..], |locked| &locked.packages);
    let built = packages
        .iter()
        .filter(|it| matches!(it.artifact, Artifact::Sdist { .. }));
    built.map(|package| package.name.as_str()).collect()
}

/// The wheel of a package, or the directory with the one that was built.
fn wheel_path(package: &LockedPackage) -> String {
    match wheel(&package.artifact) {
        Some(file) => format!("{WHEELS}/{}/{}", package.name, file.name),
        None => format!("{WHEELS}/{}", package.name),
    }
}

/// The file of a package that needs no build.
pub fn wheel(artifact: &Artifact) -> Option<&File> {
    match artifact {
        Artifact::Wheel(file) => Some(file),
        Artifact::Archive { file, .. } if WheelName::parse(&file.name).is_some() => Some(file),
        _ => None,
    }
}

/// The record of where a package comes from (PEP 610); packages of an index have none.
///
/// A path of the build context is recorded as one below the application's directory: the machine's own is nobody's business.
fn direct_url(artifact: &Artifact, workdir: &str, is_editable: bool) -> Option<String> {
    let in_image = |path: &str| {
        let path = format!("{workdir}/{path}");
        url::of_file(path.trim_end_matches('/'))
    };
    let (mut record, subdirectory) = match artifact {
        Artifact::Wheel(_) | Artifact::Sdist { .. } => return None,
        Artifact::Archive { file, subdirectory } => {
            let url = match &file.origin {
                Origin::Url(url) => url.clone(),
                Origin::Context(path) => in_image(path.as_str()),
            };
            let info = json!({"hashes": {"sha256": file.sha256}});
            (json!({"url": url, "archive_info": info}), subdirectory)
        }
        Artifact::Git(Commit { repository, hash }) => {
            let mut info = json!({"vcs": "git", "commit_id": hash});
            if let Some(requested) = &repository.revision {
                info["requested_revision"] = json!(requested);
            }
            let record = json!({"url": repository.url, "vcs_info": info});
            (record, &repository.subdirectory)
        }
        Artifact::Directory {
            path, subdirectory, ..
        } => {
            let url = in_image(path.as_str());
            let mut info = json!({});
            if is_editable {
                info["editable"] = json!(true);
            }
            (json!({"url": url, "dir_info": info}), subdirectory)
        }
    };
    if let Some(directory) = subdirectory {
        record["subdirectory"] = json!(directory);
    }
    Some(record.to_string())
}
