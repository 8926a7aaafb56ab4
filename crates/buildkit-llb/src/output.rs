//! Results of operations.

use std::{fmt, sync::Arc};

use crate::{
    Digest, OpOrder,
    foreign::Foreign,
    graph::{Graph, Operation},
};

/// One result of an operation: a file system. Cheap to clone.
///
/// An empty file system is not an `Output`: where it makes sense, parameters are `impl
/// Into<Option<Output>>` and `None` is empty.
#[derive(Clone)]
pub struct Output {
    pub(crate) vertex: Arc<Vertex>,
    /// The number of the result among those of the operation.
    pub(crate) index: i64,
}

/// What makes the results.
pub(crate) enum Vertex {
    Operation(Box<dyn Operation>),
    Foreign(Foreign),
}

impl Output {
    /// The only result of an operation.
    pub(crate) fn of(operation: impl Operation) -> Self {
        Self::new(Vertex::Operation(Box::new(operation)))
    }

    pub(crate) fn new(vertex: Vertex) -> Self {
        Self {
            vertex: Arc::new(vertex),
            index: 0,
        }
    }

    /// Another result of the same operation.
    pub(crate) fn nth(&self, index: i64) -> Self {
        Self {
            vertex: Arc::clone(&self.vertex),
            index,
        }
    }

    /// The digest of the operation, which names its vertex in the engine: warnings and errors refer
    /// to it.
    pub fn digest(&self, order: OpOrder) -> Digest {
        Graph::new(order).visit(self).0
    }
}

/// Equal outputs are the same result of equal operations.
impl PartialEq for Output {
    fn eq(&self, other: &Self) -> bool {
        let mut graph = Graph::new(OpOrder::default());
        graph.visit(self) == graph.visit(other)
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digest, index) = Graph::new(OpOrder::default()).visit(self);
        write!(f, "Output({digest}[{index}])")
    }
}

impl From<&Output> for Option<Output> {
    fn from(output: &Output) -> Self {
        Some(output.clone())
    }
}

impl From<&Self> for Output {
    fn from(output: &Self) -> Self {
        output.clone()
    }
}
