//! Whom a build trusts beside the authorities that its base knows.

use crate::diagnostic::{Diagnostic, Diagnostics, Location, texts};
use crate::lock::{Artifact, Files, Locked, View};
use crate::packaging::url;
use crate::spec::{self, CertificateSource, ContextPath, KnownHosts, Spec, check_known_host};

/// Where the image has the authorities that it trusts. Debian and Alpine have it there, and most programs that are not
/// Python look for it.
pub const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The variables by which Python programs find [`AUTHORITIES`]: OpenSSL's, and that of requests, which has a list of its own.
pub const AUTHORITY_VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"];

/// Whom a build trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// Authorities, in the order written.
    pub certificates: Vec<Certificate>,
    /// How repositories are reached by SSH; without it, none is.
    pub ssh: Option<Ssh>,
}

/// Certificates of authorities, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Where they are.
    pub from: CertificateSource,
    /// Whether the image trusts them, and not only the steps that make it.
    pub ships: bool,
    /// Where it is written.
    pub at: Location,
}

/// An agent, and the hosts that it is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ssh {
    /// The client's agent.
    pub agent: String,
    /// Lines of a `known_hosts` file; never empty: engines check no host where there are none.
    pub known_hosts: String,
}

impl Trust {
    /// What a spec trusts, given its [`Spec::trusted_files`].
    ///
    /// # Errors
    /// When one of them is not there, or not what it should be.
    pub fn read(spec: &Spec, files: &Files) -> Result<Self, Diagnostics> {
        let mut problems = Diagnostics::new();
        let certificates = spec.certificates.iter().map(|certificate| {
            let at = spec.file.at(certificate.at);
            if let CertificateSource::File(path) = &certificate.from
                && let Err(problem) = check_certificates(path, files)
            {
                problems.push(problem.at(at.clone()));
            }
            Certificate {
                from: certificate.from.clone(),
                ships: certificate.runtime,
                at,
            }
        });
        let certificates = certificates.collect();
        let ssh = spec.ssh.as_ref().and_then(|ssh| {
            let known_hosts = known_hosts(spec, ssh, files);
            Some(Ssh {
                agent: ssh.agent.clone(),
                known_hosts: known_hosts.unwrap_or_else(|more| {
                    problems.extend(more);
                    None
                })?,
            })
        });
        let trust = Self { certificates, ssh };
        problems.or_fail(trust).map(|(trust, _)| trust)
    }

    /// How the repository of a package is reached by SSH; `None` if it is reached otherwise.
    ///
    /// # Errors
    /// When its host could not be told from others that pass for it.
    pub fn way_to(&self, package: &str, url: &str) -> Result<Option<&Ssh>, Diagnostic> {
        if !is_ssh(url) {
            return Ok(None);
        }
        let unpinned = || texts::trust::unpinned(package, url::host(url));
        self.ssh.as_ref().ok_or_else(unpinned).map(Some)
    }

    /// What the image trusts.
    pub fn shipped(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter().filter(|it| it.ships)
    }
}

fn check_certificates(path: &ContextPath, files: &Files) -> Result<(), Diagnostic> {
    let file = View::of(files).get(path);
    let file = file.ok_or_else(|| texts::lock::no_such_file(path.as_str(), []))?;
    let text = file.map_err(|_| texts::trust::not_certificates(path.as_str()))?;
    let text = text.text();
    if text.contains("PRIVATE KEY-----") {
        return Err(texts::trust::private_key(path.as_str()));
    }
    if !text.contains("-----BEGIN CERTIFICATE-----") {
        return Err(texts::trust::not_certificates(path.as_str()));
    }
    Ok(())
}

/// The lines that say which key a host has; `None` where the spec has none.
fn known_hosts(spec: &Spec, ssh: &spec::Ssh, files: &Files) -> Result<Option<String>, Diagnostics> {
    let Some(known_hosts) = &ssh.known_hosts else {
        return Ok(None);
    };
    let text = match known_hosts {
        KnownHosts::Lines(lines) => lines.iter().map(|it| it.value.clone() + "\n").collect(),
        KnownHosts::File(path) => {
            read_known_hosts(&path.value, files).map_err(|it| it.at(&spec.file.at(path.span)))?
        }
    };
    Ok(Some(text))
}

/// The lines of a file that are neither empty nor comments.
fn read_known_hosts(path: &ContextPath, files: &Files) -> Result<String, Diagnostics> {
    let name = path.as_str();
    let file = View::of(files).get(path);
    let file = file.ok_or_else(|| texts::lock::no_such_file(name, []))??;
    let mut problems = Diagnostics::new();
    let mut text = String::new();
    for (number, line) in (1..).zip(file.text().lines()) {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        if let Err(problem) = check_known_host(line) {
            problems.push(problem.at(file.at(file.line(number))));
        }
        text.push_str(line);
        text.push('\n');
    }
    if text.is_empty() {
        problems.push(texts::trust::no_known_hosts(name));
    }
    problems.or_fail(text).map(|(text, _)| text)
}

