//! Whom the steps of a build trust, and how repositories are reached.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::fake_engine::graph::stages;
use crate::fake_engine::{Engine, Transcript, locked_wheel};
use buildkit_llb::{Digests, definition_to_json};
use serde_json::Value;

const PEM: &str = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";

const SPEC: &str = r"# syntax=cartwright
dependencies: pylock.toml
index: https://files.example.org/simple
apt: {build: [gettext], run: [libpq5]}
certificates: [certs/corp.pem, {secret: corp_ca}, {file: team.pem, runtime: true}]
ssh: {known_hosts: ['git.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA']}
build: [{run: make, ssh: default}]
test: python -m unittest
entrypoint: python main.py
";

const REPOSITORY: &str = r#"
[[packages]]
name = "team"
version = "2.0"
vcs = { type = "git", url = "ssh://git@git.example.org/team.git", commit-id = "4444444444444444444444444444444444444444" }
"#;

fn run(spec: &str, files: &[(&str, &str)]) -> Transcript {
    engine(spec, files).run()
}

fn engine(spec: &str, files: &[(&str, &str)]) -> Engine {
    let lock = format!(
        "lock-version = \"1.0\"\ncreated-by = \"test\"\n{}{REPOSITORY}",
        locked_wheel("idna", "python_version > '3'")
    );
    let always = [("cart.yaml", spec), ("pylock.toml", &lock)];
    Engine::with_files(&[&always, files].concat())
}

fn with_certificates() -> Engine {
    engine(SPEC, &[("certs/corp.pem", PEM), ("team.pem", PEM)])
}

fn ops(transcript: &Transcript) -> Vec<Value> {
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let last = transcript.solved.last().unwrap();
    let ops = definition_to_json(last, Digests::Hidden);
    ops.as_array().unwrap().clone()
}

