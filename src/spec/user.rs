//! The user a container runs as.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::{Diagnostic, texts};

/// The user a container runs as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum User {
    /// The superuser: `root`, `0` or `0:0`.
    Root,
    /// Numbers, which need no entry in `/etc/passwd` and satisfy Kubernetes' `runAsNonRoot`.
    Numeric {
        /// The user.
        uid: u32,
        /// The group; the same number as the user unless written.
        gid: u32,
    },
    /// A user of the base image, by name.
    Named(String),
}

impl Default for User {
    fn default() -> Self {
        Self::Numeric {
            uid: 10001,
            gid: 10001,
        }
    }
}

impl User {
    /// Whether the user may do everything.
    pub fn is_root(&self) -> bool {
        matches!(self, Self::Root | Self::Numeric { uid: 0, .. })
    }
}

impl FromStr for User {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let (user, group) = match text.split_once(':') {
            Some((user, group)) => (user, Some(group)),
            None => (text, None),
        };
        match (id(user), group) {
            (Some(0), None | Some("0")) => Ok(Self::Root),
            (Some(uid), None) => Ok(Self::Numeric { uid, gid: uid }),
            (Some(uid), Some(group)) => match id(group) {
                Some(gid) => Ok(Self::Numeric { uid, gid }),
                None => Err(texts::spec::user(text)),
            },
            (None, None) if user == "root" => Ok(Self::Root),
            (None, None) if is_name(user) => Ok(Self::Named(user.to_owned())),
            (None, _) => Err(texts::spec::user(text)),
        }
    }
}

/// A decimal number without leading zeros, so that `0100` is never taken for an octal one.
fn id(text: &str) -> Option<u32> {
    let plain =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    // The greatest number means "no change" to the kernel.
    text.parse().ok().filter(|&id| plain && id != u32::MAX)
}

fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() <= 32
        && bytes
            .first()
            .is_some_and(|&byte| byte.is_ascii_lowercase() || byte == b'_')
        && bytes.iter().all(|&byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte)
        })
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("0:0"),
            Self::Numeric { uid, gid } => write!(f, "{uid}:{gid}"),
            Self::Named(name) => f.write_str(name),
        }
    }
}
