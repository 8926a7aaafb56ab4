//! What an image starts from, and as whom it runs.

use super::*;

#[test]
fn root_user() {
    insta::assert_snapshot!(found("user: root", &[]), @"
    RootUser 1:7-1:11
      cart.yaml:1:7: the container runs as root
      why: a flaw in the application then gives away everything in the container
      help: remove `user` for an ordinary user (10001), unless the application needs root
    ");
    insta::assert_snapshot!(found("user: 0:33", &[]), @"
    RootUser 1:7-1:11
      cart.yaml:1:7: the container runs as root
      why: a flaw in the application then gives away everything in the container
      help: remove `user` for an ordinary user (10001), unless the application needs root
    ");
    nothing_in(&["user: www-data", "user: 33:0"]);
}

#[test]
fn unpinned_base() {
    insta::assert_snapshot!(found("base: python", &[]), @"
    UnpinnedBase 1:7-1:13
      cart.yaml:1:7: `python:latest` is another image every now and then
      help: name a version, such as `python:3.13-slim`, or a digest (`@sha256:…`)
    ");
    insta::assert_snapshot!(found("base: registry.example.com/team/base:latest", &[]), @"
    UnpinnedBase 1:7-1:44
      cart.yaml:1:7: `team/base:latest` is another image every now and then
      help: name a version, such as `python:3.13-slim`, or a digest (`@sha256:…`)
    ");
    let digest = "ab".repeat(32);
    nothing_in(&[
        "base: python:3.13",
        "base: slim",
        &format!("base: python:latest@sha256:{digest}"),
    ]);
}

#[test]
fn end_of_life_python() {
    insta::assert_snapshot!(found("python: '3.8'", &[]), @"
    EndOfLifePython 1:9-1:14
      cart.yaml:1:9: Python 3.8 has had no fixes of security since October 2024
      help: move to a newer version, such as 3.13
    ");
    insta::assert_snapshot!(found("", &[(".python-version", "3.10.4")]), @"
    EndOfLifePython 1:1-1:7
      .python-version:1:1: Python 3.10.4 has had no fixes of security since October 2026
      help: move to a newer version, such as 3.13
    ");
    let project = "[project]\nname = 'a'\nrequires-python = '<3.10'\n";
    insta::assert_snapshot!(found("", &[("pyproject.toml", project)]), @"
    EndOfLifePython 3:19-3:26
      pyproject.toml:3:19: Python 3.9 has had no fixes of security since October 2025
      help: move to a newer version, such as 3.13
    ");
    nothing_in(&["python: '3.11'", "python: 3.14", ""]);
    // What the version of such a base is, no file tells.
    assert_eq!(
        found("base: example.com/base:1", &[(".python-version", "3.9")]),
        ""
    );
}
