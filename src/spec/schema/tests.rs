use serde_json::{Map, Value};

use super::check::fits;
use super::schema;
use crate::diagnostic::{Diagnostics, SourceFile};
use crate::spec::Spec;
use crate::spec::yaml::{self, Kind, Node};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/cart.schema.json");

#[test]
fn the_committed_schema_is_current() {
    let current = format!("{:#}\n", schema());
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(FILE, &current).unwrap();
    }
    let committed = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        committed == current,
        "the reader has changed: UPDATE_SCHEMA=1 cargo test schema"
    );
}

/// A node as an editor sees it: YAML's own idea of numbers and flags.
fn to_json(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Scalar(text) => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => match (text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(number), _) => number.into(),
                (_, Ok(number)) => number.into(),
                _ => text.into(),
            },
        },
        Kind::List(items) => items.iter().map(to_json).collect(),
        Kind::Map(entries) => {
            let entry = |(key, value): &(crate::diagnostic::Spanned<String>, Node)| {
                (key.value.clone(), to_json(value))
            };
            Value::Object(entries.iter().map(entry).collect::<Map<_, _>>())
        }
    }
}

/// Whether an editor is content with a spec, and whether the reader is.
fn verdicts(text: &str) -> (bool, bool) {
    let file = SourceFile::new("cart.yaml", text);
    let node = yaml::parse(&file, &mut Diagnostics::new()).unwrap();
    let schema = schema();
    let editor = fits(&to_json(&node), &schema, &schema);
    (editor, Spec::read(&file).is_ok())
}

#[test]
fn what_the_reader_takes_editors_take() {
    for text in [
        "python: 3.13\nbase: slim",
        "base: {build: python:3.13, run: python:3.13-slim}",
        "deps: requirements.txt",
        "dependencies: [fastapi, 'numpy>=2']",
        "dependencies: {file: uv.lock, package: api, extras: [web], groups: prod, no-binary: [a], only_binary: all}",
        "dependencies: {packages: [a], constraints: c.txt, overrides: ['b==1'], require-hashes: false, exclude-newer: 2026-10-01, build-network: [a]}",
        "dependencies: {file: uv.lock, build-env: {CFLAGS: -O2, JOBS: 2, llama: {CMAKE_ARGS: -DX=ON}, b: [A=b]}, build-dependencies: {flash-attn: [torch], a: numpy}}",
        "index: https://a.example.com",
        "index: [https://a.example.com, {url: 'https://b.example.com', name: b, auth: netrc, explicit: true, fetch: step}]",
        "index: {url: 'https://b.example.com', auth: {username: a, password: b}}",
        "certificates: corp.pem",
        "certificates: [a.pem, {file: b.pem, runtime: true}, {secret: corp}]",
        "ssh: default",
        "ssh: [default]",
        "ssh: {id: work, known-hosts: ssh/known_hosts}",
        "ssh: {known_hosts: ['git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA']}",
        "installer: pip\nlayers: 40\nbytecode: packages",
        "prune: safe",
        "apt: [libpq5]",
        "apt: {build: gcc, run: [libpq5]}",
        "entrypoint: uvicorn main:app\ncommand: [--port, 8000]",
        "processes: {web: serve, worker: {command: [work], env: {A: 1}, port: 80, healthcheck: 'http:80', stop_signal: SIGINT}}",
        "env: {A: 1, B: true, C: text}",
        "env: [A=1]",
        "user: 10001\nworkdir: /srv/app\nport: [8000, 53/udp]",
        "healthcheck: [CMD, check]\nstop-signal: 15",
        "healthcheck: {test: http:80, interval: 30s, retries: 3, start-period: 1m}",
        "volumes: /data\nwritable: [/app/media]",
        "labels: {a: b}\nannotations: [c=d]",
        "include: [src]\nignore: '*.log'",
        "copy: {src: fonts, dest: /usr/share/fonts/}",
        "copy: [{from: node:22, source: /a/*.js, dst: static/, chmod: 644}]",
        "build: python manage.py collectstatic",
        "build: [a, {run: [b, [c, d]], env: {A: b}, secrets: [token, {id: x, env: X, required: false}], ssh: default}]",
        "test: {run: pytest, extras: [test], groups: [dev], deps: [pytest], required: false, reports: junit.xml, files: [tests, conftest.py]}",
        "checks: {lint: ruff check, types: {run: mypy, dependencies: dev.txt}}",
        "smoke: false",
        "smoke_test: {env: {A: b}}",
    ] {
        assert_eq!(verdicts(text), (true, true), "{text}");
    }
}

#[test]
fn what_editors_refuse_the_reader_refuses() {
    for text in [
        "pyton: 3.13",
        "python: [3, 13]",
        "base: {run: a, built: b}",
        "dependencies: {files: a.txt}",
        "index: {url: 'https://b.example.com', fetch: never}",
        "index: {url: 'https://b.example.com', auth: {user: a}}",
        "certificates: {path: a.pem}",
        "certificates: {file: a.pem, runtime: maybe}",
        "ssh: {hosts: a}",
        "ssh: {known_hosts: {a: b}}",
        "installer: conda",
        "bytecode: some",
        "prune: all",
        "layers: 500",
        "apt: {build: {a: b}}",
        "entrypoint: {a: b}",
        "processes: [web]",
        "processes: {web: {run: a}}",
        "env: [A]",
        "port: {a: b}",
        "port: 70000",
        "healthcheck: {ask: a}",
        "healthcheck: {test: a, retries: many}",
        "volumes: {data: /data}",
        "labels: [a]",
        "copy: fonts",
        "copy: {path: a, dest: b}",
        "test: {command: a}",
        "checks: ruff",
        "build: {reports: a, run: b}",
        "smoke: maybe",
    ] {
        assert_eq!(verdicts(text), (false, false), "{text}");
    }
}
