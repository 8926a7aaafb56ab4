//! Trees that are laid on each other.

#![allow(clippy::unwrap_used)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;

use tempfile::TempDir;
use wheelwright::join::{Join, join};
use wheelwright::tree::TIME;

/// A tree of files with contents.
fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn lay(roots: &[&TempDir], out: &TempDir) -> usize {
    let roots = roots.iter().map(|it| it.path().to_owned()).collect();
    let out = out.path().to_owned();
    join(&Join { out, roots }).unwrap()
}

/// Each path with what is there.
fn listing(root: &Path) -> String {
    let mut lines = Vec::new();
    walk(root, root, &mut lines);
    lines.sort();
    lines.join("\n")
}

fn walk(root: &Path, directory: &Path, lines: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().display();
        let found = fs::symlink_metadata(&path).unwrap();
        if found.is_symlink() {
            let target = fs::read_link(&path).unwrap();
            lines.push(format!("{name} -> {}", target.display()));
        } else if found.is_dir() {
            walk(root, &path, lines);
        } else {
            let mode = found.mode() & 0o777;
            lines.push(format!(
                "{name} {mode:o} {}",
                fs::read_to_string(&path).unwrap()
            ));
        }
    }
}

#[test]
fn what_is_on_top_replaces_what_is_below() {
    let out = tree(&[
        ("lib/kept", "below"),
        ("lib/both", "below"),
        ("etc/passwd", "below"),
    ]);
    let one = tree(&[("lib/both", "one"), ("bin/one", "one")]);
    let two = tree(&[("lib/both", "two"), ("lib/two", "two")]);
    fs::set_permissions(one.path().join("bin/one"), Permissions::from_mode(0o755)).unwrap();
    symlink("one", one.path().join("bin/link")).unwrap();
    assert_eq!(lay(&[&one, &two], &out), 5);
    insta::assert_snapshot!(listing(out.path()), @"
    bin/link -> one
    bin/one 755 one
    etc/passwd 644 below
    lib/both 644 two
    lib/kept 644 below
    lib/two 644 two
    ");
    let time = |path: &str| fs::symlink_metadata(out.path().join(path)).unwrap().mtime();
    assert_eq!(["lib", "lib/two", "bin/link"].map(time), [TIME; 3]);
    assert_ne!(time("lib/kept"), TIME);
}

#[test]
fn kinds_may_differ_and_nothing_is_written_through_a_link() {
    let elsewhere = tree(&[("secret", "untouched")]);
    let out = tree(&[("was_file", ""), ("was_directory/x", "")]);
    symlink(elsewhere.path().join("secret"), out.path().join("link")).unwrap();
    symlink(elsewhere.path(), out.path().join("linked")).unwrap();
    let top = tree(&[
        ("was_file/x", "top"),
        ("was_directory", "top"),
        ("link", "top"),
        ("linked/secret", "top"),
    ]);
    lay(&[&top], &out);
    insta::assert_snapshot!(listing(out.path()), @"
    link 644 top
    linked/secret 644 top
    was_directory 644 top
    was_file/x 644 top
    ");
    insta::assert_snapshot!(listing(elsewhere.path()), @"secret 644 untouched");
}

#[test]
fn a_tree_that_is_not_there_is_an_error() {
    let out = tree(&[]);
    let roots = vec![out.path().join("missing")];
    let out = out.path().to_owned();
    let error = join(&Join { out, roots }).unwrap_err().to_string();
    assert!(error.contains("missing"), "{error}");
}
