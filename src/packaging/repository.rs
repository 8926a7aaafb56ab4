//! Repositories, as requirements name them: `git+https://host/path.git@v1#subdirectory=inner`, which is how pip and uv read it.

use pep440_rs::Version;

use super::url;

/// A repository, and what of it is wanted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repository {
    /// Its address, without `git+`.
    pub url: String,
    /// A branch, a tag or a commit; `None` for the default branch.
    pub revision: Option<String>,
    /// Where the project is in it; `None` for its root.
    pub subdirectory: Option<String>,
}

impl Repository {
    /// What the URL of a requirement names; `None` if that is no repository.
    pub fn parse(requirement: &str) -> Option<Self> {
        let address = requirement.strip_prefix("git+")?;
        let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
        // An `@` before the path belongs to the user.
        let path = address.find("://").map_or(0, |scheme| scheme + 3);
        let path = address[path..]
            .find('/')
            .map_or(address.len(), |at| path + at);
        let (url, revision) = match address[path..].rsplit_once('@') {
            Some((before, revision)) => (&address[..path + before.len()], Some(revision)),
            None => (address, None),
        };
        let text = |text: &str| Some(url::decode(text).into_owned()).filter(|it| !it.is_empty());
        let mut pairs = fragment.split('&').filter_map(|pair| pair.split_once('='));
        let subdirectory = pairs.find(|(name, _)| *name == "subdirectory");
        Some(Self {
            url: url.to_owned(),
            revision: revision.and_then(text),
            subdirectory: subdirectory.and_then(|(_, path)| text(path.trim_matches('/'))),
        })
    }
}

/// The version that a tag is for, `1.2` for `v1.2` and `1.2` (PEP 440); `None` for a branch or a commit.
pub fn tagged_version(tag: &str) -> Option<&str> {
    let version = tag.strip_prefix('v').unwrap_or(tag);
    let is_tag = version != tag || version.contains('.');
    (is_tag && version.parse::<Version>().is_ok()).then_some(version)
}

/// Whether a text is the full hash of a commit.
pub fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_for_a_version_and_a_branch_is_not() {
        let tags = [
            "v1.2",
            "1.2.3rc1",
            "v2",
            "2",
            "main",
            "release-1.2",
            "0123456789abcdef0123456789abcdef01234567",
        ];
        let versions = tags.map(tagged_version);
        assert_eq!(
            versions,
            [
                Some("1.2"),
                Some("1.2.3rc1"),
                Some("2"),
                None,
                None,
                None,
                None
            ]
        );
    }

    #[test]
    fn addresses_are_taken_apart() {
        let parts = |text: &str| {
            let Repository {
                url,
                revision,
                subdirectory,
            } = Repository::parse(text)?;
            let all = [Some(url), revision, subdirectory];
            Some(
                all.map(|part| part.unwrap_or_else(|| "-".to_owned()))
                    .join(" "),
            )
        };
        for (text, meant) in [
            ("git+https://a.example/b.git", "https://a.example/b.git - -"),
            ("git+https://a.example/b@v1", "https://a.example/b v1 -"),
            (
                "git+ssh://git@a.example:22/b.git@feature/x#egg=b&subdirectory=in%20ner/",
                "ssh://git@a.example:22/b.git feature/x in ner",
            ),
            ("git+ssh://git@a.example/b", "ssh://git@a.example/b - -"),
            (
                "git+https://a.example/b@#subdirectory=",
                "https://a.example/b - -",
            ),
            ("git+https://a.example", "https://a.example - -"),
        ] {
            assert_eq!(parts(text).as_deref(), Some(meant), "{text}");
        }
        assert_eq!(parts("https://a.example/b.tar.gz"), None);
    }
}
