//! Removing files.

use crate::{
    caps,
    graph::Inputs,
    pb::{self, file_action::Action},
};

/// Removes a file, a directory with all that is in it, or a link (not what it points to).
#[derive(Clone, Debug)]
pub struct Rm {
    message: pb::FileActionRm,
}

impl Rm {
    /// An absolute path, which exists.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            message: pb::FileActionRm {
                path: path.into(),
                ..pb::FileActionRm::default()
            },
        }
    }

    /// The path need not exist.
    #[must_use]
    pub fn allow_not_found(mut self) -> Self {
        self.message.allow_not_found = true;
        self
    }

    /// The path is a pattern (`*`, `?`, `[…]`).
    #[must_use]
    pub fn wildcard(mut self) -> Self {
        self.message.allow_wildcard = true;
        self
    }

    pub(super) fn lower(&self, inputs: &mut Inputs<'_>) -> Action {
        inputs.rely_on(
            self.message
                .allow_wildcard
                .then_some(caps::FILE_RM_WILDCARD),
        );
        Action::Rm(self.message.clone())
    }
}
