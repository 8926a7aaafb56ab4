//! What is left out of wheels, and what stays.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Bench, Draft};
use wheelwright::install::install;

/// The files of a wheel that are left out.
fn left_out(files: &[(&str, &str)]) -> Vec<String> {
    let [plain, pruned] = [false, true].map(|prunes| {
        let bench = Bench::new();
        let draft = Draft::new("demo-1");
        let draft = files
            .iter()
            .fold(draft, |draft, (path, text)| draft.file(path, text));
        bench.put(&draft.name, &draft.zip());
        let mut request = bench.request();
        if prunes {
            request.prunes = vec!["Demo".to_owned(), "other".to_owned()];
        }
        let installed = install(&request).unwrap();
        let listing = bench.listing();
        assert_recorded(&bench, &listing);
        (installed, files_of(&listing))
    });
    assert_eq!((plain.0.left_out, plain.0.saved), (0, 0));
    let (is_there, was_there) = (&pruned.1, &plain.1);
    let missing: Vec<_> = was_there
        .iter()
        .filter(|path| !is_there.contains(path))
        .cloned()
        .collect();
    assert_eq!(pruned.0.left_out, missing.len());
    assert_eq!(is_there.len() + missing.len(), was_there.len());
    missing
}

const SITE: &str = "opt/venv/lib/python3.13/site-packages/";

fn files_of(listing: &str) -> Vec<String> {
    let files = listing.lines().filter(|line| line.starts_with("100"));
    files
        .filter_map(|line| Some(line.split_once(SITE)?.1.to_owned()))
        .collect()
}

/// RECORD lists the modules that are there, and no more.
fn assert_recorded(bench: &Bench, listing: &str) {
    let record = bench.text("lib/python3.13/site-packages/demo-1.dist-info/RECORD");
    let rows = record.lines().filter_map(|row| row.split(',').next());
    let modules = rows.filter(|path| !path.starts_with("../"));
    let mut rows: Vec<_> = modules.map(str::to_owned).collect();
    rows.sort();
    let mut files = files_of(listing);
    files.sort();
    assert_eq!(rows, files);
}

const PACKAGE: (&str, &str) = ("demo/__init__.py", "");
const TEST: (&str, &str) = ("demo/tests/test_a.py", "import demo.tests.helper");
const HELPER: (&str, &str) = ("demo/tests/helper.py", "");

#[test]
fn tests_that_nothing_imports_are_left_out() {
    let data = ("demo/tests/data/a.csv", "1");
    assert_eq!(
        left_out(&[PACKAGE, TEST, HELPER, data]),
        [data.0, HELPER.0, TEST.0]
    );
}

/// As numpy 2.2 does, which scipy needs.
#[test]
fn tests_that_a_module_imports_stay() {
    let core = ("demo/core/__init__.py", "");
    let natype = ("demo/core/tests/natype.py", "NA = None");
    let others = ("demo/lib/tests/test_b.py", "");
    let lib = ("demo/lib/__init__.py", "");
    let wheel = |text| {
        left_out(&[
            PACKAGE,
            core,
            natype,
            lib,
            others,
            ("demo/testing/utils.py", text),
        ])
    };
    assert_eq!(wheel(""), [natype.0, others.0]);
    for text in [
        "from demo.core.tests.natype import NA",
        "def f():\n    from ..core.tests import natype",
        "from demo.core import tests",
        "import_module('demo.core.tests.natype')",
        "open(HERE / '..' / 'core' / 'tests' / 'a.csv')",
    ] {
        assert_eq!(wheel(text), [others.0], "{text}");
    }
}

#[test]
fn relative_imports_are_about_the_packages_around_a_module() {
    let outer = ("demo/tests/test_a.py", "");
    let inner = ("demo/a/tests/test_a.py", "");
    let beside = ("demo/b/tests/test_a.py", "");
    let packages = [
        PACKAGE,
        ("demo/a/__init__.py", ""),
        ("demo/b/__init__.py", ""),
    ];
    for text in [
        "from ..tests import x",
        "from .. import x, tests",
        "from .tests.x import y",
    ] {
        let files = [outer, inner, beside, ("demo/a/m.py", text)];
        let files = [&packages[..], &files].concat();
        assert_eq!(left_out(&files), [beside.0], "{text}");
    }
}

