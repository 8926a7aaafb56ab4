//! Changes to files that need no command.

mod copy;
mod make;
mod owner;
mod remove;

pub use copy::Copy;
pub use make::{Mkdir, Mkfile, Symlink};
pub use owner::{Id, Owner};
pub use remove::Rm;

use crate::{
    Describe, Metadata, Output, Platform, caps,
    graph::{Inputs, Operation},
    pb::{self, file_action::Action},
};

/// When a file was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Seconds since 1970.
    pub fn from_secs(seconds: u64) -> Self {
        Self(
            i64::try_from(seconds)
                .unwrap_or(i64::MAX)
                .saturating_mul(1_000_000_000),
        )
    }

    /// Nanoseconds, as the messages have it.
    const fn nanos(self) -> i64 {
        self.0
    }
}

/// What the messages have instead of a timestamp or a mode that is not given. Zero is 1970 and "no
/// permissions".
const NONE: i8 = -1;

/// One change, made from [`Copy`](struct@Copy), [`Mkdir`], [`Mkfile`], [`Rm`] or [`Symlink`].
#[derive(Clone, Debug)]
pub enum FileAction {
    /// Copies from another file system.
    Copy(Copy),
    /// Makes a directory.
    Mkdir(Mkdir),
    /// Writes a file.
    Mkfile(Mkfile),
    /// Removes files.
    Rm(Rm),
    /// Makes a symbolic link.
    Symlink(Symlink),
}

impl FileAction {
    /// The number of the input that is copied from, and the message.
    fn lower(&self, inputs: &mut Inputs<'_>) -> (i64, Action) {
        match self {
            Self::Copy(copy) => copy.lower(inputs),
            Self::Mkdir(mkdir) => (-1, mkdir.lower(inputs)),
            Self::Mkfile(mkfile) => (-1, mkfile.lower(inputs)),
            Self::Rm(rm) => (-1, rm.lower(inputs)),
            Self::Symlink(symlink) => (-1, symlink.lower(inputs)),
        }
    }
}

macro_rules! actions {
    ($($name:ident),*) => {$(
        impl From<$name> for FileAction {
            fn from(action: $name) -> Self {
                Self::$name(action)
            }
        }
    )*};
}

actions!(Copy, Mkdir, Mkfile, Rm, Symlink);

/// Changes made one after the other, in one layer. They are the same on all platforms.
#[derive(Clone, Debug)]
pub struct FileActions {
    base: Option<Output>,
    actions: Vec<FileAction>,
    metadata: Metadata,
}

impl FileActions {
    /// Starts with a first change to `base`, or to an empty file system.
    pub fn new(base: impl Into<Option<Output>>, first: impl Into<FileAction>) -> Self {
        Self {
            base: base.into(),
            actions: vec![first.into()],
            metadata: Metadata::default(),
        }
    }

    /// Changes to an empty file system; none where nothing changes.
    pub fn all<A: Into<FileAction>>(actions: impl IntoIterator<Item = A>) -> Option<Self> {
        let mut actions = actions.into_iter();
        let first = actions.next()?;
        Some(Self::new(None, first).then_all(actions))
    }

    /// The next change.
    #[must_use]
    pub fn then(mut self, action: impl Into<FileAction>) -> Self {
        self.actions.push(action.into());
        self
    }

    /// The next changes.
    #[must_use]
    pub fn then_all<A: Into<FileAction>>(mut self, actions: impl IntoIterator<Item = A>) -> Self {
        self.actions.extend(actions.into_iter().map(Into::into));
        self
    }

    /// The changed file system.
    pub fn into_output(self) -> Output {
        Output::of(self)
    }
}

impl From<FileActions> for Output {
    fn from(actions: FileActions) -> Self {
        actions.into_output()
    }
}

impl Describe for FileActions {
    fn metadata_mut(&mut self) -> &mut Metadata {
        &mut self.metadata
    }
}

impl Operation for FileActions {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn platform(&self) -> Option<&Platform> {
        None
    }

    fn lower(&self, inputs: &mut Inputs<'_>) -> pb::op::Op {
        inputs.rely_on([caps::FILE]);
        let base = inputs.optional(self.base.as_ref());
        let lowered: Vec<_> = self
            .actions
            .iter()
            .map(|action| action.lower(inputs))
            .collect();
        // Numbers of inputs come first, those of the actions' results follow.
        let results = inputs.count()..;
        let starts = std::iter::once(base).chain(results);
        let last = lowered.len() - 1;
        let actions = lowered.into_iter().zip(starts).enumerate().map(
            |(n, ((secondary_input, action), input))| {
                let output = if n == last { 0 } else { -1 };
                pb::FileAction {
                    input,
                    secondary_input,
                    output,
                    action: Some(action),
                }
            },
        );
        pb::op::Op::File(pb::FileOp {
            actions: actions.collect(),
        })
    }
}
