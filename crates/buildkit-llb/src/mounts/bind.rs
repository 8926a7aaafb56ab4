//! Results of other operations.

use super::Mount;
use crate::{Output, caps, pb};

/// Whether the content of a mount is part of the exec's cache key. If it is, equal content from
/// another source is a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentCache {
    /// It is.
    On,
    /// It is not; only where the content came from is.
    Off,
}

/// A mount of a result.
pub trait HasContent: Sized {
    #[doc(hidden)]
    fn mount_mut(&mut self) -> &mut Mount;

    /// Whether the content is part of the cache key. By default it is, unless there is a selector and what is written becomes
    /// a result. The engine has to read all of it for that.
    #[must_use]
    fn content_cache(mut self, mode: ContentCache) -> Self {
        let mode = match mode {
            ContentCache::On => pb::MountContentCache::On,
            ContentCache::Off => pb::MountContentCache::Off,
        };
        let mount = self.mount_mut();
        mount.message.content_cache = mode.into();
        mount.caps.insert(caps::MOUNT_CONTENT_CACHE);
        self
    }
}

impl HasContent for Bind {
    fn mount_mut(&mut self) -> &mut Mount {
        &mut self.0
    }
}

impl HasContent for Writable {
    fn mount_mut(&mut self) -> &mut Mount {
        &mut self.0
    }
}

/// A result, to be read.
#[derive(Clone, Debug)]
pub struct Bind(pub(super) Mount);

impl Bind {
    /// All of a result at `dest`.
    pub fn new(dest: impl Into<String>, input: impl Into<Output>) -> Self {
        Self(Mount::bind(dest, Some(input.into())).read_only())
    }

    /// Only this file or directory of the result.
    #[must_use]
    pub fn selector(mut self, path: impl Into<String>) -> Self {
        self.0.select(path.into());
        self
    }
}

/// A directory to write to, thrown away afterwards.
///
/// To keep what is written, use an [`OutputMount`](crate::OutputMount).
#[derive(Clone, Debug)]
pub struct Writable(pub(super) Mount);

impl Writable {
    /// A copy of `initial`, or an empty directory, at `dest`.
    pub fn new(dest: impl Into<String>, initial: impl Into<Option<Output>>) -> Self {
        let mut mount = Mount::bind(dest, initial.into());
        mount.caps.insert(caps::MOUNT_BIND_DISCARD);
        Self(mount)
    }

    /// Only this directory of the initial content.
    #[must_use]
    pub fn selector(mut self, path: impl Into<String>) -> Self {
        self.0.select(path.into());
        self
    }
}
