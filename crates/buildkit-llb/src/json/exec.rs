//! Commands for people.

use serde_json::{Value, json};

use super::{View, list, octal};
use crate::pb;

impl View<'_> {
    pub(super) fn exec(&self, exec: &pb::ExecOp) -> Value {
        let meta = exec.meta.clone().unwrap_or_default();
        let proxy = meta.proxy_env.unwrap_or_default();
        json!({
            "args": meta.args,
            "env": meta.env,
            "cwd": meta.cwd,
            "user": meta.user,
            "hostname": meta.hostname,
            "hosts": list(&meta.extra_hosts, |host| json!(format!("{}={}", host.host, host.ip))),
            "ulimits": list(&meta.ulimit, |limit| {
                json!(format!("{}={}:{}", limit.name, limit.soft, limit.hard))
            }),
            "cgroup_parent": meta.cgroup_parent,
            "valid_exit_codes": meta.valid_exit_codes,
            "proxy": {
                "http": proxy.http_proxy,
                "https": proxy.https_proxy,
                "ftp": proxy.ftp_proxy,
                "no": proxy.no_proxy,
                "all": proxy.all_proxy,
            },
            "network": match exec.network() {
                pb::NetMode::Unset => "",
                pb::NetMode::Host => "host",
                pb::NetMode::None => "none",
            },
            "security": match exec.security() {
                pb::SecurityMode::Sandbox => "",
                pb::SecurityMode::Insecure => "insecure",
            },
            "secret_env": list(&exec.secretenv, |secret| {
                json!({ "name": secret.name, "id": secret.id, "optional": secret.optional })
            }),
            "devices": list(&exec.cdi_devices, |device| json!(device.name)),
            "mounts": list(&exec.mounts, |mount| self.mount(mount)),
        })
    }

    fn mount(&self, mount: &pb::Mount) -> Value {
        let kind = match mount.mount_type() {
            pb::MountType::Bind => "",
            pb::MountType::Secret => "secret",
            pb::MountType::Ssh => "ssh",
            pb::MountType::Cache => "cache",
            pb::MountType::Tmpfs => "tmpfs",
        };
        let content_cache = match mount.content_cache() {
            pb::MountContentCache::Default => "",
            pb::MountContentCache::On => "on",
            pb::MountContentCache::Off => "off",
        };
        let private = |id: &str, uid: u32, gid: u32, mode: u32, optional: bool| {
            let owner = format!("{uid}:{gid}");
            json!({ "id": id, "owner": owner, "mode": octal(mode.into()), "optional": optional })
        };
        json!({
            "dest": mount.dest,
            "type": kind,
            "from": (kind.is_empty() || mount.input >= 0).then(|| self.input(mount.input)),
            "path": mount.selector,
            "result": (mount.output >= 0).then_some(mount.output),
            "read_only": mount.readonly,
            "content_cache": content_cache,
            "size": mount.tmpfs_opt.map(|tmpfs| tmpfs.size).filter(|size| *size > 0),
            "cache": mount.cache_opt.as_ref().map(|cache| {
                let sharing = match cache.sharing() {
                    pb::CacheSharingOpt::Shared => "shared",
                    pb::CacheSharingOpt::Private => "private",
                    pb::CacheSharingOpt::Locked => "locked",
                };
                json!({ "id": cache.id, "sharing": sharing })
            }),
            "secret": mount.secret_opt.as_ref().map(|secret| {
                private(&secret.id, secret.uid, secret.gid, secret.mode, secret.optional)
            }),
            "ssh": mount.ssh_opt.as_ref().map(|ssh| {
                private(&ssh.id, ssh.uid, ssh.gid, ssh.mode, ssh.optional)
            }),
        })
    }
}
