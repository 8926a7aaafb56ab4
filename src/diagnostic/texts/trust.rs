//! Texts about whom a build trusts: certificates of authorities, and the keys of SSH hosts.

use super::{secret, short};
use crate::diagnostic::{Diagnostic, Rule};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// `certificates: {runtime: true}`
pub fn certificate() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "this does not say where the certificate is")
        .help("write one of `{file: certs/corp.pem}` and `{secret: SECRET_ID}`; with `runtime: true`, the image trusts it too")
}

/// The certificate itself where its place belongs. It may have a private key beside it, and is not repeated.
pub fn certificate_in_spec() -> Diagnostic {
    invalid("this is a certificate, and not the path of one")
        .help("put it into a file of the build context, and write the path: `certificates: certs/corp.pem`")
}

/// A file without a certificate.
pub fn not_certificates(path: &str) -> Diagnostic {
    invalid(format!("`{}` has no certificate", short(path)))
        .why("certificates are texts that begin with `-----BEGIN CERTIFICATE-----` (PEM)")
        .help("convert it: `openssl x509 -inform der -in corp.cer -out corp.pem`")
}

/// A file with a private key. Nothing of it is repeated.
pub fn private_key(path: &str) -> Diagnostic {
    invalid(format!("`{}` holds a private key", short(path)))
    .why("who trusts an authority needs its certificate alone; the key is for the authority itself")
    .help("leave only the certificates in it, and keep the key away from build contexts")
}

/// The client did not give a secret to the build.
pub fn no_secret(id: &str) -> Diagnostic {
    secret::missing(id, "with the certificates to trust")
}

/// `ssh: my agent`
pub fn agent(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not the id of an SSH agent", short(text))).help(
        "write the id that the build gives it, `default` for `--ssh default`, or a map such as `{known_hosts: known_hosts}`",
    )
}

/// `ssh: [default, other]`
pub fn several_agents() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "only one SSH agent can be used here")
        .help("give the build one agent that has all keys")
}

/// `known_hosts: example.com ssh-ed25519 AAAA…`
pub fn known_hosts_as_text() -> Diagnostic {
    invalid("`known_hosts` is the path of a file, or a list of lines")
        .help("write each line as an item: `known_hosts: [\"git.example.com ssh-ed25519 AAAA…\"]`")
}

/// A line of `known_hosts` that OpenSSH would skip.
pub fn known_host(line: &str) -> Diagnostic {
    invalid(format!("`{}` does not say which key a host has", short(line)))
        .help("write hosts, type and key as `ssh-keyscan HOST` prints them, and compare the key with what the host's owner publishes")
}

/// A file without lines.
pub fn no_known_hosts(path: &str) -> Diagnostic {
    invalid(format!("`{}` lists no hosts", short(path))).help(
        "add the keys of the hosts that repositories are on, as `ssh-keyscan HOST` prints them",
    )
}

/// A repository that is reached by SSH, and no `known_hosts`.
pub fn unpinned(package: &str, host: &str) -> Diagnostic {
    let keyscan = keyscan(host);
    Diagnostic::error(
        Rule::Missing,
        format!("`{package}` comes by SSH from `{host}`, whose key is not known"),
    )
    .why("without it, anybody could pass for that host")
    .help(format!(
        "write what `{keyscan}` prints into a file, compare it with what the host's owner publishes, and name the file: `ssh: {{known_hosts: known_hosts}}`"
    ))
}

/// A host whose key is not among those that are known, or another one.
pub fn unknown_host(package: &str, host: &str) -> Diagnostic {
    let keyscan = keyscan(host);
    Diagnostic::error(
        Rule::Missing,
        format!("`{package}` comes by SSH from `{host}`, whose key is not the one in `known_hosts`"),
    )
    .why("either nobody has added it, or somebody passes for that host")
    .help(format!(
        "compare what `{keyscan}` prints with what the host's owner publishes, and add it to `known_hosts`"
    ))
}

/// The client gave no agent to the build.
pub fn no_agent(package: &str, host: &str, agent: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("`{package}` comes by SSH from `{host}`, and the build has no agent `{agent}`"),
    )
    .help(format!(
        "give it one: `--ssh {agent}` for the agent that runs, or `--ssh {agent}=KEY_FILE`"
    ))
}

/// The repository lets nobody in with what the build has.
pub fn no_access(package: &str, url: &str, by_ssh: bool) -> Diagnostic {
    let problem = Diagnostic::error(
        Rule::Missing,
        format!("`{}` lets nobody in for `{package}`", short(url)),
    );
    if by_ssh {
        problem.help("give the build an agent with a key that the repository takes: `--ssh default`, or `--ssh default=KEY_FILE`")
    } else {
        problem.help("give the build a token that may read it: `--secret id=GIT_AUTH_TOKEN,env=VARIABLE`; `GIT_AUTH_TOKEN.HOST` is for one host, and `GIT_AUTH_HEADER` for a whole `Authorization` header")
    }
}

/// What prints the key of a host, which may have a port.
fn keyscan(host: &str) -> String {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("ssh-keyscan -p {port} {name}")
        }
        _ => format!("ssh-keyscan {host}"),
    }
}
