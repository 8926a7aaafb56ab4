//! Authorities that steps and images trust beside those that the base knows.

use buildkit_llb::{
    Bind, Copy, Describe, Exec, FileActions, Mkfile, Mount, Output, OutputMount, Owner, Secret,
    Ssh, Timestamp, Tmpfs,
};

use super::graph::Graph;
use super::root::{Root, Step};
use super::{Site, sources, step};
use crate::plan::{Certificate, OUT, Runtime, TIME};
use crate::spec::CertificateSource;

/// Where certificates are mounted, in the order written.
const CERTIFICATES: &str = "/run/cartwright/certificates";

/// Where they are put together with those of the base: in memory, and gone with the step.
const TOGETHER: &str = "/run/cartwright/trust";

/// Where OpenSSH looks for the hosts that everybody on a system knows.
const KNOWN_HOSTS: &str = "/etc/ssh/ssh_known_hosts";

impl Site<'_> {
    /// Lets a program trust what the spec does. It is started by one that puts the certificates together and tells where they are:
    /// no step makes them beforehand, because its result would hold what may be a secret.
    pub(super) fn trusting(&self, exec: Exec, python: &str) -> Exec {
        if self.certificates.is_empty() {
            return exec;
        }
        let argv = step::TRUST.argv(python, ["run", CERTIFICATES, TOGETHER]);
        exec.behind(argv)
            .mount(step::TRUST.mount())
            .mount(Tmpfs::new(TOGETHER))
            .mounts(self.mounted(self.certificates.iter()))
    }

    fn mounted<'c>(&self, certificates: impl Iterator<Item = &'c Certificate>) -> Vec<Mount> {
        let mount = |(number, certificate): (usize, &Certificate)| {
            let place = format!("{CERTIFICATES}/{number:03}.pem");
            match &certificate.from {
                CertificateSource::File(path) => {
                    let at = std::slice::from_ref(&certificate.at);
                    let file = sources::file(path.as_str(), at, self.settings);
                    let file = Bind::new(place, file).selector(format!("/{}", path.file_name()));
                    file.into()
                }
                // Everybody may know whom somebody trusts: steps run as other users, too.
                CertificateSource::Secret(id) => {
                    Secret::new(id.as_str()).dest(place).mode(0o444).into()
                }
            }
        };
        (1..).zip(certificates).map(mount).collect()
    }
}

impl Graph<'_> {
    /// Lets a program use an agent of the client's, for the hosts that the spec knows.
    pub(super) fn with_agent<'r>(
        &self,
        step: Step<'r>,
        agent: &str,
        (uid, gid): (u32, u32),
    ) -> Step<'r> {
        let step = step.ssh(Ssh::new(agent).owner(uid, gid));
        let Some(known) = &self.plan.trust.ssh else {
            return step;
        };
        let file = Mkfile::new("/known_hosts", known.known_hosts.as_str());
        let file = FileActions::new(None, file).title("[internal] prepare known_hosts");
        step.mount(Bind::new(KNOWN_HOSTS, file.into_output()).selector("/known_hosts"))
    }

    /// The root of a layer: the authorities that a system knows, with those of the spec; `None` if the image trusts no more
    /// than its base.
    pub(super) fn authorities(&self, root: &Root<'_, Runtime>) -> Option<Output> {
        let shipped: Vec<_> = self.plan.trust.shipped().cloned().collect();
        if shipped.is_empty() {
            return None;
        }
        // The base's twin knows the same authorities, and runs here.
        let root = match self.plan.bases.unrunnable {
            Some(_) => self.compiler(),
            None => root.clone(),
        };
        let exec = root
            .script(&step::TRUST, ["write", CERTIFICATES, OUT])
            .mounts(self.site.mounted(shipped.iter()));
        let at: Vec<_> = shipped.iter().map(|it| it.at.clone()).collect();
        let names: Vec<_> = shipped.iter().map(|it| it.from.name()).collect();
        let stage = self.site.stage(self.stage());
        let title = format!("{stage} TRUST {}", names.join(" "));
        let [tree] = self
            .describe(exec, title.clone(), &at)
            .produce([OutputMount::scratch(OUT)]);
        // What is made in a directory changes its time: a copy sets all of them at the end.
        let copy = Copy::new(tree, "/", "/")
            .contents()
            .owner(Owner::new(0, 0))
            .timestamp(Timestamp::from_secs(TIME));
        let copy = FileActions::new(None, copy);
        Some(self.describe(copy, title, &at).into_output())
    }
}
