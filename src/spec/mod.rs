//! From the text of `cart.yaml` to typed values with places.
//!
//! Knows no BuildKit, no network and no file system.

mod absolute_path;
mod argv;
mod auth;
mod base;
mod build_args;
mod build_step;
mod bytecode;
mod context_path;
mod copy;
mod data_directory;
mod debian;
mod dependencies;
mod duration;
mod env;
mod gate;
mod healthcheck;
mod image_reference;
mod index;
mod installer;
mod labels;
mod layer_limit;
mod package_builds;
mod package_directory;
pub mod pattern;
mod port;
mod process;
mod program;
mod prune;
mod read;
mod reader;
mod secret;
mod shell_line;
mod smoke;
mod stop_signal;
mod system_packages;
mod target_name;
mod task;
mod trust;
mod user;
mod workdir;
mod yaml;

use std::collections::BTreeMap;

pub use absolute_path::is_inside;
pub use argv::Argv;
pub use auth::Auth;
pub use base::{Base, Bases};
pub use build_args::{BuildArg, Given, is_reserved};
pub use build_step::{Apart, BuildStep};
pub use bytecode::Bytecode;
pub use context_path::{ContextDirectory, ContextPath};
pub use copy::{Copied, CopiedFrom, CopiedPath, Destination};
pub use data_directory::DataDirectory;
pub use debian::DebianRelease;
pub use dependencies::{
    Dependencies, DependencyFile, DependencyFileKind, DependencySource, Distributions,
};
pub use env::{check_name as check_variable_name, reference as variable_reference};
pub use gate::{Gate, TEST};
pub use healthcheck::{HealthTest, Healthcheck};
pub use image_reference::ImageReference;
pub use index::{Fetch, Index, IndexUrl};
pub use installer::Installer;
pub use layer_limit::LayerLimit;
pub use package_builds::BuildEnv;
pub use package_directory::PackageDirectory;
pub use port::{Port, Protocol};
pub use process::{Process, WEB};
pub use program::Program;
pub use prune::Prune;
pub use secret::{SecretId, TaskSecret};
pub use shell_line::{PlainCommand, directory_from, is_shell, plain_commands, shell_line};
pub use smoke::Smoke;
pub use stop_signal::StopSignal;
pub use system_packages::{PackageManager, SystemPackage, SystemPackages};
pub use target_name::BUILT_IN;
pub use task::{DEV, Task, TaskDependencies};
pub use trust::{Certificate, CertificateSource, KnownHosts, Ssh, check_known_host};
pub use user::User;
pub use workdir::Workdir;

use crate::diagnostic::{Diagnostics, SourceFile, Spanned};
use crate::packaging::PythonVersion;

