//! Directories of the image that the application may write to.

use std::fmt;
use std::str::FromStr;

use super::absolute_path::{self, is_inside};
use crate::diagnostic::{Diagnostic, texts::container as texts};

/// Directories that belong to the system or to Cartwright, with all that is in them.
const TAKEN: [&str; 16] = [
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
    "/run/cartwright",
    "/sbin",
    "/sys",
    "/usr",
    // Links to `/run`.
    "/var/lock",
    "/var/run",
];

/// Directories that programs share: one in them can be the application's, they cannot.
const SHARED: [&str; 8] = [
    "/",
    "/home",
    "/opt",
    "/run",
    "/var",
    "/var/cache",
    "/var/lib",
    "/var/log",
];

/// Directories that everybody may write to.
const OPEN: [&str; 2] = ["/tmp", "/var/tmp"];

/// An absolute path without `.`, `..`, doubled or trailing slashes, which can be given to the application's user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DataDirectory(String);

impl DataDirectory {
    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, or one in the application's directory by its path from there.
    pub(super) fn within(workdir: &str, text: &str) -> Result<Self, Diagnostic> {
        if text.starts_with(['/', '~', '$']) {
            text.parse()
        } else {
            format!("{workdir}/{text}").parse()
        }
    }

    /// A volume: the same, and a mistake that those who know compose will make.
    pub(super) fn volume(text: &str) -> Result<Self, Diagnostic> {
        if text.contains(':') {
            return Err(texts::volume_of_the_host(text));
        }
        text.parse()
    }
}

impl FromStr for DataDirectory {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let path =
            absolute_path::normalize(text).ok_or_else(|| texts::directory_not_absolute(text))?;
        if let Some(open) = OPEN.into_iter().find(|open| is_inside(&path, open)) {
            return Err(texts::directory_is_open(&path, open));
        }
        if let Some(taken) = TAKEN.into_iter().find(|taken| is_inside(&path, taken)) {
            return Err(texts::directory_taken(&path, taken));
        }
        if SHARED.contains(&path.as_str()) {
            return Err(texts::directory_shared(&path));
        }
        Ok(Self(path))
    }
}

impl fmt::Display for DataDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
