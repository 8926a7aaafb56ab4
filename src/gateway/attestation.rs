//! What is attested of images (in-toto).

use std::collections::BTreeMap;

use buildkit_proto::frontend as wire;

use super::Reference;

/// Something that is attested of an image.
#[derive(Debug, Clone)]
pub struct Attestation {
    /// What the path leads to.
    pub content: Content,
    /// Holds it.
    pub file_system: Reference,
    /// A file, or a directory.
    pub path: String,
    /// The type of the predicates.
    pub predicate: String,
    /// For the engine, by key.
    pub metadata: Vec<(&'static str, &'static str)>,
}

/// What an attestation is found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A file with a predicate, which is about the image.
    Predicate,
    /// A directory of complete statements.
    Statements,
}

/// The attestations of each platform.
pub(super) fn to_wire(
    all: BTreeMap<String, Vec<Attestation>>,
) -> BTreeMap<String, wire::Attestations> {
    let of_platform = |(platform, attestations): (String, Vec<Attestation>)| {
        let attestation = attestations.into_iter().map(message).collect();
        (platform, wire::Attestations { attestation })
    };
    all.into_iter().map(of_platform).collect()
}

fn message(attestation: Attestation) -> wire::Attestation {
    let kind = match attestation.content {
        Content::Predicate => wire::AttestationKind::InToto,
        Content::Statements => wire::AttestationKind::Bundle,
    };
    let entry = |(key, value): (&str, &str)| (key.to_owned(), value.as_bytes().to_vec());
    wire::Attestation {
        kind: kind.into(),
        metadata: attestation.metadata.into_iter().map(entry).collect(),
        r#ref: Some(wire::Ref {
            id: attestation.file_system.0,
            def: None,
        }),
        path: attestation.path,
        in_toto_predicate_type: attestation.predicate,
        in_toto_subjects: Vec::new(),
    }
}
