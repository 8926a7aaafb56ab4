//! `docker buildx build --check`: what rules find, as the client shows it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::fake_engine::Engine;
use crate::support::{Project, docker, stdout};
use serde_json::Value;

const SPEC: &str = "# syntax=cartwright
python: \"3.13\"
entrypoint: uvicorn main:app
port: 8000
env: {DB_PASSWORD: hunter2}
user: root
";

/// What the client prints, and its exit status.
fn check(project: &Project, arguments: &[&str]) -> (String, Option<i32>) {
    let output = project
        .build_command(&[&["--check"], arguments].concat())
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    let error = log.find("ERROR: ").map_or("", |start| &log[start..]);
    (format!("{}{error}", stdout(&output)), output.status.code())
}

/// What a client gets that prints no answers itself, the answer for programs, and the exit status that is asked for.
fn answer(files: &[(&str, &str)], options: &[(&str, &str)]) -> (String, Value, Option<String>) {
    let engine = Engine::with_files(files).option("requestid", "frontend.lint");
    let engine = options
        .iter()
        .fold(engine, |engine, (key, value)| engine.option(key, value));
    let transcript = engine.run();
    let asked = |path: &str| transcript.asked.iter().any(|asked| asked == path);
    assert!(!asked("facts.json"), "nothing is built");
    let result = transcript.result.unwrap();
    assert_eq!(result.result, None);
    let text = |key: &str| {
        let bytes = result.metadata.get(key)?;
        Some(String::from_utf8(bytes.clone()).unwrap())
    };
    let json = serde_json::from_str(&text("result.json").unwrap()).unwrap();
    (text("result.txt").unwrap(), json, text("result.statuscode"))
}

#[test]
fn a_clean_spec_has_nothing_to_tell() {
    let spec = "# syntax=cartwright\nentrypoint: uvicorn main:app --host 0.0.0.0\nport: 8000\n";
    let (text, json, status) = answer(&[("cart.yaml", spec)], &[]);
    assert_eq!(text, "Check complete, no warnings found.\n");
    assert_eq!(json["warnings"], Value::Array(Vec::new()));
    assert_eq!(json.get("buildError"), None);
    assert_eq!(status, None);
}

