//! Ways to start the application, and the choice among them.

use std::collections::{BTreeMap, BTreeSet};

use super::project::Project;
use super::tree::Source;
use crate::diagnostic::{Diagnostic, Location, texts};
use crate::spec::Argv;

/// A way to start the application.
pub(super) struct Candidate {
    pub(super) argv: Vec<String>,
    /// The port it listens on.
    pub(super) port: Option<u16>,
    /// Environment variables that it needs.
    pub(super) env: Vec<(String, String)>,
    /// What was found, for people.
    pub(super) what: String,
    /// Where it was found.
    pub(super) at: Location,
    /// How unusual its names are; the least is preferred.
    pub(super) oddity: usize,
    /// What the user should know about it.
    pub(super) warning: Option<Diagnostic>,
    /// Why it cannot be started after all.
    pub(super) problem: Option<Diagnostic>,
}

/// How the application starts, and why that is thought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inferred {
    /// The program and its arguments.
    pub argv: Argv,
    /// The port it listens on.
    pub port: Option<u16>,
    /// Environment variables that it needs, unless the spec sets them.
    pub env: Vec<(String, String)>,
    /// What was found, and where: `` FastAPI instance `app` at main.py:7 ``.
    pub reason: String,
    /// What the user should know about it.
    pub warning: Option<Diagnostic>,
}

impl Candidate {
    pub(super) fn new<S: Into<String>>(
        argv: impl IntoIterator<Item = S>,
        what: impl Into<String>,
        at: Location,
    ) -> Self {
        Self {
            argv: argv.into_iter().map(Into::into).collect(),
            port: None,
            env: Vec::new(),
            what: what.into(),
            at,
            oddity: 0,
            warning: None,
            problem: None,
        }
    }

    /// `` FastAPI instance `app` at main.py:7 ``.
    pub(super) fn reason(&self) -> String {
        let Location { file, span } = &self.at;
        format!("{} at {}:{}", self.what, file.name(), span.start.line)
    }
}

/// The one that is plainly the best, if there is any.
///
/// # Errors
/// When it cannot be started, or when several are equally good.
pub(super) fn choose(mut candidates: Vec<Candidate>) -> Result<Option<Inferred>, Diagnostic> {
    let least = candidates.iter().map(|it| it.oddity).min();
    candidates.retain(|it| Some(it.oddity) == least);
    if let Some(problem) = candidates.iter_mut().find_map(|it| it.problem.take()) {
        return Err(problem);
    }
    let Some(best) = candidates.pop() else {
        return Ok(None);
    };
    if !candidates.is_empty() {
        candidates.push(best);
        let found: Vec<_> = candidates
            .iter()
            .map(|it| (it.reason(), it.argv.as_slice()))
            .collect();
        return Err(texts::infer::ambiguous(&found));
    }
    let reason = best.reason();
    Ok(Some(Inferred {
        argv: Argv::new(best.argv)?,
        port: best.port,
        env: best.env,
        reason,
        warning: best.warning,
    }))
}

/// Without the modules that another one of them imports: what is imported is a part of what imports it.
pub(super) fn outermost<T>(project: &Project, mut found: Vec<(Source, T)>) -> Vec<(Source, T)> {
    let sources: BTreeMap<_, _> = found.iter().map(|(it, _)| (&it.path, it)).collect();
    let is_part = |one: &Source| {
        let mut others = sources.values().filter(|other| other.path != one.path);
        let name = project.name_of(&one.path);
        name.is_some_and(|name| others.any(|other| project.imports(other, &name)))
    };
    let outer = sources.values().filter(|source| !is_part(source));
    let outer: BTreeSet<_> = outer.map(|source| source.path.clone()).collect();
    if !outer.is_empty() {
        found.retain(|(source, _)| outer.contains(&source.path));
    }
    found
}

/// Names of files that an application is usually in.
const FILES: [&str; 11] = [
    "__init__",
    "api",
    "app",
    "application",
    "asgi",
    "main",
    "run",
    "server",
    "streamlit_app",
    "web",
    "wsgi",
];

/// Names that an application usually has.
const NAMES: [&str; 9] = [
    "api",
    "app",
    "application",
    "asgi",
    "create_app",
    "get_app",
    "make_app",
    "server",
    "wsgi",
];

/// How unusual the names of a file and of an object in it are.
pub(super) fn oddity(source: &Source, name: Option<&str>) -> usize {
    let odd_file = !FILES.contains(&source.stem());
    let odd_name = name.is_some_and(|name| !NAMES.contains(&name));
    2 * usize::from(odd_file) + usize::from(odd_name)
}
