//! The smoke test: whether an image would start.

use std::collections::BTreeMap;

use super::env;
use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use crate::diagnostic::Spanned;

/// Whether what the image runs is imported before there is an image, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smoke {
    /// Default: true.
    pub runs: bool,
    /// Variables, on top of those of the image.
    pub env: BTreeMap<String, Spanned<String>>,
}

impl Default for Smoke {
    fn default() -> Self {
        Self {
            runs: true,
            env: BTreeMap::new(),
        }
    }
}

pub(super) const FIELDS: &[Known] = &[("env", &["environment"])];

/// `true`, `false`, or a map of what belongs to it.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Smoke {
    let Kind::Map(entries) = &node.kind else {
        return Smoke {
            runs: reader.flag(field, node).unwrap_or(true),
            ..Smoke::default()
        };
    };
    let mut fields = Fields::of(reader, entries, FIELDS);
    Smoke {
        env: fields.read("env", env::read).unwrap_or_default(),
        ..Smoke::default()
    }
}