#[test]
fn findings_have_a_place_in_their_own_file() {
    let spec = "# syntax=cartwright\nentrypoint: python main.py\nuser: root\ndependencies: requirements.txt\n";
    let files = [
        ("cart.yaml", spec),
        ("requirements.txt", "# web\nfastapi\n"),
    ];
    let (text, json, status) = answer(&files, &[("target", "nothing")]);
    insta::assert_snapshot!(text, @"
    WARNING: RootUser - https://cartwright.example/docs/rules/RootUser.md
    cart.yaml:3:7: the container runs as root
      why: a flaw in the application then gives away everything in the container
      help: remove `user` for an ordinary user (10001), unless the application needs root

    WARNING: UnlockedDependencies - https://cartwright.example/docs/rules/UnlockedDependencies.md
    requirements.txt:2:1: nothing says which version of `fastapi` is installed
      why: versions are found anew wherever the engine does not remember them
      help: keep a lock: `docker buildx build -f cart.yaml --target lock -o . .` writes `pylock.toml`, which `dependencies` can name; or use the lock of your own tool
    ");
    let places: Vec<_> = json["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| {
            let location = &warning["location"];
            let index = location["sourceIndex"].as_u64().unwrap();
            let source = &json["sources"][usize::try_from(index).unwrap()];
            let detail = warning["detail"].as_str().unwrap().lines().next();
            format!(
                "{} {} {}\n  {}",
                warning["ruleName"],
                source["filename"],
                location["ranges"],
                detail.unwrap()
            )
        })
        .collect();
    insta::assert_snapshot!(places.join("\n"), @r#"
    "RootUser" "cart.yaml" [{"end":{"character":10,"line":3},"start":{"character":6,"line":3}}]
      the container runs as root
    "UnlockedDependencies" "requirements.txt" [{"end":{"character":7,"line":2},"start":{"character":0,"line":2}}]
      requirements.txt:2:1: nothing says which version of `fastapi` is installed
    "#);
    assert_eq!(status.as_deref(), Some("1"));
}

#[test]
fn a_lock_that_cannot_be_read_is_an_error_beside_what_was_found() {
    let spec =
        "# syntax=cartwright\nentrypoint: python main.py\nuser: root\ndependencies: pylock.toml\n";
    let files = [("cart.yaml", spec), ("pylock.toml", "lock-version = 1\n")];
    let (text, json, status) = answer(&files, &[]);
    insta::assert_snapshot!(text, @"
    WARNING: RootUser - https://cartwright.example/docs/rules/RootUser.md
    cart.yaml:3:7: the container runs as root
      why: a flaw in the application then gives away everything in the container
      help: remove `user` for an ordinary user (10001), unless the application needs root

    ERROR: pylock.toml:1:16: this is not a valid `pylock.toml`
      why: invalid type: integer `1`, expected a string
      help: make it again; the format is described in PEP 751
    ");
    assert_eq!(json["warnings"][0]["ruleName"], "RootUser");
    assert_eq!(json["buildError"]["location"]["sourceIndex"], 1);
    assert_eq!(status.as_deref(), Some("1"));
}

/// Acceptance point 56.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_56_findings_are_shown_with_their_lines() {
    let project = Project::new("check").file("cart.yaml", SPEC);
    let (shown, code) = check(&project, &[]);
    insta::assert_snapshot!(shown, @r#"
    Check complete, 3 warnings have been found!

    WARNING: LoopbackAddress - https://cartwright.example/docs/rules/LoopbackAddress.md
    `uvicorn` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     python: "3.13"
       3 | >>> entrypoint: uvicorn main:app
       4 |     port: 8000
       5 |     env: {DB_PASSWORD: *******}
    --------------------

    WARNING: HardcodedSecret - https://cartwright.example/docs/rules/HardcodedSecret.md
    `DB_PASSWORD` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    cart.yaml:5
    --------------------
       3 |     entrypoint: uvicorn main:app
       4 |     port: 8000
       5 | >>> env: {DB_PASSWORD: *******}
       6 |     user: root
       7 |     
    --------------------

    WARNING: RootUser - https://cartwright.example/docs/rules/RootUser.md
    the container runs as root
      why: a flaw in the application then gives away everything in the container
      help: remove `user` for an ordinary user (10001), unless the application needs root
    cart.yaml:6
    --------------------
       4 |     port: 8000
       5 |     env: {DB_PASSWORD: *******}
       6 | >>> user: root
       7 |     
    --------------------
    "#);
    assert_eq!(code, Some(1));

    let (shown, code) = check(
        &project,
        &["--build-arg=BUILDKIT_DOCKERFILE_CHECK=skip=all"],
    );
    insta::assert_snapshot!(shown, @"Check complete, no warnings found.");
    assert_eq!(code, Some(0));
}

/// Acceptance point 56.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_56_a_broken_spec_is_shown_with_its_line() {
    let project = Project::with_spec("check-broken", "python: \"3.13\"\nuser: 0100\n");
    let (shown, code) = check(&project, &[]);
    insta::assert_snapshot!(shown, @r#"
    ERROR: cart.yaml:3:7: `0100` is not a user
      help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     python: "3.13"
       3 | >>> user: 0100
       4 |     
    --------------------
    "#);
    assert_eq!(code, Some(1));
}

/// Acceptance point 56.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_56_findings_can_be_errors() {
    let spec = SPEC.replace(
        "yntax=cartwright\n",
        "yntax=cartwright\n# check=skip=HardcodedSecret;error=true\n",
    );
    let project = Project::new("check-error").file("cart.yaml", &spec);
    let build = project.build(&[]).expect_failure();
    insta::assert_snapshot!(build.error(), @r#"
    cart.yaml:4
    --------------------
       3 |     python: "3.13"
       4 | >>> entrypoint: uvicorn main:app
       5 |     port: 8000
       6 |     env: {DB_PASSWORD: hunter2}
       7 | >>> user: root
       8 |     
    --------------------
    ERROR: failed to build: failed to solve: 2 errors
    1. cart.yaml:4:13: LoopbackAddress: `uvicorn` listens on 127.0.0.1, where nobody outside of the container reaches it
         why: `port` says that it is reached on 8000
         help: make it listen on 0.0.0.0
    2. cart.yaml:7:7: RootUser: the container runs as root
         why: a flaw in the application then gives away everything in the container
         help: remove `user` for an ordinary user (10001), unless the application needs root
    "#);
}

/// Acceptance point 55.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_55_builds_tell_rules_and_debugging_shows_more() {
    let project = Project::with_spec("warned", "apt: {build: [gcc]}\nentrypoint: python\n");
    let debugging = docker(&[
        "--debug",
        "buildx",
        "build",
        "--progress=plain",
        "-fcart.yaml",
        ".",
    ])
    .current_dir(project.path())
    .output()
    .unwrap();
    let log = String::from_utf8_lossy(&debugging.stderr);
    let (_, shown) = log.split_once("UnusedBuildPackages: ").unwrap();
    insta::assert_snapshot!(shown, @"
    nothing is built with these packages (line 2)
    there is a wheel for each dependency
    remove `apt.build`; what the running application needs belongs into `apt.run`
    More info: https://cartwright.example/docs/rules/UnusedBuildPackages.md
    cart.yaml:2
    --------------------
       1 |     # syntax=cartwright
       2 | >>> apt: {build: [gcc]}
       3 |     entrypoint: python
       4 |     
    --------------------
    ");
}
