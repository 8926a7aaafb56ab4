//! What to install.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::package_builds::{self, BuildEnv};
use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use super::{ContextPath, Installer};
use crate::diagnostic::{Diagnostic, Spanned, texts};
use crate::packaging::{Requirement, UNREAD, is_valid_name, normalize_name};

/// What to install, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// Where the requirements come from.
    pub source: DependencySource,
    /// Requirements beside a file that is no lock.
    pub more: Vec<Spanned<Requirement>>,
    /// The member of a workspace (`uv.lock` only), normalized; `None` for the project at its root.
    pub package: Option<Spanned<String>>,
    /// More members of it, which are installed as well, normalized.
    pub members: Vec<Spanned<String>>,
    /// Extras of the project (`pyproject.toml` and locks only), normalized.
    pub extras: Vec<Spanned<String>>,
    /// Dependency groups of the project (`pyproject.toml` and locks only), normalized.
    pub groups: Vec<Spanned<String>>,
    /// Constraints files: versions to keep to, for what gets installed.
    pub constraints: Vec<Spanned<ContextPath>>,
    /// Versions that replace whatever else is asked for, by anybody.
    pub overrides: Vec<Spanned<Requirement>>,
    /// Projects never to install from a wheel.
    pub no_binary: Distributions,
    /// Projects never to build.
    pub only_binary: Distributions,
    /// Projects whose builds get the network.
    pub build_network: Distributions,
    /// Variables of builds.
    pub build_env: BuildEnv,
    /// What builds need and do not list, by the normalized name of the package.
    pub build_dependencies: BTreeMap<String, Vec<Spanned<Requirement>>>,
    /// Whether every requirement must have a hash.
    pub require_hashes: bool,
    /// Ignores what was published after this moment: a date (`2026-10-01`) or an RFC 3339 timestamp.
    pub exclude_newer: Option<Spanned<String>>,
}

impl Dependencies {
    /// The script that says what is installed (PEP 723), if that is the source.
    pub fn script(&self) -> Option<&ContextPath> {
        match &self.source {
            DependencySource::File(file) if file.value.kind == DependencyFileKind::Script => {
                Some(&file.value.path)
            }
            _ => None,
        }
    }
}

/// Where requirements come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DependencySource {
    /// From whatever the context holds.
    #[default]
    Detect,
    /// From a file of the context.
    File(Spanned<DependencyFile>),
    /// From the spec itself.
    Packages(Vec<Spanned<Requirement>>),
}

/// A file of the context that lists dependencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DependencyFile {
    /// Where it is.
    pub path: ContextPath,
    /// Its format, told by its name.
    pub kind: DependencyFileKind,
}

/// The format of a dependency file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DependencyFileKind {
    /// pip's requirements file format.
    Requirements,
    /// `pyproject.toml` (PEP 621, PEP 735).
    Pyproject,
    /// `uv.lock`.
    UvLock,
    /// `pylock.toml`, or `pylock.NAME.toml` (PEP 751).
    Pylock,
    /// `poetry.lock`.
    PoetryLock,
    /// `pdm.lock`.
    PdmLock,
    /// `Pipfile.lock`, of Pipenv.
    PipfileLock,
    /// `setup.py` or `setup.cfg`, of a project without a `pyproject.toml`, or with one that does not tell: it is built to know what
    /// it needs.
    Setup,
    /// A script that says what it needs (PEP 723).
    Script,
}

impl DependencyFileKind {
    /// Whether it says all that is installed.
    fn is_lock(self) -> bool {
        !matches!(
            self,
            Self::Requirements | Self::Pyproject | Self::Setup | Self::Script
        )
    }

    /// Whether it belongs to a project, which may have extras and groups.
    fn is_project(self) -> bool {
        !matches!(self, Self::Requirements | Self::Script)
    }
}

