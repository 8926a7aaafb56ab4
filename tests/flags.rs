//! Options of `docker buildx build`: they do what they do for a Dockerfile.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::{self, Project, Step, unique};

/// A project whose test tells how it runs.
fn telling(name: &str, code: &str) -> Project {
    let spec =
        format!("dependencies: [idna==3.10]\ntest: [python, -c, {code:?}]\nentrypoint: python\n");
    Project::with_spec(name, &spec)
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_build_gives_what_the_spec_declares() {
    let spec = "args: {PYTHON: \"3.13\", VERSION: dev}\npython: ${PYTHON}\nlabels: {v: \"${VERSION}\"}\n\
        dependencies: [idna==3.10]\nentrypoint: python\n";
    let project = Project::with_spec("args", spec);
    let first = project.build(&[]).expect_success();
    assert_eq!(first.inspect()["Config"]["Labels"]["v"], "dev");
    // What is not changed by it does not run again.
    let given = [
        "--build-arg=VERSION=2",
        "--build-arg=VERSOIN=3",
        "--build-arg=HTTP_PROXY=",
    ];
    let second = project.build(&given).expect_success();
    assert_eq!(second.inspect()["Config"]["Labels"]["v"], "2");
    assert_eq!(second.step("UNPACK"), Step::Cached, "{}", second.log);
    let warning = "UnusedBuildArg: nothing uses the build argument `VERSOIN`";
    assert!(second.log.contains(warning), "{}", second.log);
    assert!(!second.log.contains("`HTTP_PROXY`"), "{}", second.log);
}

/// Acceptance point 20.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_20_proxies_and_addresses_are_in_no_key() {
    let code = format!(
        "import os; print(os.environ.get('http_proxy'), {})",
        unique()
    );
    let project = telling("no-key", &code);
    let through = |address: &str| format!("--build-arg=NO_PROXY={address}");
    let first = project.build(&[&through("a.example"), "--add-host=db:10.0.0.1"]);
    let first = first.expect_success();
    assert_eq!(first.step("[test] python"), Step::Ran);
    let second = project.build(&[&through("b.example"), "--add-host=db:10.0.0.2"]);
    let second = second.expect_success();
    for step in ["RESOLVE", "UNPACK", "[test] python"] {
        assert_eq!(second.step(step), Step::Cached, "{step}\n{}", second.log);
    }
    let config = second.inspect().to_string() + &second.history().join("\n");
    assert!(!config.contains("b.example"), "{config}");
}

/// Acceptance point 21.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_21_one_stage_runs_again() {
    let project = telling("filter", &format!("print('tested {}')", unique()));
    project.build(&[]).expect_success();
    let again = project.build(&["--no-cache-filter=TEST,other"]);
    let again = again.expect_success();
    assert_eq!(again.step("[test] python"), Step::Ran, "{}", again.log);
    for step in ["RESOLVE", "UNPACK", "SEAL"] {
        assert_eq!(again.step(step), Step::Cached, "{step}\n{}", again.log);
    }
    let resolved = project.build(&["--no-cache-filter=lock"]).expect_success();
    assert_eq!(resolved.step("RESOLVE"), Step::Ran, "{}", resolved.log);
    assert_eq!(resolved.step("UNPACK"), Step::Cached, "{}", resolved.log);
}

/// Acceptance point 26.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_26_steps_run_as_the_client_says() {
    let code = "import os, resource, socket; shm = os.statvfs('/dev/shm'); \
        print('told', resource.getrlimit(resource.RLIMIT_NOFILE), shm.f_blocks * shm.f_frsize, \
        socket.gethostbyname('db.example'), socket.gethostname(), len(socket.if_nameindex()))";
    let project = telling("sandbox", &format!("{code} # {}", unique()));
    // The network is not needed for what is resolved already.
    project.build(&["--target=lock"]).expect_success();
    let build = project.build(&[
        "--ulimit=nofile=1000:2000",
        "--shm-size=32m",
        "--add-host=DB.example:10.1.2.3",
        "--build-arg=BUILDKIT_SANDBOX_HOSTNAME=tester",
    ]);
    let build = build.expect_success();
    let told = "told (1000, 2000) 33554432 10.1.2.3 tester 2";
    assert!(build.log.contains(told), "{}", build.log);

    let code = format!(
        "import socket; print('only', socket.if_nameindex()) # {}",
        unique()
    );
    let offline = telling("offline", &code);
    let lock = support::lock_of(&offline);
    let spec = format!(
        "# syntax=cartwright\ndependencies: pylock.toml\ntest: [python, -c, {code:?}]\nentrypoint: python\n"
    );
    let offline = offline.file("pylock.toml", &lock).file("cart.yaml", &spec);
    let build = offline.build(&["--network=none"]).expect_success();
    assert!(build.log.contains("only [(1, 'lo')]"), "{}", build.log);
    // Docker's own builder allows it; others refuse it without `--allow network.host`.
    let host = offline.build(&["--network=host"]).expect_success();
    let line = host.log.lines().find(|line| line.contains(" only ["));
    let interfaces = line.unwrap().matches('(').count();
    assert!(interfaces > 1, "{}", host.log);
}
