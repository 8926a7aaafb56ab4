//! The source of dependencies, when the spec names none.

use std::str::FromStr;

use super::pyproject::Declares;
use crate::diagnostic::{Diagnostic, texts::lock as texts};
use crate::spec::{ContextPath, DependencyFile, DependencyFileKind, UNREAD_LOCKS};

/// Every file whose presence matters to the choice.
pub(super) fn candidates() -> Vec<ContextPath> {
    [REQUIREMENTS, PYPROJECT]
        .iter()
        .chain(&UNREAD_LOCKS)
        .filter_map(|name| ContextPath::from_str(name).ok())
        .collect()
}

const REQUIREMENTS: &str = "requirements.txt";
pub(super) const PYPROJECT: &str = "pyproject.toml";

/// Chooses among the files that exist.
///
/// Two sources side by side are an error: it is not known which of them is kept up to date.
pub(super) fn choose(
    present: &[ContextPath],
    declares: Declares,
) -> Result<Option<DependencyFile>, Diagnostic> {
    let has = |name: &str| present.iter().find(|path| path.as_str() == name);
    let requirements = has(REQUIREMENTS);
    let pyproject = has(PYPROJECT).filter(|_| declares != Declares::Nothing);
    if let Some(lock) = UNREAD_LOCKS.into_iter().find(|lock| has(lock).is_some()) {
        return Err(texts::detected_lock(
            lock,
            requirements.is_some(),
            pyproject.is_some(),
        ));
    }
    let (path, kind) = match (requirements, pyproject) {
        (Some(_), Some(_)) if declares == Declares::Dependencies => {
            return Err(texts::two_sources(REQUIREMENTS, PYPROJECT));
        }
        (Some(path), _) => (path, DependencyFileKind::Requirements),
        (None, Some(path)) => (path, DependencyFileKind::Pyproject),
        (None, None) => return Ok(None),
    };
    Ok(Some(DependencyFile {
        path: path.clone(),
        kind,
    }))
}
