//! Two bases: which of them each step runs on, and which pairs are refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use crate::fake_engine::{Engine, FACTS, PYLOCK};
use buildkit_llb::{Digests, definition_to_json};
use serde_json::Value;

const SPEC: &str = "# syntax=cartwright
base: {build: example.com/build, run: example.com/run}
apt: {build: [gcc], run: [libpq5]}
index: {url: \"https://files.example.org\", fetch: step}
test: pytest
entrypoint: python main.py
";

const PIP: &str = "# syntax=cartwright
base: {build: example.com/build, run: example.com/run}
installer: pip
dependencies: [six]
entrypoint: python main.py
";

/// An engine with two bases, whose facts are given as changes of the usual ones.
fn engine(spec: &str, build: &[(&str, &str)], run: &[(&str, &str)]) -> Engine {
    let mut engine = Engine::with_files(&[("cart.yaml", spec), ("pylock.toml", PYLOCK)]);
    for (name, changes) in [("build", build), ("run", run)] {
        let facts = changes.iter().fold(FACTS.to_owned(), |facts, (old, new)| {
            assert!(facts.contains(old), "{old}");
            facts.replace(old, new)
        });
        let file = format!("facts.json of example.com/{name}:latest");
        engine.files.insert(file, facts);
    }
    engine
}

/// The base under each step, and the program that it starts.
fn steps(engine: &Engine) -> String {
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let ops = definition_to_json(transcript.solved.last().unwrap(), Digests::Hidden);
    let ops = ops.as_array().unwrap();
    let title = |op: &Value| {
        op["metadata"]["title"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let op = |reference: &Value| {
        let number = reference.as_str().unwrap().trim_start_matches('@');
        &ops[number.split('[').next().unwrap().parse::<usize>().unwrap()]
    };
    let base = |step: &Value| {
        let mut under = step;
        let mut part = "";
        while !title(under).starts_with("[base] FROM ") {
            let mounts = under["exec"]["mounts"].as_array();
            let root = mounts.and_then(|mounts| mounts.iter().find(|it| it["dest"] == "/"));
            under = op(match root {
                Some(root) => &root["from"],
                None if under["file"].is_object() => &under["file"]["base"],
                None => &under["merge"][0],
            });
            if title(under).contains(" REDUCE ") {
                part = "of ";
            }
        }
        let name = title(under);
        let name = name.trim_start_matches("[base] FROM ");
        let name = name.split('@').next().unwrap();
        let name = name.trim_start_matches("example.com/");
        format!("{part}{}", name.trim_end_matches(":latest"))
    };
    let steps = ops.iter().filter(|op| op["exec"].is_object());
    let lines: BTreeSet<_> = steps
        .map(|step| {
            let program = step["exec"]["args"][0].as_str().unwrap();
            format!("{}: {} ({program})\n", base(step), title(step))
        })
        .collect();
    lines.into_iter().collect()
}

#[test]
fn what_ships_is_made_on_the_base_that_ships() {
    let build = [("/usr/local/bin/python3", "/opt/build/python3")];
    insta::assert_snapshot!(steps(&engine(SPEC, &build, &[])), @"
    build: [base] PROBE interpreter, C library, release, users (python3)
    build: [builder] APT gcc (/opt/build/python3)
    build: [builder] ASK what builds built 1.0 (/opt/build/python3)
    build: [builder] BUILD built 1.0 (/opt/build/python3)
    build: [builder] CREATE an environment for builds (/opt/uv/bin/uv)
    build: [builder] EXTRACT built-1.0.tar.gz (/opt/build/python3)
    build: [builder] INSTALL what builds need (/opt/uv/bin/uv)
    build: [builder] LIST what builds built 1.0 (/opt/build/python3)
    build: [internal] fetch uv==0.13.9 (/opt/build/python3)
    build: download built-1.0.tar.gz (/opt/build/python3)
    build: download fetched-1.0-py3-none-any.whl (/opt/build/python3)
    run: [app] SEAL /app (/run/cartwright/bin/wheelwright)
    run: [base] PROBE interpreter, C library, release, users (python3)
    run: [environment] COMPARE files (/run/cartwright/bin/wheelwright)
    run: [environment] COMPILE standard library (/run/cartwright/bin/wheelwright)
    run: [environment] CREATE (/run/cartwright/bin/wheelwright)
    run: [environment] JOIN 1 package (/run/cartwright/bin/wheelwright)
    run: [environment] UNPACK built 1.0 (/run/cartwright/bin/wheelwright)
    run: [environment] UNPACK fetched 1.0 (/run/cartwright/bin/wheelwright)
    run: [runtime] ACCOUNT app 10001:10001 (/run/cartwright/bin/wheelwright)
    run: [runtime] APT libpq5 (/usr/local/bin/python3)
    run: [runtime] AUDIT shared libraries (/run/cartwright/bin/wheelwright)
    run: [smoke] CHECK python main.py (/usr/local/bin/python3)
    run: [test] pytest (pytest)
    ");
}

#[test]
fn pip_works_on_the_base_that_builds() {
    insta::assert_snapshot!(steps(&engine(PIP, &[], &[])), @"
    build: [base] PROBE interpreter, C library, release, users (python3)
    build: [builder] CREATE /opt/venv (/usr/local/bin/python3)
    build: [builder] INSTALL 1 requirement from cart.yaml (/usr/local/bin/python3)
    run: [app] SEAL /app (/run/cartwright/bin/wheelwright)
    run: [base] PROBE interpreter, C library, release, users (python3)
    run: [builder] LIST libraries of /opt/venv (/run/cartwright/bin/wheelwright)
    run: [builder] SEAL /opt/venv (/run/cartwright/bin/wheelwright)
    run: [environment] COMPILE standard library (/run/cartwright/bin/wheelwright)
    run: [runtime] ACCOUNT app 10001:10001 (/run/cartwright/bin/wheelwright)
    run: [runtime] AUDIT shared libraries (/run/cartwright/bin/wheelwright)
    run: [smoke] CHECK python main.py (/usr/local/bin/python3)
    ");
}

fn error(spec: &str, build: &[(&str, &str)], run: &[(&str, &str)]) -> String {
    engine(spec, build, run).run().error.unwrap().message
}

#[test]
fn what_does_not_fit_is_refused() {
    let python = [("3.13.5", "3.12.4"), ("cpython-313", "cpython-312")];
    let free_threaded = [("cpython-313", "cpython-313t")];
    let old = [
        ("2.41", "2.36"),
        ("\"version\": \"13\"", "\"version\": \"12\""),
    ];
    let musl = [
        ("glibc", "musl"),
        ("2.41", "1.2.5"),
        ("\"debian\"", "\"alpine\""),
        ("\"version\": \"13\"", "\"version\": \"3.22.1\""),
    ];
    let unknown = [
        ("glibc", "unknown"),
        ("2.41", ""),
        ("\"debian\"", "\"wolfi\""),
    ];
    let spec = SPEC.replace("test: pytest\n", "");
    let spec = spec.replace("apt: {build: [gcc], run: [libpq5]}\n", "");
    insta::assert_snapshot!(error(&spec, &python, &[]), @r"
    cart.yaml:2:15: the base that builds has Python 3.12, and the one that ships Python 3.13
      why: packages are built for one minor version of one interpreter
      help: build on `python:3.13-slim-trixie`, or choose images with the same Python
    ");
    insta::assert_snapshot!(error(&spec, &free_threaded, &[]), @r"
    cart.yaml:2:15: the base that builds has Python 3.13t, and the one that ships Python 3.13
      why: packages are built for one minor version of one interpreter
      help: build on `python:3.13-slim-trixie`, or choose images with the same Python
    ");
    insta::assert_snapshot!(error(&spec, &[], &old), @r"
    cart.yaml:2:15: the base that builds has glibc 2.41, and the one that ships the older glibc 2.36
      why: what is compiled for a C library may not start on an older one
      help: build on `python:3.13-slim-bookworm`, or choose an image that is as old as the one that ships
    ");
    insta::assert_snapshot!(error(&spec, &[], &musl), @r"
    cart.yaml:2:15: the base that builds has glibc 2.41, and the one that ships musl 1.2.5
      why: what is compiled for one C library does not start on another
      help: build on `python:3.13-alpine3.22`, or choose images with the same C library
    ");
    insta::assert_snapshot!(error(&spec, &unknown, &musl), @r"
    cart.yaml:2:15: the base that builds has an unknown C library, and the one that ships musl 1.2.5
      why: what is compiled for one C library does not start on another
      help: build on `python:3.13-alpine3.22`, or choose images with the same C library
    ");
    let elsewhere = [("/usr/local/bin/python3", "/usr/bin/python3")];
    insta::assert_snapshot!(error(PIP, &[], &elsewhere), @r"
    cart.yaml:2:15: the base that builds has its Python in `/usr/local/bin/python3`, and the one that ships in `/usr/bin/python3`
      why: with `installer: pip`, the environment is made for the first path, and would look there for its interpreter
      help: leave out `installer: pip`, or choose images that have their Python in the same place
    ");
}

#[test]
fn another_python_than_cpython_is_refused() {
    let pypy = [
        ("\"cpython\"", "\"pypy\""),
        ("cpython-313", "pypy311"),
        ("3.13.5", "3.11.13"),
    ];
    insta::assert_snapshot!(error(SPEC, &pypy, &pypy), @"
    cart.yaml:2:39: `example.com/run:latest@sha256:abababababababababababababababababababababababababababababababab` has pypy 3.11
      why: environments are laid out for CPython, and wheels are chosen for it
      help: choose a base with CPython, such as `slim`
    ");
}

#[test]
fn distroless_images_have_the_python_of_their_release() {
    let of = |python: &str| {
        format!(
            "# syntax=cartwright\npython: \"{python}\"\nbase: distroless\napt: {{build: [gcc]}}\nentrypoint: [app]\n"
        )
    };
    insta::assert_snapshot!(error(&of("3.12"), &[], &[]), @r"
    cart.yaml:3:7: there is no distroless image with Python 3.12
      why: a release of Debian has one Python: there is Python 3.11 (Debian 12) and Python 3.13 (Debian 13)
      help: set `python` to one of these, or choose `base: slim`
    ");
    let mut engine = engine(&of("3.11"), &[], &[]);
    let facts = FACTS.replace("3.13.5", "3.11.2");
    let facts = facts.replace("313", "311").replace("2.41", "2.36");
    engine.files.insert("facts.json".to_owned(), facts.clone());
    let bare = facts.replace("\"apt\": true", "\"apt\": false");
    let bare = bare.replace("\"pip\": true", "\"pip\": false");
    let bare = bare.replace("/usr/local/bin/python3", "/usr/bin/python3");
    let image = "facts.json of gcr.io/distroless/python3-debian12:latest";
    engine.files.insert(image.to_owned(), bare);
    insta::assert_snapshot!(steps(&engine), @"
    docker.io/library/python:3.11-slim-bookworm: [base] PROBE interpreter, C library, release, users (python3)
    docker.io/library/python:3.11-slim-bookworm: [builder] APT gcc (/usr/local/bin/python3)
    docker.io/library/python:3.11-slim-bookworm: [builder] ASK what builds built 1.0 (/usr/local/bin/python3)
    docker.io/library/python:3.11-slim-bookworm: [builder] BUILD built 1.0 (/usr/local/bin/python3)
    docker.io/library/python:3.11-slim-bookworm: [builder] CREATE an environment for builds (/opt/uv/bin/uv)
    docker.io/library/python:3.11-slim-bookworm: [builder] EXTRACT built-1.0.tar.gz (/usr/local/bin/python3)
    docker.io/library/python:3.11-slim-bookworm: [builder] INSTALL what builds need (/opt/uv/bin/uv)
    docker.io/library/python:3.11-slim-bookworm: [builder] LIST what builds built 1.0 (/usr/local/bin/python3)
    docker.io/library/python:3.11-slim-bookworm: [internal] fetch uv==0.13.9 (/usr/local/bin/python3)
    gcr.io/distroless/python3-debian12: [app] SEAL /app (/run/cartwright/bin/wheelwright)
    gcr.io/distroless/python3-debian12: [base] PROBE interpreter, C library, release, users (python3)
    gcr.io/distroless/python3-debian12: [environment] COMPARE files (/run/cartwright/bin/wheelwright)
    gcr.io/distroless/python3-debian12: [environment] COMPILE standard library (/run/cartwright/bin/wheelwright)
    gcr.io/distroless/python3-debian12: [environment] CREATE (/run/cartwright/bin/wheelwright)
    gcr.io/distroless/python3-debian12: [environment] JOIN 1 package (/run/cartwright/bin/wheelwright)
    gcr.io/distroless/python3-debian12: [environment] UNPACK built 1.0 (/run/cartwright/bin/wheelwright)
    gcr.io/distroless/python3-debian12: [environment] UNPACK fetched 1.0 (/run/cartwright/bin/wheelwright)
    gcr.io/distroless/python3-debian12: [runtime] ACCOUNT app 10001:10001 (/run/cartwright/bin/wheelwright)
    gcr.io/distroless/python3-debian12: [runtime] AUDIT shared libraries (/run/cartwright/bin/wheelwright)
    gcr.io/distroless/python3-debian12: [smoke] CHECK app (/usr/bin/python3)
    ");
    let builder = steps(&engine.clone().option("target", "builder"));
    assert!(builder.contains("[builder] APT gcc"), "{builder}");
    assert!(!builder.contains("gcr.io"), "{builder}");
    engine.files.insert(
        "cart.yaml".to_owned(),
        of("3.11").replace("{build: [gcc]}", "[libpq5]"),
    );
    insta::assert_snapshot!(engine.run().error.unwrap().message, @r"
    cart.yaml:4:7: the base has no `apt-get`
      why: the image is made without a package manager
      help: choose `base: minimal` or `slim`, or an image that has what you need
    ");
}

#[test]
fn a_minimal_image_is_part_of_the_slim_one() {
    let spec = "# syntax=cartwright\npython: \"3.13\"\nbase: minimal\napt: {build: [gcc]}\nentrypoint: [app]\n";
    let engine = engine(spec, &[], &[]);
    insta::assert_snapshot!(steps(&engine), @"
    docker.io/library/python:3.13-slim: [base] PROBE interpreter, C library, release, users (python3)
    docker.io/library/python:3.13-slim: [base] REDUCE to the interpreter (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-slim: [builder] APT gcc (/usr/local/bin/python3)
    docker.io/library/python:3.13-slim: [builder] ASK what builds built 1.0 (/usr/local/bin/python3)
    docker.io/library/python:3.13-slim: [builder] BUILD built 1.0 (/usr/local/bin/python3)
    docker.io/library/python:3.13-slim: [builder] CREATE an environment for builds (/opt/uv/bin/uv)
    docker.io/library/python:3.13-slim: [builder] EXTRACT built-1.0.tar.gz (/usr/local/bin/python3)
    docker.io/library/python:3.13-slim: [builder] INSTALL what builds need (/opt/uv/bin/uv)
    docker.io/library/python:3.13-slim: [builder] LIST what builds built 1.0 (/usr/local/bin/python3)
    docker.io/library/python:3.13-slim: [internal] fetch uv==0.13.9 (/usr/local/bin/python3)
    of docker.io/library/python:3.13-slim: [app] SEAL /app (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [base] PROBE interpreter, C library, release, users (python3)
    of docker.io/library/python:3.13-slim: [environment] COMPARE files (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [environment] COMPILE standard library (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [environment] CREATE (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [environment] JOIN 1 package (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [environment] UNPACK built 1.0 (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [environment] UNPACK fetched 1.0 (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [runtime] ACCOUNT app 10001:10001 (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [runtime] AUDIT shared libraries (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [smoke] CHECK app (/usr/local/bin/python3)
    ");
    let result = engine.run().result.unwrap();
    let config: Value = serde_json::from_slice(&result.metadata["containerimage.config"]).unwrap();
    let first = config["history"][0]["created_by"].as_str().unwrap();
    assert!(
        first.starts_with("REDUCE docker.io/library/python:3.13-slim@sha256:"),
        "{first}"
    );
    let base: Value =
        serde_json::from_slice(&result.metadata["containerimage.base.config"]).unwrap();
    assert!(
        base["config"].is_object() && base.get("rootfs").is_none(),
        "{base}"
    );
    let mut names = result.metadata.keys();
    assert!(
        names.all(|name| !name.contains("opencontainers.image.base")),
        "it has no layer of it"
    );
}

#[test]
fn packages_of_a_minimal_image_are_taken_out_of_the_slim_one() {
    let spec = "# syntax=cartwright\npython: \"3.13\"\nbase: minimal\napt: {build: [gcc], run: [libpq5]}\nentrypoint: [app]\n";
    let engine = engine(spec, &[], &[]);
    let steps = steps(&engine);
    let shown = steps.lines().filter(|line| {
        ["APT", "REDUCE", "ACCOUNT", "AUDIT"]
            .iter()
            .any(|word| line.contains(word))
    });
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @"
    docker.io/library/python:3.13-slim: [base] REDUCE to the interpreter (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-slim: [builder] APT gcc (/usr/local/bin/python3)
    docker.io/library/python:3.13-slim: [runtime] APT libpq5 (/usr/local/bin/python3)
    docker.io/library/python:3.13-slim: [runtime] REDUCE to libpq5 (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [runtime] ACCOUNT app 10001:10001 (/run/cartwright/bin/wheelwright)
    of docker.io/library/python:3.13-slim: [runtime] AUDIT shared libraries (/run/cartwright/bin/wheelwright)
    ");
    let config = engine.run().result.unwrap().metadata["containerimage.config"].clone();
    let config: Value = serde_json::from_slice(&config).unwrap();
    let history = config["history"].as_array().unwrap().iter();
    let first: Vec<_> = history
        .take(3)
        .map(|entry| entry["created_by"].as_str().unwrap())
        .collect();
    assert!(first[0].starts_with("REDUCE "), "{first:?}");
    assert_eq!(first[1..], ["APT libpq5", "ACCOUNT app 10001:10001"]);
}

#[test]
fn tools_are_for_all_of_the_slim_image() {
    let spec = "# syntax=cartwright\npython: \"3.13\"\nbase: minimal\nentrypoint: [app]\n";
    for target in ["builder", "debug", "dev"] {
        let steps = steps(&engine(spec, &[], &[]).option("target", target));
        assert!(!steps.contains("of docker.io"), "{target}: {steps}");
    }
}

#[test]
fn an_older_c_library_builds_for_a_newer_one() {
    let transcript = engine(SPEC, &[("2.41", "2.36")], &[]).run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
}

#[test]
fn packages_of_the_system_need_apt_where_they_are_installed() {
    let without = [
        ("\"apt\": true", "\"apt\": false"),
        ("\"debian\"", "\"wolfi\""),
    ];
    insta::assert_snapshot!(error(SPEC, &[], &without), @"
    cart.yaml:3:27: the base has no `apt-get`
      why: its distribution is `wolfi`; apt belongs to Debian and its relatives
      help: choose another base, or leave out `apt`
    ");
    insta::assert_snapshot!(error(SPEC, &without, &[]), @"
    cart.yaml:3:15: the base has no `apt-get`
      why: its distribution is `wolfi`; apt belongs to Debian and its relatives
      help: choose another base, or leave out `apt`
    ");
}

/// A probe's report about Alpine's image.
fn alpine() -> String {
    let facts = FACTS.replace("\"apt\": true", "\"apt\": false, \"apk\": true");
    let facts = facts
        .replace("\"glibc\"", "\"musl\"")
        .replace("2.41", "1.2.5");
    facts
        .replace("\"debian\"", "\"alpine\"")
        .replace("\"version\": \"13\"", "\"version\": \"3.22.1\"")
}

#[test]
fn alpine_has_packages_of_its_own_and_says_what_has_no_wheel() {
    let spec = "# syntax=cartwright\nbase: alpine\napk: {build: [gcc, musl-dev], run: [libpq~17]}\nentrypoint: [app]\n";
    let mut engine = engine(spec, &[], &[]);
    engine.files.insert("facts.json".to_owned(), alpine());
    insta::assert_snapshot!(steps(&engine), @"
    docker.io/library/python:3.13-alpine: [app] SEAL /app (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-alpine: [base] PROBE interpreter, C library, release, users (python3)
    docker.io/library/python:3.13-alpine: [builder] APK gcc musl-dev (/usr/local/bin/python3)
    docker.io/library/python:3.13-alpine: [builder] ASK what builds built 1.0 (/usr/local/bin/python3)
    docker.io/library/python:3.13-alpine: [builder] BUILD built 1.0 (/usr/local/bin/python3)
    docker.io/library/python:3.13-alpine: [builder] CREATE an environment for builds (/opt/uv/bin/uv)
    docker.io/library/python:3.13-alpine: [builder] EXTRACT built-1.0.tar.gz (/usr/local/bin/python3)
    docker.io/library/python:3.13-alpine: [builder] INSTALL what builds need (/opt/uv/bin/uv)
    docker.io/library/python:3.13-alpine: [builder] LIST what builds built 1.0 (/usr/local/bin/python3)
    docker.io/library/python:3.13-alpine: [environment] COMPARE files (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-alpine: [environment] COMPILE standard library (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-alpine: [environment] CREATE (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-alpine: [environment] JOIN 1 package (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-alpine: [environment] UNPACK built 1.0 (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-alpine: [environment] UNPACK fetched 1.0 (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-alpine: [internal] fetch uv==0.13.9 (/usr/local/bin/python3)
    docker.io/library/python:3.13-alpine: [runtime] ACCOUNT app 10001:10001 (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-alpine: [runtime] APK libpq~17 (/usr/local/bin/python3)
    docker.io/library/python:3.13-alpine: [runtime] AUDIT shared libraries (/run/cartwright/bin/wheelwright)
    docker.io/library/python:3.13-alpine: [smoke] CHECK app (/usr/local/bin/python3)
    ");
    let told = titles(&engine);
    let told: Vec<_> = told
        .iter()
        .filter(|title| title.contains("musl:"))
        .collect();
    assert_eq!(told, ["[internal] build what has no wheel for musl: built"]);

    let debian = spec.replace("apk:", "apt:").replace("libpq~17", "libpq5");
    engine.files.insert("cart.yaml".to_owned(), debian);
    insta::assert_snapshot!(engine.run().error.unwrap().message, @"
    2 errors
    1. cart.yaml:3:15: the base has no `apt-get`
         why: its distribution is `alpine`; apt belongs to Debian and its relatives
         help: write `apk`, and the names that Alpine has for them
    2. cart.yaml:3:37: the base has no `apt-get`
         why: its distribution is `alpine`; apt belongs to Debian and its relatives
         help: write `apk`, and the names that Alpine has for them
    ");
    let slim = spec.replace("base: alpine\n", "");
    engine.files.insert("cart.yaml".to_owned(), slim);
    engine
        .files
        .insert("facts.json".to_owned(), FACTS.to_owned());
    insta::assert_snapshot!(engine.run().error.unwrap().message, @"
    2 errors
    1. cart.yaml:2:15: the base has no `apk`
         why: its distribution is `debian`; apk belongs to Alpine
         help: write `apt`, and the names that Debian has for them
    2. cart.yaml:2:37: the base has no `apk`
         why: its distribution is `debian`; apk belongs to Alpine
         help: write `apt`, and the names that Debian has for them
    ");
}

#[test]
fn libraries_of_alpine_are_packages_by_their_own_names() {
    let spec = "# syntax=cartwright\nbase: alpine\napk: {build: [gcc, musl-dev, libpq-dev]}\nentrypoint: [app]\n";
    let mut engine = engine(spec, &[], &[]);
    engine.files.insert("facts.json".to_owned(), alpine());
    let lacks = r#"[{"distribution": "built", "local": true, "object": "/opt/venv/lib/python3.13/site-packages/b.so", "library": "libpq.so.5", "entry": true, "elsewhere": false}]"#;
    engine
        .files
        .insert("findings.json".to_owned(), lacks.to_owned());
    engine
        .files
        .insert("findings.json#2".to_owned(), "[]".to_owned());
    let told = titles(&engine);
    let told: Vec<_> = told.iter().filter(|title| title.contains("APK")).collect();
    insta::assert_debug_snapshot!(told, @r#"
    [
        "[builder] APK gcc libpq-dev musl-dev",
        "[runtime] APK so:libpq.so.5 (libpq.so.5, for built)",
    ]
    "#);
}

/// The titles of all that was handed over, without repetition.
fn titles(engine: &Engine) -> BTreeSet<String> {
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let metadata = transcript.solved.iter().flat_map(|it| it.metadata.values());
    let titles = metadata.filter_map(|it| it.description.get("llb.customname"));
    titles.cloned().collect()
}
