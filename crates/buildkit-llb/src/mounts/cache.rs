//! Directories that outlive a build.

use super::Mount;
use crate::{Output, caps, pb};

/// What happens when two steps want the same cache at the same time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Both use it: it must cope with that.
    #[default]
    Shared,
    /// The second one gets a new one.
    Private,
    /// The second one waits.
    Locked,
}

/// A directory that outlives the build. It is never part of a result or of a cache key.
#[derive(Clone, Debug)]
pub struct Cache(pub(super) Mount);

impl Cache {
    /// The cache `id` at `dest`. The id is shared by all builds of the engine: put into it what
    /// makes contents incompatible.
    pub fn new(dest: impl Into<String>, id: impl Into<String>) -> Self {
        let mut mount = Mount::new(dest.into(), pb::MountType::Cache, caps::MOUNT_CACHE);
        mount.message.cache_opt = Some(pb::CacheOpt {
            id: id.into(),
            sharing: 0,
        });
        Self(mount)
    }

    /// What happens when two steps want it.
    #[must_use]
    pub fn sharing(mut self, sharing: Sharing) -> Self {
        let sharing = match sharing {
            Sharing::Shared => pb::CacheSharingOpt::Shared,
            Sharing::Private => pb::CacheSharingOpt::Private,
            Sharing::Locked => pb::CacheSharingOpt::Locked,
        };
        self.0.caps.insert(caps::MOUNT_CACHE_SHARING);
        if let Some(options) = &mut self.0.message.cache_opt {
            options.sharing = sharing.into();
        }
        self
    }

    /// What a new cache holds: `path` of `initial`. Its owner and mode become the cache's, which is
    /// how another user than root gets to write.
    #[must_use]
    pub fn initial(mut self, initial: impl Into<Output>, path: impl Into<String>) -> Self {
        self.0.input = Some(initial.into());
        self.0.select(path.into());
        self
    }
}
