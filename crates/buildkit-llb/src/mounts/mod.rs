//! What an exec sees beside its root.

mod bind;
mod cache;
mod private;

pub use bind::{Bind, ContentCache, HasContent, Writable};
pub use cache::{Cache, Sharing};
pub use private::{Secret, Ssh, Tmpfs};

use std::ops::RangeFrom;

use crate::{
    Output, caps,
    graph::{Caps, Inputs},
    pb,
};

/// Something mounted into an exec: made from [`Bind`], [`Writable`], [`Cache`], [`Tmpfs`] or
/// [`Secret`].
#[derive(Clone, Debug)]
pub struct Mount {
    input: Option<Output>,
    /// Whether what is written becomes a result.
    has_result: bool,
    caps: Caps,
    message: pb::Mount,
}

impl Mount {
    fn new(dest: String, kind: pb::MountType, cap: &'static str) -> Self {
        let message = pb::Mount {
            dest,
            mount_type: kind.into(),
            input: -1,
            output: -1,
            ..pb::Mount::default()
        };
        Self {
            input: None,
            has_result: false,
            caps: [cap].into(),
            message,
        }
    }

    pub(crate) fn bind(dest: impl Into<String>, input: Option<Output>) -> Self {
        Self {
            input,
            ..Self::new(dest.into(), pb::MountType::Bind, caps::MOUNT_BIND)
        }
    }

    pub(crate) fn read_only(mut self) -> Self {
        self.message.readonly = true;
        self
    }

    pub(crate) fn with_result(self) -> Self {
        Self {
            has_result: true,
            ..self
        }
    }

    fn select(&mut self, selector: String) {
        self.message.selector = selector;
        self.caps.insert(caps::MOUNT_SELECTOR);
    }

    pub(crate) fn dest(&self) -> &str {
        &self.message.dest
    }

    /// The message. `numbers` are those of the results to come.
    pub(crate) fn lower(&self, numbers: &mut RangeFrom<i64>, inputs: &mut Inputs<'_>) -> pb::Mount {
        inputs.rely_on(self.caps.iter().copied());
        let input = inputs.optional(self.input.as_ref());
        let output = if self.has_result {
            numbers.next().unwrap_or(-1)
        } else {
            -1
        };
        pb::Mount {
            input,
            output,
            ..self.message.clone()
        }
    }
}

macro_rules! mounts {
    ($($name:ident),*) => {$(
        impl From<$name> for Mount {
            fn from(mount: $name) -> Self {
                mount.0
            }
        }
    )*};
}

mounts!(Bind, Cache, Secret, Tmpfs, Writable);
