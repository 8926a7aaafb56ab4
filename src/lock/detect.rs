//! The source of dependencies, when the spec names none.

use std::str::FromStr;

use super::pyproject::Declares;
use crate::diagnostic::{Diagnostic, texts::lock as texts};
use crate::spec::{ContextPath, DependencyFile, UNREAD_LOCKS};

/// Every file whose presence matters to the choice.
pub(super) fn candidates() -> Vec<ContextPath> {
    [UV_LOCK, PYLOCK, REQUIREMENTS, PYPROJECT]
        .iter()
        .chain(&UNREAD_LOCKS)
        .filter_map(|name| ContextPath::from_str(name).ok())
        .collect()
}

const UV_LOCK: &str = "uv.lock";
const PYLOCK: &str = "pylock.toml";
const REQUIREMENTS: &str = "requirements.txt";
pub(super) const PYPROJECT: &str = "pyproject.toml";

/// Chooses among the files that exist.
///
/// Two sources side by side are an error: it is not known which of them is kept up to date. A lock and the project that it
/// was made from are one.
pub(super) fn choose(
    present: &[ContextPath],
    declares: Declares,
) -> Result<Option<DependencyFile>, Diagnostic> {
    let has = |name: &&str| present.iter().any(|path| path.as_str() == *name);
    let sources: Vec<&str> = [UV_LOCK, PYLOCK, REQUIREMENTS]
        .into_iter()
        .filter(has)
        .collect();
    let has_project = has(&PYPROJECT) && declares != Declares::Nothing;
    if let Some(lock) = UNREAD_LOCKS.into_iter().find(has) {
        let project = (has_project && sources.is_empty()).then_some(PYPROJECT);
        let read: Vec<_> = sources.into_iter().chain(project).collect();
        return Err(texts::detected_lock(lock, &read));
    }
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
