//! Memory, secrets and agents: what belongs to no result.

use super::Mount;
use crate::{caps, pb};

/// A directory in memory.
#[derive(Clone, Debug)]
pub struct Tmpfs(pub(super) Mount);

impl Tmpfs {
    /// As large as it gets.
    pub fn new(dest: impl Into<String>) -> Self {
        let mut mount = Mount::new(dest.into(), pb::MountType::Tmpfs, caps::MOUNT_TMPFS);
        mount.message.tmpfs_opt = Some(pb::TmpfsOpt { size: 0 });
        Self(mount)
    }

    /// At most this many bytes; 0 is no limit.
    #[must_use]
    pub fn size(mut self, bytes: u64) -> Self {
        let size = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.0.message.tmpfs_opt = Some(pb::TmpfsOpt { size });
        self.0.caps.insert(caps::MOUNT_TMPFS_SIZE);
        self
    }
}

/// A secret as a file. Required, owned by root, mode 0400, unless said otherwise.
#[derive(Clone, Debug)]
pub struct Secret(pub(super) Mount);

impl Secret {
    /// The client's secret `id` at `/run/secrets/<id>`.
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        let mut mount = Mount::new(
            format!("/run/secrets/{id}"),
            pb::MountType::Secret,
            caps::MOUNT_SECRET,
        );
        mount.message.secret_opt = Some(pb::SecretOpt {
            id,
            uid: 0,
            gid: 0,
            mode: 0o400,
            optional: false,
        });
        Self(mount)
    }
}

/// The client's SSH agent as a socket. Required, owned by root, mode 0600, unless said otherwise.
///
/// Given to [`Exec::ssh`](crate::Exec::ssh), which also sets `SSH_AUTH_SOCK`.
#[derive(Clone, Debug)]
pub struct Ssh(Mount);

impl Ssh {
    /// The agent `id` (usually `default`) at `/run/buildkit/ssh_agent.0`.
    pub fn new(id: impl Into<String>) -> Self {
        let mut mount = Mount::new(
            "/run/buildkit/ssh_agent.0".into(),
            pb::MountType::Ssh,
            caps::MOUNT_SSH,
        );
        mount.message.ssh_opt = Some(pb::SshOpt {
            id: id.into(),
            uid: 0,
            gid: 0,
            mode: 0o600,
            optional: false,
        });
        Self(mount)
    }

    pub(crate) fn into_mount(self) -> Mount {
        self.0
    }
}

/// What secrets and agents have in common; their options are two messages with the same fields.
macro_rules! client_mounts {
    ($($name:ident: $options:ident, $kind:literal;)*) => {$(
        impl $name {
            /// Another path.
            #[must_use]
            pub fn dest(mut self, dest: impl Into<String>) -> Self {
                self.0.message.dest = dest.into();
                self
            }

            #[doc = concat!("Owner and group of the ", $kind, ".")]
            #[must_use]
            pub fn owner(mut self, uid: u32, gid: u32) -> Self {
                if let Some(options) = &mut self.0.message.$options {
                    (options.uid, options.gid) = (uid, gid);
                }
                self
            }

            #[doc = concat!("Permissions of the ", $kind, ".")]
            #[must_use]
            pub fn mode(mut self, mode: u16) -> Self {
                if let Some(options) = &mut self.0.message.$options {
                    options.mode = mode.into();
                }
                self
            }

            #[doc = concat!("No ", $kind, ", instead of a failure, if the client has none to give.")]
            #[must_use]
            pub fn optional(mut self) -> Self {
                if let Some(options) = &mut self.0.message.$options {
                    options.optional = true;
                }
                self
            }
        }
    )*};
}

client_mounts! {
    Secret: secret_opt, "file";
    Ssh: ssh_opt, "socket";
}
