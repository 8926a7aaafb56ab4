//! The smoke test in the graph of a build: on what it runs, what waits for it, and when there is none.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::fake_engine::Engine;
use crate::fake_engine::graph::stages;

fn engine(spec: &str) -> Engine {
    let spec = format!("# syntax=cartwright\ndependencies: []\n{spec}");
    Engine::with_files(&[("cart.yaml", &spec)])
}

fn graph(engine: &Engine) -> String {
    stages(engine, &["[smoke]", "[runtime] COPY"])
}

#[test]
fn a_command_is_looked_at_on_what_ships_and_the_application_waits_for_it() {
    let spec =
        "entrypoint: [python, -u]\ncommand: main.py\nwritable: [/data]\nsmoke: {env: {KEY: x}}\n";
    insta::assert_snapshot!(graph(&engine(spec)), @r#"
    [smoke] COPY /app
      on [environment] MERGE
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [runtime] WRITABLE /data without null owner null
    [smoke] CHECK python -u main.py
      as "10001:10001" in "/app": /usr/local/bin/python3 -IB /run/cartwright/steps/smoke.py python -u main.py
      "/" is [smoke] COPY /app
      "/run/cartwright/gate" is nothing
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
      copy [smoke] CHECK python -u main.py [1] without ["**"] owner null
    "#);
}

#[test]
fn the_programs_of_health_checks_are_looked_at_whatever_runs() {
    let processes = "processes:\n  web: {command: python, healthcheck: curl -f http://localhost:8000/up}\n  \
        beat: {command: python, healthcheck: [CMD-SHELL, 'pgrep -f beat || exit 1']}\n  \
        other: {command: python, healthcheck: http:8000}\n";
    insta::assert_snapshot!(graph(&engine(processes)), @r#"
    [smoke] COPY /app
      on [environment] MERGE
      copy [app] SEAL /app without null owner {"group":0,"user":0}
    [smoke] CHECK curl -f http://localhost:8000/up
      as "10001:10001" in "/app": /usr/local/bin/python3 -IB /run/cartwright/steps/smoke.py curl -f http://localhost:8000/up
      "/" is [smoke] COPY /app
      "/run/cartwright/gate" is nothing
    [smoke] CHECK /bin/sh -c 'pgrep -f beat || exit 1'
      as "10001:10001" in "/app": /usr/local/bin/python3 -IB /run/cartwright/steps/smoke.py /bin/sh -c pgrep -f beat || exit 1
      "/" is [smoke] COPY /app
      "/run/cartwright/gate" is nothing
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
      copy [smoke] CHECK curl -f http://localhost:8000/up [1] without ["**"] owner null
      copy [smoke] CHECK /bin/sh -c 'pgrep -f beat || exit 1' [1] without ["**"] owner null
    "#);
}

#[test]
fn there_is_none_where_it_is_off_or_nothing_can_be_said() {
    for lines in [
        "entrypoint: a\nsmoke: false",
        "entrypoint: python",
        "entrypoint: python -u",
        "entrypoint: python\nhealthcheck: http:8000",
        "entrypoint: python\nhealthcheck: {disable: true}",
    ] {
        let graph = graph(&engine(lines));
        assert!(!graph.contains("smoke"), "{lines}: {graph}");
    }
}

#[test]
fn there_is_none_for_another_machine() {
    let graph = graph(&engine("entrypoint: a").option("platform", "linux/s390x"));
    assert!(!graph.contains("smoke"), "{graph}");
}

#[test]
fn targets_without_an_image_have_none() {
    let tested = engine("entrypoint: a\ntest: b").option("target", "test");
    let graph = graph(&tested);
    assert!(!graph.contains("smoke"), "{graph}");
}
