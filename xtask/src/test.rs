//! All tests, with what they need set up first.

use std::process::Command;
use std::thread;

use crate::docker::Docker;
use crate::engine::{self, Store};
use crate::image;
use crate::problem::{Outcome, Problem};
use crate::process::{progress, show, watch};
use crate::repository::cargo;

/// A frontend that fails on purpose, to see how a failure reaches the user.
const FAULTY: (&str, &str) = ("cartwright-fault", "CARTWRIGHT_FAULT=panic");

/// Comparisons with downloaded tools, and what needs more than an engine.
const NEVER: [&str; 2] = ["--skip=oracle", "--skip=by_hand"];

/// Tests that take minutes, or that look closer at what others see from farther away.
const SLOW: &str = "slow";

/// How many tests may fail for their neighbours, or for a network that was away for a minute.
const FEW: usize = 8;

/// Which tests run, and on what.
pub struct Choice {
    pub store: Option<Store>,
    /// Those that are slow, and no others.
    pub slow: bool,
    pub frontend: image::Build,
}

/// `cargo test` for the workspace, tests that need an engine included; `arguments` are cargo's, and after `--` the test harness's.
///
/// Those that need an engine run three beside each other. A step whose inputs another build is just making runs again there, and is
/// not taken from the cache: a few that fail are run once more by themselves, and have to pass then.
pub fn test(choice: &Choice, arguments: &[String]) -> Outcome {
    let split = arguments
        .iter()
        .position(|argument| argument == "--")
        .unwrap_or(arguments.len());
    let (for_cargo, for_harness) = arguments.split_at(split);
    let for_harness = for_harness.get(1..).unwrap_or_default();
    let skip_slow = format!("--skip={SLOW}");
    let which = if choice.slow { SLOW } else { &skip_slow };
    let tests = |command: Command| {
        let mut command = command;
        command.args(["test", "--workspace"]).args(for_cargo);
        command
    };
    // An engine waits for downloads, and a linker that optimizes has use for one processor only.
    let docker = thread::scope(|scope| {
        let frontend = scope.spawn(|| image::static_binaries(choice.frontend).map(drop));
        let without = scope.spawn(|| {
            progress("compiling the tests");
            show(tests(cargo()).arg("--no-run"))?;
            if choice.slow {
                return Ok(());
            }
            progress("running the tests that need no engine");
            let mut tests = tests(cargo());
            show(tests.arg("--").arg(which).args(NEVER).args(for_harness))
        });
        let bases = with_bases(choice.store);
        let [frontend, without] = [frontend, without].map(|it| {
            let done = it.join();
            done.unwrap_or_else(|_| Err(Problem::new("what was set up panicked")))
        });
        let docker = bases?;
        frontend.and_then(|()| with_frontend(&docker, choice.frontend))?;
        without.map(|()| docker)
    })?;
    progress("running the tests that need the engine");
    let tests = || {
        let mut tests = tests(docker.lead(cargo()));
        tests.args(["--no-fail-fast", "--", "--ignored"]);
        tests
    };
    let mut failed = Vec::new();
    let mut beside = tests();
    beside.arg(which).args(NEVER).arg("--test-threads=3");
    beside.args(for_harness);
    let passed = watch(&mut beside, |line| failed.extend(failed_test(line)))?;
    if passed {
        return Ok(());
    }
    if failed.is_empty() || failed.len() > FEW {
        return Err(Problem::new("tests failed, see above"));
    }
    progress("running those again that failed, one after the other");
    let mut alone = tests();
    show(alone.args(["--exact", "--test-threads=1"]).args(failed))
}

/// The name of a test that failed, in a line of the test harness.
fn failed_test(line: &str) -> Option<String> {
    let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
    Some(name.to_owned())
}

/// An engine with the bases that tests start from.
fn with_bases(store: Option<Store>) -> Outcome<Docker> {
    let docker = engine::up(store)?;
    engine::derive(&docker)?;
    Ok(docker)
}

/// The frontend, and one that fails.
fn with_frontend(docker: &Docker, how: image::Build) -> Outcome {
    image::load(docker, image::NAME, &[], how)?;
    image::add_env(docker, image::NAME, FAULTY.0, &[FAULTY.1.to_owned()])
}
