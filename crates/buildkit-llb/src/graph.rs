//! From operations that hold each other to a list of ops that name each other.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use buildkit_proto::encode_op;

use crate::{
    Digest, Metadata, OpOrder, Output, Platform, caps, metadata::join, output::Vertex, pb,
    source_map::SourceMap,
};

/// Names of capabilities.
pub(crate) type Caps = BTreeSet<&'static str>;

/// What a vertex does.
pub(crate) trait Operation: Send + Sync + 'static {
    fn metadata(&self) -> &Metadata;

    /// Where it runs, or what is fetched, if that matters.
    fn platform(&self) -> Option<&Platform>;

    /// The message. What it uses is asked from `inputs`.
    fn lower(&self, inputs: &mut Inputs<'_>) -> pb::op::Op;
}

/// The ops seen so far, each after those that it uses.
pub(crate) struct Graph {
    order: OpOrder,
    pub(crate) def: Vec<Vec<u8>>,
    /// The digests of `def`.
    pub(crate) digests: Vec<Digest>,
    pub(crate) metadata: BTreeMap<String, pb::OpMetadata>,
    pub(crate) source_map: SourceMap,
    pub(crate) caps: Caps,
    /// By the address of the vertex, which the caller keeps alive.
    visited: HashMap<usize, Digest>,
}

impl Graph {
    pub(crate) fn new(order: OpOrder) -> Self {
        Self {
            order,
            def: Vec::new(),
            digests: Vec::new(),
            metadata: BTreeMap::new(),
            source_map: SourceMap::default(),
            caps: Caps::new(),
            visited: HashMap::new(),
        }
    }

    /// Adds what makes an output, and says which op that is and which of its results.
    pub(crate) fn visit(&mut self, output: &Output) -> (Digest, i64) {
        let operation = match &*output.vertex {
            Vertex::Operation(operation) => operation,
            Vertex::Foreign(foreign) => return foreign.visit(self),
        };
        let address = Arc::as_ptr(&output.vertex).addr();
        let known = self.visited.get(&address).cloned();
        let digest = known.unwrap_or_else(|| {
            let digest = self.add(&**operation);
            self.visited.insert(address, digest.clone());
            digest
        });
        (digest, output.index)
    }

    fn add(&mut self, operation: &dyn Operation) -> Digest {
        let platform = operation.platform().map(Into::into);
        self.caps.insert(caps::CONSTRAINTS);
        self.caps
            .extend(operation.platform().map(|_| caps::PLATFORM));
        let mut inputs = Inputs {
            graph: self,
            list: Vec::new(),
        };
        let op = operation.lower(&mut inputs);
        let op = pb::Op {
            inputs: inputs.list,
            op: Some(op),
            platform,
            constraints: Some(pb::WorkerConstraints::default()),
        };
        let metadata = operation.metadata().lower(&mut self.caps);
        let bytes = encode_op(op, self.order);
        let digest = Digest::of(&bytes);
        self.add_encoded(&digest, bytes, metadata);
        for location in &operation.metadata().locations {
            self.source_map.add(&digest, location);
        }
        digest
    }

    /// Adds the bytes of an op unless they are there, and what is known about it in any case.
    pub(crate) fn add_encoded(
        &mut self,
        digest: &Digest,
        bytes: Vec<u8>,
        metadata: pb::OpMetadata,
    ) {
        if let Some(known) = self.metadata.get_mut(digest.as_str()) {
            join(known, metadata);
        } else {
            self.metadata.insert(digest.to_string(), metadata);
            self.def.push(bytes);
            self.digests.push(digest.clone());
        }
    }
}

/// The inputs of an op in the making.
pub(crate) struct Inputs<'a> {
    graph: &'a mut Graph,
    list: Vec<pb::Input>,
}

impl Inputs<'_> {
    /// The number of an input; the same output is not listed twice.
    pub(crate) fn number(&mut self, output: &Output) -> i64 {
        let (digest, index) = self.graph.visit(output);
        let input = pb::Input {
            digest: digest.to_string(),
            index,
        };
        let known = self.list.iter().position(|other| *other == input);
        wire_index(known.unwrap_or_else(|| {
            self.list.push(input);
            self.list.len() - 1
        }))
    }

    /// The number of an input, or -1 for an empty file system.
    pub(crate) fn optional(&mut self, output: Option<&Output>) -> i64 {
        output.map_or(-1, |output| self.number(output))
    }

    /// How many inputs there are.
    pub(crate) fn count(&self) -> i64 {
        wire_index(self.list.len())
    }

    /// Notes capabilities that the op relies on.
    pub(crate) fn rely_on(&mut self, caps: impl IntoIterator<Item = &'static str>) {
        self.graph.caps.extend(caps);
    }
}

/// An index as the messages have it.
pub(crate) fn wire_index(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}
