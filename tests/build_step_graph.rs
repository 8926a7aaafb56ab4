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
fn steps_that_are_apart_see_their_files_and_what_they_make_has_a_layer() {
    let spec = "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: python main.py\nwritable: [/app/models/cache]\nbuild:\n  \
        - {run: python fetch.py, files: [fetch.py, 'data/*.csv'], outputs: [models]}\n  \
        - {run: [hf download, hf verify], files: [], outputs: [weights/a.bin, b.bin]}\n  \
        - python collect.py\n";
    let lock = [
        "lock-version = \"1.0\"\ncreated-by = \"test\"\n",
        &locked_wheel("idna", "python_version > '3'"),
        "[[packages]]\nname = \"shop\"\n[packages.directory]\npath = \".\"\n",
    ];
    let pyproject = "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n[project]\nname = \"shop\"\nversion = \"1\"\n";
    let files = [
        ("cart.yaml", spec),
        ("pylock.toml", &lock.concat()),
        ("pyproject.toml", pyproject),
    ];
    let of_steps = [
        "[build",
        "[app]",
        "[runtime] COPY",
        "[smoke",
        "[runtime] MERGE",
    ];
    let graph = stages(&Engine::with_files(&files), &of_steps);
    insta::assert_snapshot!(graph, @r#"
    [builder] CREATE an environment for builds
      as null in "/": /opt/uv/bin/uv venv --quiet --no-cache --allow-existing --no-config --python /usr/local/bin/python3 /run/cartwright/environment
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
      "/opt/uv" is [internal] fetch uv==0.13.9, to read
    [builder] load pyproject.toml of shop
    [builder] LIST what builds shop
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/backend.py list /run/cartwright/source /run/cartwright/out
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [builder] INSTALL what builds need
      as null in "/": /opt/uv/bin/uv pip install --no-progress --no-config --python /run/cartwright/environment/bin/python --requirement /run/cartwright/lists/requirements.txt
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      "/opt/uv" is [internal] fetch uv==0.13.9, to read
    [builder] load the files of shop
    [builder] ASK what builds shop
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/backend.py ask wheel /run/cartwright/source /run/cartwright/out /run/cartwright/environment shop
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [builder] INSTALL what builds need
      as null in "/": /opt/uv/bin/uv pip install --no-progress --no-config --python /run/cartwright/environment/bin/python --requirement /run/cartwright/lists/requirements.txt
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      "/opt/uv" is [internal] fetch uv==0.13.9, to read
    [builder] BUILD shop
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/backend.py build wheel /run/cartwright/source /run/cartwright/out /run/cartwright/environment shop
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [build 1] load files
    [build 1] python fetch.py
      as null in "/app": python fetch.py
      "/" is [environment] JOIN 1 package, to read
      "/app" is [build 1] load files
    [build 1] KEEP models
      copy [internal] load build context without null owner null
      copy [build 1] python fetch.py without null owner null
    [build 1] SEAL /app
      as null in "/": /run/cartwright/bin/wheelwright seal --python /usr/local/bin/python3 /app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
      "/app" is [build 1] KEEP models
    [runtime] COPY models /app
      copy [build 1] SEAL /app without ["models/cache"] owner {"group":0,"user":0}
      copy [build 1] SEAL /app without null owner {"group":10001,"user":10001}
    [build 2] hf download
      as null in "/app": hf download
      "/" is [environment] JOIN 1 package, to read
      "/app" is [internal] make an empty directory
    [build 2] hf verify
      as null in "/app": hf verify
      "/" is [environment] JOIN 1 package, to read
      "/app" is [build 2] hf download
    [build 2] KEEP weights/a.bin b.bin
      copy [internal] load build context without null owner null
      copy [build 2] hf verify without null owner null
      copy [build 2] hf verify without null owner null
    [build 2] SEAL /app
      as null in "/": /run/cartwright/bin/wheelwright seal --python /usr/local/bin/python3 /app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
      "/app" is [build 2] KEEP weights/a.bin b.bin
    [runtime] COPY weights/a.bin b.bin /app
      copy [build 2] SEAL /app without ["models/cache"] owner {"group":0,"user":0}
      copy [build 2] SEAL /app without null owner {"group":10001,"user":10001}
    [app] COPY models weights/a.bin b.bin
      on [internal] load build context
      copy [runtime] COPY models /app without null owner null
      copy [runtime] COPY weights/a.bin b.bin /app without null owner null
    [build 3] python collect.py
      as null in "/app": python collect.py
      "/" is [environment] JOIN 2 packages, to read
      "/app" is [app] COPY models weights/a.bin b.bin
    [app] LEAVE OUT models weights/a.bin b.bin
      copy [build 3] python collect.py without ["models","weights/a.bin","b.bin"] owner null
    [app] SEAL /app
      as null in "/": /run/cartwright/bin/wheelwright seal --python /usr/local/bin/python3 /app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
      "/app" is [app] LEAVE OUT models weights/a.bin b.bin
    [smoke] COPY /app
      on [environment] JOIN 2 packages
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [runtime] COPY models /app without null owner {"group":0,"user":0}
      copy [runtime] COPY weights/a.bin b.bin /app without null owner {"group":0,"user":0}
      copy [runtime] WRITABLE /app/models/cache without null owner null
    [smoke] CHECK python main.py
      as "10001:10001" in "/app": /usr/local/bin/python3 -IB /run/cartwright/steps/smoke.py python main.py
      "/" is [smoke] COPY /app
      "/run/cartwright/gate" is nothing
    [runtime] COPY /app
      copy [app] SEAL /app without ["models/cache"] owner {"group":0,"user":0}
      copy [app] SEAL /app without null owner {"group":10001,"user":10001}
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
      copy [environment] COMPARE files without ["**"] owner null
      copy [runtime] AUDIT shared libraries without ["**"] owner null
      copy [smoke] CHECK python main.py [1] without ["**"] owner null
    [runtime] MERGE
      of [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      of [runtime] ACCOUNT app 10001:10001
      of [environment] COMPILE standard library
      of [environment] CREATE
      of [environment] UNPACK idna 1
      of [environment] UNPACK shop [1]
      of [runtime] COPY models /app
      of [runtime] COPY weights/a.bin b.bin /app
      of [runtime] COPY /app
      of [runtime] WRITABLE /app/models/cache
    "#);
}

#[test]
fn what_a_step_makes_is_not_lost_beside_a_wheel() {
    let lock = "lock-version = \"1.0\"\ncreated-by = \"test\"\n[[packages]]\nname = \"shop\"\n[packages.directory]\npath = \".\"\n";
    let error = |entrypoint: &str| {
        let spec = format!(
            "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: {entrypoint}\n\
            build: {{run: make, files: [], outputs: [src/shop/static, static]}}\n"
        );
        let files = [
            ("cart.yaml", spec.as_str()),
            ("pylock.toml", lock),
            (
                "pyproject.toml",
                "[build-system]\nrequires = []\n[project]\nname = \"shop\"\nversion = \"1\"\n",
            ),
        ];
        let status = Engine::with_files(&files).run().error;
        status.map(|status| status.message).unwrap_or_default()
    };
    insta::assert_snapshot!(error("shop"), @"
    cart.yaml:4:41: nothing would find `src/shop/static`: the project is installed, and imported from its wheel
      why: the wheel is made of what is committed; a build step runs on what is installed, and does not change it
      help: make it in another directory, and have the program look there, for example by a variable; or commit it, so that it is in the wheel
    ");
    assert_eq!(error("python src/shop/main.py"), "");
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
