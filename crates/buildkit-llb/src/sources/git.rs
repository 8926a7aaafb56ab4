//! Git repositories.

use std::fmt;

use super::Source;
use crate::caps;

/// A commit of a git repository, without `.git`.
///
/// Private repositories work without further ado: the secrets `GIT_AUTH_TOKEN` and
/// `GIT_AUTH_HEADER` are used if the client has them, and its SSH agent `default` for addresses of
/// SSH.
#[derive(Clone, Debug)]
pub struct Git {
    pub(super) source: Source,
    reference: String,
    subdir: String,
}

/// A text that is not the address of a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitUrlError(String);

impl fmt::Display for GitUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not the address of a git repository: expected https://, ssh://, git:// or user@host:path",
            self.0
        )
    }
}

impl std::error::Error for GitUrlError {}

/// Host and path of an address, and whether it is one of SSH.
fn parse(url: &str) -> Option<(String, bool)> {
    if url.contains(['#', '?']) || url.contains(char::is_whitespace) {
        return None;
    }
    let (authority, path, ssh) = if let Some((scheme, rest)) = url.split_once("://") {
        let ssh = match scheme {
            "ssh" => true,
            "git" | "http" | "https" => false,
            _ => return None,
        };
        let (authority, path) = rest.split_once('/')?;
        (authority, path, ssh)
    } else {
        let (authority, path) = url.split_once(':')?;
        if !authority.contains('@') {
            return None;
        }
        (authority, path, true)
    };
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let path = path.trim_matches('/');
    (!host.is_empty() && !host.contains('/') && !path.is_empty())
        .then(|| (format!("{host}/{path}"), ssh))
}

impl Git {
    /// The default branch of the repository at an address such as `https://host/path.git` or
    /// `git@host:path.git`, without a fragment.
    pub fn new(url: &str) -> Result<Self, GitUrlError> {
        let (place, ssh) = parse(url).ok_or_else(|| GitUrlError(url.into()))?;
        let mut source = Source::new(format!("git://{place}"), caps::SOURCE_GIT);
        source.set("git.fullurl", url, caps::SOURCE_GIT_FULL_URL);
        let git = Self {
            source,
            reference: String::new(),
            subdir: String::new(),
        }
        .auth_token_secret("GIT_AUTH_TOKEN")
        .auth_header_secret("GIT_AUTH_HEADER");
        Ok(if ssh { git.ssh("default") } else { git })
    }

    /// A branch, a tag, a commit or a full `refs/…`.
    #[must_use]
    pub fn reference(mut self, reference: impl Into<String>) -> Self {
        self.reference = reference.into();
        self
    }

    /// Only this directory, as the root.
    #[must_use]
    pub fn subdir(mut self, subdir: impl Into<String>) -> Self {
        self.subdir = subdir.into();
        let cap = (!self.subdir.is_empty()).then_some(caps::SOURCE_GIT_SUBDIR);
        self.source.caps.extend(cap);
        self
    }

    /// Leave `.git` there.
    #[must_use]
    pub fn keep_git_dir(mut self) -> Self {
        self.source
            .set("git.keepgitdir", "true", caps::SOURCE_GIT_KEEP_DIR);
        self
    }

    /// Fail unless the commit's (or the annotated tag's) hash starts with this.
    #[must_use]
    pub fn checksum(mut self, hex: impl Into<String>) -> Self {
        self.source
            .set("git.checksum", hex, caps::SOURCE_GIT_CHECKSUM);
        self
    }

    /// Leave submodules out.
    #[must_use]
    pub fn skip_submodules(mut self) -> Self {
        self.source.set(
            "git.skipsubmodules",
            "true",
            caps::SOURCE_GIT_SKIP_SUBMODULES,
        );
        self
    }

    /// Files are as old as the commit, not as the checkout.
    #[must_use]
    pub fn commit_times(mut self) -> Self {
        self.source
            .set("git.mtime", "commit", caps::SOURCE_GIT_MTIME);
        self
    }

