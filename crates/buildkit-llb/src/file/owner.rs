//! Owners of files.

use crate::{Output, graph::Inputs, pb};

/// A user or a group.
#[derive(Clone, Debug, PartialEq)]
pub enum Id {
    /// By number.
    Number(u32),
    /// By name.
    Name {
        /// The name. If it is unknown, the engine takes root without a word.
        name: String,
        /// The file system whose `/etc/passwd` or `/etc/group` knows the name.
        known_in: Output,
    },
}

impl From<u32> for Id {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

impl Id {
    fn lower(&self, inputs: &mut Inputs<'_>) -> pb::UserOpt {
        let user = match self {
            Self::Number(number) => pb::user_opt::User::ById(*number),
            Self::Name { name, known_in } => {
                let input = inputs.number(known_in);
                pb::user_opt::User::ByName(pb::NamedUserOpt {
                    name: name.clone(),
                    input,
                })
            }
        };
        pb::UserOpt { user: Some(user) }
    }
}

/// The owner of files.
#[derive(Clone, Debug, PartialEq)]
pub struct Owner {
    user: Id,
    group: Option<Id>,
}

impl Owner {
    /// A user; the group is the same number, or the user's own group.
    pub fn user(user: impl Into<Id>) -> Self {
        Self {
            user: user.into(),
            group: None,
        }
    }

    /// A user and a group.
    pub fn new(user: impl Into<Id>, group: impl Into<Id>) -> Self {
        Self {
            user: user.into(),
            group: Some(group.into()),
        }
    }

    pub(super) fn lower(&self, inputs: &mut Inputs<'_>) -> pb::ChownOpt {
        let user = Some(self.user.lower(inputs));
        pb::ChownOpt {
            user,
            group: self.group.as_ref().map(|group| group.lower(inputs)),
        }
    }
}
