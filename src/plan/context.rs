//! Which of the user's files are sent to the engine.
//!
//! The patterns are those of `.dockerignore`: anchored at the context's root, evaluated in order, the last match wins,
//! `!` takes back. The client evaluates them, so that nothing else leaves the user's machine.

use crate::spec::Spec;

/// What no image wants: version control, environments, caches, secrets, builds, and the files that describe the image.
const NEVER_SHIPPED: [&str; 32] = [
    ".git",
    ".hg",
    ".svn",
    "**/.DS_Store",
    "**/.env",
    "**/.env.*",
    "**/.idea",
    "**/.ipynb_checkpoints",
    "**/.mypy_cache",
    "**/.nox",
    "**/.pytest_cache",
    "**/.ruff_cache",
    "**/.tox",
    "**/.venv",
    "**/.vscode",
    "**/*.egg-info",
    "**/*.pyc",
    "**/*.pyo",
    "**/__pycache__",
    "**/node_modules",
    ".coverage",
    ".dockerignore",
    ".python-version",
    "*.sqlite3",
    "Dockerfile*",
    "build",
    "compose*.y*ml",
    "dist",
    "docker-compose*.y*ml",
    "env",
    "htmlcov",
    "venv",
];

/// The files of the context that become the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFiles {
    /// Only these; all when empty.
    pub include: Vec<String>,
    /// Not these.
    pub exclude: Vec<String>,
}

impl SentFiles {
    /// What is never shipped gives way to the spec's `include`; the ignore file and the spec's `exclude` win over both.
    pub(super) fn new(spec: &Spec, ignored: &[String]) -> Self {
        let include: Vec<String> = spec
            .include
            .iter()
            .map(|pattern| pattern.value.clone())
            .collect();
        let mut exclude: Vec<String> = NEVER_SHIPPED.map(str::to_owned).to_vec();
        exclude.push(spec.file.name().to_owned());
        exclude.push(format!("{}.dockerignore", spec.file.name()));
        exclude.extend(include.iter().map(|path| format!("!{path}")));
        exclude.extend(ignored.iter().cloned());
        exclude.extend(spec.exclude.iter().map(|pattern| pattern.value.clone()));
        Self { include, exclude }
    }
}
