//! Making files, directories and links.

use super::{NONE, Owner, Timestamp};
use crate::{
    caps,
    graph::Inputs,
    pb::{self, file_action::Action},
};

macro_rules! owned {
    ($($name:ident),*) => {$(
        impl $name {
            /// The owner; root by default.
            #[must_use]
            pub fn owner(mut self, owner: Owner) -> Self {
                self.owner = Some(owner);
                self
            }

            /// The time; that of the build by default.
            #[must_use]
            pub fn timestamp(mut self, timestamp: Timestamp) -> Self {
                self.message.timestamp = timestamp.nanos();
                self
            }
        }
    )*};
}

owned!(Mkdir, Mkfile, Symlink);

/// Makes a directory. One that exists is left as it is.
#[derive(Clone, Debug)]
pub struct Mkdir {
    owner: Option<Owner>,
    message: pb::FileActionMkDir,
}

impl Mkdir {
    /// An absolute path whose parent exists; mode 0755.
    pub fn new(path: impl Into<String>) -> Self {
        let message = pb::FileActionMkDir {
            path: path.into(),
            mode: 0o755,
            timestamp: NONE.into(),
            ..pb::FileActionMkDir::default()
        };
        Self {
            owner: None,
            message,
        }
    }

    /// Other permissions.
    #[must_use]
    pub fn mode(mut self, mode: u16) -> Self {
        self.message.mode = mode.into();
        self
    }

    /// Also makes missing parents.
    #[must_use]
    pub fn parents(mut self) -> Self {
        self.message.make_parents = true;
        self
    }

    pub(super) fn lower(&self, inputs: &mut Inputs<'_>) -> Action {
        let owner = self.owner.as_ref().map(|owner| owner.lower(inputs));
        Action::Mkdir(pb::FileActionMkDir {
            owner,
            ..self.message.clone()
        })
    }
}

/// Writes a file, also over another one.
#[derive(Clone, Debug)]
pub struct Mkfile {
    owner: Option<Owner>,
    message: pb::FileActionMkFile,
}

impl Mkfile {
    /// An absolute path whose parent exists, and the content; mode 0644.
    pub fn new(path: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        let message = pb::FileActionMkFile {
            path: path.into(),
            mode: 0o644,
            data: data.into(),
            owner: None,
            timestamp: NONE.into(),
        };
        Self {
            owner: None,
            message,
        }
    }

    /// Other permissions.
    #[must_use]
    pub fn mode(mut self, mode: u16) -> Self {
        self.message.mode = mode.into();
        self
    }

    pub(super) fn lower(&self, inputs: &mut Inputs<'_>) -> Action {
        let owner = self.owner.as_ref().map(|owner| owner.lower(inputs));
        Action::Mkfile(pb::FileActionMkFile {
            owner,
            ..self.message.clone()
        })
    }
}

/// Makes a symbolic link where nothing is yet. Needs the capability `file.symlink.create`.
#[derive(Clone, Debug)]
pub struct Symlink {
    owner: Option<Owner>,
    message: pb::FileActionSymlink,
}

impl Symlink {
    /// A link at the absolute path `link`, whose parent exists, that says `target`.
    pub fn new(target: impl Into<String>, link: impl Into<String>) -> Self {
        let message = pb::FileActionSymlink {
            oldpath: target.into(),
            newpath: link.into(),
            owner: None,
            timestamp: NONE.into(),
        };
        Self {
            owner: None,
            message,
        }
    }

    pub(super) fn lower(&self, inputs: &mut Inputs<'_>) -> Action {
        inputs.rely_on([caps::FILE_SYMLINK]);
        let owner = self.owner.as_ref().map(|owner| owner.lower(inputs));
        Action::Symlink(pb::FileActionSymlink {
            owner,
            ..self.message.clone()
        })
    }
}
