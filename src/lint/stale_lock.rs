//! A `pylock.toml` that lacks what `pyproject.toml` asks for, a `requirements.txt` older than its `requirements.in`
//!
//! Locks that record what they were made from are compared when they are read: a stale one is an error.

use super::Subject;
use crate::diagnostic::texts::lint as texts;
use crate::lock::{Unsatisfied, unsatisfied};

pub(super) fn check(subject: &mut Subject) {
    let Some(inputs) = subject.inputs else {
        return;
    };
    for Unsatisfied {
        entry,
        lock,
        locked,
    } in unsatisfied(inputs, &mut subject.files)
    {
        let finding = texts::stale_lock(&lock, &entry.requirement, &locked);
        subject.found.push(finding.at(entry.at));
    }
}
