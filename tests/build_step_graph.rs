//! What build steps are in the graph of a build: what each sees, and who sees what they made.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::fake_engine::graph::stages;
use crate::fake_engine::{Engine, locked_wheel};

const SPEC: &str = r"# syntax=cartwright
dependencies: {file: pylock.toml, groups: [run]}
apt: {build: [gettext], run: [libpq5]}
entrypoint: python main.py
env: {MODE: live}
build:
  - python manage.py compilemessages
  - run: [pybabel compile, pybabel check]
    groups: [i18n]
    env: {MODE: build}
    secrets: [token, {id: key, env: KEY, required: false}]
test: {run: python -m unittest, secrets: token}
";

const PYLOCK: &str = r#"lock-version = "1.0"
created-by = "test"
dependency-groups = ["run", "dev", "i18n"]
default-groups = []
"#;

fn engine() -> Engine {
    let lock = [
        locked_wheel("idna", "'run' in dependency_groups"),
        locked_wheel("pytest", "'dev' in dependency_groups"),
        locked_wheel("babel", "'i18n' in dependency_groups"),
    ];
    let lock = format!("{PYLOCK}{}", lock.concat());
    Engine::with_files(&[("cart.yaml", SPEC), ("pylock.toml", &lock)])
}

#[test]
fn steps_run_on_what_ships_and_everything_else_sees_what_they_made() {
    let graph = stages(&engine(), &["[build", "[app]", "[test]", "[runtime] COPY"]);
    insta::assert_snapshot!(graph, @r#"
    [builder] APT gettext
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/install.py apt gettext
      "/" is [runtime] APT libpq5
    [build 1] python manage.py compilemessages
      as null in "/app": python manage.py compilemessages
      "/" is [environment] JOIN 1 package, to read
      "/app" is [internal] load build context
    [build 2] pybabel compile
      as null in "/app": pybabel compile
      {"id":"key","name":"KEY","optional":true}
      "/" is [environment] JOIN 1 package, to read
      "/app" is [build 1] python manage.py compilemessages
      "/run/secrets/token" is a secret: {"id":"token","mode":"0400","owner":"0:0"}
    [build 2] pybabel check
      as null in "/app": pybabel check
      {"id":"key","name":"KEY","optional":true}
      "/" is [environment] JOIN 1 package, to read
      "/app" is [build 2] pybabel compile
      "/run/secrets/token" is a secret: {"id":"token","mode":"0400","owner":"0:0"}
    [app] SEAL /app
      as null in "/": /run/cartwright/bin/wheelwright seal --python /usr/local/bin/python3 /app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
      "/app" is [build 2] pybabel check
    [test] COPY /app
      on [environment] JOIN 1 package
      copy [app] SEAL /app without null owner {"group":10001,"user":10001}
    [test] python -m unittest
      as "10001:10001" in "/app": python -m unittest
      "/" is [test] COPY /app
      "/run/cartwright/gate" is nothing
      "/run/secrets/token" is a secret: {"id":"token","mode":"0400","owner":"10001:10001"}
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [test] python -m unittest [1] without ["**"] owner null
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
      copy [smoke] CHECK python main.py [1] without ["**"] owner null
    "#);
}

#[test]
fn variables_and_secrets_of_steps_are_in_no_image() {
    let transcript = engine().run();
    let Some(result) = transcript.result else {
        panic!("{:?}", transcript.error);
    };
    let config = String::from_utf8(result.metadata["containerimage.config"].clone()).unwrap();
    assert!(config.contains("MODE=live"), "{config}");
    for word in ["MODE=build", "token", "KEY"] {
        assert!(!config.contains(word), "{word} in {config}");
    }
}

#[test]
fn without_steps_the_application_depends_on_the_base_alone() {
    let spec = "# syntax=cartwright\ndependencies: []\nentrypoint: a\napt: {build: [gcc]}\n";
    let graph = stages(
        &Engine::with_files(&[("cart.yaml", spec)]),
        &["[build", "[app]"],
    );
    insta::assert_snapshot!(graph, @r#"
    [app] SEAL /app
      as null in "/": /run/cartwright/bin/wheelwright seal --python /usr/local/bin/python3 /app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
      "/app" is [internal] load build context
    "#);
}
