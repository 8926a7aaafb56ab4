//! Joining file systems without copying, and taking them apart.

use crate::{
    Describe, Metadata, Output, Platform, caps,
    graph::{Inputs, Operation},
    pb,
};

/// File systems laid on top of each other; later ones win. Needs the capability `mergeop`, which
/// may be listed and yet off.
#[derive(Clone, Debug)]
pub struct Merge {
    layers: Vec<Output>,
    metadata: Metadata,
}

impl Merge {
    /// Lays `layers` on `base`. Without any layer the result is `base` itself.
    pub fn onto(
        base: impl Into<Output>,
        layers: impl IntoIterator<Item = impl Into<Option<Output>>>,
    ) -> Self {
        let layers = layers.into_iter().filter_map(Into::into);
        Self {
            layers: std::iter::once(base.into()).chain(layers).collect(),
            metadata: Metadata::default(),
        }
    }

    /// Joins what is not empty of `layers`; none if all are empty.
    pub fn new(layers: impl IntoIterator<Item = impl Into<Option<Output>>>) -> Option<Self> {
        let mut layers = layers.into_iter().filter_map(Into::into);
        layers.next().map(|base| Self::onto(base, layers))
    }

    /// The joined file system.
    pub fn into_output(self) -> Output {
        match self.layers.as_slice() {
            [only] => only.clone(),
            _ => Output::of(self),
        }
    }
}

impl From<Merge> for Output {
    fn from(merge: Merge) -> Self {
        merge.into_output()
    }
}

impl Describe for Merge {
    fn metadata_mut(&mut self) -> &mut Metadata {
        &mut self.metadata
    }
}

impl Operation for Merge {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn platform(&self) -> Option<&Platform> {
        None
    }

    fn lower(&self, inputs: &mut Inputs<'_>) -> pb::op::Op {
        inputs.rely_on([caps::MERGE]);
        let layers = self.layers.iter().map(|layer| pb::MergeInput {
            input: inputs.number(layer),
        });
        pb::op::Op::Merge(pb::MergeOp {
            inputs: layers.collect(),
        })
    }
}

/// What has to be laid on one file system to get another one. Needs the capability `diffop`, which
/// may be listed and yet off.
#[derive(Clone, Debug)]
pub struct Diff {
    lower: Output,
    upper: Option<Output>,
    metadata: Metadata,
}

impl Diff {
    /// From `lower` to `upper`; none if they are the same. (From an empty file system to `upper` is
    /// `upper`.)
    pub fn new(lower: impl Into<Output>, upper: impl Into<Option<Output>>) -> Option<Self> {
        let diff = Self {
            lower: lower.into(),
            upper: upper.into(),
            metadata: Metadata::default(),
        };
        (diff.upper.as_ref() != Some(&diff.lower)).then_some(diff)
    }

    /// The difference.
    pub fn into_output(self) -> Output {
        Output::of(self)
    }
}

impl From<Diff> for Output {
    fn from(diff: Diff) -> Self {
        diff.into_output()
    }
}

impl Describe for Diff {
    fn metadata_mut(&mut self) -> &mut Metadata {
        &mut self.metadata
    }
}

impl Operation for Diff {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn platform(&self) -> Option<&Platform> {
        None
    }

    fn lower(&self, inputs: &mut Inputs<'_>) -> pb::op::Op {
        inputs.rely_on([caps::DIFF]);
        let lower = pb::LowerDiffInput {
            input: inputs.number(&self.lower),
        };
        let upper = pb::UpperDiffInput {
            input: inputs.optional(self.upper.as_ref()),
        };
        pb::op::Op::Diff(pb::DiffOp {
            lower: Some(lower),
            upper: Some(upper),
        })
    }
}
