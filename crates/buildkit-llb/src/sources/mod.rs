//! Where file systems come from.

mod git;
mod http;
mod image;
mod local;
mod oci_layout;

use std::collections::BTreeMap;

pub use git::{Git, GitUrlError};
pub use http::{Http, HttpError};
pub use image::{Image, RecordType, ResolveMode};
pub use local::{Differ, Local, Session};
pub use oci_layout::OciLayout;

use crate::{
    Metadata, Output, Platform,
    graph::{Caps, Inputs, Operation},
    pb,
};

/// What all sources are: an identifier and attributes.
#[derive(Clone, Debug)]
struct Source {
    identifier: String,
    attrs: BTreeMap<String, String>,
    platform: Option<Platform>,
    caps: Caps,
    metadata: Metadata,
}

impl Source {
    fn new(identifier: String, cap: &'static str) -> Self {
        Self {
            identifier,
            attrs: BTreeMap::new(),
            platform: None,
            caps: [cap].into(),
            metadata: Metadata::default(),
        }
    }

    /// Sets an attribute. An empty value takes it away: an engine would write empty ones, and we do
    /// not.
    fn set(&mut self, attr: &str, value: impl Into<String>, cap: &'static str) {
        let value = value.into();
        if value.is_empty() {
            self.attrs.remove(attr);
        } else {
            self.attrs.insert(attr.into(), value);
            self.caps.insert(cap);
        }
    }

    /// Sets an attribute that is a JSON array.
    fn set_list(&mut self, attr: &str, values: Vec<String>, cap: &'static str) {
        let json = if values.is_empty() {
            String::new()
        } else {
            serde_json::Value::from(values).to_string()
        };
        self.set(attr, json, cap);
    }
}

impl Operation for Source {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn platform(&self) -> Option<&Platform> {
        self.platform.as_ref()
    }

    fn lower(&self, inputs: &mut Inputs<'_>) -> pb::op::Op {
        inputs.rely_on(self.caps.iter().copied());
        pb::op::Op::Source(pb::SourceOp {
            identifier: self.identifier.clone(),
            attrs: self.attrs.clone(),
        })
    }
}

macro_rules! sources {
    ($($name:ident: $self:ident => $into:expr, $metadata:expr;)*) => {$(
        impl $name {
            /// The file system.
            pub fn into_output($self) -> Output {
                Output::of($into)
            }
        }

        impl From<$name> for Output {
            fn from(source: $name) -> Self {
                source.into_output()
            }
        }

        impl crate::Describe for $name {
            fn metadata_mut(&mut $self) -> &mut Metadata {
                $metadata
            }
        }
    )*};
}

sources! {
    Git: self => self.into_source(), &mut self.source.metadata;
    Http: self => self.0, &mut self.0.metadata;
    Image: self => self.0, &mut self.0.metadata;
    Local: self => self.0, &mut self.0.metadata;
    OciLayout: self => self.0, &mut self.0.metadata;
}
