//! The examples of the article that the project began with, as ours.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Stdio;

use crate::support::{Build, Project, Step, docker};

fn build(example: &str) -> Build {
    let project = Project::of_example(&format!("seed/{example}"));
    project.build(&[]).expect_success()
}

/// Whether the image has what compiles.
fn has_compiler(build: &Build) -> bool {
    build.python("import shutil; print(shutil.which('gcc'))") != "None"
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn psycopg2_finds_the_library_that_only_the_builder_had() {
    let build = build("psycopg2");
    let printed = build.run(&[], &[]);
    assert!(printed.starts_with("libpq 15"), "{printed}");
    let apt = "[runtime] APT libpq5 (libpq.so.5, for psycopg2)";
    assert!(build.log.contains(apt), "{}", build.log);
    assert!(!has_compiler(&build));
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_fastapi_and_numpy_need_no_compiler() {
    let build = build("fastapi-numpy");
    assert_eq!(build.step("APT"), Step::Absent, "{}", build.log);
    let code = "import main; print(main.determinant(main.Matrix(rows=[[1, 2], [3, 4]])))";
    assert_eq!(build.python(code), "{'determinant': -2.0}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn three_stages_test_and_build_and_ship() {
    let project = Project::of_example("seed/three-stages");
    let image = project.build(&[]).expect_success();
    assert!(image.log.contains("1 passed"), "{}", image.log);
    let code = "import main, importlib.util as it; print(main.add(1, 2), it.find_spec('pytest'))";
    assert_eq!(image.python(code), "{'sum': 3} None");

    let test = project.build(&["--target=test"]).expect_success();
    assert_eq!(test.step("[test] pytest -q"), Step::Cached, "{}", test.log);
    let builder = project.build(&["--target=builder"]).expect_success();
    let shell = builder.run(&[], &["bash", "-c", "id -u; command -v uvicorn; ls *.py"]);
    assert_eq!(shell, "0\n/opt/venv/bin/uvicorn\nmain.py");
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_one_package_is_compiled_and_the_others_are_not() {
    let build = build("no-binary");
    assert_eq!(build.run(&[], &[]), "CSafeLoader says 42");
    let builds: Vec<_> = build
        .log
        .lines()
        .filter(|line| line.contains("] BUILD "))
        .collect();
    assert!(
        builds
            .iter()
            .all(|line| line.contains("BUILD pyyaml 6.0.2")),
        "{builds:?}"
    );
    assert!(
        build
            .log
            .contains("APT libyaml-0-2 (libyaml-0.so.2, for pyyaml)"),
        "{}",
        build.log
    );
    assert!(!has_compiler(&build));
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_a_package_of_ones_own_is_compiled() {
    let build = build("compiled");
    assert_eq!(build.run(&[], &["build  once,", "ship small"]), "4");
    assert!(!has_compiler(&build));
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn files_of_several_stages_are_copied() {
    let project = Project::of_example("seed/several-stages");
    let tag = format!("app.tags={}", project.image());
    let bake = docker(&["buildx", "bake", "--progress=plain", "--set", &tag])
        .current_dir(project.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let build = project.finish(bake).expect_success();
    let code = "import app, os; print(app.app.test_client().get('/static/site.css').text, sorted(os.listdir()))";
    insta::assert_snapshot!(build.python(code), @":root { --ink: #222; --paper: #fdfbf7; } body { color: var(--ink); background: var(--paper); }  ['__pycache__', 'app.py', 'requirements.txt', 'static']");
    let version = build.run(&["--entrypoint=tini-static"], &["--version"]);
    assert!(version.starts_with("tini version"), "{version}");
}
