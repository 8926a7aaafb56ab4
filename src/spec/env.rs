//! Environment variables.

use std::collections::BTreeMap;

use super::reader::Reader;
use super::yaml::Node;
use crate::diagnostic::{Diagnostic, Spanned, texts::spec as texts};

/// Reads variables. Values are taken as they are: nothing is replaced in them.
pub(super) fn read(
    reader: &mut Reader,
    field: &str,
    node: &Node,
) -> BTreeMap<String, Spanned<String>> {
    reader.pairs(field, node, check_name)
}

/// A name that every shell and every program can use.
pub fn check_name(name: &str) -> Result<(), Diagnostic> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    if starts_well
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    {
        Ok(())
    } else {
        Err(texts::env_name(name))
    }
}

/// The first `$NAME` or `${NAME}` of a text.
pub fn reference(text: &str) -> Option<&str> {
    text.match_indices('$').find_map(|(start, _)| {
        let rest = &text[start + 1..];
        let braced = rest.starts_with('{');
        let name = rest.strip_prefix('{').unwrap_or(rest);
        let length = name
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .unwrap_or(name.len());
        let is_name = length > 0 && !name.starts_with(|first: char| first.is_ascii_digit());
        let end = start + 1 + usize::from(braced) + length;
        match (is_name, braced) {
            (false, _) => None,
            (true, false) => text.get(start..end),
            (true, true) => text[end..]
                .find('}')
                .and_then(|close| text.get(start..=end + close)),
        }
    })
}
