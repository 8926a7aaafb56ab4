//! The bytes of an op that BuildKit agrees with.

use prost::Message;

use crate::pb::Op;

/// The order in which an engine writes the fields of an [`Op`].
///
/// The engine encodes every op anew and names its vertex after *those* bytes. With the wrong order
/// a build still works, but source lines and warnings point at vertices that do not exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OpOrder {
    /// Plain fields first, then the member of the oneof: BuildKit 0.17 and newer.
    #[default]
    OneofLast,
    /// By field number: BuildKit up to 0.16.
    ByNumber,
}

impl OpOrder {
    /// The LLB capability that came with [`OpOrder::OneofLast`].
    pub const CAP: &str = "exec.validexitcode";

    /// The order of an engine, told by whether it has the LLB capability [`OpOrder::CAP`].
    pub const fn of_engine(has_cap: bool) -> Self {
        if has_cap {
            Self::OneofLast
        } else {
            Self::ByNumber
        }
    }
}

/// Encodes an op the way the engine does, so that the digest of the bytes is the digest of its
/// vertex.
///
/// Go writes keys and values of a map even when they are empty and this does not: keep empty
/// strings out of [`SourceOp::attrs`](crate::pb::SourceOp::attrs).
pub fn encode_op(mut op: Op, order: OpOrder) -> Vec<u8> {
    match order {
        OpOrder::ByNumber => op.encode_to_vec(),
        OpOrder::OneofLast => {
            let oneof = Op {
                op: op.op.take(),
                ..Op::default()
            };
            // Concatenated messages are one message with the fields of both.
            let mut bytes = op.encode_to_vec();
            bytes.extend(oneof.encode_to_vec());
            bytes
        }
    }
}
