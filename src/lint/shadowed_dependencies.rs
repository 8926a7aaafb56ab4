//! `dependencies: uv.lock`, and a `requirements.txt` beside it

use super::Subject;
use crate::diagnostic::texts::lint as texts;
use crate::lock::rivals;
use crate::spec::DependencySource;

pub(super) fn check(subject: &mut Subject) {
    let dependencies = &subject.spec.dependencies;
    let (source, at) = match &dependencies.value.source {
        // Two of them would be an error.
        DependencySource::Detect => return,
        DependencySource::File(file) => (Some(&file.value.path), file.span),
        DependencySource::Packages(_) => (None, dependencies.span),
    };
    for rival in rivals(source) {
        if subject.files.get(&rival).is_some() {
            subject.report(texts::shadowed_dependencies(rival.as_str()), at);
        }
    }
}
