//! Files that several distributions have, in one tree or in several.

#![allow(clippy::unwrap_used)]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Bench, Draft};
use wheelwright::overlaps::{Overlap, Overlaps, find, run};

/// Wheels that are unpacked into one tree.
fn tree(drafts: &[&Draft]) -> Bench {
    let bench = Bench::new();
    for draft in drafts {
        bench.put(&draft.name, &draft.zip());
    }
    bench.install().unwrap();
    bench
}

/// A wheel with what many have: a namespace, a licence, a stray test.
fn demo(name: &str, license: &str) -> Draft {
    Draft::new(&format!("{name}-1.0"))
        .file("space/__init__.py", "import pkgutil\n")
        .file(&format!("space/{name}.py"), "")
        .file("tests/__init__.py", format!("'''{name}'''"))
        .file("LICENSE", license)
        .file("run", "")
        .file(
            &format!("{name}-1.0.data/scripts/run"),
            format!("#!python\n'{name}'\n"),
        )
}

/// What trees that lie on each other have lost.
fn overlaps(trees: &[&Bench]) -> Vec<Overlap> {
    let roots: Vec<PathBuf> = trees.iter().map(|tree| tree.out()).collect();
    find(&trees[0].request().layout, &roots).unwrap()
}

/// Who has lost what to whom.
fn found(trees: &[&Bench]) -> String {
    let lines = overlaps(trees).into_iter().map(|it| {
        let [lost, installed, file] = [it.lost, it.installed, it.file];
        format!("{lost} to {installed}: {file}, {}", it.count)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn of_two_trees_the_last_is_seen_and_of_one_what_is_there() {
    let [one, two, three] =
        &[("one", "MIT"), ("two", "MIT"), ("three", "BSD")].map(|it| demo(it.0, it.1));
    let [first, both] = [tree(&[one]), tree(&[one, two])];
    insta::assert_snapshot!(found(&[&both]), @"two to one: bin/run, 2");
    insta::assert_snapshot!(found(&[&first, &tree(&[two])]), @"one to two: bin/run, 2");
    insta::assert_snapshot!(found(&[&both, &tree(&[three])]), @"
    one to three: bin/run, 3
    two to three: bin/run, 3
    ");
}

#[test]
fn the_file_says_whose_it_is_and_not_the_order_of_names() {
    let wheels = ["one", "two"].map(|name| demo(name, "MIT"));
    let both = tree(&[&wheels[0], &wheels[1]]);
    for (path, content) in [
        ("bin/run", "#!/opt/venv/bin/python\n'two'\n"),
        (
            "lib/python3.13/site-packages/tests/__init__.py",
            "'''two'''",
        ),
    ] {
        fs::write(both.out().join("opt/venv").join(path), content).unwrap();
    }
    insta::assert_snapshot!(found(&[&both]), @"one to two: bin/run, 2");
}

#[test]
fn the_same_file_is_nobodys_loss() {
    let wheels = ["one-1.0", "two-1.0"]
        .map(|name| Draft::new(name).file("space/__init__.py", "import pkgutil\n"));
    let [one, two] = &wheels;
    assert_eq!(found(&[&tree(&[one, two])]), "");
    assert_eq!(found(&[&tree(&[one]), &tree(&[two])]), "");
}

#[test]
fn what_is_found_is_reported_in_words_and_as_json() {
    let trees = ["one", "two"].map(|name| tree(&[&demo(name, "MIT")]));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("overlaps.json");
    let request = Overlaps {
        layout: trees[0].request().layout,
        roots: trees.iter().map(Bench::out).collect(),
        out: out.clone(),
    };
    insta::assert_snapshot!(run(&request).unwrap(), @"one: bin/run is that of two (2 in all)");
    insta::assert_snapshot!(fs::read_to_string(&out).unwrap(), @r#"[{"lost":"one","installed":"two","file":"bin/run","count":2}]"#);
    let alone = Overlaps {
        roots: vec![trees[0].out()],
        ..request
    };
    insta::assert_snapshot!(run(&alone).unwrap(), @"no file is of two packages");
}
