//! `dependencies: [fastapi]`

use super::Subject;
use crate::diagnostic::texts::lint as texts;
use crate::lock::{Entry, Requested};
use crate::packaging::{Repository, Source, is_commit};

pub(super) fn check(subject: &mut Subject) {
    let Some(Requested::Requirements(wanted)) = subject.inputs.map(|inputs| &inputs.requested)
    else {
        return;
    };
    // Then the same versions are found as long as the index has them.
    if wanted.options.exclude_newer.is_some() {
        return;
    }
    let is_open = |entry: &&Entry| !is_pinned(&entry.requirement.source);
    let open: Vec<_> = wanted.requirements.iter().filter(is_open).collect();
    if let Some(project) = wanted.undeclared.first() {
        let finding = texts::unlocked_project(&project.package.name);
        subject.found.push(finding.at(project.at.clone()));
    }
    if let [first, others @ ..] = open.as_slice() {
        let finding = texts::unlocked_dependencies(&first.requirement.name, others.len());
        subject.found.push(finding.at(first.at.clone()));
    }
}

/// Whether it can only ever be the same.
fn is_pinned(source: &Source) -> bool {
    match source {
        Source::Index(versions) => versions.iter().any(|version| {
            version.starts_with("===") || version.starts_with("==") && !version.ends_with('*')
        }),
        Source::Url(url) => url.contains("#sha256=") || has_commit(url),
    }
}

/// `git+https://host/repository@COMMIT`
fn has_commit(url: &str) -> bool {
    let revision = Repository::parse(url).and_then(|it| it.revision);
    revision.is_some_and(|revision| is_commit(&revision))
}
