//! Which of the user's files are sent to the engine.
//!
//! The patterns are those of `.dockerignore`: anchored at the context's root, evaluated in order, the last match wins,
//! `!` takes back. The client evaluates them, so that nothing else leaves the user's machine.

use crate::diagnostic::Spanned;
use crate::lock::{Locked, LockedPackage};
use crate::spec::{ContextDirectory, Spec, is_inside};

/// What no image wants: version control, environments, caches, secrets, builds, locks, and the files that describe the
/// image. A lock is what the environment is made of: whether there was a file of it changes nothing that runs.
const NEVER_SHIPPED: [&str; 54] = [
    ".git",
    ".hg",
    ".svn",
    "**/.DS_Store",
    "**/.aws",
    "**/.env",
    "**/.env.*",
    "**/.git-credentials",
    "**/.idea",
    "**/.ipynb_checkpoints",
    "**/.kaggle",
    "**/.mypy_cache",
    "**/.netrc",
    "**/.nox",
    "**/.pypirc",
    "**/.pytest_cache",
    "**/.ruff_cache",
    "**/.ssh",
    "**/.streamlit/secrets.toml",
    "**/.terraform",
    "**/.tox",
    "**/.venv",
    "**/.vscode",
    "**/*.cart.yaml",
    "**/*.egg-info",
    "**/*.pyc",
    "**/*.pyo",
    "**/*.whl",
    "**/__pycache__",
    "**/cart.yaml",
    "**/id_ed25519",
    "**/id_rsa",
    "**/node_modules",
    ".coverage",
    ".dockerignore",
    ".python-version",
    "*.Dockerfile",
    "*.sqlite3",
    "Dockerfile*",
    "Pipfile.lock",
    "build",
    "compose*.y*ml",
    "dist",
    "docker-bake*.hcl",
    "docker-bake*.json",
    "docker-compose*.y*ml",
    "env",
    "htmlcov",
    "pdm.lock",
    "poetry.lock",
    "pylock.*.toml",
    "pylock.toml",
    "uv.lock",
    "venv",
];

/// Where many projects keep what their wheel is made of, and nothing else.
const SRC: &str = "src";

/// Files of the context that are sent to the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFiles {
    /// Only these; all when empty.
    pub include: Vec<String>,
    /// Not these.
    pub exclude: Vec<String>,
}

impl SentFiles {
    /// The application's files.
    ///
    /// What is never shipped gives way to the spec's `include`; the ignore file and the spec's `exclude` win over both.
    /// Other projects of the context are left out, and so is the `src` of a project that is installed, unless a file in it
    /// is what runs: what would be imported from there is in its wheel.
    pub(super) fn new(spec: &Spec, ignored: &[String], locked: Option<&Locked>) -> Self {
        Self::without(spec, ignored, locked, in_wheel(spec, locked))
    }

    /// What is looked at to find how the application starts: the same, with the `src` that is in a wheel.
    pub fn to_search(spec: &Spec, ignored: &[String], locked: Option<&Locked>) -> Self {
        Self::without(spec, ignored, locked, None)
    }

    /// What is worked on: the same, with the other projects of the context that are installed. All of them are imported from
    /// where their files are.
    pub(super) fn to_work_on(spec: &Spec, ignored: &[String], locked: Option<&Locked>) -> Self {
        let packages = locked.map_or(&[][..], |locked| &locked.packages);
        let projects = packages.iter().filter_map(LockedPackage::project);
        let projects: Vec<_> = projects.filter(|path| !path.as_str().is_empty()).collect();
        let locked = locked.map(|locked| Locked {
            others: locked
                .others
                .iter()
                .filter(|path| !projects.contains(path))
                .cloned()
                .collect(),
            ..Locked::default()
        });
        let mut files = Self::without(spec, ignored, locked.as_ref(), None);
        if !files.include.is_empty() {
            files
                .include
                .extend(projects.iter().map(|path| literal(path.as_str())));
        }
        files
    }

    /// The application's files without the `src` of a project.
    fn without(
        spec: &Spec,
        ignored: &[String],
        locked: Option<&Locked>,
        source: Option<&ContextDirectory>,
    ) -> Self {
        let include: Vec<String> = spec
            .include
            .iter()
            .map(|pattern| pattern.value.clone())
            .collect();
        let mut exclude: Vec<String> = NEVER_SHIPPED.map(str::to_owned).to_vec();
        exclude.extend(of_the_image(spec));
        if let Some(locked) = locked {
            let others = locked.others.iter().map(ContextDirectory::as_str);
            exclude.extend(others.filter(|path| !path.is_empty()).map(literal));
        }
        exclude.extend(source.map(|path| below(path, SRC)));
        exclude.extend(include.iter().map(|path| format!("!{path}")));
        exclude.extend(chosen(spec, ignored));
        Self { include, exclude }
    }

