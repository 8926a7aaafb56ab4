//! The directory of the application.

use std::fmt;
use std::str::FromStr;

use super::absolute_path::{self, is_inside};
use crate::diagnostic::{Diagnostic, texts};

/// Directories that belong to the system or to Cartwright: an application there would hide or overwrite them.
const TAKEN: [&str; 14] = [
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib32",
    "/lib64",
    "/opt/venv",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/sys",
    "/usr",
];

/// The one place under a taken directory that exists for applications.
const FREE: &str = "/usr/src";

/// An absolute path without `.`, `..`, doubled or trailing slashes. Never `/`, never in a directory of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workdir(String);

impl Default for Workdir {
    fn default() -> Self {
        Self("/app".to_owned())
    }
}

impl Workdir {
    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Workdir {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let path = absolute_path::normalize(text)
            .ok_or_else(|| texts::spec::workdir_not_absolute(text))?;
        let inside = |directory: &str| is_inside(&path, directory);
        match TAKEN.into_iter().find(|taken| inside(taken)) {
            _ if path == "/" => Err(texts::spec::workdir_is_root()),
            Some(taken) if !inside(FREE) => Err(texts::spec::workdir_taken(&path, taken)),
            _ => Ok(Self(path)),
        }
    }
}

impl fmt::Display for Workdir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
