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

    fn options(mut self, change: impl FnOnce(&mut pb::SecretOpt)) -> Self {
        self.0.message.secret_opt.as_mut().map(change);
        self
    }

    /// Another path.
    #[must_use]
    pub fn dest(mut self, dest: impl Into<String>) -> Self {
        self.0.message.dest = dest.into();
        self
    }

    /// Owner and group of the file.
    #[must_use]
    pub fn owner(self, uid: u32, gid: u32) -> Self {
        self.options(|options| (options.uid, options.gid) = (uid, gid))
    }

    /// Permissions of the file.
    #[must_use]
    pub fn mode(self, mode: u16) -> Self {
        self.options(|options| options.mode = mode.into())
    }

    /// No file, instead of a failure, if the client does not have the secret.
    #[must_use]
    pub fn optional(self) -> Self {
        self.options(|options| options.optional = true)
    }
}

/// The client's SSH agent as a socket. Required, owned by root, mode 0600, unless said otherwise.
///
/// Given to [`Exec::ssh`](crate::Exec::ssh), which also sets `SSH_AUTH_SOCK`.
#[derive(Clone, Debug)]
pub struct Ssh(Mount);

impl Ssh {
    /// The agent `id` (usually `default`).
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

    fn options(mut self, change: impl FnOnce(&mut pb::SshOpt)) -> Self {
        self.0.message.ssh_opt.as_mut().map(change);
        self
    }

    /// Another path than `/run/buildkit/ssh_agent.0`.
    #[must_use]
    pub fn dest(mut self, dest: impl Into<String>) -> Self {
        self.0.message.dest = dest.into();
        self
    }

    /// Owner and group of the socket.
    #[must_use]
    pub fn owner(self, uid: u32, gid: u32) -> Self {
        self.options(|options| (options.uid, options.gid) = (uid, gid))
    }

    /// Permissions of the socket.
    #[must_use]
    pub fn mode(self, mode: u16) -> Self {
        self.options(|options| options.mode = mode.into())
    }

    /// No socket, instead of a failure, if the client has no such agent.
    #[must_use]
    pub fn optional(self) -> Self {
        self.options(|options| options.optional = true)
    }

    pub(crate) fn into_mount(self) -> Mount {
        self.0
    }
}
