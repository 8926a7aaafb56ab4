//! The list of what clients may expect is whole, and every test that it names is there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

#[test]
fn every_point_is_listed_once_and_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = fs::read_to_string(root.join("docs/acceptance.md")).unwrap();
    let rows = list.lines().filter_map(|line| {
        let number = line.strip_prefix("| ")?.split_once(' ')?.0;
        Some((number.parse::<usize>().ok()?, line))
    });
    let rows: Vec<_> = rows.collect();
    let numbers: Vec<_> = rows.iter().map(|(number, _)| *number).collect();
    assert!(numbers.into_iter().eq(1..=62));
    for (number, row) in rows {
        let quoted = row.split('`').skip(1).step_by(2);
        for (file, test) in quoted.filter_map(|it| it.split_once("::")) {
            let path = root.join("tests").join(file).with_extension("rs");
            let text = fs::read_to_string(&path).unwrap_or_default();
            let is_there = text.contains(&format!("fn {test}("));
            assert!(is_there, "{number}: there is no {file}::{test}");
        }
    }
}

/// Cargo is told of two programs: a file that is a module of neither would be left out without a word.
#[test]
fn every_file_of_tests_is_run() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let programs = ["engine.rs", "graph.rs"];
    let modules = programs.map(|name| fs::read_to_string(tests.join(name)).unwrap());
    for entry in fs::read_dir(&tests).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(module) = name.strip_suffix(".rs") else {
            continue;
        };
        let line = format!("mod {module};");
        let is_module = modules.iter().any(|text| text.lines().any(|it| it == line));
        assert!(
            is_module || programs.contains(&&*name),
            "tests/{name} is a module of neither {programs:?}"
        );
    }
}
