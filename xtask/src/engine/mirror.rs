//! The Debian mirror and the certificates that this machine uses, read from its own configuration.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::problem::{Outcome, Problem};

/// Debian's own keys, as installed by every Debian.
pub const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The address of the Debian archive in apt's sources.
pub fn find() -> Outcome<String> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let codename = release
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="))
        .unwrap_or_default();
    source_files()
        .iter()
        .filter_map(|path| Some((path, fs::read_to_string(path).ok()?)))
        .find_map(|(path, text)| if path.extension().is_some_and(|e| e == "sources") { deb822(&text, codename) } else { one_line(&text, codename) })
        .and_then(|uri| resolve(&uri))
        .ok_or_else(|| {
            Problem::new(format!(
                "apt's sources name no Debian mirror for {codename:?}, so no engine can be set up here: install Docker Engine with buildx instead"
            ))
        })
}

/// The machine's certificate bundle: `$SSL_CERT_FILE`, or where Debian keeps it.
pub fn certificates() -> PathBuf {
    env::var_os("SSL_CERT_FILE").map_or_else(
        || PathBuf::from("/etc/ssl/certs/ca-certificates.crt"),
        PathBuf::from,
    )
}

fn source_files() -> Vec<PathBuf> {
    let mut parts: Vec<PathBuf> = fs::read_dir("/etc/apt/sources.list.d")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    parts.sort();
    parts.insert(0, PathBuf::from("/etc/apt/sources.list"));
    parts
}

/// A stanza with `URIs`, `Suites` and `Components`.
fn deb822(text: &str, codename: &str) -> Option<String> {
    text.split("\n\n").find_map(|stanza| {
        let field = |name: &str| {
            stanza.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
            })
        };
        let debian = field("Signed-By").is_none_or(is_debians_key)
            && field("Enabled").is_none_or(|value| value != "no");
        let wanted = has_word(field("Types")?, "deb")
            && has_word(field("Suites")?, codename)
            && has_word(field("Components")?, "main");
        (debian && wanted)
            .then(|| field("URIs")?.split_whitespace().next().map(str::to_owned))
            .flatten()
    })
}

/// A line `deb [options] uri suite component…`.
fn one_line(text: &str, codename: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let rest = line.trim().strip_prefix("deb ")?.trim_start();
        let (options, rest) = match rest.strip_prefix('[') {
            Some(rest) => rest.split_once(']')?,
            None => ("", rest),
        };
        let debian = !options.contains("signed-by") || is_debians_key(options);
        let mut words = rest.split_whitespace();
        let (uri, suite) = (words.next()?, words.next()?);
        (debian && suite == codename && words.any(|word| word == "main")).then(|| uri.to_owned())
    })
}

fn has_word(text: &str, word: &str) -> bool {
    text.split_whitespace().any(|other| other == word)
}

fn is_debians_key(signed_by: &str) -> bool {
    signed_by.contains("debian-archive")
}

/// Debian's cloud images name a file with a list of mirrors.
fn resolve(uri: &str) -> Option<String> {
    let Some(list) = uri.strip_prefix("mirror+file:") else {
        return Some(uri.to_owned());
    };
    let text = fs::read_to_string(Path::new("/").join(list.trim_start_matches('/'))).ok()?;
    text.split_whitespace()
        .find(|word| word.contains("://"))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_archive_of_the_hosts_release_is_found_among_others() {
        let text = "# main\nTypes: deb\nURIs: http://mirror.test/debian-security\nSuites: bookworm-security\nComponents: main\n\n\
                    Types: deb\nURIs: http://other.test/x\nSuites: bookworm\nComponents: main\nSigned-By: /usr/share/keyrings/other.gpg\n\n\
                    Types: deb deb-src\nURIs: http://mirror.test/debian http://second.test\nSuites: bookworm bookworm-updates\nComponents: main contrib\n\
                    Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n";
        assert_eq!(
            deb822(text, "bookworm").as_deref(),
            Some("http://mirror.test/debian")
        );
        assert_eq!(deb822(text, "trixie"), None);
    }

    #[test]
    fn the_older_form_with_one_line_for_a_source_is_read_too() {
        let text = "# deb http://no.test/debian bookworm main\n\
                    deb [signed-by=/etc/keys/other.gpg] https://other.test bookworm main\n\
                    deb-src http://src.test/debian bookworm main\n\
                    deb [arch=amd64] http://mirror.test/debian bookworm main contrib\n";
        assert_eq!(
            one_line(text, "bookworm").as_deref(),
            Some("http://mirror.test/debian")
        );
    }
}
