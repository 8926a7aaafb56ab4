//! The programs and libraries of what is installed.

#![allow(clippy::unwrap_used)]

mod common;

use std::fs;

use common::elf::{file, library};
use common::{Bench, Draft};
use wheelwright::error::render;
use wheelwright::install::{Install, install};
use wheelwright::inventory::{examine, project, scan, write};
use wheelwright::safe_path::SafePath;

const SITE: &str = "lib/python3.13/site-packages";

fn demo(platform: &str) -> Draft {
    let module = library(&["libpq.so.5"]);
    let mut program = library(&["libc.so.6"]);
    program.interpreter = Some("/lib64/ld-linux-x86-64.so.2".to_owned());
    let tag = format!("Wheel-Version: 1.0\nTag: cp313-cp313-{platform}\n");
    let mut draft = Draft::new("Demo.X-1.0")
        .without("Demo.X-1.0.dist-info/WHEEL")
        .file("Demo.X-1.0.dist-info/WHEEL", tag)
        .file("demo/__init__.py", "")
        .file(
            "demo/_native.cpython-313-x86_64-linux-gnu.so",
            file(&module, &["PyInit__native"]),
        )
        .file("demo/plugin.so", file(&module, &["init"]))
        .file("demo/stable.abi3.so", file(&module, &["PyInit_stable"]))
        .file("demo/data.so", "text")
        .file("Demo.X-1.0.data/scripts/demo", file(&program, &[]))
        .file("Demo.X-1.0.data/data/lib/libx.so.1", file(&module, &[]));
    draft.name = format!("demo_x-1.0-cp313-cp313-{platform}.whl");
    draft
}

#[test]
fn an_installation_tells_what_a_scan_finds() {
    for platform in ["linux_x86_64", "manylinux_2_17_x86_64.manylinux2014_x86_64"] {
        let bench = Bench::new();
        bench.put(&demo(platform).name, &demo(platform).zip());
        let request = Install {
            takes_inventory: true,
            ..bench.request()
        };
        let installed = write(&install(&request).unwrap().distributions);
        let prefix = bench.out().join("opt/venv");
        let scanned = scan(&prefix, &SafePath::parse(SITE).unwrap()).unwrap();
        assert_eq!(installed, write(&scanned));
        if platform == "linux_x86_64" {
            insta::assert_snapshot!(installed.replace('\t', " | "), @"
            distribution | demo-x | local
            entry | bin/demo | 64le62 | /lib64/ld-linux-x86-64.so.2 |  | nowhere |  | libc.so.6
            part | lib/libx.so.1 | 64le62 |  |  | nowhere |  | libpq.so.5
            entry | lib/python3.13/site-packages/demo/_native.cpython-313-x86_64-linux-gnu.so | 64le62 |  |  | nowhere |  | libpq.so.5
            part | lib/python3.13/site-packages/demo/plugin.so | 64le62 |  |  | nowhere |  | libpq.so.5
            entry | lib/python3.13/site-packages/demo/stable.abi3.so | 64le62 |  |  | nowhere |  | libpq.so.5
            ");
        } else {
            assert!(installed.starts_with("distribution\tdemo-x\tportable\n"));
        }
    }
}

#[test]
fn what_has_neither_programs_nor_libraries_leaves_no_trace() {
    let bench = Bench::new();
    let draft = Draft::new("demo-1.0").file("demo.py", "");
    bench.put(&draft.name, &draft.zip());
    let request = Install {
        takes_inventory: true,
        ..bench.request()
    };
    assert_eq!(write(&install(&request).unwrap().distributions), "");
}

/// Another installer may have written anything.
#[test]
fn a_scan_stays_in_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let prefix = folder.path().join("venv");
    let information = prefix.join(SITE).join("demo-1.0.dist-info");
    std::fs::create_dir_all(&information).unwrap();
    let module = file(&library(&["libx.so.1"]), &[]);
    std::fs::write(folder.path().join("outside.so"), &module).unwrap();
    std::os::unix::fs::symlink("../../../../outside.so", prefix.join(SITE).join("link.so"))
        .unwrap();
    let outside = folder.path().join("outside.so");
    let record = format!(
        "../../../../outside.so,,\n{},,\nlink.so,,\ngone.so,,\n",
        outside.display()
    );
    std::fs::write(information.join("RECORD"), record).unwrap();
    let scanned = scan(&prefix, &SafePath::parse(SITE).unwrap()).unwrap();
    assert_eq!(write(&scanned), "");
}

/// Nothing records what is whose where a project was built.
#[test]
fn a_project_is_all_that_is_in_its_directory() {
    let folder = tempfile::tempdir().unwrap();
    let module = file(&library(&["libyaml-0.so.2"]), &["PyInit_native"]);
    fs::create_dir_all(folder.path().join("src/shop")).unwrap();
    fs::write(folder.path().join("src/shop/native.abi3.so"), &module).unwrap();
    fs::write(folder.path().join("src/shop/data.so"), "text").unwrap();
    std::os::unix::fs::symlink("native.abi3.so", folder.path().join("src/shop/link.so")).unwrap();
    let listed = write(&[project(folder.path(), "The_Shop").unwrap()]);
    insta::assert_snapshot!(listed.replace('\t', " | "), @"
    distribution | the-shop | local
    entry | src/shop/native.abi3.so | 64le62 |  |  | nowhere |  | libyaml-0.so.2
    ");
}

#[test]
fn more_objects_than_any_wheel_has_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = SafePath::parse("x.so").unwrap();
    fs::write(path.on(folder.path()), file(&library(&[]), &[])).unwrap();
    let many = |count: usize| examine(folder.path(), &vec![&path; count]);
    assert_eq!(many(10_000).unwrap().len(), 10_000);
    insta::assert_snapshot!(render(&[many(10_001).unwrap_err()]), @"error: `x.so` is one of more than 10000 programs and libraries");
}
