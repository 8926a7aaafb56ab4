//! What gates are in the graph of a build: what each sees, and what waits for it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::fake_engine::graph::stages;
use crate::fake_engine::{Engine, locked_wheel};

const SPEC: &str = r"# syntax=cartwright
dependencies: {file: pylock.toml, groups: [run]}
entrypoint: python main.py
test:
  run: [coverage run -m pytest, coverage xml]
  env: {MODE: test}
  reports: [coverage.xml]
checks:
  types: {run: mypy ., groups: [types], required: false}
";

const PYLOCK: &str = r#"lock-version = "1.0"
created-by = "test"
dependency-groups = ["run", "dev", "types"]
default-groups = []
"#;

fn engine(spec: &str) -> Engine {
    let lock = [
        ("idna", "'run' in dependency_groups"),
        ("pytest", "'dev' in dependency_groups"),
        ("coverage", "'dev' in dependency_groups"),
        ("mypy", "'types' in dependency_groups"),
    ];
    let lock = lock
        .map(|(name, marker)| locked_wheel(name, marker))
        .concat();
    Engine::with_files(&[
        ("cart.yaml", spec),
        ("pylock.toml", &format!("{PYLOCK}{lock}")),
    ])
}

fn error(spec: &str) -> String {
    engine(spec).run().error.unwrap().message
}

/// The steps of gates, and those that put the image together.
fn graph(engine: &Engine) -> String {
    stages(engine, &["[test]", "[types]", "[runtime]", "[reports]"])
}

