//! Which libraries an audit finds missing, and which it knows to be there.

#![allow(clippy::unwrap_used)]

mod common;

use std::fs;
use std::path::Path;

use common::elf::{file, library};
use proptest::prelude::*;
use tempfile::TempDir;
use wheelwright::audit::{Audit, Finding, Need, audit};
use wheelwright::elf::{Object, Search};
use wheelwright::error::Error;
use wheelwright::inventory::{self, Distribution, Listed};
use wheelwright::safe_path::SafePath;

const SITE: &str = "lib/python3.13/site-packages";

/// A root with an interpreter, a C library, and an environment.
struct Bench {
    root: TempDir,
    library_path: String,
    loads: Vec<(String, String)>,
    runs: Vec<(String, String)>,
    distributions: Vec<Distribution>,
}

impl Bench {
    fn new() -> Self {
        let bench = Self::empty();
        let mut python = library(&["libm.so.6", "libc.so.6"]);
        python.interpreter = Some("/lib64/ld-linux-x86-64.so.2".to_owned());
        bench
            .put("/usr/bin/python3.13", &python)
            .put("/lib/x86_64-linux-gnu/libc.so.6", &library(&[]))
            .put("/lib/x86_64-linux-gnu/libm.so.6", &library(&["libc.so.6"]))
    }

    fn musl() -> Self {
        let mut python = library(&["libc.musl-x86_64.so.1"]);
        python.interpreter = Some("/lib/ld-musl-x86_64.so.1".to_owned());
        Self::empty().put("/usr/bin/python3.13", &python)
    }

    fn empty() -> Self {
        Self {
            root: tempfile::tempdir().unwrap(),
            library_path: String::new(),
            loads: Vec::new(),
            runs: Vec::new(),
            distributions: Vec::new(),
        }
    }

    /// A file of the root.
    fn put(self, path: &str, object: &Object) -> Self {
        self.write(path, &file(object, &[]))
    }

