//! What of packages does not ship.

use std::str::FromStr;

use crate::diagnostic::{Diagnostic, texts};

/// What is left out of packages that others made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prune {
    /// Nothing: the files are those that every installer leaves. The default.
    #[default]
    None,
    /// What no program imports or reads: tests, and the sources of translations.
    Safe,
}

impl FromStr for Prune {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        match text {
            "none" => Ok(Self::None),
            "safe" => Ok(Self::Safe),
            _ => Err(texts::spec::prune(text)),
        }
    }
}