    /// What a copy of a path takes: all of it that is not ignored.
    pub(super) fn of_copy(path: &str, ignored: &[String]) -> Self {
        let path = path.trim_start_matches('/').to_owned();
        Self {
            include: Vec::from_iter((!path.is_empty()).then_some(path)),
            exclude: ignored.to_vec(),
        }
    }

    /// What a gate sees beside what ships, and a build step in the place of it: what they name, whatever leaves it out
    /// elsewhere, but for caches and secrets. `None` if they name nothing.
    pub(super) fn of_task(patterns: &[Spanned<String>]) -> Option<Self> {
        let anywhere = NEVER_SHIPPED.iter().filter(|it| it.starts_with("**/"));
        (!patterns.is_empty()).then(|| Self {
            include: patterns.iter().map(|it| it.value.clone()).collect(),
            exclude: anywhere.map(|it| (*it).to_owned()).collect(),
        })
    }

    /// What a build of a project gets: all of its directory, because backends may read anything, but no other project, and
    /// nothing that changes without any effect on a wheel, unless the spec's `include` names it.
    pub(super) fn of_project(
        spec: &Spec,
        ignored: &[String],
        path: &ContextDirectory,
        others: &[ContextDirectory],
    ) -> Self {
        let is_root = path.as_str().is_empty();
        let never = NEVER_SHIPPED
            .iter()
            .map(|pattern| match pattern.strip_prefix("**/") {
                Some(_) => (*pattern).to_owned(),
                None => below(path, pattern),
            });
        let included = spec.include.iter().map(|pattern| &pattern.value);
        let named = included.filter(|pattern| {
            let mut never = NEVER_SHIPPED.iter();
            never.any(|it| !it.contains('*') && is_inside(pattern, &below(path, it)))
        });
        let inside = |other: &&ContextDirectory| {
            let rest = other.as_str().strip_prefix(path.as_str());
            rest.is_some_and(|rest| is_root && !rest.is_empty() || rest.starts_with('/'))
        };
        let others = others.iter().filter(inside);
        Self {
            include: (!is_root)
                .then(|| literal(path.as_str()))
                .into_iter()
                .collect(),
            exclude: never
                .chain(of_the_image(spec))
                .chain(named.map(|pattern| format!("!{pattern}")))
                .chain(others.map(|other| literal(other.as_str())))
                .chain(chosen(spec, ignored))
                .collect(),
        }
    }
}

/// The project that is installed, whose `src` ships in its wheel alone.
fn in_wheel<'a>(spec: &Spec, locked: Option<&'a Locked>) -> Option<&'a ContextDirectory> {
    let project = locked.and_then(|locked| locked.project.as_ref());
    project.filter(|path| !runs_from(spec, path))
}

/// Whether a path of the context ships in a wheel alone.
pub(super) fn is_in_wheel(path: &str, spec: &Spec, locked: Option<&Locked>) -> bool {
    let source = in_wheel(spec, locked).and_then(|it| it.directory(SRC).ok());
    source.is_some_and(|source| is_inside(path, source.as_str()))
}

/// Whether the image starts a file of a project's `src` by its path.
fn runs_from(spec: &Spec, project: &ContextDirectory) -> bool {
    let source = format!("{}/{SRC}/", project.as_str());
    let source = source.trim_start_matches('/');
    let mut words = spec.command_lines().flat_map(|argv| argv.value.as_slice());
    words.any(|word| word.strip_prefix("./").unwrap_or(word).starts_with(source))
}

/// The files that describe the image, and how it is made.
fn of_the_image(spec: &Spec) -> impl Iterator<Item = String> {
    let name = spec.file.name();
    let trusted = spec.trusted_files().map(|path| literal(path.as_str()));
    [name.to_owned(), format!("{name}.dockerignore")]
        .into_iter()
        .chain(trusted)
}

/// What the user leaves out.
fn chosen<'a>(spec: &'a Spec, ignored: &'a [String]) -> impl Iterator<Item = String> + 'a {
    let excluded = spec.exclude.iter().map(|pattern| pattern.value.clone());
    ignored.iter().cloned().chain(excluded)
}

/// A pattern for what is in a directory.
pub(super) fn below(path: &ContextDirectory, pattern: &str) -> String {
    if path.as_str().is_empty() {
        pattern.to_owned()
    } else {
        format!("{}/{pattern}", literal(path.as_str()))
    }
}

/// A pattern that matches a path and nothing else.
pub fn literal(path: &str) -> String {
    let mut pattern = String::new();
    for letter in path.chars() {
        if "*?[]\\!".contains(letter) {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}
