//! Package URLs, by which tools that look for flaws know packages: `pkg:pypi/numpy@2.3.5`.

use std::fmt::Write;

/// The package URL of a distribution. The name is normalized; qualifiers are sorted by their names.
pub fn pypi(name: &str, version: Option<&str>, qualifiers: &[(&str, &str)]) -> String {
    let mut purl = format!("pkg:pypi/{}", encode(name));
    if let Some(version) = version {
        let _ = write!(purl, "@{}", encode(version));
    }
    for (number, (key, value)) in qualifiers.iter().enumerate() {
        let separator = if number == 0 { '?' } else { '&' };
        let _ = write!(purl, "{separator}{key}={}", encode(value));
    }
    purl
}

/// Everything but letters, digits, `.`, `-`, `_`, `~` and `:` is written as `%20` is.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~:".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_mean_something_is_encoded() {
        assert_eq!(pypi("idna", Some("3.10"), &[]), "pkg:pypi/idna@3.10");
        assert_eq!(
            pypi(
                "a-b",
                Some("1!2.0+cpu"),
                &[("repository_url", "https://e.example/simple")]
            ),
            "pkg:pypi/a-b@1%212.0%2Bcpu?repository_url=https:%2F%2Fe.example%2Fsimple"
        );
        assert_eq!(
            pypi("a", None, &[("x", "1"), ("y", "é")]),
            "pkg:pypi/a?x=1&y=%C3%A9"
        );
    }
}
