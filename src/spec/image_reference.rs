//! Names of images.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::{Diagnostic, texts::spec as texts};

/// An image's name in full: `docker.io/library/python:3.13-slim`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageReference {
    /// The host that serves the image, with its port.
    pub registry: String,
    /// The path on that host.
    pub repository: String,
    /// The tag. `latest` when neither a tag nor a digest was written.
    pub tag: Option<String>,
    /// The digest, `sha256:…`.
    pub digest: Option<String>,
}

const DOCKER_HUB: &str = "docker.io";

/// The most bytes of host and path that engines take, in full.
const LONGEST: usize = 255;

impl ImageReference {
    /// The shortest name that means the same: `python`, `team/app:1`, `registry.example.com/app`.
    pub fn familiar(&self) -> String {
        let mut short = self.clone();
        if short.tag.as_deref() == Some("latest") && short.digest.is_none() {
            short.tag = None;
        }
        let name = short.to_string();
        let name = name.strip_prefix("docker.io/").unwrap_or(&name);
        let official = name.strip_prefix("library/").unwrap_or(name);
        // `docker.io/library/a/b` is none of the official images, and `a/b` would be another one.
        let is_official = self.registry == DOCKER_HUB && !official.contains('/');
        if is_official { official } else { name }.to_owned()
    }
}

impl FromStr for ImageReference {
    type Err = Diagnostic;

    /// Reads a name as Docker does: `python` is `docker.io/library/python:latest`.
    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        if text.contains("://") {
            return Err(texts::image_is_a_url(text));
        }
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        if digest.is_some_and(|digest| !is_digest(digest)) {
            return Err(texts::image_digest(text));
        }
        let (registry, path) = match name.split_once('/') {
            Some((first, rest)) if is_registry(first) => (first, rest),
            _ => (DOCKER_HUB, name),
        };
        let (path, tag) = match path.rsplit_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (path, None),
        };
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return Err(texts::image_tag(text));
        }
        if path.contains(|letter: char| letter.is_ascii_uppercase()) {
            return Err(texts::image_upper_case(text));
        }
        if !path.split('/').all(is_path_component) || !is_host(registry) {
            return Err(texts::image(text));
        }
        let registry = if registry == "index.docker.io" {
            DOCKER_HUB
        } else {
            registry
        };
        let official = registry == DOCKER_HUB && !path.contains('/');
        let repository = format!("{}{path}", if official { "library/" } else { "" });
        if registry.len() + 1 + repository.len() > LONGEST {
            return Err(texts::image(text));
        }
        Ok(Self {
            registry: registry.to_owned(),
            repository,
            tag: tag
                .or(if digest.is_none() {
                    Some("latest")
                } else {
                    None
                })
                .map(str::to_owned),
            digest: digest.map(str::to_owned),
        })
    }
}

/// Whether the first part of a name is a host and not a directory of Docker Hub.
fn is_registry(first: &str) -> bool {
    first == "localhost"
        || first
            .contains(|letter: char| letter == '.' || letter == ':' || letter.is_ascii_uppercase())
}

fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_ipv6 = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|address| {
            address
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b':')
        });
    (is_ipv6 || name.split('.').all(is_label))
        && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Letters and digits, with `.`, `_`, `__` or dashes between them.
fn is_path_component(component: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_separator =
        |run: &str| matches!(run, "." | "_" | "__") || run.bytes().all(|byte| byte == b'-');
    let bytes = component.as_bytes();
    bytes.first().copied().is_some_and(is_letter)
        && bytes.last().copied().is_some_and(is_letter)
        && component
            .split(|letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit())
            .all(is_separator)
}

fn is_tag(tag: &str) -> bool {
    tag.len() <= 128
        && tag.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

fn is_digest(digest: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    match digest.split_once(':') {
        Some(("sha256", hex)) => hex.len() == 64 && hex.bytes().all(is_hex),
        Some(("sha512", hex)) => hex.len() == 128 && hex.bytes().all(is_hex),
        _ => false,
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn full(text: &str) -> String {
        text.parse::<ImageReference>().map_or_else(
            |problem| format!("error: {}", problem.what),
            |image| image.to_string(),
        )
    }

    #[test]
    fn familiar_names_are_completed() {
        for (written, meant) in [
            ("python", "docker.io/library/python:latest"),
            ("python:3.11-slim", "docker.io/library/python:3.11-slim"),
            ("library/python", "docker.io/library/python:latest"),
            ("team/app:1", "docker.io/team/app:1"),
            ("index.docker.io/python", "docker.io/library/python:latest"),
            ("localhost/app", "localhost/app:latest"),
            ("localhost:5000/app:2", "localhost:5000/app:2"),
            ("ghcr.io/a/b__c/d-e.f:v1", "ghcr.io/a/b__c/d-e.f:v1"),
            ("[::1]:5000/app", "[::1]:5000/app:latest"),
        ] {
            assert_eq!(full(written), meant);
        }
    }

    #[test]
    fn a_digest_replaces_the_default_tag_and_keeps_a_written_one() {
        assert_eq!(
            full(&format!("python@{DIGEST}")),
            format!("docker.io/library/python@{DIGEST}")
        );
        assert_eq!(
            full(&format!("python:3.11@{DIGEST}")),
            format!("docker.io/library/python:3.11@{DIGEST}")
        );
    }

    #[test]
    fn a_familiar_name_means_the_same() {
        for (written, familiar) in [
            ("docker.io/library/python:3.13-slim", "python:3.13-slim"),
            ("python:latest", "python"),
            ("docker.io/team/app", "team/app"),
            ("library/team/app", "library/team/app"),
            ("example.com/library/app:latest", "example.com/library/app"),
            ("localhost:5000/app:1", "localhost:5000/app:1"),
        ] {
            let reference: ImageReference = written.parse().unwrap();
            assert_eq!(reference.familiar(), familiar);
            assert_eq!(full(familiar), reference.to_string());
        }
        let digest: ImageReference = format!("python@{DIGEST}").parse().unwrap();
        assert_eq!(digest.familiar(), format!("python@{DIGEST}"));
    }

    #[test]
    fn a_full_name_stays_as_it_is() {
        for written in ["python", "a/b:c", "host:1/a"] {
            let once = full(written);
            assert_eq!(full(&once), once);
        }
    }

    #[test]
    fn names_are_as_long_in_full_as_engines_allow() {
        let prefix = "docker.io/library/".len();
        let longest = format!("{}:tag", "a".repeat(255 - prefix));
        let full_name = full(&longest);
        assert_eq!(full_name, format!("docker.io/library/{longest}"));
        assert_eq!(full(&full_name), full_name);
        assert!(full(&format!("a{longest}")).starts_with("error"));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let all = [
            "",
            "Python",
            "a//b",
            "a/",
            "/a",
            "-a",
            "a:",
            "a:b c",
            "a b",
            "a@sha256:12",
            "a..b",
            "https://a/b",
            "a:99999/b",
            "a:${TAG}",
            "-x.io/a",
        ];
        for written in all {
            assert!(
                full(written).starts_with("error"),
                "{written}: {}",
                full(written)
            );
        }
    }
}
