//! The first line of a spec, and the other ways to name the frontend.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::{self, Project};

const BODY: &str = "python: \"3.13\"\nentrypoint: [python, -c, \"print('started')\"]\n";

fn starts(project: &Project, arguments: &[&str]) {
    let build = project.build(arguments).expect_success();
    assert_eq!(build.run(&[], &[]), "started");
}

/// Acceptance point 2.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_02_the_first_line_may_have_company() {
    let project = Project::new("first-line");
    let specs = [
        format!("#!/usr/bin/env cartwright\n# syntax=cartwright\n{BODY}"),
        format!("\u{feff}# syntax=cartwright\n{BODY}"),
        format!("# syntax=cartwright\n{BODY}").replace('\n', "\r\n"),
        format!("#syntax = cartwright\n{BODY}"),
    ];
    for spec in specs {
        project.write("cart.yaml", spec);
        starts(&project, &[]);
    }
}

/// Acceptance points 3 and 5.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn points_03_and_05_without_a_first_line_the_client_can_name_the_frontend() {
    let project = Project::new("no-first-line");
    // A comment above it, and BuildKit reads on as a Dockerfile: nothing of ours is started.
    project.write(
        "cart.yaml",
        format!("# a comment\n# syntax=cartwright\n{BODY}"),
    );
    let failed = project.build(&[]).expect_failure();
    assert!(
        failed.error().contains("unknown instruction: python:"),
        "{}",
        failed.log
    );
    starts(&project, &["--build-arg=BUILDKIT_SYNTAX=cartwright"]);
}

/// Acceptance point 7.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_07_the_frontend_needs_no_network_and_no_directory() {
    let image = support::docker(&["image", "inspect", "cartwright"])
        .output()
        .unwrap();
    let image: serde_json::Value = serde_json::from_slice(&image.stdout).unwrap();
    let config = &image[0]["Config"];
    assert_eq!(
        config["Labels"]["moby.buildkit.frontend.network.none"],
        "true"
    );
    let run = [
        "run",
        "--rm",
        "-i",
        "--read-only",
        "--network=none",
        "cartwright",
        "bake",
    ];
    let mut command = support::docker(&run);
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let spec = format!("# syntax=cartwright\n{BODY}");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), spec.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(support::stdout(&output).contains("\"runtime\""));
}
