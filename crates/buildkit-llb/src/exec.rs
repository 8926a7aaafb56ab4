//! Commands.

use std::collections::BTreeMap;

use crate::{
    Describe, HasContent, Metadata, Mount, Output, Platform, Ssh, caps,
    graph::{Caps, Inputs, Operation, wire_index},
    pb,
};

/// The network of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// One of its own, with access outwards.
    #[default]
    Sandbox,
    /// The host's. Needs the entitlement `network.host`.
    Host,
    /// None.
    None,
}

/// The rights of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// The usual confinement.
    #[default]
    Sandbox,
    /// All rights. Needs the entitlement `security.insecure`.
    Insecure,
}

/// A directory that a command fills and that becomes a result.
#[derive(Clone, Debug)]
pub struct OutputMount(Mount);

impl OutputMount {
    /// Empty at first.
    pub fn scratch(dest: impl Into<String>) -> Self {
        Self::new(dest, None)
    }

    /// With the content of `initial` at first, or empty.
    pub fn new(dest: impl Into<String>, initial: impl Into<Option<Output>>) -> Self {
        Self(Mount::bind(dest, initial.into()).with_result())
    }
}

impl HasContent for OutputMount {
    fn mount_mut(&mut self) -> &mut Mount {
        &mut self.0
    }
}

/// A command to run.
///
/// Describe it, then say what it works on: [`run`](Self::run) changes a root file system,
/// [`produce`](Self::produce) leaves it alone and fills directories,
/// [`run_and_produce`](Self::run_and_produce) does both.
///
/// Variables are sorted by name and mounts by path, so that the order of calls is not part of the
/// cache key. Paths of mounts must differ, and none of them is `/`.
#[derive(Clone, Debug)]
pub struct Exec {
    platform: Platform,
    meta: pb::Meta,
    env: BTreeMap<String, String>,
    network: Network,
    security: Security,
    secret_env: BTreeMap<String, pb::SecretEnv>,
    devices: Vec<pb::CdiDevice>,
    mounts: Vec<Mount>,
    caps: Caps,
    metadata: Metadata,
}

impl Exec {
    /// A program on a platform, found by `PATH` in the root. No shell is involved.
    pub fn new(platform: Platform, program: impl Into<String>) -> Self {
        let meta = pb::Meta {
            args: vec![program.into()],
            cwd: "/".into(),
            // Otherwise the parents of mount points stay in the result.
            remove_mount_stubs_recursive: true,
            ..pb::Meta::default()
        };
        Self {
            platform,
            meta,
            env: BTreeMap::new(),
            network: Network::default(),
            security: Security::default(),
            secret_env: BTreeMap::new(),
            devices: Vec::new(),
            mounts: Vec::new(),
            caps: [caps::EXEC].into(),
            metadata: Metadata::default(),
        }
    }

    /// A whole command line; none if it is empty.
    pub fn from_argv<S: Into<String>>(
        platform: Platform,
        argv: impl IntoIterator<Item = S>,
    ) -> Option<Self> {
        let mut argv = argv.into_iter();
        let program = argv.next()?;
        Some(Self::new(platform, program).args(argv))
    }

