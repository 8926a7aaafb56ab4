//! `python: "3.8"`

use super::Subject;
use crate::diagnostic::texts::lint as texts;
use crate::packaging::PythonVersion;
use crate::spec::Base;

/// The versions that were given up before this release, and when. No clock is asked: the same project gets the same answer
/// from the same release.
const ENDED: [(u32, &str); 3] = [
    (8, "October 2024"),
    (9, "October 2025"),
    (10, "October 2026"),
];

pub(super) fn check(subject: &mut Subject) {
    let spec = subject.spec;
    let said = spec.python.as_ref();
    let said = said.map(|python| (python.value, Some(spec.file.at(python.span))));
    let found = || {
        let inputs = subject
            .inputs
            .filter(|_| spec.base.run.value == Base::Slim)?;
        Some((inputs.python, inputs.python_at.clone()))
    };
    let Some((version, at)) = said.or_else(found) else {
        return;
    };
    let mut ended = ENDED.iter();
    if let Some((_, end)) = ended.find(|(minor, _)| *minor == version.minor) {
        let finding = texts::end_of_life_python(version, end, PythonVersion::DEFAULT);
        subject.found.push(match at {
            Some(at) => finding.at(at),
            None => finding,
        });
    }
}
