//! What runs again, and what does not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::{Project, Step};

fn application(name: &str) -> Project {
    Project::with_spec(
        name,
        "dependencies: requirements.txt\nentrypoint: python main.py\n",
    )
    .file("requirements.txt", "idna==3.10\n")
    .file("main.py", "import idna\nprint('first')\n")
    .file("README.md", "read me\n")
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_second_build_runs_nothing() {
    let project = application("second");
    project.build(&[]).expect_success();
    let again = project.build(&[]).expect_success();
    for step in [
        "PROBE",
        "RESOLVE",
        "UNPACK idna",
        "ACCOUNT",
        "SEAL /app",
        "COPY /app",
    ] {
        assert_eq!(again.step(step), Step::Cached, "{step}\n{}", again.log);
    }
    // Where nothing is merged, there are more copies instead.
    assert_ne!(again.step("MERGE"), Step::Ran, "{}", again.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_edit_of_the_source_runs_no_dependency_step() {
    let project = application("edit");
    project.build(&[]).expect_success();
    project.write(
        "main.py",
        format!("import idna\nprint('second {}')\n", std::process::id()),
    );
    let again = project.build(&[]).expect_success();
    for step in ["PROBE", "RESOLVE", "UNPACK idna", "ACCOUNT"] {
        assert_eq!(again.step(step), Step::Cached, "{step}\n{}", again.log);
    }
    assert_eq!(again.step("COPY /app"), Step::Ran, "{}", again.log);
    assert!(again.run(&[], &[]).starts_with("second"));
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_comment_among_the_requirements_installs_nothing() {
    let project = application("comment");
    project.build(&[]).expect_success();
    project.write(
        "requirements.txt",
        "# pinned by hand\nidna == 3.10   # for hosts\n",
    );
    let again = project.build(&[]).expect_success();
    assert_eq!(again.step("RESOLVE"), Step::Cached, "{}", again.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_edit_of_a_tools_table_installs_nothing() {
    let manifest = "[project]\nname = \"x\"\nversion = \"1\"\ndependencies = [\"idna==3.10\"]\n";
    let project = Project::with_spec(
        "tools",
        "dependencies: pyproject.toml\nentrypoint: python\n",
    );
    project.write("pyproject.toml", manifest);
    project.build(&[]).expect_success();
    project.write(
        "pyproject.toml",
        format!("{manifest}[tool.ruff]\nline-length = 100\n").replace("\"1\"", "\"2\""),
    );
    let again = project.build(&[]).expect_success();
    assert_eq!(again.step("RESOLVE"), Step::Cached, "{}", again.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn no_cache_runs_everything() {
    let project = application("no-cache");
    project.build(&[]).expect_success();
    let again = project.build(&["--no-cache"]).expect_success();
    for step in ["RESOLVE", "COPY /app"] {
        assert_eq!(again.step(step), Step::Ran, "{step}\n{}", again.log);
    }
}
