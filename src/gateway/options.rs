//! What BuildKit passes in the environment: the build's options and the session.

use std::collections::BTreeMap;

/// Every option is one variable `BUILDKIT_FRONTEND_OPT_<n>=<key>=<value>`; the number means nothing.
const OPTION_PREFIX: &str = "BUILDKIT_FRONTEND_OPT_";

/// The options of one build, as text, and the facts that come beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    values: BTreeMap<String, String>,
    session: String,
    product: String,
}

impl Options {
    /// Reads the variables of the process's environment; variables of other programs are passed over.
    pub fn from_environment(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut options = Self::default();
        for (name, value) in variables {
            match name.as_str() {
                "BUILDKIT_SESSION_ID" => options.session = value,
                "BUILDKIT_EXPORTEDPRODUCT" => options.product = value,
                _ if name.starts_with(OPTION_PREFIX) => {
                    let (key, value) = value.split_once('=').unwrap_or((&value, ""));
                    options.values.insert(key.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        options
    }

    /// The value of an option; `None` when the client did not send it, `Some("")` when it sent it empty.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// All options whose key starts with `prefix`, the prefix cut off, in the order of their names.
    pub fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.values
            .iter()
            .filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, value.as_str())))
    }

    /// The value of `--build-arg NAME=…`.
    pub fn build_arg(&self, name: &str) -> Option<&str> {
        self.get(&format!("build-arg:{name}"))
    }

    /// The session that serves the client's files.
    pub fn session(&self) -> &str {
        &self.session
    }

    /// What to call the engine in a message: `docker`, `buildkit`, or whatever product embeds it.
    pub fn product(&self) -> &str {
        if self.product.is_empty() {
            "BuildKit"
        } else {
            &self.product
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(variables: &[(&str, &str)]) -> Options {
        Options::from_environment(
            variables
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned())),
        )
    }

    #[test]
    fn the_first_equals_sign_ends_the_key() {
        let options = options(&[
            ("BUILDKIT_FRONTEND_OPT_3", "build-arg:X=a=b\nc \"d\""),
            ("BUILDKIT_FRONTEND_OPT_0", "label:empty="),
            ("BUILDKIT_FRONTEND_OPT_1", "no-cache"),
            ("BUILDKIT_SESSION_ID", "s1"),
            ("PATH", "/bin"),
        ]);
        assert_eq!(options.build_arg("X"), Some("a=b\nc \"d\""));
        assert_eq!(options.get("label:empty"), Some(""));
        assert_eq!(options.get("no-cache"), Some(""));
        assert_eq!(options.get("absent"), None);
        assert_eq!(options.session(), "s1");
    }

    #[test]
    fn prefixes_list_in_order() {
        let options = options(&[
            ("BUILDKIT_FRONTEND_OPT_9", "label:b=2"),
            ("BUILDKIT_FRONTEND_OPT_8", "label:a=1"),
            ("BUILDKIT_FRONTEND_OPT_7", "target=x"),
        ]);
        let labels: Vec<_> = options.with_prefix("label:").collect();
        assert_eq!(labels, [("a", "1"), ("b", "2")]);
    }
}
