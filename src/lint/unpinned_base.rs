//! `base: python`, `base: python:latest`

use super::Subject;
use crate::diagnostic::texts::lint as texts;
use crate::spec::Base;

pub(super) fn check(subject: &mut Subject) {
    let base = &subject.spec.base;
    if let Base::Image(image) = &base.value
        && image.digest.is_none()
        && image.tag.as_deref() == Some("latest")
    {
        subject.report(texts::unpinned_base(&image.repository), base.span);
    }
}
