//! Packages that have files of the same name.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::private_index::Wheel;
use crate::support::{Project, Step};

/// A package of a family: with a part of a namespace, and with a module that others have too.
fn wheel(name: &str) -> Wheel {
    Wheel::new(name)
        .file("family/__init__.py", "import pkgutil\n")
        .file(&format!("family/{name}.py"), "")
        .file("shared.py", &format!("origin = '{name}'\n"))
        .file("tests/__init__.py", &format!("'{name}'\n"))
}

/// A project with wheels of its own, and the lock that names them.
fn project(name: &str, more: &str, wheels: &[Wheel]) -> Project {
    let spec = format!("dependencies: pylock.toml\nentrypoint: python main.py\n{more}");
    let project = Project::with_spec(name, &spec).file("main.py", "import shared\n");
    let entries = wheels.iter().map(|wheel| {
        let file = wheel.file_name();
        project.write(&format!("wheels/{file}"), wheel.bytes());
        format!(
            "[[packages]]\nname = \"{}\"\nversion = \"1.0\"\n\
            wheels = [{{ path = \"wheels/{file}\", hashes = {{ sha256 = \"{}\" }} }}]\n",
            wheel.name,
            wheel.sha256()
        )
    });
    let lock = format!(
        "lock-version = \"1.0\"\ncreated-by = \"test\"\n{}",
        entries.collect::<String>()
    );
    project.file("pylock.toml", &lock)
}

const ORIGIN: &str = "import shared; print(shared.origin)";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn two_packages_with_one_file_are_told_of_wherever_they_are_unpacked() {
    let wheels = ["acorn", "birch"].map(wheel);
    // Each in a layer of its own; then, as there are few layers, both in one.
    for layers in ["", "layers: 10\n"] {
        let many = (1..=8).map(|number| Wheel::new(&format!("other{number}")));
        let all: Vec<_> = many.chain(wheels.clone()).collect();
        let project = project("overlaps", layers, &all);
        for run in [Step::Ran, Step::Cached] {
            let build = project.build(&[]).expect_success();
            assert_eq!(build.step("COMPARE files"), run, "{}", build.log);
            let installed = build.python(ORIGIN);
            let lost = if installed == "acorn" {
                "birch"
            } else {
                "acorn"
            };
            let warning = format!(
                "OverlappingPackages: `{lost}` and `{installed}` both have a `shared.py`, and they differ"
            );
            assert!(build.log.contains(&warning), "{warning}\n{}", build.log);
            assert_eq!(build.log.matches("OverlappingPackages: ").count(), 1);
        }
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn findings_are_errors_where_the_spec_says_so() {
    let project = project(
        "overlaps-error",
        "smoke: false\n",
        &["acorn", "birch"].map(wheel),
    );
    let spec = std::fs::read_to_string(project.path().join("cart.yaml")).unwrap();
    let strict = spec.replacen('\n', "\n# check=error=true\n", 1);
    project.write("cart.yaml", strict);
    insta::assert_snapshot!(project.build(&[]).expect_failure().error(), @"
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     # check=error=true
       3 | >>> dependencies: pylock.toml
       4 |     entrypoint: python main.py
       5 |     smoke: false
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:3:15: OverlappingPackages: `birch` and `acorn` both have a `shared.py`, and they differ
      why: the image has that of `acorn`; there is one more like it
      help: keep only one of the two, unless nothing uses what `birch` lost
    ");
}

/// Namespace packages have the same file, and nobody loses anything.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn the_same_file_in_two_packages_is_not_told() {
    let family = |name: &str| Wheel::new(name).file("family/__init__.py", "import pkgutil\n");
    let project = project(
        "overlaps-none",
        "smoke: false\n",
        &["acorn", "birch"].map(family),
    );
    let build = project.build(&[]).expect_success();
    assert!(!build.log.contains("OverlappingPackages"), "{}", build.log);
    assert_ne!(build.step("COMPARE files"), Step::Absent);
}
