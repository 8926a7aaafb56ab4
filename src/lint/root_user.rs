//! `user: root`

use super::Subject;
use crate::diagnostic::texts::lint as texts;

pub(super) fn check(subject: &mut Subject) {
    let user = &subject.spec.user;
    if user.value.is_root() {
        subject.report(texts::root_user(), user.span);
    }
}
