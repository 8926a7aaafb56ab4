//! What reads what others wrote.

mod answers;
mod archive;
mod elf;
mod files;
mod messages;
mod options;
mod packaging;
mod wheel;

use cartwright::diagnostic::{Diagnostics, Location};
use cartwright::gateway::Failure;

/// One reader.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// What it is called.
    pub name: &'static str,
    /// What it reads.
    pub about: &'static str,
    /// Whether that is text: other bytes are refused at once.
    pub is_text: bool,
    /// Reads, and panics if something is wrong.
    pub run: fn(&[u8]),
    /// Inputs to begin with, beside those of `seeds/NAME`.
    real: fn() -> Vec<Vec<u8>>,
}

impl Target {
    /// Real inputs, and those that were trouble once.
    pub fn seeds(&self) -> Vec<Vec<u8>> {
        let mut seeds = crate::seeds::files(&format!("fuzz/seeds/{}", self.name), &[]);
        seeds.extend((self.real)());
        seeds
    }
}

/// All of them.
pub const ALL: [Target; 17] = [
    files::SPEC,
    files::UV_LOCK,
    files::PYLOCK,
    files::POETRY_LOCK,
    files::PDM_LOCK,
    files::PIPFILE_LOCK,
    files::REQUIREMENTS,
    files::PYPROJECT,
    files::IGNORE,
    files::SOURCE,
    packaging::PACKAGING,
    options::OPTIONS,
    answers::ANSWERS,
    messages::MESSAGES,
    wheel::WHEEL,
    archive::ARCHIVE,
    elf::ELF,
];

/// The target of a name.
pub fn find(name: &str) -> Option<&'static Target> {
    ALL.iter().find(|target| target.name == name)
}

/// What a user is told must be sayable, and point at what is there.
fn tell<T>(outcome: Result<T, Failure>) {
    let Err(failure) = outcome else { return };
    if let Failure::Diagnosed(problems) = &failure {
        check(problems);
    }
    let status = failure.into_status();
    let length = status.message.len();
    assert!(length != 0, "a failure without words");
    assert!(length < 512 << 10, "a message without an end");
}

fn check(problems: &Diagnostics) {
    assert!(!problems.is_empty(), "a failure without a reason");
    for problem in problems.iter().take(100) {
        assert!(
            !problem.what.contains('\n'),
            "what is wrong takes more than a line"
        );
        if let Some(Location { file, span }) = &problem.at {
            let lines = file.text().split('\n').count();
            let last = usize::try_from(span.end.line).unwrap_or(usize::MAX);
            assert!(span.start <= span.end, "a place that ends before it begins");
            assert!(last <= lines, "a place behind the end of the file");
        }
    }
}
