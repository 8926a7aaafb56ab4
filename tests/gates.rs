//! Tests and checks of the user's: on what ships, before it does, and never in it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use crate::support::{Build, Project, Step, docker, unique};
use serde_json::Value;

const SPEC: &str = "dependencies: [idna==3.10]\nentrypoint: python main.py\nexclude: [docs]\n";

/// Fails where `FAIL` is set; else it tells as whom and on what it ran, and leaves a file.
const TEST: &str = r#"
import os, unittest, idna

class Test(unittest.TestCase):
    def test(self):
        with open("report.txt", "w") as report:
            report.write("written\n")
        # In one piece, because the test's own dots come between pieces.
        os.write(1, f"as {os.getuid()} in {os.getcwd()} with {idna.__version__}\n".encode())
        self.assertNotIn("FAIL", os.environ)
"#;

fn project(name: &str, gates: &str) -> Project {
    Project::with_spec(name, &format!("{SPEC}{gates}"))
        .file("main.py", &format!("# {}\nprint('main')\n", unique()))
        .file("test_main.py", TEST)
        .file("docs/guide.md", "one")
}

fn add_gates(project: &Project, gates: &str) {
    project.write("cart.yaml", format!("# syntax=cartwright\n{SPEC}{gates}"));
}

/// The layers of an image, by the digests of their contents, and its configuration.
fn shipped(build: &Build) -> (Value, Value) {
    let image = build.inspect();
    (image["RootFS"]["Layers"].clone(), image["Config"].clone())
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn tests_run_on_what_ships_and_leave_no_trace_in_it() {
    let project = project("gate", "");
    let plain = shipped(&project.build(&[]).expect_success());
    add_gates(&project, "test: python -m unittest\n");
    let tested = project.build(&[]).expect_success();
    assert!(
        tested.log.contains("as 10001 in /app with 3.10"),
        "{}",
        tested.log
    );
    assert_eq!(plain, shipped(&tested));

    // Nothing changed, or nothing that ships: nothing runs.
    project.write("docs/guide.md", "two");
    let again = project.build(&[]).expect_success();
    assert_eq!(again.step("[test] python"), Step::Cached, "{}", again.log);
    project.write("main.py", format!("# {}\n", unique()));
    let changed = project.build(&[]).expect_success();
    assert_eq!(changed.step("[test] python"), Step::Ran);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn tests_may_see_files_that_do_not_ship() {
    let project = project("gate-files", "");
    project.write(".dockerignore", "tests\n**/data\n");
    project.write("tests/test_more.py", TEST.replace("as {", "more as {"));
    project.write("tests/data/one.txt", "1");
    project.write("tests/data/.env", "SECRET=1");
    project.write("tests/__pycache__/old.pyc", "old");
    let plain = shipped(&project.build(&[]).expect_success());
    let found = "python -c \"import glob; print(*sorted(glob.glob('tests/**', include_hidden=True, recursive=True)))\"";
    let test = format!(
        "test: {{run: ['{}', python -m unittest discover tests], files: [tests]}}\n",
        found.replace('\'', "''")
    );
    add_gates(&project, &test);
    let tested = project.build(&[]).expect_success();
    for text in [
        "more as 10001 in /app with 3.10",
        "tests/ tests/data tests/data/one.txt tests/test_more.py\n",
    ] {
        assert!(tested.log.contains(text), "{text}\n{}", tested.log);
    }
    assert_eq!(plain, shipped(&tested));

    // An edit of them is one of the test, and of nothing that ships.
    project.write("tests/data/one.txt", unique().to_string());
    let edited = project.build(&[]).expect_success();
    assert_eq!(edited.step("[test] python -m"), Step::Ran);
    assert_eq!(plain, shipped(&edited));
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_tests_need_does_not_ship() {
    let project = project("gate-pytest", "");
    let plain = shipped(&project.build(&[]).expect_success());
    add_gates(
        &project,
        "test: {run: [pytest -q], dependencies: [pytest]}\n",
    );
    let tested = project.build(&[]).expect_success();
    assert!(tested.log.contains("1 passed"), "{}", tested.log);
    assert_eq!(plain, shipped(&tested));
    let code = "import importlib.util as it; print(it.find_spec('pytest'))";
    assert_eq!(tested.python(code), "None");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_failing_test_shows_itself_and_there_is_no_image() {
    let gates = "test:\n  run:\n    - python -m unittest\n    - python -c 'print(\"never\")'\n  env: {FAIL: yes}\n";
    let project = project("gate-failing", gates);
    let _ = docker(&["image", "rm", &project.image()]).output();
    let build = project.build(&[]).expect_failure();
    assert_eq!(build.code, Some(1));
    assert!(
        build
            .log
            .contains("AssertionError: 'FAIL' unexpectedly found"),
        "{}",
        build.log
    );
    assert_eq!(build.step("[test] python -c"), Step::Absent);
    insta::assert_snapshot!(build.error(), @r#"
    cart.yaml:7
    --------------------
       5 |     test:
       6 |       run:
       7 | >>>     - python -m unittest
       8 |         - python -c 'print("never")'
       9 |       env: {FAIL: yes}
    --------------------
    ERROR: failed to build: failed to solve: process "python -m unittest" did not complete successfully: exit code: 1
    "#);
    let image = docker(&["image", "inspect", &build.image])
        .output()
        .unwrap();
    assert!(!image.status.success());
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn gates_run_beside_each_other() {
    let check = |name: &str| {
        let code = "import sys, time; print(sys.argv[1], time.time()); time.sleep(4); print(sys.argv[1], time.time())";
        format!("  {name}: [python, -c, {code:?}, {name}]\n")
    };
    let gates = format!("checks:\n{}{}", check("one"), check("two"));
    let build = project("gate-parallel", &gates).build(&[]).expect_success();
    let times = |name: &str| -> Vec<f64> {
        let lines = build
            .log
            .lines()
            .filter_map(|line| line.split_once(&format!(" {name} ")));
        lines
            .filter_map(|(_, time)| time.trim().parse().ok())
            .collect()
    };
    let (one, two) = (times("one"), times("two"));
    assert!(
        one[0] < two[1] && two[0] < one[1],
        "{one:?} {two:?}\n{}",
        build.log
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_gate_that_is_not_required_may_fail() {
    let gates = "checks:\n  unit: {run: python -m unittest, env: {FAIL: yes}, required: false}\n";
    let build = project("gate-optional", gates).build(&[]).expect_success();
    assert!(
        build
            .log
            .contains("`python` failed with exit code 1; the build goes on"),
        "{}",
        build.log
    );
    assert_eq!(build.run(&[], &[]), "main");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn targets_run_gates_alone_and_export_reports() {
    let gates = "test: {run: python -m unittest, env: {FAIL: yes}, reports: [report.txt, none.xml]}\n\
        checks: {fine: python -c 'print(1)'}\n";
    let project = project("gate-targets", gates);
    let out = project.path().join("out");
    project
        .build(&["--target", "fine", "-o", "out"])
        .expect_success();
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
    let failed = project
        .build(&["--target", "test", "-o", "out"])
        .expect_failure();
    assert_eq!(failed.step("[runtime] MERGE"), Step::Absent);

    let reported = project
        .build(&["--target", "test-reports", "-o", "out"])
        .expect_success();
    assert_eq!(
        fs::read_to_string(out.join("test/report.txt")).unwrap(),
        "written\n"
    );
    assert_eq!(
        fs::read_to_string(out.join("test/exit-code")).unwrap(),
        "1\n"
    );
    assert!(!out.join("test/none.xml").exists());
    assert!(
        reported.log.contains("`test` failed with exit code 1"),
        "{}",
        reported.log
    );
}
