//! What the client puts in the place of names (`--build-context`).
//! Names have the number of the point in BuildKit's contract for frontends that a test is about.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Stdio;

use crate::support::{self, Build, Project, docker};
use serde_json::{Value, json};

/// Tells which Python runs, and a variable of its image.
const TELL: &str = "import os, sys; print(sys.version_info.minor, os.environ.get('MARK'))";

/// A spec on a base that no registry has.
fn spec(more: &str) -> String {
    format!("base: bases.example.com/python\n{more}entrypoint: [python3, -c, \"{TELL}\"]\n")
}

/// `docker buildx bake` of a file in a folder.
fn bake(project: &Project, file: &Value, arguments: &[&str]) -> Build {
    project.write("docker-bake.json", file.to_string());
    let mut command = docker(&["buildx", "bake", "--progress=plain", "--allow=fs=*"]);
    command.args(arguments).current_dir(project.path());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    project.finish(command.spawn().unwrap())
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_39_an_image_takes_the_place_of_the_base() {
    let project = Project::with_spec("named-image", &spec(""));
    let build = project
        .build(&["--build-context=bases.example.com/python=docker-image://python:3.11-slim"])
        .expect_success();
    assert_eq!(build.run(&[], &[]), "11 None");
    // The image itself may have the title that another build gives it at this moment.
    let title =
        "[context bases.example.com/python] load metadata for docker.io/library/python:3.11-slim";
    assert!(build.log.contains(title), "{}", build.log);
    // Also in that of the official one, by its familiar name.
    let entrypoint = format!("python: 3.11\nbase: slim\nentrypoint: [python3, -c, \"{TELL}\"]\n");
    let build = Project::with_spec("named-slim", &entrypoint)
        .build(&["--build-context=python:3.11-slim=docker-image://python:3.13-slim"])
        .expect_failure();
    assert!(build.log.contains("has Python 3.13"), "{}", build.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_39_a_layout_takes_the_place_of_the_base() {
    if !support::has_containerd_store() {
        return;
    }
    let project = Project::with_spec("named-layout", &spec("")).file(
        "base/Dockerfile",
        "FROM python:3.13-slim\nENV MARK=layout\n",
    );
    let layout = project.path().join("layout");
    let output = format!(
        "--output=type=oci,dest={},tar=false,compression=uncompressed",
        layout.display()
    );
    let made = docker(&["buildx", "build", "--provenance=false", &output, "base"])
        .current_dir(project.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let context = format!(
        "--build-context=bases.example.com/python=oci-layout://{}",
        layout.display()
    );
    let build = project.build(&[&context]).expect_success();
    assert_eq!(build.run(&[], &[]), "13 layout");
    let title = "[context bases.example.com/python] OCI load from client";
    assert!(build.log.contains(title), "{}", build.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn points_39_and_61_the_base_is_the_result_of_another_target() {
    let project = Project::with_spec("named-target", &spec("dependencies: [idna==3.10]\n"));
    project.write(
        "tool/cart.yaml",
        "# syntax=cartwright\nenv: {MARK: tool}\nentrypoint: python\n",
    );
    let base = "FROM python:3.13-slim\nENV MARK=target\n";
    let file = json!({"target": {
        "base": {"dockerfile-inline": base},
        "tool": {"context": "tool", "dockerfile": "cart.yaml"},
        "app": {
            "contexts": {"bases.example.com/python": "target:base"},
            "dockerfile": "cart.yaml",
            "tags": [project.image()],
        },
        "on-tool": {
            "contexts": {"bases.example.com/python": "target:tool"},
            "dockerfile": "cart.yaml",
            "tags": [format!("{}-on-tool", project.image())],
        },
    }});
    // Two of our own beside each other, one of them on a third.
    let build = bake(&project, &file, &["app", "on-tool"]).expect_success();
    assert_eq!(build.run(&[], &[]), "13 target");
    let image = format!("{}-on-tool", project.image());
    let build = Build { image, ..build };
    assert_eq!(build.run(&[], &[]), "13 tool");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_40_a_context_that_nobody_uses_costs_nothing() {
    let project = Project::with_spec("unused", "entrypoint: [python, -c, print(1)]\n");
    let build = project
        .build(&[
            "--build-context=unused=docker-image://unused.example.com/none",
            "--build-context=other=https://unused.example.com/none.git",
            "--build-context=third=.",
        ])
        .expect_success();
    for name in ["unused", "other", "third"] {
        assert!(
            !build.log.contains(&format!("[context {name}]")),
            "{}",
            build.log
        );
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_40_a_context_that_is_not_there_is_an_error_at_its_name() {
    let project = Project::with_spec("no-image", &spec(""));
    let error = |value: &str| {
        let argument = format!("--build-context=bases.example.com/python={value}");
        project.build(&[&argument]).expect_failure().error()
    };
    for value in [
        "docker-image://127.0.0.1:9/none",
        "git://127.0.0.1:9/none#v1",
        "http://127.0.0.1:9/none",
    ] {
        let error = error(value);
        assert!(
            error.contains(">>> base: bases.example.com/python"),
            "{error}"
        );
    }
}