impl FromStr for DependencyFile {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let path: ContextPath = text.parse()?;
        let name = path.file_name();
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let kind = match (name, extension) {
            ("pyproject.toml", _) => DependencyFileKind::Pyproject,
            ("uv.lock", _) => DependencyFileKind::UvLock,
            ("poetry.lock", _) => DependencyFileKind::PoetryLock,
            ("pdm.lock", _) => DependencyFileKind::PdmLock,
            ("Pipfile.lock", _) => DependencyFileKind::PipfileLock,
            ("setup.py" | "setup.cfg", _) => DependencyFileKind::Setup,
            _ if UNREAD.contains(&name) => return Err(texts::spec::dependency_file(text)),
            _ if is_pylock(name) => DependencyFileKind::Pylock,
            (_, "txt" | "in") => DependencyFileKind::Requirements,
            (_, "py") => DependencyFileKind::Script,
            _ => return Err(texts::spec::dependency_file(text)),
        };
        Ok(Self { path, kind })
    }
}

/// `pylock.toml`, or `pylock.NAME.toml`.
fn is_pylock(name: &str) -> bool {
    name == "pylock.toml"
        || name
            .strip_prefix("pylock.")
            .and_then(|rest| rest.strip_suffix(".toml"))
            .is_some_and(|name| !name.is_empty() && !name.contains('.'))
}

/// A choice of projects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Distributions {
    /// None of them.
    #[default]
    None,
    /// All of them.
    All,
    /// These, by normalized name, sorted.
    Some(Vec<String>),
}

impl Distributions {
    /// Whether a project, by its normalized name, is one of them.
    pub fn contains(&self, project: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Some(projects) => projects.iter().any(|name| name == project),
        }
    }
}

/// The keys of the map form.
pub(super) const FIELDS: &[Known] = &[
    ("file", &[]),
    ("packages", &[]),
    ("package", &[]),
    ("extras", &[]),
    ("groups", &[]),
    ("constraints", &[]),
    ("overrides", &[]),
    ("no_binary", &[]),
    ("only_binary", &[]),
    ("build_network", &[]),
    ("build_env", &["build_environment"]),
    ("build_dependencies", &["build_deps"]),
    ("require_hashes", &[]),
    ("exclude_newer", &[]),
];

/// A file, a list of requirements, or a map of both and more.
pub(super) fn read(
    reader: &mut Reader,
    field: &str,
    node: &Node,
    installer: Installer,
) -> Spanned<Dependencies> {
    let dependencies = match &node.kind {
        Kind::List(_) => Dependencies {
            source: DependencySource::Packages(reader.values(field, node)),
            ..Dependencies::default()
        },
        Kind::Map(entries) => read_map(reader, entries, installer),
        Kind::Null | Kind::Scalar(_) => Dependencies {
            source: reader
                .value(field, node)
                .map_or(DependencySource::Detect, DependencySource::File),
            ..Dependencies::default()
        },
    };
    Spanned::new(dependencies, node.span)
}

