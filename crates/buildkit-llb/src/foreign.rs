//! Graphs made by others: inputs that a client hands in, and the frontend's own image.

use std::{collections::BTreeSet, fmt};

use prost::Message;

use crate::{Digest, Output, graph::Graph, output::Vertex, pb};

/// A definition that ends in one result.
pub(crate) struct Foreign {
    /// The digest of each op, and its bytes as they came.
    ops: Vec<(Digest, Vec<u8>)>,
    definition: pb::Definition,
    result: (Digest, i64),
}

/// Why a definition cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForeignError {
    /// The bytes of an op are not an op. Counts from 0.
    Undecodable(usize, prost::DecodeError),
    /// The last op does not point at exactly one result.
    NoResult,
    /// An op uses another one that is not there.
    MissingOp(String),
}

impl fmt::Display for ForeignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecodable(index, error) => {
                write!(f, "op {index} of the definition cannot be decoded: {error}")
            }
            Self::NoResult => {
                f.write_str("the last op of the definition does not point at a result")
            }
            Self::MissingOp(digest) => write!(
                f,
                "the definition uses an op that it does not contain: {digest}"
            ),
        }
    }
}

impl std::error::Error for ForeignError {}

/// Makes the result of another definition usable as an [`Output`]; an empty definition is an empty
/// file system.
///
/// Its ops go into our definitions byte for byte, with their metadata and source lines.
pub fn embed(definition: &pb::Definition) -> Result<Option<Output>, ForeignError> {
    let Some((terminal, ops)) = definition.def.split_last() else {
        return Ok(None);
    };
    let decode = |(index, bytes): (usize, &Vec<u8>)| {
        pb::Op::decode(bytes.as_slice()).map_err(|error| ForeignError::Undecodable(index, error))
    };
    let terminal = decode((ops.len(), terminal))?;
    let decoded = ops
        .iter()
        .enumerate()
        .map(decode)
        .collect::<Result<Vec<_>, _>>()?;
    let ops: Vec<_> = ops
        .iter()
        .map(|bytes| (Digest::of(bytes), bytes.clone()))
        .collect();

    let known: BTreeSet<&str> = ops.iter().map(|(digest, _)| digest.as_str()).collect();
    let mut used = decoded.iter().chain([&terminal]).flat_map(|op| &op.inputs);
    if let Some(missing) = used.find(|input| !known.contains(input.digest.as_str())) {
        return Err(ForeignError::MissingOp(missing.digest.clone()));
    }
    let ([input], None) = (terminal.inputs.as_slice(), &terminal.op) else {
        return Err(ForeignError::NoResult);
    };
    let Ok(digest) = input.digest.parse() else {
        return Err(ForeignError::NoResult);
    };
    let result = (digest, input.index);
    let definition = pb::Definition {
        def: Vec::new(),
        ..definition.clone()
    };
    Ok(Some(Output::new(Vertex::Foreign(Foreign {
        ops,
        definition,
        result,
    }))))
}

impl Foreign {
    pub(crate) fn visit(&self, graph: &mut Graph) -> (Digest, i64) {
        let source = self.definition.source.as_ref();
        for (digest, bytes) in &self.ops {
            let metadata = self
                .definition
                .metadata
                .get(digest.as_str())
                .cloned()
                .unwrap_or_default();
            graph.add_encoded(digest, bytes.clone(), metadata);
            let locations = source.and_then(|source| source.locations.get(digest.as_str()));
            for location in locations.into_iter().flat_map(|places| &places.locations) {
                let index = usize::try_from(location.source_index).ok();
                if let Some(info) = index.and_then(|index| source?.infos.get(index)) {
                    graph.source_map.add_foreign(digest, info, &location.ranges);
                }
            }
        }
        self.result.clone()
    }
}
