//! Names of the caches that outlive a build.
//!
//! BuildKit's cache mounts are global to an engine: every project on it shares a cache of the same name.

use super::Facts;

/// Names of cache mounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheIds {
    /// Archives and lists of apt: one distribution release, one architecture.
    pub apt: String,
    /// What installers download and build. A wheel built from source fits one Python, C library, release and
    /// architecture, and installers keep such wheels without knowing the last three.
    pub installer: String,
}

impl CacheIds {
    /// The names for a base and an architecture; the namespace may be empty.
    pub fn new(namespace: &str, facts: &Facts, architecture: &str) -> Self {
        let name = |rest: String| match namespace {
            "" => format!("cartwright/{rest}"),
            namespace => format!("{namespace}/cartwright/{rest}"),
        };
        let release = &facts.release;
        Self {
            apt: name(format!(
                "apt-{}{}-{architecture}",
                release.id, release.version
            )),
            installer: name(format!("installer-{}-{architecture}", facts.abi())),
        }
    }
}
