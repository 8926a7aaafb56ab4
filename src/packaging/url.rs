//! URLs that may be installed from.

use crate::diagnostic::{Diagnostic, texts::packaging as texts};

/// Checks a URL of a package: remote, whole, and without credentials.
pub fn check(url: &str) -> Result<(), Diagnostic> {
    if let Some(start) = url.find("${") {
        let variable = url[start..].split_inclusive('}').next().unwrap_or(url);
        return Err(texts::variable_in_url(variable));
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err(if url.starts_with("file:") {
            texts::requirement_is_a_path(url)
        } else {
            texts::requirement_url_scheme(url)
        });
    };
    let scheme = scheme.to_ascii_lowercase();
    if scheme == "file" || scheme.ends_with("+file") {
        return Err(texts::requirement_is_a_path(url));
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (user, host) = authority
        .rsplit_once('@')
        .map_or((None, authority), |(user, host)| (Some(user), host));
    // Over SSH a user name alone is part of the address (`git@`) and no secret.
    let secret = user.is_some_and(|user| !scheme.ends_with("ssh") || user.contains(':'));
    if secret {
        return Err(texts::credentials_in_url(host));
    }
    let known = matches!(
        scheme.as_str(),
        "http" | "https" | "git+http" | "git+https" | "git+ssh" | "git+git"
    );
    if known && !host.is_empty() && !path.contains(char::is_control) {
        Ok(())
    } else {
        Err(texts::requirement_url_scheme(url))
    }
}
