//! The source of dependencies, when the spec names none.

use std::str::FromStr;

use super::pyproject::Declares;
use crate::diagnostic::{Diagnostic, texts::project as texts};
use crate::spec::{ContextPath, DependencyFile};

/// Every file whose presence matters to the choice.
pub(super) fn candidates() -> Vec<ContextPath> {
    SOURCES
        .iter()
        .chain([&PYPROJECT])
        .filter_map(|name| ContextPath::from_str(name).ok())
        .collect()
}

/// What pip reads.
pub const REQUIREMENTS: &str = "requirements.txt";
/// What a requirements file is compiled from.
pub(super) const INPUT: &str = "requirements.in";
const SOURCES: [&str; 6] = [
    "uv.lock",
    "pylock.toml",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    REQUIREMENTS,
];

/// The manifest of a project.
pub(super) const PYPROJECT: &str = "pyproject.toml";

/// The manifest of a project that Pipenv manages.
pub(super) const PIPFILE: &str = "Pipfile";

/// Files that list dependencies, where they would be beside one.
pub(super) fn beside(path: &ContextPath) -> Vec<ContextPath> {
    let names = SOURCES.iter().chain([&PYPROJECT, &INPUT]);
    names.filter_map(|name| path.join(name).ok()).collect()
}

/// Where other sources would be beside one, or in the root of the context.
pub fn rivals(source: Option<&ContextPath>) -> Vec<ContextPath> {
    let beside = |name: &&str| match source {
        Some(source) => source.join(name).ok(),
        None => name.parse().ok(),
    };
    let rivals = SOURCES.iter().filter_map(beside);
    rivals.filter(|rival| Some(rival) != source).collect()
}

/// Chooses among the files that exist.
///
/// Two sources side by side are an error: it is not known which of them is kept up to date. A lock and the project that it
/// was made from are one.
pub(super) fn choose(
    present: &[ContextPath],
    declares: Declares,
) -> Result<Option<DependencyFile>, Diagnostic> {
    let has = |name: &&str| present.iter().any(|path| path.as_str() == *name);
    let is_part = |name: &&str| *name == REQUIREMENTS && declares == Declares::ByRequirements;
    let sources = SOURCES.into_iter().filter(has);
    let sources: Vec<&str> = sources.filter(|name| !is_part(name)).collect();
    let has_project = has(&PYPROJECT) && declares != Declares::Nothing;
    match sources.as_slice() {
        [] if has_project => PYPROJECT.parse().map(Some),
        [] => Ok(None),
        [REQUIREMENTS] if has_project && declares == Declares::Dependencies => {
            Err(texts::two_sources(REQUIREMENTS, PYPROJECT))
        }
        [only] => only.parse().map(Some),
        [one, other, ..] => Err(texts::two_sources(one, other)),
    }
}
