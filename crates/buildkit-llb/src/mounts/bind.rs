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

fn content_cache(mount: &mut Mount, mode: ContentCache) {
    let mode = match mode {
        ContentCache::On => pb::MountContentCache::On,
        ContentCache::Off => pb::MountContentCache::Off,
    };
    mount.message.content_cache = mode.into();
    mount.caps.insert(caps::MOUNT_CONTENT_CACHE);
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

    /// Whether the content is part of the cache key. By default it is.
    #[must_use]
    pub fn content_cache(mut self, mode: ContentCache) -> Self {
        content_cache(&mut self.0, mode);
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

    /// Whether the initial content is part of the cache key. By default it is not.
    #[must_use]
    pub fn content_cache(mut self, mode: ContentCache) -> Self {
        content_cache(&mut self.0, mode);
        self
    }
}