    /// Ask for the commit by its hash, where the server allows it, and for nothing else.
    #[must_use]
    pub fn fetch_by_commit(mut self) -> Self {
        self.source.set(
            "git.fetchbycommit",
            "true",
            caps::SOURCE_GIT_FETCH_BY_COMMIT,
        );
        self
    }

    /// The secret with an access token; the engine prefers the one named `id.HOST`. Empty for none.
    #[must_use]
    pub fn auth_token_secret(mut self, id: impl Into<String>) -> Self {
        self.source
            .set("git.authtokensecret", id, caps::SOURCE_GIT_HTTP_AUTH);
        self
    }

    /// The secret with an `Authorization` header; the engine prefers the one named `id.HOST`. Empty
    /// for none.
    #[must_use]
    pub fn auth_header_secret(mut self, id: impl Into<String>) -> Self {
        self.source
            .set("git.authheadersecret", id, caps::SOURCE_GIT_HTTP_AUTH);
        self
    }

    /// The client's SSH agent to use. Empty for none.
    #[must_use]
    pub fn ssh(mut self, id: impl Into<String>) -> Self {
        self.source
            .set("git.mountsshsock", id, caps::SOURCE_GIT_SSH);
        self
    }

    /// Whether the repository is reached by SSH.
    pub fn is_ssh(&self) -> bool {
        self.source.attrs.contains_key("git.mountsshsock")
    }

    /// Lines of a `known_hosts` file. Without them the engine does *not* check the keys of SSH
    /// hosts.
    #[must_use]
    pub fn known_hosts(mut self, lines: impl Into<String>) -> Self {
        self.source
            .set("git.knownsshhosts", lines, caps::SOURCE_GIT_KNOWN_HOSTS);
        self
    }

    pub(super) fn into_source(mut self) -> Source {
        if !self.reference.is_empty() || !self.subdir.is_empty() {
            self.source.identifier.push('#');
            self.source.identifier.push_str(&self.reference);
        }
        if !self.subdir.is_empty() {
            self.source.identifier.push(':');
            self.source.identifier.push_str(&self.subdir);
        }
        self.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier(url: &str) -> Option<String> {
        Git::new(url).ok().map(|git| git.into_source().identifier)
    }

    #[test]
    fn all_addresses_of_a_repository_are_one() {
        for url in [
            "https://example.com/a/b.git",
            "https://me:token@example.com/a/b.git",
            "ssh://git@example.com/a/b.git",
            "git://example.com/a/b.git",
            "git@example.com:a/b.git",
        ] {
            assert_eq!(identifier(url).unwrap(), "git://example.com/a/b.git");
        }
        assert_eq!(
            identifier("ssh://git@example.com:22/a").unwrap(),
            "git://example.com:22/a"
        );
    }

    #[test]
    fn other_texts_are_refused() {
        for url in [
            "",
            "a",
            "example.com/a/b.git",
            "./a",
            "file:///a",
            "https://a",
            "https:///a",
            "git@host:",
            "https://a/b#c",
        ] {
            assert_eq!(identifier(url), None, "{url}");
        }
    }

    #[test]
    fn the_fragment_is_reference_and_directory() {
        let git = || Git::new("https://h/p").unwrap();
        assert_eq!(
            git().reference("v1").into_source().identifier,
            "git://h/p#v1"
        );
        assert_eq!(
            git().reference("v1").subdir("d").into_source().identifier,
            "git://h/p#v1:d"
        );
        assert_eq!(git().subdir("d").into_source().identifier, "git://h/p#:d");
    }

    #[test]
    fn the_agent_is_used_for_ssh_only() {
        assert_eq!(
            Git::new("git@h:p").unwrap().source.attrs["git.mountsshsock"],
            "default"
        );
        assert!(
            !Git::new("https://h/p")
                .unwrap()
                .source
                .attrs
                .contains_key("git.mountsshsock")
        );
    }
}
