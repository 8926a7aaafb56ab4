//! URLs that may be installed from.

use std::borrow::Cow;
use std::fmt::Write;

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
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
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
    if known && !host.is_empty() && !rest.contains(char::is_control) {
        Ok(())
    } else {
        Err(texts::requirement_url_scheme(url))
    }
}

/// Scheme, host and port of a URL, in one form for all that reach the same server; `None` where there are none.
pub fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let (scheme, authority) = (scheme.to_ascii_lowercase(), authority.to_ascii_lowercase());
    let port = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let host = authority.strip_suffix(port).unwrap_or(&authority);
    (!host.is_empty()).then(|| format!("{scheme}://{host}"))
}

/// The host of a URL, with its port.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
}

/// A text with `*` for every character of the credentials in its URLs.
pub fn without_credentials(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let mut hidden = String::new();
    let mut copied = 0;
    for (scheme_end, separator) in text.match_indices("://") {
        let start = scheme_end + separator.len();
        let rest = &text[start..];
        let is_end = |letter: char| "/?#\"'\\".contains(letter) || letter.is_whitespace();
        let authority = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        let Some((user, _)) = authority.rsplit_once('@') else {
            continue;
        };
        if start < copied || text[..scheme_end].ends_with("ssh") && !user.contains(':') {
            continue;
        }
        hidden.push_str(&text[copied..start]);
        hidden.extend(user.chars().map(|_| '*'));
        copied = start + user.len();
    }
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    hidden.push_str(&text[copied..]);
    Cow::Owned(hidden)
}

/// The name of the file that a URL leads to: the last part of its path, decoded.
pub fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    decode(path.rsplit('/').next().unwrap_or(path)).into_owned()
}

/// The URL of a file, by its absolute path.
pub fn of_file(path: &str) -> String {
    format!("file://{}", encode_path(path))
}

/// A path as part of a URL: everything that could mean something there is written as `%20` is.
pub fn encode_path(path: &str) -> String {
    let mut encoded = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Replaces `%2B` by what it stands for; what does not give UTF-8 is kept.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).filter(|_| *first == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = decoded {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_ends_in_a_host_is_refused_in_one_line() {
        for url in ["https://a\nb/c", "https://me@a\nb/c"] {
            let problem = check(url).expect_err("hosts have one line");
            assert!(!problem.what.contains('\n'), "{}", problem.what);
        }
    }
}
