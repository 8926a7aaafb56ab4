//! What went wrong, in one line that also says what to do next.

use std::fmt;

/// An error for the person at the terminal.
#[derive(Debug)]
pub struct Problem(String);

/// The result of every task.
pub type Outcome<T = ()> = Result<T, Problem>;

impl Problem {
    /// A problem described by `message`.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says which thing an I/O error (or another one) is about.
pub trait About<T> {
    /// Puts `subject` in front of the error.
    fn about(self, subject: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> About<T> for Result<T, E> {
    fn about(self, subject: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| Problem(format!("{subject}: {error}")))
    }
}
