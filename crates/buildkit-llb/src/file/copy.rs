//! Copying files.

use super::{NONE, Owner, Timestamp};
use crate::{
    Output, caps,
    graph::{Caps, Inputs},
    pb::{self, file_action::Action},
};

/// Copies from another file system. Modes, owners and times are kept unless said otherwise.
///
/// A file goes *into* `dest` if that is a directory or ends in `/`, else it gets that name. A
/// directory goes into an existing `dest`, else it gets that name; with
/// [`contents`](Self::contents) what is in it goes into `dest`.
#[derive(Clone, Debug)]
pub struct Copy {
    from: Output,
    owner: Option<Owner>,
    caps: Caps,
    message: pb::FileActionCopy,
}

impl Copy {
    /// Copies the absolute path `src` of `from` to the absolute path `dest`.
    pub fn new(from: impl Into<Output>, src: impl Into<String>, dest: impl Into<String>) -> Self {
        let message = pb::FileActionCopy {
            src: src.into(),
            dest: dest.into(),
            mode: NONE.into(),
            timestamp: NONE.into(),
            ..pb::FileActionCopy::default()
        };
        Self {
            from: from.into(),
            owner: None,
            caps: Caps::new(),
            message,
        }
    }

    /// New permissions for everything, directories too.
    #[must_use]
    pub fn mode(mut self, mode: u16) -> Self {
        self.message.mode = mode.into();
        self.message.mode_str.clear();
        self
    }

    /// New permissions in the words of chmod: `u+x,g-w`. Engines since 0.17 understand it, but none
    /// says so.
    #[must_use]
    pub fn symbolic_mode(mut self, mode: impl Into<String>) -> Self {
        self.message.mode = NONE.into();
        self.message.mode_str = mode.into();
        self
    }

    /// A new owner for everything.
    #[must_use]
    pub fn owner(mut self, owner: Owner) -> Self {
        self.owner = Some(owner);
        self
    }

    /// A new time for everything.
    #[must_use]
    pub fn timestamp(mut self, timestamp: Timestamp) -> Self {
        self.message.timestamp = timestamp.nanos();
        self
    }

    /// If `src` itself is a symbolic link, copies what it points to.
    #[must_use]
    pub fn follow_symlink(mut self) -> Self {
        self.message.follow_symlink = true;
        self
    }

    /// Of a directory, copies what is in it.
    #[must_use]
    pub fn contents(mut self) -> Self {
        self.message.dir_copy_contents = true;
        self
    }

    /// Unpacks `src`, a tar file (plain, gz, bz2, xz, zstd).
    #[must_use]
    pub fn unpack(mut self) -> Self {
        self.message.attempt_unpack_docker_compatibility = true;
        self
    }

    /// Makes missing parents of `dest`.
    #[must_use]
    pub fn create_dest(mut self) -> Self {
        self.message.create_dest_path = true;
        self
    }

    /// `src` is a pattern (`*`, `?`, `[…]`) that must match something.
    #[must_use]
    pub fn wildcard(mut self) -> Self {
        self.message.allow_wildcard = true;
        self
    }

    /// `src` is a pattern that may match nothing.
    #[must_use]
    pub fn optional_wildcard(mut self) -> Self {
        self.message.allow_wildcard = true;
        self.message.allow_empty_wildcard = true;
        self
    }

    /// Only what matches these patterns, relative to `src`.
    #[must_use]
    pub fn include<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.message
            .include_patterns
            .extend(patterns.into_iter().map(Into::into));
        self.caps.insert(caps::FILE_COPY_PATTERNS);
        self
    }

    /// Not what matches these patterns, relative to `src`.
    #[must_use]
    pub fn exclude<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.message
            .exclude_patterns
            .extend(patterns.into_iter().map(Into::into));
        self.caps.insert(caps::FILE_COPY_PATTERNS);
        self
    }

    /// Replaces what is in the way, also a directory by a file.
    #[must_use]
    pub fn replace_existing(mut self) -> Self {
        self.message.always_replace_existing_dest_paths = true;
        self.caps.insert(caps::FILE_COPY_REPLACE);
        self
    }

    /// Each of these patterns must match something.
    #[must_use]
    pub fn required<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.message
            .required_paths
            .extend(patterns.into_iter().map(Into::into));
        self.caps.insert(caps::FILE_COPY_REQUIRED);
        self
    }

    pub(super) fn lower(&self, inputs: &mut Inputs<'_>) -> (i64, Action) {
        inputs.rely_on(self.caps.iter().copied());
        let from = inputs.number(&self.from);
        let owner = self.owner.as_ref().map(|owner| owner.lower(inputs));
        (
            from,
            Action::Copy(pb::FileActionCopy {
                owner,
                ..self.message.clone()
            }),
        )
    }
}