#[test]
fn a_gate_sees_files_that_do_not_ship() {
    let spec = SPEC.replace("  reports:", "  files: [tests]\n  reports:");
    let engine = engine(&format!("{spec}exclude: [tests, docs]\n"));
    let steps = stages(&engine, &["[test] load", "[test] COPY"]);
    insta::assert_snapshot!(steps, @r#"
    [test] load files
    [test] COPY /app
      on [environment] JOIN 2 packages
      copy [app] SEAL /app without null owner {"group":10001,"user":10001}
      copy [test] load files without null owner {"group":10001,"user":10001}
    "#);
}

#[test]
fn the_application_waits_for_gates_and_nothing_else_does() {
    insta::assert_snapshot!(graph(&engine(SPEC)), @r#"
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [test] COPY /app
      on [environment] JOIN 2 packages
      copy [app] SEAL /app without null owner {"group":10001,"user":10001}
    [test] coverage run -m pytest
      as "10001:10001" in "/app": coverage run -m pytest
      "/" is [test] COPY /app
      "/run/cartwright/gate" is nothing
    [test] coverage xml
      as "10001:10001" in "/app": coverage xml
      "/" is [test] coverage run -m pytest
      "/run/cartwright/gate" is nothing
    [types] COPY /app
      on [environment] JOIN 1 package
      copy [app] SEAL /app without null owner {"group":10001,"user":10001}
    [types] mypy . (not required)
      as "10001:10001" in "/app": /usr/local/bin/python3 -IB /run/cartwright/steps/gate.py /run/cartwright/gate/out exit-code [["mypy","."]] []
      "/" is [types] COPY /app
      "/run/cartwright/gate" is 
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [test] coverage run -m pytest [1] without ["**"] owner null
      copy [test] coverage xml [1] without ["**"] owner null
      copy [types] mypy . (not required) [1] without ["**"] owner null
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
      copy [smoke] CHECK python main.py [1] without ["**"] owner null
    [runtime] MERGE
      of [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      of [runtime] ACCOUNT app 10001:10001
      of [environment] COMPILE standard library
      of [environment] CREATE
      of [environment] UNPACK idna 1
      of [runtime] COPY /app
    "#);
}

#[test]
fn an_engine_that_cannot_merge_copies() {
    let mut engine =
        engine("# syntax=cartwright\nentrypoint: a\ndependencies: []\ntest: python -m unittest\n");
    engine.missing = vec!["mergeop"];
    insta::assert_snapshot!(graph(&engine), @r#"
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [runtime] COPY a layer
      on [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      copy [runtime] ACCOUNT app 10001:10001 without null owner null
    [runtime] COPY a layer
      on [runtime] COPY a layer
      copy [environment] COMPILE standard library without null owner null
    [test] COPY /app
      on [runtime] COPY a layer
      copy [app] SEAL /app without null owner {"group":10001,"user":10001}
    [test] python -m unittest
      as "10001:10001" in "/app": python -m unittest
      "/" is [test] COPY /app
      "/run/cartwright/gate" is nothing
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [test] python -m unittest [1] without ["**"] owner null
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
      copy [smoke] CHECK a [1] without ["**"] owner null
    [runtime] COPY a layer
      on [runtime] COPY a layer
      copy [runtime] COPY /app without null owner null
    "#);
}

#[test]
fn reports_are_a_directory_for_each_gate_that_writes_any() {
    let mut engine = engine(SPEC).option("target", "test-reports");
    engine
        .files
        .insert("test/exit-code".to_owned(), "1\n".to_owned());
    insta::assert_snapshot!(graph(&engine), @r#"
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [test] COPY /app
      on [environment] JOIN 2 packages
      copy [app] SEAL /app without null owner {"group":10001,"user":10001}
    [test] coverage run -m pytest, coverage xml (report)
      as "10001:10001" in "/app": /usr/local/bin/python3 -IB /run/cartwright/steps/gate.py /run/cartwright/gate/out exit-code [["coverage","run","-m","pytest"],["coverage","xml"]] ["coverage.xml"]
      "/" is [test] COPY /app
      "/run/cartwright/gate" is 
    [reports] COPY
      copy [test] coverage run -m pytest, coverage xml (report) [1] without null owner {"group":0,"user":0}
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
    "#);
}

#[test]
fn one_check_runs_alone() {
    let graph = graph(&engine(SPEC).option("target", "types"));
    assert!(graph.contains("[types] mypy . (not required)"), "{graph}");
    assert!(
        !graph.contains("[test] coverage") && !graph.contains("[runtime] MERGE"),
        "{graph}"
    );
}

#[test]
fn what_is_missing_is_told_before_anything_is_built() {
    let spec = |gates: &str| {
        format!("# syntax=cartwright\nentrypoint: a\ndependencies: [idna]\n{gates}\n")
    };
    let pylock = |text: &str| text.replace("[idna]", "pylock.toml");
    insta::assert_snapshot!(error(&pylock(&spec("test: {run: python -m black, groups: [types]}"))), @"
    cart.yaml:4:13: no dependency brings the command `black`
      help: add `dependencies: [black]` to it, or the dependency group that has it, such as `groups: [dev]`
    ");
    insta::assert_snapshot!(error(&pylock(&spec("test: {run: a, groups: [tpyes]}"))), @"
    cart.yaml:4:25: there is no dependency group `tpyes`
      help: did you mean `types`?
    ");
    insta::assert_snapshot!(error(&spec("test: {run: a, groups: [dev]}")), @"
    cart.yaml:4:25: extras and groups can only be chosen from `pyproject.toml` or a lock
      help: list what is needed: `dependencies: [pytest]`
    ");
    // Nobody knows the groups of a lock that is not there.
    let poetry = spec("test: {run: a, groups: [dev]}").replace("[idna]", "poetry.lock");
    insta::assert_snapshot!(error(&poetry), @"
    cart.yaml:3:15: there is no file `poetry.lock` in the build context
      help: check its name, and whether the last argument of `docker buildx build` is its directory
    ");
    insta::assert_snapshot!(error(&spec("installer: pip\ntest: {run: a, dependencies: [pytest]}")), @"
    cart.yaml:5:7: `test` cannot have dependencies of its own with `installer: pip`
      why: they are chosen to go with the versions that ship, and pip tells none
      help: leave out `installer`
    ");
    insta::assert_snapshot!(error(&spec("test: {run: a, dependencies: requirements-dev.txt}")), @"
    cart.yaml:4:30: there is no file `requirements-dev.txt` in the build context
      help: check its name, and whether the last argument of `docker buildx build` is its directory
    ");
}

#[test]
fn targets_that_are_not_there() {
    let target = |spec: &str, name: &str| {
        engine(spec)
            .option("target", name)
            .run()
            .error
            .unwrap()
            .message
    };
    insta::assert_snapshot!(target(SPEC, "prod"), @"
    there is no target `prod`
      help: the targets are `runtime`, `dev`, `debug`, `builder`, `test`, `test-reports`, `lock`, `wheels` and `types`
    ");
    insta::assert_snapshot!(target(SPEC, "tipes"), @"
    there is no target `tipes`
      help: did you mean `types`? The targets are `runtime`, `dev`, `debug`, `builder`, `test`, `test-reports`, `lock`, `wheels` and `types`
    ");
    let plain = "# syntax=cartwright\nentrypoint: a\ndependencies: []\n";
    insta::assert_snapshot!(target(plain, "test"), @"
    there is nothing to test with
      help: add `test`, for example `test: pytest -q`
    ");
    insta::assert_snapshot!(target(&format!("{plain}test: a\nchecks: {{lint: b}}\n"), "test-reports"), @"
    no reports are written by `test` and `lint`
      help: say where they are: `test: {run: pytest --junitxml=junit.xml, reports: junit.xml}`
    ");
}