    /// One more argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.meta.args.push(arg.into());
        self
    }

    /// More arguments.
    #[must_use]
    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.meta.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// The same program, started by another one, which gets it and its arguments after its own.
    #[must_use]
    pub fn behind<S: Into<String>>(mut self, argv: impl IntoIterator<Item = S>) -> Self {
        self.meta
            .args
            .splice(0..0, argv.into_iter().map(Into::into));
        self
    }

    /// A variable. Part of the cache key: nothing secret and nothing that changes by itself. The
    /// last value of a name wins.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    /// Several variables.
    #[must_use]
    pub fn envs<N: Into<String>, V: Into<String>>(
        mut self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.env.extend(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into())),
        );
        self
    }

    /// The working directory, made if missing. `/` by default.
    #[must_use]
    pub fn cwd(mut self, path: impl Into<String>) -> Self {
        self.meta.cwd = path.into();
        self
    }

    /// The user: `name`, `uid`, `uid:gid` or `name:group`. Root by default.
    #[must_use]
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.meta.user = user.into();
        self
    }

    /// The network.
    #[must_use]
    pub fn network(mut self, network: Network) -> Self {
        self.network = network;
        self.caps
            .extend((network != Network::Sandbox).then_some(caps::EXEC_NETWORK));
        self
    }

    /// The rights.
    #[must_use]
    pub fn security(mut self, security: Security) -> Self {
        self.security = security;
        self.caps
            .extend((security != Security::Sandbox).then_some(caps::EXEC_SECURITY));
        self
    }

    /// The name of the host. `buildkitsandbox` by default.
    #[must_use]
    pub fn hostname(mut self, name: impl Into<String>) -> Self {
        self.meta.hostname = name.into();
        self
    }

    /// A line of `/etc/hosts`. The address is not part of the cache key.
    #[must_use]
    pub fn extra_host(mut self, host: impl Into<String>, ip: impl Into<String>) -> Self {
        self.meta.extra_hosts.push(pb::HostIp {
            host: host.into(),
            ip: ip.into(),
        });
        self
    }

    /// A limit such as `nofile`.
    #[must_use]
    pub fn ulimit(mut self, name: impl Into<String>, soft: i64, hard: i64) -> Self {
        self.meta.ulimit.push(pb::Ulimit {
            name: name.into(),
            soft,
            hard,
        });
        self.caps.insert(caps::EXEC_ULIMIT);
        self
    }

    /// The parent of the cgroup.
    #[must_use]
    pub fn cgroup_parent(mut self, parent: impl Into<String>) -> Self {
        self.meta.cgroup_parent = parent.into();
        self.caps.insert(caps::EXEC_CGROUP_PARENT);
        self
    }

    /// Proxies, set as variables by the engine in upper and lower case. Not part of the cache key.
    #[must_use]
    pub fn proxy(mut self, proxy: pb::ProxyEnv) -> Self {
        self.meta.proxy_env = (proxy != pb::ProxyEnv::default()).then_some(proxy);
        self.caps
            .extend(self.meta.proxy_env.as_ref().map(|_| caps::EXEC_PROXY));
        self
    }

    /// CPU and memory limits. Not part of the cache key.
    #[must_use]
    pub fn resources(mut self, resources: pb::LinuxResources) -> Self {
        self.metadata.resources = (resources != pb::LinuxResources::default()).then_some(resources);
        self
    }

    /// A secret as a variable; the build fails if the client does not have it.
    #[must_use]
    pub fn secret_env(self, name: impl Into<String>, id: impl Into<String>) -> Self {
        self.add_secret_env(name.into(), id.into(), false)
    }

    /// A secret as a variable, which is empty (not unset) if the client does not have it.
    #[must_use]
    pub fn optional_secret_env(self, name: impl Into<String>, id: impl Into<String>) -> Self {
        self.add_secret_env(name.into(), id.into(), true)
    }

    fn add_secret_env(mut self, name: String, id: String, optional: bool) -> Self {
        self.secret_env
            .insert(name.clone(), pb::SecretEnv { id, name, optional });
        self.caps.insert(caps::EXEC_SECRET_ENV);
        self
    }

    /// The exit codes that are a success, instead of just 0.
    #[must_use]
    pub fn valid_exit_codes(mut self, codes: impl IntoIterator<Item = u8>) -> Self {
        self.meta.valid_exit_codes = codes.into_iter().map(Into::into).collect();
        self.caps.insert(caps::EXEC_VALID_EXIT_CODES);
        self
    }

    /// A device by its full name. Needs the entitlement `device`.
    #[must_use]
    pub fn device(mut self, name: impl Into<String>) -> Self {
        self.devices.push(pb::CdiDevice {
            name: name.into(),
            optional: false,
        });
        self.caps.insert(caps::EXEC_DEVICES);
        self
    }

    /// Something to mount.
    #[must_use]
    pub fn mount(mut self, mount: impl Into<Mount>) -> Self {
        self.mounts.push(mount.into());
        self
    }

    /// Several things to mount.
    #[must_use]
    pub fn mounts<M: Into<Mount>>(mut self, mounts: impl IntoIterator<Item = M>) -> Self {
        self.mounts.extend(mounts.into_iter().map(Into::into));
        self
    }

    /// The client's SSH agent, announced by `SSH_AUTH_SOCK`.
    #[must_use]
    pub fn ssh(self, ssh: Ssh) -> Self {
        let mount = ssh.into_mount();
        self.env("SSH_AUTH_SOCK", mount.dest()).mount(mount)
    }

    /// Runs on a root file system and gives the changed one.
    pub fn run(self, root: impl Into<Output>) -> Output {
        let (root, []) = self.run_and_produce(root, []);
        root
    }

    /// Runs on a root file system whose changes are thrown away, and gives the directories that it
    /// filled, in the order of `outputs`.
    pub fn produce<const N: usize>(
        self,
        root: impl Into<Output>,
        outputs: [OutputMount; N],
    ) -> [Output; N] {
        let ranks = std::array::from_fn::<_, N, _>(|i| rank(&outputs, i));
        let result = self.finish(Mount::bind("/", Some(root.into())).read_only(), outputs);
        ranks.map(|rank| result.nth(rank))
    }

    /// Like [`produce`](Self::produce), for a number of directories that is not known beforehand.
    pub fn produce_all(self, root: impl Into<Output>, outputs: Vec<OutputMount>) -> Vec<Output> {
        let ranks: Vec<_> = (0..outputs.len()).map(|i| rank(&outputs, i)).collect();
        let result = self.finish(Mount::bind("/", Some(root.into())).read_only(), outputs);
        ranks.into_iter().map(|rank| result.nth(rank)).collect()
    }

    /// Runs on a root file system, and gives the changed one and the directories that it filled, in
    /// the order of `outputs`.
    pub fn run_and_produce<const N: usize>(
        self,
        root: impl Into<Output>,
        outputs: [OutputMount; N],
    ) -> (Output, [Output; N]) {
        let ranks = std::array::from_fn::<_, N, _>(|i| rank(&outputs, i));
        let root = self.finish(Mount::bind("/", Some(root.into())).with_result(), outputs);
        // The root is the first mount, so its result is number 0.
        let outputs = ranks.map(|rank| root.nth(rank + 1));
        (root, outputs)
    }

    fn finish(mut self, root: Mount, outputs: impl IntoIterator<Item = OutputMount>) -> Output {
        self.mounts
            .extend(outputs.into_iter().map(|output| output.0));
        self.mounts.sort_by(|a, b| a.dest().cmp(b.dest()));
        self.mounts.insert(0, root);
        Output::of(self)
    }
}

