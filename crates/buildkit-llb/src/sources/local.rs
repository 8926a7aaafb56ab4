//! Directories of the client.

use super::Source;
use crate::caps;

/// The client's session, from which its files are read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Session(String);

impl Session {
    /// A session by its id; none if that is empty.
    pub fn new(id: impl Into<String>) -> Option<Self> {
        let id = id.into();
        (!id.is_empty()).then_some(Self(id))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How the engine finds out which files to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differ {
    /// All of them; best for one or two small files.
    None,
    /// Those whose size, time or mode differs from the last transfer. The engine's default.
    Metadata,
}

/// A directory of the client.
///
/// The session is part of it because two builds at the same time could otherwise get each other's
/// files. The result is known by its content, so a new session does not invalidate what uses it.
#[derive(Clone, Debug)]
pub struct Local(pub(super) Source);

impl Local {
    /// The directory that the client calls `name`: `context`, `dockerfile`.
    pub fn new(name: &str, session: &Session) -> Self {
        let mut source = Source::new(format!("local://{name}"), caps::SOURCE_LOCAL);
        source.set(
            "local.session",
            session.as_str(),
            caps::SOURCE_LOCAL_SESSION,
        );
        Self(source)
    }

    /// Only these paths (relative, no leading slash), and what links among them point to. A `*` is
    /// allowed in the last element.
    #[must_use]
    pub fn follow_paths<S: Into<String>>(mut self, paths: impl IntoIterator<Item = S>) -> Self {
        let paths = paths.into_iter().map(Into::into).collect();
        self.0
            .set_list("local.followpaths", paths, caps::SOURCE_LOCAL_FOLLOW_PATHS);
        self
    }

    /// Only what matches these patterns.
    #[must_use]
    pub fn include_patterns<S: Into<String>>(
        mut self,
        patterns: impl IntoIterator<Item = S>,
    ) -> Self {
        let patterns = patterns.into_iter().map(Into::into).collect();
        self.0
            .set_list("local.includepattern", patterns, caps::SOURCE_LOCAL_INCLUDE);
        self
    }

    /// Not what matches these patterns; the last match wins, and `!` takes back. The language of
    /// `.dockerignore`.
    #[must_use]
    pub fn exclude_patterns<S: Into<String>>(
        mut self,
        patterns: impl IntoIterator<Item = S>,
    ) -> Self {
        let patterns = patterns.into_iter().map(Into::into).collect();
        self.0.set_list(
            "local.excludepatterns",
            patterns,
            caps::SOURCE_LOCAL_EXCLUDE,
        );
        self
    }

    /// The engine keeps a copy of what was sent, by name and this hint. Different filters need
    /// different hints, or they evict each other.
    #[must_use]
    pub fn shared_key_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.set(
            "local.sharedkeyhint",
            hint,
            caps::SOURCE_LOCAL_SHARED_KEY_HINT,
        );
        self
    }

    /// How changes are found.
    #[must_use]
    pub fn differ(mut self, differ: Differ) -> Self {
        let value = match differ {
            Differ::None => "none",
            Differ::Metadata => "metadata",
        };
        self.0.set("local.differ", value, caps::SOURCE_LOCAL_DIFFER);
        self
    }

    /// Names, sizes and modes without contents, except those of these paths.
    #[must_use]
    pub fn metadata_only<S: Into<String>>(mut self, except: impl IntoIterator<Item = S>) -> Self {
        let except = except.into_iter().map(Into::into).collect();
        self.0.set(
            "local.metadatatransfer",
            "true",
            caps::SOURCE_LOCAL_METADATA_TRANSFER,
        );
        self.0.set_list(
            "local.metadatatransferexclude",
            except,
            caps::SOURCE_LOCAL_METADATA_TRANSFER,
        );
        self
    }
}
