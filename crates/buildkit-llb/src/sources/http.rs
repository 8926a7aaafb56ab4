//! Files of the web.

use std::fmt;

use super::Source;
use crate::{Digest, caps};

/// A file of the web, alone in a file system.
///
/// The cache knows it by file name and checksum; with a checksum a cached file needs no request,
/// wherever it came from.
#[derive(Clone, Debug)]
pub struct Http(pub(super) Source);

/// Why something cannot be downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// The URL is not one of `http` or `https`.
    Url(String),
    /// The name is empty, `.` or `..`, or holds a slash.
    FileName(String),
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => write!(
                f,
                "{url:?} is not a URL that starts with http:// or https://"
            ),
            Self::FileName(name) => write!(f, "{name:?} is not a file name"),
        }
    }
}

impl std::error::Error for HttpError {}

impl Http {
    /// What `url` gives, under the name `filename`. Mode 0600 and owner root unless said otherwise.
    pub fn new(url: &str, filename: &str) -> Result<Self, HttpError> {
        let rest = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        if rest.is_none_or(str::is_empty) {
            return Err(HttpError::Url(url.into()));
        }
        if matches!(filename, "" | "." | "..") || filename.contains('/') {
            return Err(HttpError::FileName(filename.into()));
        }
        let mut source = Source::new(url.into(), caps::SOURCE_HTTP);
        source.set("http.filename", filename, caps::SOURCE_HTTP);
        Ok(Self(source))
    }

    /// Fail unless the content has this digest.
    #[must_use]
    pub fn checksum(mut self, digest: &Digest) -> Self {
        self.0
            .set("http.checksum", digest.as_str(), caps::SOURCE_HTTP_CHECKSUM);
        self
    }

    /// Permissions of the file.
    #[must_use]
    pub fn mode(mut self, mode: u16) -> Self {
        self.0
            .set("http.perm", format!("0{mode:o}"), caps::SOURCE_HTTP_PERM);
        self
    }

    /// Owner and group of the file.
    #[must_use]
    pub fn owner(mut self, uid: u32, gid: u32) -> Self {
        self.0
            .set("http.uid", uid.to_string(), caps::SOURCE_HTTP_OWNER);
        self.0
            .set("http.gid", gid.to_string(), caps::SOURCE_HTTP_OWNER);
        self
    }

    /// The secret whose value is the `Authorization` header. Engines without `source.http.auth`
    /// would ignore it: ask for the capability.
    #[must_use]
    pub fn auth_header_secret(mut self, id: impl Into<String>) -> Self {
        self.0
            .set("http.authheadersecret", id, caps::SOURCE_HTTP_AUTH);
        self
    }

    /// The `Accept` header.
    #[must_use]
    pub fn accept(mut self, value: impl Into<String>) -> Self {
        self.0
            .set("http.header.accept", value, caps::SOURCE_HTTP_HEADER);
        self
    }

    /// The `User-Agent` header.
    #[must_use]
    pub fn user_agent(mut self, value: impl Into<String>) -> Self {
        self.0
            .set("http.header.user-agent", value, caps::SOURCE_HTTP_HEADER);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_web() {
        for url in [
            "",
            "https://",
            "ftp://a/b",
            "local://context",
            "docker-image://a",
            "a/b",
        ] {
            assert_eq!(Http::new(url, "f").unwrap_err(), HttpError::Url(url.into()));
        }
        for name in ["", ".", "..", "a/b", "/a"] {
            assert_eq!(
                Http::new("http://a", name).unwrap_err(),
                HttpError::FileName(name.into())
            );
        }
    }

    #[test]
    fn modes_are_octal_with_a_zero() {
        let source = Http::new("https://a/b", "b")
            .unwrap()
            .mode(0o644)
            .owner(0, 0)
            .0;
        assert_eq!(source.attrs["http.perm"], "0644");
        assert_eq!(source.attrs["http.uid"], "0");
    }
}
