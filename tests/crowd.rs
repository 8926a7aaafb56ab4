//! Many builds: beside each other, and one after the other.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Child;

use crate::support::Project;

/// Builds at once.
const CROWD: usize = 20;

fn project(name: &str, number: usize) -> Project {
    Project::with_spec(
        &format!("{name}-{number}"),
        "python: \"3.13\"\nentrypoint: python main.py\n",
    )
    .file(
        "main.py",
        &format!("print({number}, open('data/number.txt').read())\n"),
    )
    .file("data/number.txt", &number.to_string())
}

/// Point 62 of the contract: each build has files of its own, under the same names.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_62_builds_beside_each_other_never_mix_their_files() {
    let projects: Vec<_> = (0..CROWD).map(|number| project("crowd", number)).collect();
    let start = |project: &Project| project.build_command(&[]).spawn().unwrap();
    let running: Vec<Child> = projects.iter().map(start).collect();
    for (number, (project, child)) in projects.iter().zip(running).enumerate() {
        let build = project.finish(child).expect_success();
        assert_eq!(build.run(&[], &[]), format!("{number} {number}"));
    }
}

/// Acceptance point 10, as long as it is worth in every run of the tests; `CARTWRIGHT_BUILDS_IN_A_ROW=500` does it at length.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_10_builds_after_each_other_never_lose_the_connection() {
    let project = project("row", 0);
    let asked = std::env::var("CARTWRIGHT_BUILDS_IN_A_ROW");
    let builds = asked.map_or(10, |asked| asked.parse().unwrap());
    for number in 0..builds {
        let build = project.build(&["--output=type=cacheonly"]);
        assert!(build.succeeded, "build {number}:\n{}", build.log);
    }
}
