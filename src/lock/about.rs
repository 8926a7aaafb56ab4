//! What a project says about itself in `pyproject.toml` (PEP 621), or what Poetry's own table says.

use toml::{Table, Value};

use crate::diagnostic::SourceFile;
use crate::lock::read_toml;
use crate::packaging::url;

/// What a project says about itself. What it does not say, or not so that it can be read, is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Its name, as written.
    pub name: Option<String>,
    /// Its version, unless a build tells it.
    pub version: Option<String>,
    /// One line about it.
    pub description: Option<String>,
    /// An SPDX licence expression (PEP 639).
    pub license: Option<String>,
    /// Where people find out more.
    pub homepage: Option<String>,
    /// Where its sources are.
    pub source: Option<String>,
    /// Where its documentation is.
    pub documentation: Option<String>,
}

/// Labels of URLs that mean the same (`PyPA`'s list of well-known ones), without case and punctuation.
const HOMEPAGE: [&str; 1] = ["homepage"];
const SOURCE: [&str; 4] = ["source", "repository", "sourcecode", "github"];
const DOCUMENTATION: [&str; 2] = ["documentation", "docs"];

impl About {
    /// Reads a `pyproject.toml`. A mistake in it is told by whoever needs what is wrong.
    pub(super) fn read(file: &SourceFile) -> Self {
        let document: Table = read_toml(file.text()).unwrap_or_default();
        let project = document.get("project").and_then(Value::as_table);
        let poetry = document.get("tool").and_then(|tool| tool.get("poetry"));
        let poetry = poetry.and_then(Value::as_table);
        let urls = project.and_then(|project| project.get("urls")?.as_table());
        let said = |key: &str| text(project, key).or_else(|| text(poetry, key));
        let link = |labels: &[&str], key: &str| {
            let link = labelled(urls, labels).or_else(|| text(poetry, key));
            link.filter(|link| url::check(link).is_ok())
        };
        Self {
            name: said("name"),
            version: said("version"),
            description: said("description"),
            license: said("license"),
            homepage: link(&HOMEPAGE, "homepage"),
            source: link(&SOURCE, "repository"),
            documentation: link(&DOCUMENTATION, "documentation"),
        }
    }
}

/// A text on one line.
fn text(table: Option<&Table>, key: &str) -> Option<String> {
    let text = table?.get(key)?.as_str()?.trim();
    (!text.is_empty() && !text.contains(char::is_control)).then(|| text.to_owned())
}

/// The URL that has one of some labels; the first of them is the best.
fn labelled(urls: Option<&Table>, labels: &[&str]) -> Option<String> {
    let normalized = |label: &str| -> String {
        let letters = label.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|it| it.to_ascii_lowercase()).collect()
    };
    labels.iter().find_map(|label| {
        let mut keys = urls?.keys();
        text(urls, keys.find(|key| normalized(key) == **label)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(text: &str) -> About {
        About::read(&SourceFile::new("pyproject.toml", text))
    }

    #[test]
    fn a_project_says_it_in_its_table() {
        let text = r#"
            [project]
            name = "Shop.Web"
            version = "1.2"
            description = "A shop.\n"
            license = "MIT OR Apache-2.0"
            [project.urls]
            "Source Code" = "https://example.com/shop.git"
            homepage = "https://example.com"
            DOCS = "https://user:secret@example.com/docs"
            [tool.poetry]
            name = "other"
            documentation = "https://example.com/docs"
        "#;
        insta::assert_debug_snapshot!(about(text), @r#"
        About {
            name: Some(
                "Shop.Web",
            ),
            version: Some(
                "1.2",
            ),
            description: Some(
                "A shop.",
            ),
            license: Some(
                "MIT OR Apache-2.0",
            ),
            homepage: Some(
                "https://example.com",
            ),
            source: Some(
                "https://example.com/shop.git",
            ),
            documentation: None,
        }
        "#);
    }

    #[test]
    fn poetry_has_a_table_of_its_own() {
        let text = r#"
            [tool.poetry]
            name = "shop"
            version = "0.1"
            license = "MIT"
            repository = "https://example.com/shop"
        "#;
        insta::assert_debug_snapshot!(about(text), @r#"
        About {
            name: Some(
                "shop",
            ),
            version: Some(
                "0.1",
            ),
            description: None,
            license: Some(
                "MIT",
            ),
            homepage: None,
            source: Some(
                "https://example.com/shop",
            ),
            documentation: None,
        }
        "#);
    }

    #[test]
    fn what_cannot_be_read_is_missing() {
        for text in [
            "",
            "[project",
            "[project]\nname = 1\nlicense = {file = 'LICENSE'}\ndescription = '''a\nb'''",
            "[project.urls]\nhomepage = 'example.com'\n",
        ] {
            assert_eq!(about(text), About::default(), "{text}");
        }
    }
}
