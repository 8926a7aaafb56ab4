//! All tests, with what they need set up first.

use std::process::Command;
use std::thread;

use crate::docker::Docker;
use crate::engine::{self, Store};
use crate::image;
use crate::problem::{Outcome, Problem};
use crate::process::{progress, show};
use crate::repository::cargo;

/// A frontend that fails on purpose, to see how a failure reaches the user.
const FAULTY: (&str, &str) = ("cartwright-fault", "CARTWRIGHT_FAULT=panic");

/// `cargo test` for the workspace, tests that need an engine included, comparisons with downloaded tools and tests that take
/// minutes not; `arguments` are cargo's, and after `--` the test harness's.
///
/// Those that need an engine run one after the other: a step whose inputs another build is just making runs again there, and is
/// not taken from the cache.
pub fn test(store: Option<Store>, arguments: &[String]) -> Outcome {
    let split = arguments
        .iter()
        .position(|argument| argument == "--")
        .unwrap_or(arguments.len());
    let (for_cargo, for_harness) = arguments.split_at(split);
    let tests = |command: Command| {
        let mut command = command;
        command.args(["test", "--workspace"]).args(for_cargo);
        command
    };
    // An engine waits for downloads, and a linker that optimizes has use for one processor only.
    let docker = thread::scope(|scope| {
        let compiled = scope.spawn(|| {
            progress("compiling the tests");
            show(tests(cargo()).arg("--no-run"))
        });
        let docker = set_up(store);
        let compiled = compiled.join();
        let compiled =
            compiled.unwrap_or_else(|_| Err(Problem::new("compiling the tests panicked")));
        docker.and_then(|docker| compiled.map(|()| docker))
    })?;
    let run = |title: &str, choice: &[&str]| {
        progress(title);
        let mut tests = tests(docker.lead(cargo()));
        tests
            .args(["--", "--skip=oracle", "--skip=slow"])
            .args(choice)
            .args(for_harness.iter().skip(1));
        show(&mut tests)
    };
    run("running the tests that need no engine", &[])?;
    run(
        "running the tests that need the engine",
        &["--ignored", "--test-threads=1"],
    )
}

/// An engine with what tests start from: bases, the frontend, and one that fails.
fn set_up(store: Option<Store>) -> Outcome<Docker> {
    let docker = engine::up(store)?;
    engine::derive(&docker)?;
    image::load(&docker, image::NAME, &[], image::Build::Release)?;
    image::add_env(&docker, image::NAME, FAULTY.0, &[FAULTY.1.to_owned()])?;
    Ok(docker)
}
