//! Names of the caches that outlive a build.
//!
//! BuildKit's cache mounts are global to an engine: every project on it shares a cache of the same name.

use super::{Base, Builder};
use crate::spec::PackageManager;

/// Names of cache mounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheIds {
    /// `cartwright`, below the namespace if there is one.
    prefix: String,
}

impl CacheIds {
    /// The names in a namespace, which may be empty.
    pub fn new(namespace: &str) -> Self {
        let prefix = match namespace {
            "" => "cartwright".to_owned(),
            namespace => format!("{namespace}/cartwright"),
        };
        Self { prefix }
    }

    /// Archives and lists of a package manager: one distribution release, one architecture.
    pub fn system<Role>(&self, base: &Base<Role>, manager: PackageManager) -> String {
        let (manager, release) = (manager.key(), &base.facts.release);
        self.name(
            &format!("{manager}-{}{}", release.id, release.version),
            base,
        )
    }

    /// What installers download and build. A wheel built from source fits one Python, C library, release and
    /// architecture, and installers keep such wheels without knowing the last three.
    pub fn installer(&self, base: &Base<Builder>) -> String {
        self.name(&format!("installer-{}", base.facts.abi()), base)
    }

    fn name<Role>(&self, rest: &str, base: &Base<Role>) -> String {
        format!("{}/{rest}-{}", self.prefix, base.image.architecture)
    }
}
