//! Graphs as they are sent.

use buildkit_proto::encode_op;

use crate::{
    Digest, Digests, OpOrder, Output,
    graph::{Caps, Graph},
    json::definition_to_json,
    pb,
};

/// A graph, ready to be solved.
///
/// Ops come after those that they use, equal ops once, the op that points at the result last.
/// Building the same graph twice gives the same bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    pb: pb::Definition,
    caps: Caps,
    digest: Option<Digest>,
}

impl Definition {
    /// The graph that makes a result. `None` is an empty file system, whose definition is empty.
    pub fn build(output: impl Into<Option<Output>>, order: OpOrder) -> Self {
        let Some(output) = output.into() else {
            return Self {
                pb: pb::Definition::default(),
                caps: Caps::new(),
                digest: None,
            };
        };
        let mut graph = Graph::new(order);
        let (digest, index) = graph.visit(&output);
        let inputs = vec![pb::Input {
            digest: digest.to_string(),
            index,
        }];
        let terminal = encode_op(
            pb::Op {
                inputs,
                ..pb::Op::default()
            },
            order,
        );
        graph.add_encoded(&Digest::of(&terminal), terminal, pb::OpMetadata::default());
        Self {
            pb: pb::Definition {
                def: graph.def,
                metadata: graph.metadata,
                source: graph.source_map.into_pb(),
            },
            caps: graph.caps,
            digest: Some(digest),
        }
    }

    /// The message.
    pub const fn as_pb(&self) -> &pb::Definition {
        &self.pb
    }

    /// The message, without a copy.
    pub fn into_pb(self) -> pb::Definition {
        self.pb
    }

    /// The digest of the op that makes the result; none for an empty file system.
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// The LLB capabilities that the graph relies on. Ops that were [embedded](crate::embed) are
    /// not looked into: they come from the engine.
    pub const fn required_caps(&self) -> &Caps {
        &self.caps
    }

    /// The graph for people and for snapshots.
    pub fn to_json(&self, digests: Digests) -> serde_json::Value {
        definition_to_json(&self.pb, digests)
    }
}

impl From<Definition> for pb::Definition {
    fn from(definition: Definition) -> Self {
        definition.pb
    }
}
