//! Large wheels in several trees.

#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;
use std::path::PathBuf;

use common::{Bench, Draft, listing};
use proptest::prelude::*;
use wheelwright::join::{Join, join};
use wheelwright::overlaps;

fn bench(drafts: &[&Draft]) -> Bench {
    let bench = Bench::new();
    for draft in drafts {
        bench.put(&draft.name, &draft.zip());
    }
    bench
}

/// The files of each tree.
fn trees(outs: &[PathBuf]) -> Vec<Vec<String>> {
    let files = |out: &PathBuf| {
        let listed = listing(out);
        let files = listed.lines().filter(|line| line.starts_with("100"));
        let names = files.filter_map(|line| line.rsplit('/').next());
        names.map(str::to_owned).collect()
    };
    outs.iter().map(files).collect()
}

fn lines(outs: &[PathBuf]) -> String {
    let trees = trees(outs);
    trees.iter().map(|tree| tree.join(" ") + "\n").collect()
}

#[test]
fn trees_have_neighbours_of_about_as_many_bytes() {
    let large = "x".repeat(30_000);
    let part = "y".repeat(10_000);
    let draft = Draft::new("demo-1.0")
        .file("demo/a.so", &large)
        .file("demo/b.so", &part)
        .file("demo/c.so", &part)
        .file("demo/d.so", &part);
    let bench = bench(&[&draft]);
    let outs = bench.install_into(&["one", "two"]);
    insta::assert_snapshot!(lines(&outs), @"
    INSTALLER METADATA RECORD WHEEL a.so
    b.so c.so d.so
    ");
    let outs = bench.install_into(&["1", "2", "3", "4"]);
    insta::assert_snapshot!(lines(&outs), @"
    INSTALLER METADATA RECORD WHEEL
    a.so
    b.so c.so
    d.so
    ");
}

#[test]
fn a_tree_may_have_a_file_in_no_directory() {
    let draft = Draft::new("demo-1.0")
        .file("demo/__init__.py", "")
        .file("demo-1.0.data/data/model.bin", "x".repeat(100_000));
    let bench = bench(&[&draft]);
    let outs = bench.install_into(&["1", "2"]);
    insta::assert_snapshot!(lines(&outs), @"
    INSTALLER METADATA RECORD WHEEL __init__.py
    model.bin
    ");
}

#[test]
fn a_spread_distribution_owns_its_files_in_all_of_its_trees() {
    let one = Draft::new("one-1.0")
        .file("demo/shared.py", "one")
        .file("zzz/large.so", "x".repeat(100_000));
    let two = Draft::new("two-1.0").file("demo/shared.py", "two");
    let [below, above] = [bench(&[&one]), bench(&[&two])];
    let mut outs = below.install_into(&["1", "2"]);
    outs.reverse();
    let layout = below.request().layout;
    assert_eq!(overlaps::find(&layout, &outs).unwrap(), []);

    outs.extend(above.install_into(&["3"]));
    let found = overlaps::find(&layout, &outs).unwrap();
    let who: Vec<_> = found.iter().map(|it| (&*it.lost, &*it.installed)).collect();
    assert_eq!(who, [("one", "two")]);
    outs.rotate_right(1);
    let found = overlaps::find(&layout, &outs).unwrap();
    let who: Vec<_> = found.iter().map(|it| (&*it.lost, &*it.installed)).collect();
    assert_eq!(who, [("two", "one")]);
}

proptest! {
    /// On each other they are what one tree would be, and none of them is empty.
    #[test]
    fn nothing_is_lost_or_twice(
        files in prop::collection::btree_map("[a-c]/[a-z]{1,3}\\.so", 0..5000_usize, 0..20),
        count in 1..5_usize,
    ) {
        let mut draft = Draft::new("demo-1.0");
        for (path, size) in &files {
            draft = draft.file(path, "x".repeat(*size));
        }
        let bench = bench(&[&draft]);
        bench.install().unwrap();
        let names = ["1", "2", "3", "4"];
        let outs = bench.install_into(&names[..count]);
        let trees = trees(&outs);
        prop_assert!(trees.iter().all(|tree| !tree.is_empty()), "{trees:?}");
        let distinct: BTreeSet<_> = trees.iter().flatten().collect();
        prop_assert_eq!(trees.iter().map(Vec::len).sum::<usize>(), files.len() + 4);
        prop_assert!(distinct.len() <= files.len() + 4);

        let whole = tempfile::tempdir().unwrap();
        let out = whole.path().to_owned();
        join(&Join { out: out.clone(), roots: outs }).unwrap();
        prop_assert_eq!(listing(&out), bench.listing());
    }
}