#[test]
fn what_stays_of_tests_keeps_what_it_imports_and_not_what_it_reads() {
    let files = |text| {
        let packages = ["demo/a/__init__.py", "demo/b/__init__.py"].map(|path| (path, ""));
        let tests = [
            ("demo/a/tests/test_a.py", text),
            ("demo/b/tests/test_b.py", ""),
        ];
        let uses = ("demo/__init__.py", "from .a.tests import test_a");
        [&packages[..], &tests, &[uses]].concat()
    };
    assert_eq!(left_out(&files("")), ["demo/b/tests/test_b.py"]);
    assert_eq!(left_out(&files("from demo.b.tests import x")), [""; 0]);
    assert_eq!(
        left_out(&files("open('demo/b/tests/x')")),
        ["demo/b/tests/test_b.py"]
    );
}

#[test]
fn entry_points_and_scripts_count_and_conftest_does_not() {
    let entries = "[pytest11]\ndemo = demo.tests.plugin\n";
    for (path, text) in [
        ("demo-1.dist-info/entry_points.txt", entries),
        ("demo-1.data/scripts/demo", "#!python\nimport demo.tests"),
    ] {
        assert_eq!(left_out(&[PACKAGE, TEST, (path, text)]), [""; 0], "{path}");
    }
    for (path, text) in [
        ("demo/conftest.py", "from demo.tests import x"),
        ("demo-1.data/scripts/demo", "#!/bin/sh\n# demo.tests"),
        ("demo/a.txt", "from demo.tests import x"),
    ] {
        assert_eq!(left_out(&[PACKAGE, TEST, (path, text)]), [TEST.0], "{path}");
    }
}

#[test]
fn what_only_looks_like_tests_stays() {
    let files = [
        PACKAGE,
        // Of another name.
        ("demo/test/a.py", ""),
        ("demo/testing/a.py", ""),
        ("demo/tests.py", ""),
        // Not of a package: at the top, in what is copied for users, and without modules.
        ("tests/__init__.py", ""),
        ("tests/a/__init__.py", ""),
        ("tests/a/tests/b.py", ""),
        ("demo/skeleton/app/__init__.py", ""),
        ("demo/skeleton/app/tests/test_app.py", ""),
        ("demo/templates/tests/a.html", ""),
        ("demo-1.data/data/share/tests/a.py", ""),
    ];
    assert_eq!(left_out(&files), [""; 0]);
}

#[test]
fn packages_in_a_namespace_have_tests() {
    let files = [
        ("space/demo/__init__.py", ""),
        ("space/demo/tests/a.py", ""),
    ];
    assert_eq!(left_out(&files), ["space/demo/tests/a.py"]);
}

#[test]
fn sources_of_translations_are_left_out_where_they_are_compiled() {
    let files = [
        ("demo/locale/de/LC_MESSAGES/demo.po", "msgid"),
        ("demo/locale/de/LC_MESSAGES/demo.mo", "x"),
        ("demo/locale/fr/LC_MESSAGES/demo.po", "msgid"),
    ];
    assert_eq!(left_out(&files), [files[0].0]);
}

#[test]
fn modules_that_cannot_be_read_as_text_are_survived() {
    let bench = Bench::new();
    let draft = Draft::new("demo-1")
        .file(PACKAGE.0, b"\xff\xfe'\nimport demo.tests\n")
        .file(TEST.0, "");
    bench.put(&draft.name, &draft.zip());
    let mut request = bench.request();
    request.prunes = vec!["demo".to_owned()];
    assert_eq!(install(&request).unwrap().left_out, 0);
}

/// What is left out is not unpacked, but what is read is compared with RECORD.
#[test]
fn a_module_that_is_read_has_to_be_what_record_says() {
    let bench = Bench::new();
    let draft = Draft::new("demo-1").file(PACKAGE.0, "").file(TEST.0, "");
    let record = draft.own_record();
    let lying = draft.without(PACKAGE.0).file(PACKAGE.0, "x = 1");
    let lying = lying.record(&record);
    bench.put(&lying.name, &lying.zip());
    let mut request = bench.request();
    request.prunes = vec!["demo".to_owned()];
    let said = wheelwright::error::render(&install(&request).unwrap_err());
    assert!(said.contains("`demo/__init__.py`"), "{said}");
}
