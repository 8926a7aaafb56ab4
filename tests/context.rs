//! Which of the user's files reach the engine, and which reach the image.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::{Build, Project};

/// What was sent for the main context, in bytes, as the client counted.
fn transferred(build: &Build) -> f64 {
    let number = build
        .log
        .lines()
        .find(|line| line.ends_with("[internal] load build context"))
        .and_then(|line| line.split_once(' '))
        .map(|(number, _)| number.to_owned())
        .expect("the context is loaded");
    let size = build
        .log
        .lines()
        .filter_map(|line| line.strip_prefix(&format!("{number} transferring context: ")))
        .next_back()
        .and_then(|rest| rest.split_whitespace().next())
        .expect("its size is shown")
        .to_owned();
    let unit = size.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let number: f64 = size[..size.len() - unit.len()].parse().unwrap();
    number
        * match unit {
            "B" => 1.0,
            "kB" => 1e3,
            "MB" => 1e6,
            other => panic!("{other}"),
        }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn ignored_files_stay_on_the_users_machine() {
    let big = "x".repeat(3_000_000);
    let project = Project::with_spec("ignored", "entrypoint: python main.py\nexclude: [\"data/*.bin\"]\n")
        .file("main.py", "import os\nfor d, _, fs in sorted(os.walk('.')):\n  for f in sorted(fs): print(os.path.join(d, f))\n")
        .file(".dockerignore", "# big things\nbig\n!big/keep.txt\n")
        .file("big/blob", &big)
        .file("big/keep.txt", "kept")
        .file("data/x.bin", &big)
        .file("data/y.csv", "1,2")
        .file(".venv/lib/x.py", &big)
        .file(".git/objects/pack", &big)
        .file(".env", "PASSWORD=hunter2")
        .file("src/pkg/__pycache__/m.cpython-39.pyc", &big)
        .file("src/pkg/m.py", "");
    let build = project.build(&[]).expect_success();
    insta::assert_snapshot!(build.run(&[], &[]), @"
    ./main.py
    ./__pycache__/main.cpython-313.pyc
    ./big/keep.txt
    ./data/y.csv
    ./src/pkg/m.py
    ./src/pkg/__pycache__/m.cpython-313.pyc
    ");
    assert!(transferred(&build) < 20_000.0, "{}", build.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn only_included_paths_are_sent_and_they_win_over_what_is_never_shipped() {
    let project = Project::with_spec("included", "entrypoint: python src/main.py\ninclude: [src/, dist/app.js]\n")
        .file("src/main.py", "import os\nfor d, _, fs in sorted(os.walk('.')):\n  for f in sorted(fs): print(os.path.join(d, f))\n")
        .file("dist/app.js", "1")
        .file("dist/other.js", "2")
        .file("docs/index.md", "3");
    let build = project.build(&[]).expect_success();
    insta::assert_snapshot!(build.run(&[], &[]), @"
    ./dist/app.js
    ./src/main.py
    ./src/__pycache__/main.cpython-313.pyc
    ");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_ignore_file_beside_the_spec_replaces_the_general_one() {
    let project = Project::with_spec(
        "own-ignore",
        "entrypoint: python -c \"import os; print(sorted(os.listdir()))\"\n",
    )
    .file(".dockerignore", "a.txt\n")
    .file("cart.yaml.dockerignore", "b.txt\n")
    .file("a.txt", "")
    .file("b.txt", "");
    let build = project.build(&[]).expect_success();
    insta::assert_snapshot!(build.run(&[], &[]), @"['a.txt']");
}
