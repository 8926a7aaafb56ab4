//! Continuous integration: an engine that knows nothing, and a registry that keeps what earlier builds made.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::registry::Registry;
use crate::support::{self, Build, Project, Step, lock_of, stdout};
use crate::twin::Twin;

/// idna and tabulate are unpacked in different steps; the test needs nothing that does not ship.
const SPEC: &str =
    "dependencies: pylock.toml\nentrypoint: python main.py\ntest: python -c \"import main\"\n";

/// Builds with the cache of a registry, and keeps there what was made.
fn build(engine: &Twin, project: &Project, cache: &str) -> Build {
    let from = format!("--cache-from=type=registry,ref={cache}");
    let to = format!("--cache-to=type=registry,ref={cache},mode=max");
    engine.build(project, &[&from, &to]).expect_success()
}

/// Makes an engine forget.
fn forget(engine: &Twin, project: &Project) {
    run(engine, &["image", "rm", "--force", &project.image()]);
    run(engine, &["builder", "prune", "--all", "--force"]);
}

/// What `docker` prints.
#[track_caller]
fn run(engine: &Twin, arguments: &[&str]) -> String {
    let output = engine.docker(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    stdout(&output)
}

/// Whether there can be an engine whose cache is emptied: not one that others use.
fn can_forget() -> bool {
    support::has_containerd_store() && Twin::can_start()
}

fn lock(name: &str, idna: &str) -> String {
    let list =
        format!("dependencies: [idna=={idna}, tabulate==0.9.0, six==1.17.0]\nentrypoint: python\n");
    lock_of(&Project::with_spec(name, &list))
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_engine_that_knows_nothing_does_what_changed_and_no_more() {
    if !can_forget() {
        return;
    }
    let registry = Registry::start("cache");
    let cache = registry.repository("shop/cache");
    let newer = lock("cache-newer", "3.10");
    let project = Project::with_spec("cache", SPEC)
        .file("main.py", "import idna, six, tabulate\nprint('one')\n")
        .file("pylock.toml", &lock("cache-older", "3.9"));
    let engine = Twin::start("containerd");
    build(&engine, &project, &cache);

    // Nothing changed: nothing runs, not even the test.
    forget(&engine, &project);
    let same = build(&engine, &project, &cache);
    for step in [
        "PROBE",
        "UNPACK idna",
        "UNPACK tabulate",
        "SEAL /app",
        "[test] python",
        "COPY /app",
    ] {
        assert_eq!(same.step(step), Step::Cached, "{step}\n{}", same.log);
    }

    // One dependency: it is fetched and unpacked, what ships is tested again, and that is all.
    forget(&engine, &project);
    project.write("pylock.toml", newer);
    let bumped = build(&engine, &project, &cache);
    for (step, expected) in [
        ("UNPACK idna", Step::Ran),
        ("[test] python", Step::Ran),
        ("PROBE", Step::Cached),
        ("UNPACK tabulate", Step::Cached),
        ("ACCOUNT", Step::Cached),
        ("SEAL /app", Step::Cached),
    ] {
        assert_eq!(bumped.step(step), expected, "{step}\n{}", bumped.log);
    }

    // The source: the test and the application's layer.
    forget(&engine, &project);
    project.write("main.py", "import idna, six, tabulate\nprint('two')\n");
    let edited = build(&engine, &project, &cache);
    for (step, expected) in [
        ("SEAL /app", Step::Ran),
        ("[test] python", Step::Ran),
        ("COPY /app", Step::Ran),
        ("PROBE", Step::Cached),
        ("UNPACK idna", Step::Cached),
        ("UNPACK tabulate", Step::Cached),
        ("ACCOUNT", Step::Cached),
    ] {
        assert_eq!(edited.step(step), expected, "{step}\n{}", edited.log);
    }
    assert_eq!(run(&engine, &["run", "--rm", &edited.image]), "two\n");
}

/// Acceptance point 22, for the cache that an image carries: it has the image's own layers. What is found in them is in none, and
/// may be looked for again.
#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_point_22_an_image_can_carry_its_cache() {
    if !can_forget() {
        return;
    }
    let registry = Registry::start("inline");
    let image = registry.repository("shop/inline");
    let project = Project::with_spec(
        "inline",
        "dependencies: pylock.toml\nentrypoint: python main.py\n",
    )
    .file("main.py", "import idna, six, tabulate\nprint('inline')\n")
    .file("pylock.toml", &lock("inline-lock", "3.10"));
    let engine = Twin::start("containerd");
    let inline = ["--cache-to=type=inline", "--provenance=false"];
    engine.build(&project, &inline).expect_success();
    run(&engine, &["tag", &project.image(), &image]);
    run(&engine, &["push", &image]);
    run(&engine, &["image", "rm", &image]);
    forget(&engine, &project);
    let from = format!("--cache-from=type=registry,ref={image}");
    let again = engine.build(&project, &[&from]).expect_success();
    for step in [
        "COMPILE",
        "CREATE",
        "UNPACK",
        "SEAL /app",
        "CHECK",
        "COPY /app",
    ] {
        assert_eq!(again.step(step), Step::Cached, "{step}\n{}", again.log);
    }
}
