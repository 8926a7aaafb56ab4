//! `base: python`, `base: python:latest`

use super::Subject;
use crate::diagnostic::texts::lint as texts;
use crate::spec::{Base, Bases};

pub(super) fn check(subject: &mut Subject) {
    let Bases { build, run } = &subject.spec.base;
    let other = Some(build).filter(|build| build.value != run.value);
    for base in other.into_iter().chain([run]) {
        if let Base::Image(image) = &base.value
            && image.digest.is_none()
            && image.tag.as_deref() == Some("latest")
        {
            subject.report(texts::unpinned_base(&image.repository), base.span);
        }
    }
}
