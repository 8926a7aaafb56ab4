//! The version of a Python interpreter.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::{Diagnostic, texts};

/// A version of Python 3, with or without its patch number. Ordered; no patch comes before any patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PythonVersion {
    /// Always 3 so far.
    pub major: u32,
    /// The feature version: 13 of `3.13.4`.
    pub minor: u32,
    /// The bugfix version: 4 of `3.13.4`; `None` for the newest.
    pub patch: Option<u32>,
}

impl PythonVersion {
    /// What is built when nothing says otherwise.
    pub const DEFAULT: Self = Self::new(3, 13);

    /// The oldest version that builds.
    pub const OLDEST: Self = Self::new(3, 8);

    /// A feature version.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self {
            major,
            minor,
            patch: None,
        }
    }
}

impl FromStr for PythonVersion {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let numbers: Option<Vec<u32>> = text.split('.').map(number).collect();
        let version = match numbers.as_deref() {
            Some([3]) => return Err(texts::packaging::python_without_minor()),
            Some(&[major, minor]) => Self::new(major, minor),
            Some(&[major, minor, patch]) => Self {
                patch: Some(patch),
                ..Self::new(major, minor)
            },
            _ => return Err(texts::packaging::python_not_a_version(text)),
        };
        match version {
            Self { major: 3, .. } if version >= Self::OLDEST => Ok(version),
            Self {
                major: 3,
                minor: 1,
                patch: None,
            } => Err(texts::packaging::python_probably_3_10()),
            _ => Err(texts::packaging::python_too_old_or_unknown(text)),
        }
    }
}

/// A number as versions spell it: digits only, no leading zero.
fn number(text: &str) -> Option<u32> {
    let plain =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        self.patch.map_or(Ok(()), |patch| write!(f, ".{patch}"))
    }
}
