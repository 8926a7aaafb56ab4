//! Graphs as they are sent.

use buildkit_proto::encode_op;

use crate::{
    Digest, Digests, OpOrder, Output,
    graph::{Caps, Graph},
    json::definition_to_json,
    metadata::TITLE,
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
    /// Of all ops, in the order of the message.
    digests: Vec<Digest>,
    digest: Option<Digest>,
}

impl Definition {
    /// The graph that makes a result. `None` is an empty file system, whose definition is empty.
    pub fn build(output: impl Into<Option<Output>>, order: OpOrder) -> Self {
        let Some(output) = output.into() else {
            return Self {
                pb: pb::Definition::default(),
                caps: Caps::new(),
                digests: Vec::new(),
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
            digests: graph.digests,
            digest: Some(digest),
        }
    }

    /// The titles of the ops that have one, each after those of the ops that it uses.
    pub fn titles(&self) -> impl Iterator<Item = (&Digest, &str)> {
        self.digests.iter().filter_map(|digest| {
            let metadata = self.pb.metadata.get(digest.as_str())?;
            let title = metadata.description.get(TITLE)?;
            Some((digest, title.as_str()))
        })
    }

    /// Gives ops other titles, in the same order; `None` leaves one as it is. No digest depends on titles.
    pub fn retitle(&mut self, mut title: impl FnMut(&Digest, &str) -> Option<String>) {
        for digest in &self.digests {
            let metadata = self.pb.metadata.get_mut(digest.as_str());
            let known = metadata.and_then(|it| it.description.get_mut(TITLE));
            if let Some(known) = known
                && let Some(new) = title(digest, known)
            {
                *known = new;
            }
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
