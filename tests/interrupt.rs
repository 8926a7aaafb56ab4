//! Ctrl-C.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{BufRead, BufReader, Read};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::Project;

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn ctrl_c_during_a_step_ends_the_build_promptly() {
    let project = Project::with_spec(
        "interrupt",
        "dependencies: [scipy, pandas, django]\nentrypoint: python\n",
    );
    let mut build = project.build_command(&["--no-cache"]).spawn().unwrap();
    let mut log = BufReader::new(build.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("UNPACK scipy") {
        line.clear();
        assert_ne!(
            log.read_line(&mut line).unwrap(),
            0,
            "the build ended before the step"
        );
    }
    let pressed = Instant::now();
    let status = Command::new("kill")
        .args(["-INT", &build.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    let code = build.wait().unwrap().code();
    let elapsed = pressed.elapsed();
    assert_eq!(code, Some(130), "{rest}");
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}\n{rest}");
}
