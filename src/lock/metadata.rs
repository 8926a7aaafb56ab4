//! What a wheel says about itself: the fields of its `METADATA` that matter here, one in each line.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, texts::project as texts};
use crate::packaging::{Requirement, is_valid_name, normalize_name};

/// What a wheel says about itself (core metadata).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Normalized (PEP 503).
    pub name: String,
    /// Its version.
    pub version: String,
    /// The versions of Python that it allows (PEP 440).
    pub requires_python: Option<String>,
    /// What it needs, under conditions that may name its extras.
    pub requires: Vec<Requirement>,
    /// Its extras, normalized.
    pub extras: BTreeSet<String>,
}

impl Metadata {
    /// Reads lines of a field, a colon, a space and a value.
    ///
    /// # Errors
    /// When the package has no name, or needs what is no requirement.
    pub fn read(text: &str) -> Result<Self, Diagnostic> {
        let mut metadata = Self::default();
        for (field, value) in text.lines().filter_map(|line| line.split_once(": ")) {
            match field {
                "Name" if is_valid_name(value) => metadata.name = normalize_name(value),
                "Version" => value.clone_into(&mut metadata.version),
                "Requires-Python" => metadata.requires_python = Some(value.to_owned()),
                "Requires-Dist" => {
                    let requirement: Result<Requirement, _> = value.parse();
                    let requirement = requirement.map_err(|fault| fault.diagnostic)?;
                    metadata.requires.push(requirement);
                }
                "Provides-Extra" => {
                    metadata.extras.insert(normalize_name(value));
                }
                _ => {}
            }
        }
        if metadata.name.is_empty() {
            return Err(texts::nameless_wheel());
        }
        Ok(metadata)
    }
}
