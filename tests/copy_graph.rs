//! Files from elsewhere in the graph of a build: what is read, in which layer it is, and who sees it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::fake_engine::Engine;
use crate::fake_engine::graph::stages;

const SPEC: &str = r"# syntax=cartwright
dependencies: []
entrypoint: python
apt: {build: [gcc]}
copy:
  - {from: node:22-slim, src: /usr/local/bin/node, dest: /usr/local/bin/}
  - {from: builder, src: /usr/lib/libx.so, dest: /usr/local/lib/}
  - {src: conf/*.conf, dest: /etc/app, mode: 0640}
  - {from: node:22-slim, src: dist, dest: static}
";

fn graph(spec: &str) -> String {
    let engine = Engine::with_files(&[("cart.yaml", spec)]);
    stages(
        &engine,
        &[
            "[runtime]",
            "[build",
            "[app]",
            "[test]",
            "[environment]",
            "[internal] load",
        ],
    )
}

#[test]
fn each_copy_is_a_layer_that_depends_on_nothing_but_itself() {
    insta::assert_snapshot!(graph(SPEC), @r#"
    [runtime] COPY --from=node:22-slim /usr/local/bin/node /usr/local/bin/
      copy [internal] FROM docker.io/library/node:22-slim without null owner {"group":0,"user":0}
    [builder] APT gcc
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/install.py apt gcc
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [runtime] COPY --from=builder /usr/lib/libx.so /usr/local/lib/
      copy [builder] APT gcc without null owner {"group":0,"user":0}
    [internal] load conf/*.conf
    [runtime] COPY /conf/*.conf /etc/app/
      copy [internal] load conf/*.conf without null owner {"group":0,"user":0}
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [environment] COMPILE standard library
      as null in "/": /run/cartwright/bin/wheelwright library --python /usr/local/bin/python3 --out /run/cartwright/layers/library /usr/local/lib/python3.13
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [internal] load build context
    [app] SEAL /app
      as null in "/": /run/cartwright/bin/wheelwright seal --python /usr/local/bin/python3 /app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
      "/app" is [internal] load build context
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
    [runtime] COPY --from=node:22-slim /dist /app/static
      copy [internal] FROM docker.io/library/node:22-slim without null owner {"group":0,"user":0}
    [runtime] MERGE
      of [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      of [runtime] COPY --from=node:22-slim /usr/local/bin/node /usr/local/bin/
      of [runtime] COPY --from=builder /usr/lib/libx.so /usr/local/lib/
      of [runtime] COPY /conf/*.conf /etc/app/
      of [runtime] ACCOUNT app 10001:10001
      of [environment] COMPILE standard library
      of [runtime] COPY /app
      of [runtime] COPY --from=node:22-slim /dist /app/static
    "#);
}

#[test]
fn build_steps_see_what_is_copied_into_their_directory() {
    insta::assert_snapshot!(graph(&format!("{SPEC}build: make\ntest: b\n")), @r#"
    [runtime] COPY --from=node:22-slim /usr/local/bin/node /usr/local/bin/
      copy [internal] FROM docker.io/library/node:22-slim without null owner {"group":0,"user":0}
    [builder] APT gcc
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/install.py apt gcc
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [runtime] COPY --from=builder /usr/lib/libx.so /usr/local/lib/
      copy [builder] APT gcc without null owner {"group":0,"user":0}
    [internal] load conf/*.conf
    [runtime] COPY /conf/*.conf /etc/app/
      copy [internal] load conf/*.conf without null owner {"group":0,"user":0}
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [environment] COMPILE standard library
      as null in "/": /run/cartwright/bin/wheelwright library --python /usr/local/bin/python3 --out /run/cartwright/layers/library /usr/local/lib/python3.13
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [environment] MERGE
      of [builder] APT gcc
      of [runtime] COPY --from=node:22-slim /usr/local/bin/node /usr/local/bin/
      of [runtime] COPY --from=builder /usr/lib/libx.so /usr/local/lib/
      of [runtime] COPY /conf/*.conf /etc/app/
      of [runtime] ACCOUNT app 10001:10001
      of [environment] COMPILE standard library
    [internal] load build context
    [app] COPY --from=node:22-slim /dist /app/static
      on [internal] load build context
      copy [internal] FROM docker.io/library/node:22-slim without null owner {"group":0,"user":0}
    [build 1] make
      as null in "/app": make
      "/" is [environment] MERGE, to read
      "/app" is [app] COPY --from=node:22-slim /dist /app/static
    [app] SEAL /app
      as null in "/": /run/cartwright/bin/wheelwright seal --python /usr/local/bin/python3 /app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
      "/app" is [build 1] make
    [environment] MERGE
      of [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      of [runtime] COPY --from=node:22-slim /usr/local/bin/node /usr/local/bin/
      of [runtime] COPY --from=builder /usr/lib/libx.so /usr/local/lib/
      of [runtime] COPY /conf/*.conf /etc/app/
      of [runtime] ACCOUNT app 10001:10001
      of [environment] COMPILE standard library
    [test] COPY /app
      on [environment] MERGE
      copy [app] SEAL /app without null owner {"group":10001,"user":10001}
    [test] b
      as "10001:10001" in "/app": b
      "/" is [test] COPY /app
      "/run/cartwright/gate" is nothing
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [test] b [1] without ["**"] owner null
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
    [runtime] MERGE
      of [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      of [runtime] COPY --from=node:22-slim /usr/local/bin/node /usr/local/bin/
      of [runtime] COPY --from=builder /usr/lib/libx.so /usr/local/lib/
      of [runtime] COPY /conf/*.conf /etc/app/
      of [runtime] ACCOUNT app 10001:10001
      of [environment] COMPILE standard library
      of [runtime] COPY /app
    "#);
}

#[test]
fn history_has_an_entry_for_each_layer() {
    let transcript = Engine::with_files(&[("cart.yaml", SPEC)]).run();
    let config = &transcript.result.unwrap().metadata["containerimage.config"];
    let config: serde_json::Value = serde_json::from_slice(config).unwrap();
    let entries = config["history"].as_array().unwrap().iter();
    let layers = entries.filter(|entry| entry["empty_layer"] != true);
    let told: Vec<_> = layers
        .filter_map(|entry| entry["created_by"].as_str())
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    base
    COPY --from=node:22-slim /usr/local/bin/node /usr/local/bin/
    COPY --from=builder /usr/lib/libx.so /usr/local/lib/
    COPY /conf/*.conf /etc/app/
    ACCOUNT app 10001:10001
    BYTECODE standard library
    COPY . /app
    COPY --from=node:22-slim /dist /app/static
    ");
}
