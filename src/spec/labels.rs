//! Labels of the image.

use std::collections::BTreeMap;

use super::reader::Reader;
use super::yaml::Node;
use crate::diagnostic::{Diagnostic, Spanned, texts::spec as texts};

/// Reads labels.
pub(super) fn read(
    reader: &mut Reader,
    field: &str,
    node: &Node,
) -> BTreeMap<String, Spanned<String>> {
    reader.pairs(field, node, check_name)
}

fn check_name(name: &str) -> Result<(), Diagnostic> {
    if name.is_empty()
        || name.contains(|letter: char| letter.is_whitespace() || letter.is_control())
    {
        Err(texts::label_name(name))
    } else {
        Ok(())
    }
}
