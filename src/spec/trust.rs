//! Whom a build trusts beside the authorities that everybody knows: certificates, and the keys of SSH hosts.

use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use super::{ContextPath, SecretId};
use crate::diagnostic::{
    Diagnostic, Span, Spanned,
    texts::{spec::given_twice, trust as texts},
};

/// Certificates of authorities, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Where they are.
    pub from: CertificateSource,
    /// Whether the image trusts them, too. Default: false, only steps that go online do.
    pub runtime: bool,
    /// Where it is written.
    pub at: Span,
}

/// Where certificates are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateSource {
    /// A file of the build context.
    File(ContextPath),
    /// A secret of the build.
    Secret(SecretId),
}

impl CertificateSource {
    /// The path, or the id of the secret.
    pub fn name(&self) -> &str {
        match self {
            Self::File(path) => path.as_str(),
            Self::Secret(id) => id.as_str(),
        }
    }
}

/// How repositories are reached by SSH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ssh {
    /// The client's agent, as in `--ssh ID`. Default: `default`.
    pub agent: String,
    /// The keys of hosts; `None` for no host at all.
    pub known_hosts: Option<KnownHosts>,
    /// Where it is written.
    pub at: Span,
}

/// The keys of SSH hosts, as OpenSSH writes them (sshd(8), `SSH_KNOWN_HOSTS FILE FORMAT`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownHosts {
    /// A file of the build context.
    File(Spanned<ContextPath>),
    /// Lines of such a file.
    Lines(Vec<Spanned<String>>),
}

pub(super) const CERTIFICATE: &[Known] = &[("file", &[]), ("secret", &[]), ("runtime", &[])];

pub(super) const SSH: &[Known] = &[("agent", &["id"]), ("known_hosts", &[])];

/// A list of certificates, or one alone.
pub(super) fn certificates(reader: &mut Reader, field: &str, node: &Node) -> Vec<Certificate> {
    let nodes = match &node.kind {
        Kind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut certificates: Vec<Certificate> = Vec::new();
    for node in nodes {
        let Some(certificate) = certificate(reader, field, node) else {
            continue;
        };
        if certificates.iter().any(|it| it.from == certificate.from) {
            reader.report(given_twice(certificate.from.name()), certificate.at);
        }
        certificates.push(certificate);
    }
    certificates
}

fn certificate(reader: &mut Reader, field: &str, node: &Node) -> Option<Certificate> {
    let Kind::Map(entries) = &node.kind else {
        let file: Spanned<ContextPath> = reader.value_with(field, node, path)?;
        return Some(Certificate {
            from: CertificateSource::File(file.value),
            runtime: false,
            at: file.span,
        });
    };
    let mut fields = Fields::of(reader, entries, CERTIFICATE);
    let file = fields.read("file", |reader, field, node| {
        reader.value_with(field, node, path)
    });
    let file = file.flatten().map(|it| CertificateSource::File(it.value));
    let secret = fields.value::<SecretId>("secret");
    let secret = secret.map(|it| CertificateSource::Secret(it.value));
    let runtime = fields.read("runtime", Reader::flag).flatten();
    let ((Some(from), None) | (None, Some(from))) = (file, secret) else {
        // After another mistake, this is likely a consequence.
        if !fields.has_errors() {
            fields.report(texts::certificate(), node.span);
        }
        return None;
    };
    Some(Certificate {
        from,
        runtime: runtime.unwrap_or_default(),
        at: node.span,
    })
}

/// A path, and not the certificate itself.
fn path(text: &str) -> Result<ContextPath, Diagnostic> {
    if text.contains("-----BEGIN") {
        return Err(texts::certificate_in_spec());
    }
    text.parse()
}

/// The id of an agent, or a map of it and the hosts that are known.
pub(super) fn ssh(reader: &mut Reader, field: &str, node: &Node) -> Option<Ssh> {
    let Kind::Map(entries) = &node.kind else {
        return Some(Ssh {
            agent: one_agent(reader, field, node)?.value,
            known_hosts: None,
            at: node.span,
        });
    };
    let mut fields = Fields::of(reader, entries, SSH);
    let agent = fields.read("agent", |reader, field, node| {
        reader.value_with(field, node, agent)
    });
    let agent = agent.flatten().map(|it| it.value);
    Some(Ssh {
        agent: agent.unwrap_or_else(|| DEFAULT_AGENT.to_owned()),
        known_hosts: fields.read("known_hosts", known_hosts).flatten(),
        at: node.span,
    })
}

/// The id of an agent, which may be the only one of a list.
pub(super) fn one_agent(reader: &mut Reader, field: &str, node: &Node) -> Option<Spanned<String>> {
    let mut agents = reader.values_with(field, node, agent);
    if agents.len() > 1 {
        reader.report(texts::several_agents(), node.span);
    }
    agents.pop()
}

/// The agent that clients hand in where nothing else is said.
const DEFAULT_AGENT: &str = "default";

fn agent(text: &str) -> Result<String, Diagnostic> {
    if super::auth::is_word(text) {
        Ok(text.to_owned())
    } else {
        Err(texts::agent(text))
    }
}

/// A file, or a list of lines.
fn known_hosts(reader: &mut Reader, field: &str, node: &Node) -> Option<KnownHosts> {
    match &node.kind {
        Kind::List(_) => {
            let lines = reader.values_with(field, node, |line| {
                check_known_host(line).map(|()| line.to_owned())
            });
            (!lines.is_empty()).then_some(KnownHosts::Lines(lines))
        }
        Kind::Scalar(text) if text.trim().contains(char::is_whitespace) => {
            reader.report(texts::known_hosts_as_text(), node.span);
            None
        }
        _ => reader.value(field, node).map(KnownHosts::File),
    }
}

/// Whether a line says which key a host has: `[MARKER] HOSTS TYPE KEY [COMMENT]`.
///
/// # Errors
/// When it does not.
pub fn check_known_host(line: &str) -> Result<(), Diagnostic> {
    let mut words = line.split_ascii_whitespace().peekable();
    words.next_if(|word| matches!(*word, "@cert-authority" | "@revoked"));
    let is_key = |word: &str| {
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        word.len() >= 16 && word.bytes().all(base64)
    };
    match (words.next(), words.next(), words.next()) {
        (Some(_), Some(kind), Some(key))
            if kind.contains('-') && is_key(key) && !line.contains(['\n', '\r']) =>
        {
            Ok(())
        }
        _ => Err(texts::known_host(line)),
    }
}