/// Whether a repository is reached by SSH.
pub(super) fn is_ssh(url: &str) -> bool {
    url.starts_with("ssh://")
}

/// Whether all repositories that are reached by SSH can be told from others that pass for them.
pub(super) fn unpinned(trust: &Trust, locked: &Locked) -> Diagnostics {
    let mut problems = Diagnostics::new();
    for package in &locked.packages {
        if let Artifact::Git(commit) = &package.artifact
            && let Err(problem) = trust.way_to(&package.name, &commit.repository.url)
        {
            problems.push(problem.at(package.at.clone()));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{SourceFile, render};

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ";

    fn read(spec: &str, files: &[(&str, &str)]) -> Result<Trust, String> {
        let spec = SourceFile::new("cart.yaml", format!("entrypoint: a\n{spec}"));
        let spec = Spec::read(&spec).map_err(|problems| render(&problems))?.0;
        let mut known = Files::new();
        for path in spec.trusted_files() {
            let file = files.iter().find(|(name, _)| *name == path.as_str());
            known.insert(path.clone(), file.map(|(_, text)| text.as_bytes()));
        }
        Trust::read(&spec, &known).map_err(|problems| render(&problems))
    }

    #[test]
    fn certificates_are_texts_without_keys() {
        let pem = "corp\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
        let key = format!("{pem}-----BEGIN EC PRIVATE KEY-----\nAA==\n");
        let spec = "certificates: [a.pem, {file: b.pem, runtime: true}, {secret: corp}]";
        let trust = read(spec, &[("a.pem", pem), ("b.pem", pem)]).unwrap();
        let names: Vec<_> = trust.certificates.iter().map(|it| it.from.name()).collect();
        assert_eq!(names, ["a.pem", "b.pem", "corp"]);
        let shipped: Vec<_> = trust.shipped().map(|it| it.from.name()).collect();
        assert_eq!(shipped, ["b.pem"]);
        insta::assert_snapshot!(read(spec, &[("a.pem", &key)]).unwrap_err(), @"
    2 errors
    1. cart.yaml:2:16: `a.pem` holds a private key
         why: who trusts an authority needs its certificate alone; the key is for the authority itself
         help: leave only the certificates in it, and keep the key away from build contexts
    2. cart.yaml:2:23: there is no file `b.pem` in the build context
         help: check its name, and whether the last argument of `docker buildx build` is its directory
    ");
        insta::assert_snapshot!(read("certificates: a.cer", &[("a.cer", "0\u{1}")]).unwrap_err(), @"
    cart.yaml:2:15: `a.cer` has no certificate
      why: certificates are texts that begin with `-----BEGIN CERTIFICATE-----` (PEM)
      help: convert it: `openssl x509 -inform der -in corp.cer -out corp.pem`
    ");
    }

    #[test]
    fn hosts_are_known_by_file_or_by_line() {
        let lines = read(
            &format!("ssh: {{known_hosts: ['a {KEY}', 'b {KEY}']}}"),
            &[],
        )
        .unwrap();
        let spec = "ssh: {known_hosts: hosts}";
        let file = format!("# ours\n\na {KEY}\r\nb {KEY}");
        let file = read(spec, &[("hosts", &file)]).unwrap();
        assert_eq!(lines, file);
        let ssh = lines.ssh.unwrap();
        assert_eq!(ssh.agent, "default");
        assert_eq!(ssh.known_hosts, format!("a {KEY}\nb {KEY}\n"));
        // An agent alone reaches nobody.
        assert_eq!(read("ssh: work", &[]).unwrap(), Trust::default());

        insta::assert_snapshot!(read(spec, &[]).unwrap_err(), @"
    cart.yaml:2:20: there is no file `hosts` in the build context
      help: check its name, and whether the last argument of `docker buildx build` is its directory
    ");
        insta::assert_snapshot!(read(spec, &[("hosts", "# none\n")]).unwrap_err(), @"
    cart.yaml:2:20: `hosts` lists no hosts
      help: add the keys of the hosts that repositories are on, as `ssh-keyscan HOST` prints them
    ");
        insta::assert_snapshot!(read(spec, &[("hosts", &format!("a {KEY}\ngit.example.com\n"))]).unwrap_err(), @"
    hosts:2:1: `git.example.com` does not say which key a host has
      help: write hosts, type and key as `ssh-keyscan HOST` prints them, and compare the key with what the host's owner publishes
    ");
    }
}