#[test]
fn what_goes_online_trusts_them_and_nothing_else_knows_of_them() {
    let ops = ops(&with_certificates().run());
    let mut rows = Vec::new();
    for op in ops.iter().filter(|op| !op["exec"].is_null()) {
        let exec = &op["exec"];
        let is_offline = exec["network"] == "none";
        let mounts: Vec<_> = exec["mounts"].as_array().unwrap().iter().collect();
        let is_told = mounts
            .iter()
            .any(|it| it["dest"].as_str().unwrap().contains("/certificates"));
        let title = op["metadata"]["title"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let starts = exec["args"][2] == "/run/cartwright/steps/trust.py";
        assert_eq!(is_told, starts, "{op:#}");
        // The one that makes a layer of them needs no network.
        assert_eq!(is_told, !is_offline || title.contains("TRUST"), "{op:#}");
        rows.push(format!(
            "{} {title}",
            if is_told { "trusts" } else { "      " }
        ));
    }
    rows.sort();
    rows.dedup();
    insta::assert_snapshot!(rows.join("\n"), @"
           [app] SEAL /app
           [base] PROBE interpreter, C library, release, users
           [builder] ASK what builds team 2.0
           [builder] BUILD team 2.0
           [builder] CREATE an environment for builds
           [builder] LIST what builds team 2.0
           [environment] COMPARE files
           [environment] COMPILE standard library
           [environment] CREATE
           [environment] JOIN 1 package
           [environment] UNPACK idna 1
           [environment] UNPACK team 2.0
           [runtime] ACCOUNT app 10001:10001
           [runtime] AUDIT shared libraries
           [smoke] CHECK python main.py
    trusts [build 1] make
    trusts [builder] APT gettext
    trusts [builder] INSTALL what builds need
    trusts [internal] fetch uv==0.13.9
    trusts [runtime] APT libpq5
    trusts [runtime] TRUST team.pem
    trusts [test] python -m unittest
    trusts download idna-1-py3-none-any.whl
    ");
}

#[test]
fn steps_are_started_by_what_tells_them() {
    let graph = stages(
        &with_certificates(),
        &["[builder] APT", "[runtime] TRUST", "[test] python"],
    );
    insta::assert_snapshot!(graph, @r#"
    [runtime] TRUST team.pem
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/trust.py write /run/cartwright/certificates /run/cartwright/out
      "/" is [runtime] APT libpq5, to read
    [runtime] TRUST team.pem
      copy [runtime] TRUST team.pem without null owner {"group":0,"user":0}
    [builder] APT gettext
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/trust.py run /run/cartwright/certificates /run/cartwright/trust /usr/local/bin/python3 -IB /run/cartwright/steps/install.py apt gettext
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      "/run/cartwright/certificates/002.pem" is a secret: {"id":"corp_ca","mode":"0444","owner":"0:0"}
    [builder] APT gettext
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/trust.py run /run/cartwright/certificates /run/cartwright/trust /usr/local/bin/python3 -IB /run/cartwright/steps/install.py apt gettext
      "/" is [runtime] APT libpq5
      "/run/cartwright/certificates/002.pem" is a secret: {"id":"corp_ca","mode":"0444","owner":"0:0"}
    [test] python -m unittest
      as "10001:10001" in "/app": /usr/local/bin/python3 -IB /run/cartwright/steps/trust.py run /run/cartwright/certificates /run/cartwright/trust python -m unittest
      "/" is [test] COPY /app
      "/run/cartwright/certificates/002.pem" is a secret: {"id":"corp_ca","mode":"0444","owner":"0:0"}
      "/run/cartwright/gate" is nothing
    "#);
    let transcript = with_certificates().run();
    let result = transcript.result.unwrap();
    let config = String::from_utf8(result.metadata["containerimage.config"].clone()).unwrap();
    for text in [
        "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
        "REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt",
        "TRUST team.pem",
    ] {
        assert!(config.contains(text), "{text} in {config}");
    }
    for text in ["corp", "AA=="] {
        assert!(!config.contains(text), "{text} in {config}");
    }
}

#[test]
fn a_repository_by_ssh_is_on_a_known_host() {
    let ops = ops(&with_certificates().run());
    let is_git = |op: &&Value| {
        op["source"]
            .as_str()
            .is_some_and(|it| it.starts_with("git:"))
    };
    let git = ops.iter().find(is_git).unwrap();
    insta::assert_snapshot!(format!("{} {:#}", git["source"], git["attrs"]), @r#"
    "git://git.example.org/team.git#4444444444444444444444444444444444444444" {
      "git.authheadersecret": "GIT_AUTH_HEADER",
      "git.authtokensecret": "GIT_AUTH_TOKEN",
      "git.fullurl": "ssh://git@git.example.org/team.git",
      "git.knownsshhosts": "git.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA\n",
      "git.mountsshsock": "default"
    }
    "#);
    let spec = "# syntax=cartwright\ndependencies: pylock.toml\nssh: default\nentrypoint: a\n";
    insta::assert_snapshot!(run(spec, &[]).error.unwrap().message, @"
    pylock.toml:10:8: `team` comes by SSH from `git.example.org`, whose key is not known
      why: without it, anybody could pass for that host
      help: write what `ssh-keyscan git.example.org` prints into a file, compare it with what the host's owner publishes, and name the file: `ssh: {known_hosts: known_hosts}`
    ");
}

#[test]
fn files_that_are_not_there_or_not_right_are_told_before_anything_is_built() {
    insta::assert_snapshot!(run(SPEC, &[("team.pem", "none")]).error.unwrap().message, @"
    2 errors
    1. cart.yaml:5:16: there is no file `certs/corp.pem` in the build context
         help: check its name, and whether the last argument of `docker buildx build` is its directory
    2. cart.yaml:5:51: `team.pem` has no certificate
         why: certificates are texts that begin with `-----BEGIN CERTIFICATE-----` (PEM)
         help: convert it: `openssl x509 -inform der -in corp.cer -out corp.pem`
    ");
}