/// The position of an output among all when they are sorted by path: the engine numbers results by
/// the position of their mounts.
fn rank(outputs: &[OutputMount], index: usize) -> i64 {
    let key = |i: usize| (outputs[i].0.dest(), i);
    wire_index(
        (0..outputs.len())
            .filter(|&other| key(other) < key(index))
            .count(),
    )
}

impl Describe for Exec {
    fn metadata_mut(&mut self) -> &mut Metadata {
        &mut self.metadata
    }
}

impl Operation for Exec {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn platform(&self) -> Option<&Platform> {
        Some(&self.platform)
    }

    fn lower(&self, inputs: &mut Inputs<'_>) -> pb::op::Op {
        inputs.rely_on(self.caps.iter().copied());
        let mut numbers = 0..;
        let mounts = self
            .mounts
            .iter()
            .map(|mount| mount.lower(&mut numbers, inputs))
            .collect();
        let network = match self.network {
            Network::Sandbox => pb::NetMode::Unset,
            Network::Host => pb::NetMode::Host,
            Network::None => pb::NetMode::None,
        };
        let security = match self.security {
            Security::Sandbox => pb::SecurityMode::Sandbox,
            Security::Insecure => pb::SecurityMode::Insecure,
        };
        let env = self
            .env
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pb::op::Op::Exec(pb::ExecOp {
            meta: Some(pb::Meta {
                env,
                ..self.meta.clone()
            }),
            mounts,
            network: network.into(),
            security: security.into(),
            secretenv: self.secret_env.values().cloned().collect(),
            cdi_devices: self.devices.clone(),
        })
    }
}