fn read_map(
    reader: &mut Reader,
    entries: &[(Spanned<String>, Node)],
    installer: Installer,
) -> Dependencies {
    let mut fields = Fields::of(reader, entries, FIELDS);
    let file: Option<Spanned<DependencyFile>> = fields.value("file");
    let packages = fields.read("packages", Reader::values);
    let is_lock = file.as_ref().is_some_and(|it| it.value.kind.is_lock());
    let (is_project, is_workspace) = match file.as_ref().map(|file| file.value.kind) {
        Some(kind) => (kind.is_project(), kind == DependencyFileKind::UvLock),
        None => (packages.is_none(), packages.is_none()),
    };
    for (is_wrong, key, problem) in [
        (is_lock, "packages", texts::spec::lock_and_packages()),
        (
            !is_project,
            "extras",
            texts::spec::only_from_project("extras"),
        ),
        (
            !is_project,
            "groups",
            texts::spec::only_from_project("groups"),
        ),
        (
            !is_workspace,
            "package",
            texts::spec::only_from_uv_lock("package"),
        ),
        (
            installer == Installer::Pip,
            "exclude_newer",
            texts::spec::needs_uv("exclude-newer"),
        ),
        (
            installer == Installer::Pip,
            "overrides",
            texts::spec::needs_uv("overrides"),
        ),
        (
            installer == Installer::Pip,
            "build_dependencies",
            texts::spec::needs_uv("build-dependencies"),
        ),
    ] {
        if let Some(place) = fields.place(key).filter(|_| is_wrong) {
            fields.report(problem, place);
        }
    }
    let build_env = fields
        .read("build_env", package_builds::read_env)
        .unwrap_or_default();
    if let Some(place) = fields.place("build_env")
        && installer == Installer::Pip
        && !build_env.of_packages.is_empty()
    {
        fields.report(texts::spec::needs_uv("build-env: {PACKAGE: …}"), place);
    }
    let (source, more) = match (file, packages) {
        (Some(file), more) => (DependencySource::File(file), more.unwrap_or_default()),
        (None, Some(packages)) => (DependencySource::Packages(packages), Vec::new()),
        (None, None) => (DependencySource::Detect, Vec::new()),
    };
    let mut members = fields
        .read("package", names)
        .unwrap_or_default()
        .into_iter();
    Dependencies {
        source,
        more,
        package: members.next(),
        members: members.collect(),
        extras: fields.read("extras", names).unwrap_or_default(),
        groups: fields.read("groups", names).unwrap_or_default(),
        constraints: fields
            .read("constraints", Reader::values)
            .unwrap_or_default(),
        overrides: fields.read("overrides", Reader::values).unwrap_or_default(),
        no_binary: fields.read("no_binary", distributions).unwrap_or_default(),
        only_binary: fields
            .read("only_binary", distributions)
            .unwrap_or_default(),
        build_network: fields
            .read("build_network", distributions)
            .unwrap_or_default(),
        build_env,
        build_dependencies: fields
            .read("build_dependencies", package_builds::read_dependencies)
            .unwrap_or_default(),
        require_hashes: fields
            .read("require_hashes", Reader::flag)
            .flatten()
            .unwrap_or_default(),
        exclude_newer: fields
            .read("exclude_newer", |reader, field, node| {
                reader.value_with(field, node, moment)
            })
            .flatten(),
    }
}

pub(super) fn names(reader: &mut Reader, field: &str, node: &Node) -> Vec<Spanned<String>> {
    reader.values_with(field, node, name)
}

pub(super) fn name(text: &str) -> Result<String, Diagnostic> {
    if is_valid_name(text) {
        Ok(normalize_name(text))
    } else {
        Err(texts::packaging::requirement_name(text))
    }
}

fn distributions(reader: &mut Reader, field: &str, node: &Node) -> Distributions {
    if matches!(&node.kind, Kind::Scalar(text) if text == "all" || text == ":all:") {
        return Distributions::All;
    }
    let mut chosen: Vec<_> = names(reader, field, node)
        .into_iter()
        .map(|name| name.value)
        .collect();
    chosen.sort();
    chosen.dedup();
    if chosen.is_empty() {
        Distributions::None
    } else {
        Distributions::Some(chosen)
    }
}

/// A date or an RFC 3339 timestamp, of which only the shape is checked.
fn moment(text: &str) -> Result<String, Diagnostic> {
    const DATE: &str = "0000-00-00";
    let shape: String = text
        .chars()
        .map(|letter| if letter.is_ascii_digit() { '0' } else { letter })
        .collect();
    let time = shape
        .strip_prefix(DATE)
        .map(|time| time.strip_prefix(['T', 't']).unwrap_or(time));
    let zone = time.and_then(|time| time.strip_prefix("00:00:00"));
    match (time, zone) {
        (Some(""), _) | (_, Some("Z" | "z" | "+00:00" | "-00:00")) if shape.len() == text.len() => {
            Ok(text.to_owned())
        }
        _ => Err(texts::spec::exclude_newer(text)),
    }
}
