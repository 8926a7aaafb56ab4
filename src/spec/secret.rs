//! Secrets of the build, which a spec names and never holds.

use std::str::FromStr;

use super::auth::is_word;
use super::env;
use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use crate::diagnostic::{Diagnostic, Span, Spanned, texts};

/// The id of a secret, as in `--secret id=…`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretId(String);

impl SecretId {
    /// The id: letters, digits, `_`, `-` and `.`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SecretId {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        if is_word(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(texts::secret::id())
        }
    }
}

/// A secret that a task sees: as the file `/run/secrets/ID`, or as a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskSecret {
    /// Which one.
    pub id: SecretId,
    /// The variable that holds it; `None` for the file.
    pub env: Option<String>,
    /// Whether the build fails without it. Default: true.
    pub required: bool,
    /// Where it is written.
    pub at: Span,
}

/// The keys of the map form; compose calls the id `source`.
pub(super) const FIELDS: &[Known] = &[("id", &["source"]), ("env", &[]), ("required", &[])];

/// A list of secrets, or one alone: each an id, or a map of it and what belongs to it.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Vec<TaskSecret> {
    let nodes = match &node.kind {
        Kind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut secrets: Vec<TaskSecret> = Vec::new();
    for node in nodes {
        let Some(secret) = read_one(reader, field, node) else {
            continue;
        };
        let is_same = |other: &TaskSecret| (&other.id, &other.env) == (&secret.id, &secret.env);
        if secrets.iter().any(is_same) {
            reader.report(texts::spec::given_twice(secret.id.as_str()), secret.at);
        }
        secrets.push(secret);
    }
    secrets
}

fn read_one(reader: &mut Reader, field: &str, node: &Node) -> Option<TaskSecret> {
    let Kind::Map(entries) = &node.kind else {
        let id: Spanned<SecretId> = reader.value(field, node)?;
        return Some(TaskSecret {
            id: id.value,
            env: None,
            required: true,
            at: id.span,
        });
    };
    let mut fields = Fields::of(reader, entries, FIELDS);
    // After an unknown key, its absence is likely a consequence.
    if !fields.has("id") && !fields.has_errors() {
        fields.report(texts::secret::without_id(), node.span);
    }
    let variable = fields.read("env", |reader, field, node| {
        reader.value_with(field, node, |name| {
            env::check_name(name).map(|()| name.to_owned())
        })
    });
    let required = fields.read("required", Reader::flag).flatten();
    let id: Spanned<SecretId> = fields.value("id")?;
    Some(TaskSecret {
        id: id.value,
        env: variable.flatten().map(|name| name.value),
        required: required.unwrap_or(true),
        at: node.span,
    })
}