/// What a user asks for.
///
/// Values that were left out have their default, at the place [`Span::default`](crate::diagnostic::Span): the first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The file it was read from.
    pub file: SourceFile,
    /// What builds can give, in the order written.
    pub args: Vec<BuildArg>,
    /// The Python version; without one, the dependency files are asked (see [`crate::lock::Inputs::python`]).
    pub python: Option<Spanned<PythonVersion>>,
    /// The images to build on. Default: the official slim image.
    pub base: Bases,
    /// What to install. Default: detected from the files of the context.
    pub dependencies: Spanned<Dependencies>,
    /// The package indexes, in the order they are asked; none for the public one.
    pub indexes: Vec<Index>,
    /// Directories whose packages are taken before those of indexes.
    pub package_directories: Vec<PackageDirectory>,
    /// Authorities that are trusted beside those that the base knows, in the order written.
    pub certificates: Vec<Certificate>,
    /// How repositories are reached by SSH; without it, none is.
    pub ssh: Option<Ssh>,
    /// The program that installs it. Default: uv.
    pub installer: Spanned<Installer>,
    /// The most layers of the image. Default: 60.
    pub layers: LayerLimit,
    /// What is compiled before it ships. Default: all that is imported.
    pub bytecode: Bytecode,
    /// What is left out of packages. Default: nothing.
    pub prune: Prune,
    /// Packages of the distribution.
    pub system: SystemPackages,
    /// The program that always runs. Without this and [`Self::command`], it is inferred (see [`crate::infer`]).
    pub entrypoint: Option<Spanned<Argv>>,
    /// The program, or the arguments of [`Self::entrypoint`], that `docker run` can replace.
    pub command: Option<Spanned<Argv>>,
    /// The programs of the application, in the order written; none for the one above. Each is a target.
    pub processes: Vec<Process>,
    /// Environment variables of the running container.
    pub env: BTreeMap<String, Spanned<String>>,
    /// The user the container runs as. Default: 10001:10001.
    pub user: Spanned<User>,
    /// The directory of the application. Default: `/app`.
    pub workdir: Spanned<Workdir>,
    /// Ports the container listens on, in the order written.
    pub ports: Vec<Spanned<Port>>,
    /// How an engine finds out whether the container is well. Default: it is not asked.
    pub healthcheck: Option<Healthcheck>,
    /// The signal that asks the container to stop. Default: the engine's, SIGTERM.
    pub stop_signal: Option<Spanned<StopSignal>>,
    /// Directories whose files outlive a container, which its user may write to.
    pub volumes: Vec<Spanned<DataDirectory>>,
    /// More directories that the container's user may write to.
    pub writable: Vec<Spanned<DataDirectory>>,
    /// Labels of the image.
    pub labels: BTreeMap<String, Spanned<String>>,
    /// Annotations of the image's manifest.
    pub annotations: BTreeMap<String, Spanned<String>>,
    /// The only paths of the context to ship; empty for all of them. In the syntax of `.dockerignore`, without `!`.
    pub include: Vec<Spanned<String>>,
    /// Paths of the context not to ship. In the syntax of `.dockerignore`.
    pub exclude: Vec<Spanned<String>>,
    /// Files from elsewhere, in the order written: of two for the same place, the later is there.
    pub copies: Vec<Copied>,
    /// What makes files of the application, one after the other.
    pub build: Vec<BuildStep>,
    /// Whether it is found out if the image would start.
    pub smoke: Smoke,
    /// What the image has to pass: `test`, and then `checks` in the order written.
    pub gates: Vec<Gate>,
    /// What is developed with; `None` for whatever ships. Not written: `--target dev` asks for it.
    pub dev: Option<Task>,
}

impl Spec {
    /// Reads a spec, with the warnings about it; or everything that is wrong with it.
    pub fn read(file: &SourceFile) -> Result<(Self, Diagnostics), Diagnostics> {
        Self::read_with(file, &Given::new())
    }

    /// The same, with what the client gives for what the spec declares in `args`.
    ///
    /// # Errors
    /// Everything that is wrong with the spec, as it is with these values.
    pub fn read_with(file: &SourceFile, given: &Given) -> Result<(Self, Diagnostics), Diagnostics> {
        read::spec(file, given)
    }

    /// The files of the context that say whom to trust: they are no files of the application.
    pub fn trusted_files(&self) -> impl Iterator<Item = &ContextPath> {
        let certificates = self.certificates.iter().filter_map(|it| match &it.from {
            CertificateSource::File(path) => Some(path),
            CertificateSource::Secret(_) => None,
        });
        let known_hosts = self.ssh.iter().filter_map(|ssh| match &ssh.known_hosts {
            Some(KnownHosts::File(path)) => Some(&path.value),
            Some(KnownHosts::Lines(_)) | None => None,
        });
        certificates.chain(known_hosts)
    }

    /// Everything that has packages beside those that ship: what of the user's runs while the image is built, and what is
    /// developed with.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        let gates = self.gates.iter().map(|gate| &gate.task);
        let steps = self.build.iter().map(|step| &step.task);
        steps.chain(gates).chain(&self.dev)
    }
}

#[cfg(test)]
mod schema;
#[cfg(test)]
mod tests;
