//! How the client wants steps to run: what a `RUN` of a Dockerfile gets.

use buildkit_llb::{Exec, Network, Tmpfs, pb};

/// Where programs share memory.
const SHARED_MEMORY: &str = "/dev/shm";

/// What surrounds a step.
///
/// The helper gets nothing of it: no option of the client's unpacks anything again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sandbox {
    /// The network.
    pub network: Network,
    /// Names and addresses that are known.
    pub hosts: Vec<(String, String)>,
    /// Proxies: in no key, and in no image.
    pub proxy: pb::ProxyEnv,
    /// The name of the host; BuildKit's own if there is none.
    pub hostname: Option<String>,
    /// Limits of processes.
    pub limits: Vec<Limit>,
    /// The size of `/dev/shm`, in bytes; BuildKit's own if there is none.
    pub shared_memory: Option<u64>,
    /// Below which control group steps run; BuildKit's own if there is none.
    pub cgroup_parent: Option<String>,
    /// Limits of memory and processors: in no key.
    pub resources: pb::LinuxResources,
}

/// A limit of processes, `nofile=1024:2048`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Its name in lower case.
    pub name: String,
    /// What holds until a process raises it.
    pub soft: i64,
    /// The most that a process can raise it to.
    pub hard: i64,
}

impl Sandbox {
    /// Lets a program reach what the build allows it to.
    pub(super) fn connect(&self, exec: Exec) -> Exec {
        let exec = exec.network(self.network).proxy(self.proxy.clone());
        let hosts = self.hosts.iter();
        hosts.fold(exec, |exec, (name, address)| exec.extra_host(name, address))
    }

    /// Keeps a program within limits.
    pub(super) fn limit(&self, exec: Exec) -> Exec {
        let mut exec = exec.resources(self.resources.clone());
        for Limit { name, soft, hard } in &self.limits {
            exec = exec.ulimit(name, *soft, *hard);
        }
        if let Some(name) = &self.hostname {
            exec = exec.hostname(name);
        }
        if let Some(size) = self.shared_memory {
            exec = exec.mount(Tmpfs::new(SHARED_MEMORY).size(size));
        }
        if let Some(parent) = &self.cgroup_parent {
            exec = exec.cgroup_parent(parent);
        }
        exec
    }
}
