//! The images that help to make an image, as their graphs and configurations have them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::fake_engine::{Engine, FACTS};
use buildkit_llb::{Digests, definition_to_json};
use serde_json::Value;

const SPEC: &str = "# syntax=cartwright
dependencies: []
apt: {build: [gcc], run: [libpq5]}
entrypoint: uvicorn
port: 8000
healthcheck: http:8000/
writable: [/data]
processes: {web: main:app --port 8000, worker: {entrypoint: python work.py}}
test: python -m unittest
";

fn engine(target: &str) -> Engine {
    Engine::with_files(&[("cart.yaml", SPEC)]).option("target", target)
}

/// The titles of the steps of an image, and how its containers run.
fn shown(engine: &Engine) -> String {
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let graph = definition_to_json(transcript.solved.last().unwrap(), Digests::Hidden);
    let titles = graph.as_array().unwrap().iter();
    let titles = titles.filter_map(|op| op["metadata"]["title"].as_str());
    let own =
        titles.filter(|title| !title.starts_with("[internal]") && !title.starts_with("[base]"));
    let own: Vec<_> = own.collect();
    let config = &transcript.result.unwrap().metadata["containerimage.config"];
    let config: Value = serde_json::from_slice(config).unwrap();
    let of = |key: &str| config["config"][key].to_string();
    format!(
        "{}\n{} {} as {}, ports {}",
        own.join("\n"),
        of("Entrypoint"),
        of("Cmd"),
        of("User"),
        of("ExposedPorts"),
    )
}

fn error(engine: &Engine) -> String {
    engine.run().error.unwrap().message
}

#[test]
fn what_is_developed_in_starts_anew_and_waits_for_no_test() {
    insta::assert_snapshot!(shown(&engine("dev")), @r#"
    [dev] APT libpq5
    [dev] ACCOUNT app 10001:10001
    [environment] COMPILE standard library
    [dev] WRITABLE /data
    [dev] WRITABLE /data
    [dev] COPY /app
    [dev] MERGE
    ["uvicorn","--reload"] ["main:app","--port","8000"] as "10001:10001", ports {"8000/tcp":{}}
    "#);
}

#[test]
fn tools_come_on_top_of_what_ships() {
    insta::assert_snapshot!(shown(&engine("debug")), @r#"
    [debug] APT libpq5
    [debug] ACCOUNT app 10001:10001
    [environment] COMPILE standard library
    [debug] WRITABLE /data
    [debug] WRITABLE /data
    [app] SEAL /app
    [environment] MERGE
    [test] COPY /app
    [test] python -m unittest
    [smoke] COPY /app
    [smoke] CHECK uvicorn main:app --port 8000
    [smoke] CHECK python work.py
    [debug] COPY /app
    [debug] MERGE
    [debug] APT bash curl gdb-minimal less lsof procps strace
    [debug] DIFF
    [debug] MERGE
    ["uvicorn"] ["main:app","--port","8000"] as "10001:10001", ports {"8000/tcp":{}}
    "#);
    let mut older = engine("debug");
    older.missing = vec!["mergeop", "diffop"];
    insta::assert_snapshot!(shown(&older), @r#"
    [debug] APT libpq5
    [debug] ACCOUNT app 10001:10001
    [debug] COPY a layer
    [environment] COMPILE standard library
    [debug] COPY a layer
    [debug] WRITABLE /data
    [debug] WRITABLE /data
    [debug] COPY a layer
    [app] SEAL /app
    [test] COPY /app
    [test] python -m unittest
    [smoke] COPY /app
    [smoke] CHECK uvicorn main:app --port 8000
    [smoke] CHECK python work.py
    [debug] COPY /app
    [debug] COPY a layer
    [debug] APT bash curl gdb-minimal less lsof procps strace
    ["uvicorn"] ["main:app","--port","8000"] as "10001:10001", ports {"8000/tcp":{}}
    "#);
}

#[test]
fn a_builder_has_what_compiles_and_a_shell() {
    insta::assert_snapshot!(shown(&engine("builder")), @r#"
    [builder] APT gcc
    [environment] COMPILE standard library
    [app] SEAL /app
    [builder] COPY /app
    [builder] MERGE
    null ["bash"] as "0:0", ports null
    "#);
}

#[test]
fn what_cannot_be_had_is_explained() {
    let mut bare = Engine::with_files(&[("cart.yaml", "dependencies: []\nentrypoint: a\n")]);
    let facts = FACTS.replace("\"apt\": true", "\"apt\": false");
    bare.files.insert("facts.json".to_owned(), facts);
    insta::assert_snapshot!(error(&bare.option("target", "debug")), @"
    cart.yaml:1:1: the base has neither `apt-get` nor `apk`
      why: `--target debug` installs its programs with them
      help: choose a base on Debian or Alpine
    ");
    let spec = "installer: pip\ndependencies: [idna]\nentrypoint: a\n";
    let by_pip = Engine::with_files(&[("cart.yaml", spec)]).option("target", "wheels");
    insta::assert_snapshot!(error(&by_pip), @"
    `installer: pip` does not tell its wheels
      help: leave out `installer`
    ");
}

#[test]
fn nothing_is_looked_for_where_nothing_runs() {
    let spec = "dependencies: []\n";
    for target in ["builder", "wheels", "lock"] {
        let engine = Engine::with_files(&[("cart.yaml", spec)]).option("target", target);
        assert!(engine.run().error.is_none(), "{target}");
    }
    let runs = Engine::with_files(&[("cart.yaml", spec)]).option("target", "dev");
    assert!(error(&runs).contains("entrypoint"), "{}", error(&runs));
}
