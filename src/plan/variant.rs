//! The images of a spec: the one that ships, and those that help to make it.

use super::{Facts, Packages};
use crate::spec::PackageManager;

/// Which image of a spec is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// What ships.
    Runtime,
    /// What ships, with programs on top to look into it.
    Debug,
    /// What compiles, and what was compiled.
    Builder,
    /// What is developed in.
    Dev,
}

/// Debian packages to look into a container with.
const DEBIAN_TOOLS: [&str; 7] = [
    "bash",
    "curl",
    "gdb-minimal",
    "less",
    "lsof",
    "procps",
    "strace",
];

/// The same of Alpine.
const ALPINE_TOOLS: [&str; 7] = ["bash", "curl", "gdb", "less", "lsof", "procps-ng", "strace"];

impl Variant {
    /// What titles call it.
    pub fn stage(self) -> &'static str {
        match self {
            Self::Runtime => "runtime",
            Self::Debug => "debug",
            Self::Builder => "builder",
            Self::Dev => "dev",
        }
    }

    /// The packages that it has on top of everything.
    pub(super) fn tools(self, facts: &Facts) -> Option<Packages> {
        let tools = match facts.package_manager()? {
            PackageManager::Apt => &DEBIAN_TOOLS,
            PackageManager::Apk => &ALPINE_TOOLS,
        };
        (self == Self::Debug).then(|| Packages::named(tools))
    }
}
