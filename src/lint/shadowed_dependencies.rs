//! `dependencies: uv.lock`, and a `requirements.txt` beside it

use super::Subject;
use crate::diagnostic::texts::lint as texts;
use crate::lock::{REQUIREMENTS, rivals, source_of_lock};
use crate::spec::DependencySource;

pub(super) fn check(subject: &mut Subject) {
    let dependencies = &subject.spec.dependencies;
    let (source, at) = match &dependencies.value.source {
        // Two of them would be an error.
        DependencySource::Detect => return,
        DependencySource::File(file) => (Some(&file.value.path), file.span),
        DependencySource::Packages(_) => (None, dependencies.span),
    };
    let inputs = subject.inputs;
    let origin = inputs.and_then(|it| source_of_lock(it, &mut subject.files));
    let parts = inputs.into_iter().flat_map(|it| &it.parts);
    let known: Vec<_> = origin.iter().chain(parts).collect();
    let is_built = inputs.is_some_and(|it| !it.undeclared().is_empty());
    for rival in rivals(source) {
        // A build may read it.
        let is_read = known.contains(&&rival) || is_built && rival.file_name() == REQUIREMENTS;
        if !is_read && subject.files.get(&rival).is_some() {
            subject.report(texts::shadowed_dependencies(rival.as_str()), at);
        }
    }
}