    fn write(self, path: &str, content: &[u8]) -> Self {
        let path = self.root.path().join(path.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// A distribution of the environment, with objects below `site-packages`. Those in its own directory are imported.
    fn distribution(mut self, name: &str, objects: &[(&str, Object)]) -> Self {
        let listed = objects.iter().map(|(path, object)| Listed {
            path: SafePath::parse(&format!("{SITE}/{path}")).unwrap(),
            is_entry: path.starts_with(&format!("{name}/")),
            object: object.clone(),
        });
        self.distributions.push(Distribution {
            name: name.to_owned(),
            is_local: false,
            objects: listed.collect(),
        });
        self
    }

    /// A library that the code of a distribution loads by its name.
    fn loads(mut self, distribution: &str, library: &str) -> Self {
        self.loads
            .push((distribution.to_owned(), library.to_owned()));
        self
    }

    fn local(mut self) -> Self {
        self.distributions.last_mut().unwrap().is_local = true;
        self
    }

    fn audit(&self) -> Result<Vec<Finding>, Error> {
        let request = Audit {
            root: self.root.path().to_owned(),
            python: "/usr/bin/python3.13".to_owned(),
            prefix: "/opt/venv".to_owned(),
            library_path: self.library_path.clone(),
            loads: self.loads.clone(),
            path: "/opt/venv/bin:/usr/bin:.:/bin".to_owned(),
            runs: self.runs.clone(),
            inventories: Vec::new(),
            out: Path::new("/nowhere").to_owned(),
        };
        audit(&request, &self.distributions)
    }

    fn found(&self) -> String {
        let findings = self.audit().unwrap();
        let line = |finding: &Finding| {
            let object = finding.object.as_deref().unwrap_or("its code");
            let object = object.rsplit("site-packages/").next().unwrap();
            let need = match &finding.need {
                Need::Library(name) => name.clone(),
                Need::Program(name) => format!("program {name}"),
            };
            let mut line = format!("{}: {object} {need}", finding.distribution);
            for (is_so, what) in [
                (finding.is_local, "local"),
                (finding.is_needed_by_entry, "entry"),
                (finding.is_elsewhere, "elsewhere"),
            ] {
                if is_so {
                    line.push(' ');
                    line.push_str(what);
                }
            }
            line
        };
        findings.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

fn searching(search: Search, needed: &[&str]) -> Object {
    Object {
        search,
        ..library(needed)
    }
}

fn own(path: &str, needed: &[&str]) -> Object {
    searching(Search::Own(path.to_owned()), needed)
}

fn inherited(path: &str, needed: &[&str]) -> Object {
    searching(Search::Inherited(path.to_owned()), needed)
}

#[test]
fn a_library_of_the_builder_is_missing() {
    let module = library(&["libpq.so.5", "libc.so.6"]);
    let bench = Bench::new()
        .distribution("psycopg2", &[("psycopg2/_psycopg.so", module)])
        .local();
    assert_eq!(
        bench.found(),
        "psycopg2: psycopg2/_psycopg.so libpq.so.5 local entry"
    );
    let bench = bench
        .put(
            "/usr/lib/x86_64-linux-gnu/libpq.so.5",
            &library(&["libldap.so.2"]),
        )
        .put("/opt/ldap/libldap.so.2", &library(&[]));
    assert_eq!(
        bench.found(),
        "psycopg2: /usr/lib/x86_64-linux-gnu/libpq.so.5 libldap.so.2 local entry"
    );
}

#[test]
fn what_wheels_vendor_is_found_where_they_say() {
    let bench = Bench::new().distribution(
        "numpy",
        &[
            (
                "numpy/core.so",
                own("$ORIGIN/../numpy.libs", &["libblas.so"]),
            ),
            (
                "numpy.libs/libblas.so",
                own("$ORIGIN", &["libgfortran-1.so"]),
            ),
            (
                "numpy.libs/libgfortran-1.so",
                library(&["libquadmath-1.so"]),
            ),
            ("numpy.libs/libquadmath-1.so", library(&[])),
        ],
    );
    // The last one has nobody who says where it is.
    assert_eq!(
        bench.found(),
        "numpy: numpy.libs/libgfortran-1.so libquadmath-1.so entry elsewhere"
    );
    let bench = Bench::new().distribution(
        "pygame",
        &[
            (
                "pygame/mixer.so",
                inherited("${ORIGIN}/../pygame.libs", &["liba.so"]),
            ),
            ("pygame.libs/liba.so", library(&["libb.so"])),
            ("pygame.libs/libb.so", library(&["libc.so.6"])),
        ],
    );
    assert_eq!(bench.found(), "");
}

#[test]
fn other_packages_are_reached_by_the_loaders_rules_only() {
    let torch = [("torch/lib/libtorch.so", library(&[]))];
    let module = |search: Object| [("audio/a.so", search), ("audio/b.so", library(&[]))];
    let near = own("$ORIGIN/../torch/lib", &["libtorch.so"]);
    let bench = Bench::new().distribution("torch", &torch);
    assert_eq!(bench.distribution("audio", &module(near)).found(), "");
    let bench = Bench::new().distribution("torch", &torch);
    let far = library(&["libtorch.so"]);
    assert_eq!(
        bench.distribution("audio", &module(far)).found(),
        "audio: audio/a.so libtorch.so entry elsewhere"
    );
}

#[test]
fn what_code_loads_by_its_name_may_come_from_anywhere() {
    let bench = Bench::new()
        .loads("python-magic", "libmagic.so.1")
        .loads("python-magic", "libm.so.6");
    assert_eq!(bench.found(), "python-magic: its code libmagic.so.1 entry");
    let path = "/usr/lib/x86_64-linux-gnu/libmagic.so.1";
    assert_eq!(bench.put(path, &library(&[])).found(), "");
    // Another package may bring it, and load it first.
    let bench = Bench::new().loads("python-magic", "libmagic.so.1");
    let bench = bench.distribution("pylibmagic", &[("pylibmagic/libmagic.so.1", library(&[]))]);
    assert_eq!(
        bench.found(),
        "python-magic: its code libmagic.so.1 entry elsewhere"
    );
    // What is linked to it says so.
    let bench = Bench::new()
        .loads("demo", "libmagic.so.1")
        .distribution("demo", &[("demo/a.so", library(&["libmagic.so.1"]))]);
    assert_eq!(bench.found(), "demo: demo/a.so libmagic.so.1 entry");
}

#[test]
fn programs_are_looked_for_in_the_path() {
    let mut bench = Bench::new();
    let pair = ("pdf2image".to_owned(), "pdftoppm".to_owned());
    bench.runs.push(pair);
    assert_eq!(bench.found(), "pdf2image: its code program pdftoppm entry");
    let bench = bench.write("/elsewhere/pdftoppm", b"#!/bin/sh\n");
    assert_ne!(bench.found(), "");
    let link = bench.root.path().join("usr/bin/pdftoppm");
    std::os::unix::fs::symlink("/elsewhere/pdftoppm", link).unwrap();
    assert_eq!(bench.found(), "");
    // A wheel may bring it.
    let mut bench = Bench::new();
    bench.runs.push(("demo".to_owned(), "tool".to_owned()));
    bench.distributions.push(Distribution {
        name: "tool".to_owned(),
        is_local: false,
        objects: vec![Listed {
            path: SafePath::parse("bin/tool").unwrap(),
            is_entry: true,
            object: library(&[]),
        }],
    });
    assert_eq!(bench.found(), "");
}

#[test]
fn plugins_and_what_nothing_else_explains() {
    let qt = [
        ("qt/core.so", library(&[])),
        ("plugins/libgtk.so", library(&["libgtk-3.so.0"])),
    ];
    assert_eq!(
        Bench::new().distribution("qt", &qt).found(),
        "qt: plugins/libgtk.so libgtk-3.so.0"
    );
    let alone = [("lib/lib_lightgbm.so", library(&["libgomp.so.1"]))];
    assert_eq!(
        Bench::new().distribution("lightgbm", &alone).found(),
        "lightgbm: lib/lib_lightgbm.so libgomp.so.1 entry"
    );
}

#[test]
fn what_is_imported_counts_whoever_else_loads_it() {
    let triton = [
        ("triton/libtriton.so", library(&["libz.so.1"])),
        (
            "plugins/liba.so",
            own("$ORIGIN/../triton", &["libtriton.so"]),
        ),
    ];
    assert_eq!(
        Bench::new().distribution("triton", &triton).found(),
        "triton: triton/libtriton.so libz.so.1 entry"
    );
}

#[test]
fn objects_that_need_each_other_are_looked_at() {
    let pair = [
        ("pair/a.so", own("$ORIGIN", &["b.so"])),
        ("pair/b.so", own("$ORIGIN", &["a.so", "libnone.so"])),
    ];
    assert_eq!(
        Bench::new().distribution("pair", &pair).found(),
        "pair: pair/b.so libnone.so entry"
    );
}

#[test]
fn drivers_come_from_the_host_and_other_machines_do_not_matter() {
    let mut arm = library(&["libnone.so"]);
    arm.machine = "64le183".parse().unwrap();
    let mut foreign = library(&["libc.musl-x86_64.so.1"]);
    foreign.interpreter = Some("/lib/ld-musl-x86_64.so.1".to_owned());
    let objects = [
        (
            "triton/cuda.so",
            library(&["libcuda.so.1", "libnvidia-ml.so.1"]),
        ),
        ("triton/arm.so", arm),
        ("triton/tool", foreign),
        ("triton/ld.so", library(&["ld-linux-x86-64.so.2"])),
    ];
    assert_eq!(Bench::new().distribution("triton", &objects).found(), "");
}

#[test]
fn the_system_says_where_it_has_libraries() {
    let module = [("demo/m.so", library(&["libx.so.1"]))];
    let missing = "demo: demo/m.so libx.so.1 entry";
    let bench = |path: &str| {
        Bench::new()
            .distribution("demo", &module)
            .put(path, &library(&[]))
    };
    assert_eq!(bench("/lib64/libx.so.1").found(), "");
    assert_eq!(bench("/usr/local/lib/libx.so.1").found(), missing);
    let mut variable = bench("/usr/local/cuda/lib/libx.so.1");
    variable.library_path = "relative:/usr/local/cuda/lib".to_owned();
    assert_eq!(variable.found(), "");
    // What is in glibc's cache counts as far as it is there.
    let cache = cache("libx.so.1", "/usr/local/lib/libx.so.1");
    let cached = bench("/usr/local/lib/libx.so.1").write("/etc/ld.so.cache", &cache);
    assert_eq!(cached.found(), "");
    let stale = bench("/elsewhere/libx.so.1").write("/etc/ld.so.cache", &cache);
    assert_eq!(stale.found(), missing);
    // A library for another machine is passed over.
    let mut short = library(&[]);
    short.machine = "32le3".parse().unwrap();
    let bench = Bench::new().distribution("demo", &module);
    assert_eq!(bench.put("/lib64/libx.so.1", &short).found(), missing);
}

/// A cache with one entry.
fn cache(name: &str, path: &str) -> Vec<u8> {
    let mut bytes = [&b"glibc-ld.so.cache1.1"[..], &[1, 0, 0, 0]].concat();
    bytes.resize(48, 0);
    let number = |at: usize| u32::try_from(at).unwrap().to_le_bytes();
    bytes.extend([[0; 4], number(72), number(73 + name.len())].concat());
    bytes.resize(72, 0);
    [&bytes, name.as_bytes(), b"\0", path.as_bytes(), b"\0"].concat()
}

#[test]
fn musl_has_rules_of_its_own() {
    let module = library(&["libx.so.1", "libc.musl-x86_64.so.1", "libm.so.6"]);
    let bench = Bench::musl().distribution("demo", &[("demo/m.so", module)]);
    assert_eq!(bench.found(), "demo: demo/m.so libx.so.1 entry");
    let bench = bench.put("/usr/local/lib/libx.so.1", &library(&[]));
    assert_eq!(bench.found(), "");
    let bench = bench.write("/etc/ld-musl-x86_64.path", b"/lib\n/usr/lib\n");
    assert_eq!(bench.found(), "demo: demo/m.so libx.so.1 entry");
    // Both kinds of paths hold for what is needed in turn.
    let bench = Bench::musl().distribution(
        "demo",
        &[
            ("demo/m.so", own("$ORIGIN/../demo.libs", &["liba.so"])),
            ("demo.libs/liba.so", library(&["libb.so"])),
            ("demo.libs/libb.so", library(&[])),
        ],
    );
    assert_eq!(bench.found(), "");
}

#[test]
fn an_interpreter_without_a_loader_is_not_audited() {
    let module = [("demo/m.so", library(&["libx.so.1"]))];
    let bench = Bench::empty().distribution("demo", &module);
    assert_eq!(bench.found(), "");
    assert_eq!(
        bench.write("/usr/bin/python3.13", b"#!/bin/sh\n").found(),
        ""
    );
}

#[test]
fn an_inventory_is_read_as_it_was_written() {
    let mut program = own("$ORIGIN", &["liba.so", "libb.so"]);
    program.interpreter = Some("/lib64/ld-linux-x86-64.so.2".to_owned());
    let mut shared = inherited("/opt/x:$ORIGIN", &[]);
    shared.soname = Some("libx.so.1".to_owned());
    let bench = Bench::empty()
        .distribution("demo", &[("demo/tool", program), ("libx.so", shared)])
        .local();
    let text = inventory::write(&bench.distributions);
    insta::assert_snapshot!(text.replace('\t', " | "), @"
    distribution | demo | local
    entry | lib/python3.13/site-packages/demo/tool | 64le62 | /lib64/ld-linux-x86-64.so.2 |  | own | $ORIGIN | liba.so | libb.so
    part | lib/python3.13/site-packages/libx.so | 64le62 |  | libx.so.1 | inherited | /opt/x:$ORIGIN
    ");
    assert_eq!(inventory::read(&text).unwrap(), bench.distributions);
    for text in [
        "entry\ta",
        "distribution\tx",
        "distribution\tx\tlocal\nentry\tx\t64le62",
    ] {
        assert!(inventory::read(text).is_err(), "{text}");
    }
}

#[test]
fn libraries_that_look_everywhere_have_an_end() {
    let everywhere = format!("$ORIGIN{}", ":/x".repeat(1300));
    let object = |number: usize| {
        let needed = [format!("{}.so", number + 1), format!("absent{number}.so")];
        let object = inherited(&everywhere, &needed.each_ref().map(String::as_str));
        (format!("demo/{number}.so"), object)
    };
    let objects: Vec<_> = (0..1000).map(object).collect();
    let objects: Vec<_> = objects
        .iter()
        .map(|(path, object)| (path.as_str(), object.clone()))
        .collect();
    let fault = Bench::new()
        .distribution("demo", &objects)
        .audit()
        .unwrap_err();
    insta::assert_snapshot!(fault, @"error: the libraries of the environment may be in more than 2000000 places");
}

fn graphs() -> impl Strategy<Value = Vec<(Vec<usize>, bool)>> {
    let needs = prop::collection::vec(0..8_usize, 0..6);
    prop::collection::vec((needs, any::<bool>()), 1..8)
}

proptest! {
    /// Whatever needs whatever: an audit ends, and finds just what is nowhere.
    #[test]
    fn any_graph_is_audited(graph in graphs()) {
        let name = |number: &usize| format!("lib{number}.so");
        let objects: Vec<(String, Object)> = graph.iter().enumerate().map(|(number, (needs, _))| {
            let needs: Vec<String> = needs.iter().map(name).collect();
            let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
            (format!("demo/{}", name(&number)), own("$ORIGIN", &needs))
        }).collect();
        let objects: Vec<(&str, Object)> = objects.iter().map(|(path, object)| (path.as_str(), object.clone())).collect();
        let found = Bench::new().distribution("demo", &objects).found();
        for number in 0..8 {
            let is_needed = graph.iter().any(|(needs, _)| needs.contains(&number));
            let is_missing = is_needed && number >= graph.len();
            prop_assert_eq!(found.contains(&format!(" {} entry", name(&number))), is_missing, "{}", found);
        }
    }

    #[test]
    fn any_text_is_survived_as_inventory(text in "(?s).{0,80}|(distribution|entry|part|\t|\n|64le62|own|a){0,30}") {
        let _ = inventory::read(&text);
    }
}
