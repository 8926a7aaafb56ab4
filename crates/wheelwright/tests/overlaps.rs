//! Files that several distributions have, in one tree or in several.

#![allow(clippy::unwrap_used)]

mod common;

use std::fs;

use common::{Bench, Draft};
use proptest::prelude::*;
use wheelwright::install::{Install, install};
use wheelwright::overlaps::{Claimed, Overlaps, find, read, run, write};

/// The files of wheels that are unpacked into one tree.
fn tree(drafts: &[Draft]) -> Vec<Claimed> {
    let bench = Bench::new();
    for draft in drafts {
        bench.put(&draft.name, &draft.zip());
    }
    let request = Install {
        lists_files: true,
        ..bench.request()
    };
    install(&request).unwrap().trees.remove(0)
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

/// Who has lost what to whom.
fn found(trees: &[Vec<Claimed>]) -> String {
    let lines = find(trees).into_iter().map(|it| {
        let [lost, installed, file] = [it.lost, it.installed, it.file];
        format!("{lost} to {installed}: {file}, {}", it.count)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn of_two_files_in_one_tree_the_first_is_installed_and_of_two_trees_the_last() {
    let [one, two, three] =
        [("one", "MIT"), ("two", "MIT"), ("three", "BSD")].map(|it| [demo(it.0, it.1)]);
    let both = [one.clone(), two.clone()].concat();
    insta::assert_snapshot!(found(&[tree(&both)]), @"two to one: lib/python3.13/site-packages/tests/__init__.py, 2");
    insta::assert_snapshot!(found(&[tree(&one), tree(&two)]), @"one to two: lib/python3.13/site-packages/tests/__init__.py, 2");
    insta::assert_snapshot!(found(&[tree(&both), tree(&three)]), @"
    one to three: lib/python3.13/site-packages/LICENSE, 3
    two to one: lib/python3.13/site-packages/tests/__init__.py, 2
    ");
}

#[test]
fn the_same_file_is_nobodys_loss() {
    let one = Draft::new("one-1.0").file("space/__init__.py", "import pkgutil\n");
    let two = Draft::new("two-1.0").file("space/__init__.py", "import pkgutil\n");
    assert_eq!(found(&[tree(&[one.clone(), two.clone()])]), "");
    assert_eq!(found(&[tree(&[one]), tree(&[two])]), "");
}

#[test]
fn what_is_found_is_reported_in_words_and_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let lists = ["one", "two"].map(|name| {
        let path = folder.path().join(name);
        fs::write(&path, write(&[tree(&[demo(name, "MIT")])])).unwrap();
        path
    });
    let out = folder.path().join("overlaps.json");
    let request = Overlaps {
        lists: lists.to_vec(),
        out: out.clone(),
    };
    insta::assert_snapshot!(run(&request).unwrap(), @"
    one: lib/python3.13/site-packages/tests/__init__.py is that of two (2 in all)
    ");
    insta::assert_snapshot!(fs::read_to_string(&out).unwrap(), @r#"[{"lost":"one","installed":"two","file":"lib/python3.13/site-packages/tests/__init__.py","count":2}]"#);
    let request = Overlaps {
        lists: lists[..1].to_vec(),
        out,
    };
    insta::assert_snapshot!(run(&request).unwrap(), @"no file is of two packages");
}

#[test]
fn a_list_is_read_as_it_was_written() {
    let trees = [tree(&[demo("one", "MIT"), demo("two", "BSD")]), Vec::new()];
    assert_eq!(read(&write(&trees)).unwrap(), trees);
    for text in [
        "distribution\tx",
        "tree\nfile\tx\t",
        "tree\ndistribution\tx\nfile\t../x\t",
        "tree\ndistribution\tx\nfile\tx\tmd5=x",
        "x",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_survived(text in "(?s).{0,80}|(tree|distribution|file|\t|\n|sha256=|a){0,30}") {
        let _ = read(&text);
    }
}
