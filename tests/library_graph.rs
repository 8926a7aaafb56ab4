//! Shared libraries that the runtime lacks: what is asked, what is installed, and what is said.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use buildkit_llb::{Digests, definition_to_json};

use crate::fake_engine::graph::stages;
use crate::fake_engine::{self, Engine, locked_wheel};

const SPEC: &str = "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: python main.py\n";

/// What was built here lacks a library, one of a wheel's modules another, and one of its plugins a third.
const FINDINGS: &str = r#"[
{"distribution":"opencv","local":false,"object":"/opt/venv/cv2.so","library":"libGL.so.1","entry":true,"elsewhere":false},
{"distribution":"opencv","local":false,"object":"/opt/venv/qt/gtk.so","library":"libgtk-3.so.0","entry":false,"elsewhere":false},
{"distribution":"opencv","local":false,"object":"/opt/venv/torch.so","library":"libtorch.so","entry":true,"elsewhere":true},
{"distribution":"psycopg2","local":true,"object":"/opt/venv/lib/python3.13/site-packages/psycopg2/_psycopg.so","library":"libpq.so.5","entry":true,"elsewhere":false}
]"#;

const OWNERS: &str = r#"{"libGL.so.1": "libgl1", "libpq.so.5": "libpq5"}"#;

fn engine(more: &str) -> Engine {
    let sdist = format!(
        "[[packages]]\nname = \"psycopg2\"\nversion = \"2.9\"\nsdist = {{ url = \
        \"https://files.example.org/psycopg2-2.9.tar.gz\", size = 1, hashes = {{ sha256 = \"{}\" }} }}\n",
        "2".repeat(64)
    );
    let lock = [
        "lock-version = \"1.0\"\ncreated-by = \"test\"\n".to_owned(),
        locked_wheel("idna", "os_name == 'posix'"),
        locked_wheel("opencv", "os_name == 'posix'")
            .replace("py3-none-any", "cp313-cp313-manylinux_2_28_x86_64"),
        sdist,
    ];
    Engine::with_files(&[
        ("cart.yaml", &format!("{SPEC}{more}")),
        ("pylock.toml", &lock.concat()),
        ("findings.json", FINDINGS),
        ("owners.json", OWNERS),
    ])
}

fn with(mut engine: Engine, files: &[(&str, &str)]) -> Engine {
    for (path, text) in files {
        engine.files.insert((*path).to_owned(), (*text).to_owned());
    }
    engine
}

fn error(engine: &Engine) -> String {
    engine.run().error.unwrap().message
}

/// What it says beside the image.
fn warned(engine: &Engine) -> String {
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    transcript.warned.join("\n")
}

#[test]
fn what_is_missing_is_found_and_installed() {
    let engine = engine("apt: {build: [libpq-dev]}\ntest: python -m unittest\n");
    let engine = with(engine, &[("findings.json#2", "[]")]);
    // Who is told to list more has to list these, too.
    let image = engine.run().solved.pop().unwrap();
    let image = definition_to_json(&image, Digests::Hidden).to_string();
    assert!(image.contains("CARTWRIGHT_FOUND=libgl1, libpq5"), "{image}");
    let wanted = [
        "[environment]",
        "[builder] FIND",
        "[runtime]",
        "[test] MERGE",
    ];
    insta::assert_snapshot!(stages(&engine, &wanted), @r#"
    [runtime] APT libgl1 (libGL.so.1, for opencv) libpq5 (libpq.so.5, for psycopg2)
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/install.py apt libgl1 libpq5
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [runtime] APT libgl1 (libGL.so.1, for opencv) libpq5 (libpq.so.5, for psycopg2), to read
    [environment] COMPILE standard library
      as null in "/": /run/cartwright/bin/wheelwright library --python /usr/local/bin/python3 --out /run/cartwright/layers/library /usr/local/lib/python3.13
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [environment] CREATE
      as null in "/": /run/cartwright/bin/wheelwright environment --out /run/cartwright/layers/environment --prefix /opt/venv --python /usr/local/bin/python3 --version 3.13.5 --implementation cpython
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [environment] UNPACK psycopg2 2.9
      as null in "/": /run/cartwright/bin/wheelwright install --prefix /opt/venv --site-packages lib/python3.13/site-packages --python /usr/local/bin/python3 --inventory /run/cartwright/inventory/objects --out /run/cartwright/layers/psycopg2 /run/cartwright/wheels/psycopg2
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [environment] UNPACK opencv 1
      as null in "/": /run/cartwright/bin/wheelwright install --prefix /opt/venv --site-packages lib/python3.13/site-packages --python /usr/local/bin/python3 --inventory /run/cartwright/inventory/objects --out /run/cartwright/layers/opencv /run/cartwright/wheels/opencv/opencv-1-cp313-cp313-manylinux_2_28_x86_64.whl
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [environment] UNPACK idna 1
      as null in "/": /run/cartwright/bin/wheelwright install --prefix /opt/venv --site-packages lib/python3.13/site-packages --python /usr/local/bin/python3 --out /run/cartwright/layers/idna /run/cartwright/wheels/idna/idna-1-py3-none-any.whl
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [environment] MERGE
      of [runtime] APT libgl1 (libGL.so.1, for opencv) libpq5 (libpq.so.5, for psycopg2)
      of [runtime] ACCOUNT app 10001:10001
      of [environment] COMPILE standard library
      of [environment] CREATE
      of [environment] UNPACK psycopg2 2.9 [1]
    [environment] JOIN 2 packages
      as null in "/": /run/cartwright/bin/wheelwright join --out /run/cartwright/tree /run/cartwright/trees/0 /run/cartwright/trees/1
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [builder] FIND packages with libGL.so.1, libpq.so.5
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/owners.py /run/cartwright/out/owners.json libGL.so.1 libpq.so.5
      "/" is [builder] APT libpq-dev
    [environment] COMPARE files
      as null in "/": /run/cartwright/bin/wheelwright overlaps --prefix /opt/venv --site-packages lib/python3.13/site-packages --out /run/cartwright/out/overlaps.json /run/cartwright/trees/0 /run/cartwright/trees/1 /run/cartwright/trees/2 /run/cartwright/trees/3
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [runtime] AUDIT shared libraries
      as null in "/": /run/cartwright/bin/wheelwright audit --python /usr/local/bin/python3 --prefix /opt/venv --out /run/cartwright/out/findings.json /run/cartwright/inventories/psycopg2/objects /run/cartwright/inventories/opencv/objects
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [runtime] AUDIT shared libraries
      as null in "/": /run/cartwright/bin/wheelwright audit --python /usr/local/bin/python3 --prefix /opt/venv --out /run/cartwright/out/findings.json /run/cartwright/inventories/psycopg2/objects /run/cartwright/inventories/opencv/objects
      "/" is [runtime] APT libgl1 (libGL.so.1, for opencv) libpq5 (libpq.so.5, for psycopg2), to read
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [test] python -m unittest [1] without ["**"] owner null
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
      copy [builder] FIND packages with libGL.so.1, libpq.so.5 [1] without ["**"] owner null
      copy [environment] COMPARE files without ["**"] owner null
      copy [runtime] AUDIT shared libraries without ["**"] owner null
      copy [runtime] AUDIT shared libraries without ["**"] owner null
      copy [smoke] CHECK python main.py [1] without ["**"] owner null
    [runtime] MERGE
      of [runtime] APT libgl1 (libGL.so.1, for opencv) libpq5 (libpq.so.5, for psycopg2)
      of [runtime] ACCOUNT app 10001:10001
      of [environment] COMPILE standard library
      of [environment] CREATE
      of [environment] UNPACK psycopg2 2.9 [1]
      of [environment] UNPACK opencv 1 [1]
      of [environment] UNPACK idna 1
      of [runtime] COPY /app
    "#);
    assert_eq!(warned(&engine), "");
}

#[test]
fn nothing_is_asked_of_what_has_no_machine() {
    let lock = "lock-version = \"1.0\"\ncreated-by = \"test\"\n".to_owned()
        + &locked_wheel("idna", "os_name == 'posix'");
    let engine = with(engine(""), &[("pylock.toml", &lock)]);
    let asked = engine.run().asked;
    assert!(!asked.contains(&"findings.json".to_owned()), "{asked:?}");
    assert!(!stages(&engine, &["["]).contains("--inventory"));
}

#[test]
fn what_is_loaded_by_its_name_is_looked_for() {
    let lock = "lock-version = \"1.0\"\ncreated-by = \"test\"\n".to_owned()
        + &locked_wheel("idna", "os_name == 'posix'")
        + &locked_wheel("python-magic", "os_name == 'posix'");
    let findings = r#"[{"distribution":"python-magic","local":false,"object":null,"library":"libmagic.so.1","entry":true,"elsewhere":false}]"#;
    let files = [
        ("pylock.toml", lock.as_str()),
        ("findings.json", findings),
        ("owners.json", r#"{"libmagic.so.1": "libmagic1t64"}"#),
    ];
    let found = with(engine(""), &files);
    let found = with(found, &[("findings.json#2", "[]")]);
    insta::assert_snapshot!(stages(&found, &["[runtime] A"]), @r#"
    [runtime] APT libmagic1t64 (libmagic.so.1, for python-magic)
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/install.py apt libmagic1t64
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [runtime] APT libmagic1t64 (libmagic.so.1, for python-magic), to read
    [runtime] AUDIT shared libraries
      as null in "/": /run/cartwright/bin/wheelwright audit --python /usr/local/bin/python3 --prefix /opt/venv --loads python-magic=libmagic.so.1 --out /run/cartwright/out/findings.json
      "/" is [runtime] APT libmagic1t64 (libmagic.so.1, for python-magic), to read
    [runtime] AUDIT shared libraries
      as null in "/": /run/cartwright/bin/wheelwright audit --python /usr/local/bin/python3 --prefix /opt/venv --loads python-magic=libmagic.so.1 --out /run/cartwright/out/findings.json
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    "#);
    let listed = with(engine("apt: []\n"), &files);
    insta::assert_snapshot!(warned(&listed), @"
    MissingLibrary: `python-magic` needs `libmagic.so.1`, which the image does not have (line 4)
    its code loads it by name as it runs
    add `libmagic1t64` to `apt.run`; or leave `run` out, and what is missing is found and installed
    ");
}

#[test]
fn programs_that_packages_run_are_looked_for() {
    let lock = "lock-version = \"1.0\"\ncreated-by = \"test\"\n".to_owned()
        + &locked_wheel("ocrmypdf", "os_name == 'posix'");
    let finding = |program: &str| {
        format!(
            r#"{{"distribution":"ocrmypdf","local":false,"object":null,"program":"{program}","entry":true,"elsewhere":false}}"#
        )
    };
    let findings = format!("[{},{}]", finding("gs"), finding("tesseract"));
    let files = [("pylock.toml", lock.as_str()), ("findings.json", &findings)];
    let found = with(with(engine(""), &files), &[("findings.json#2", "[]")]);
    insta::assert_snapshot!(stages(&found, &["[runtime] A", "[builder] FIND"]), @r#"
    [runtime] APT ghostscript (gs, for ocrmypdf) tesseract-ocr (tesseract, for ocrmypdf)
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/install.py apt ghostscript tesseract-ocr
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [runtime] APT ghostscript (gs, for ocrmypdf) tesseract-ocr (tesseract, for ocrmypdf), to read
    [runtime] AUDIT shared libraries
      as null in "/": /run/cartwright/bin/wheelwright audit --python /usr/local/bin/python3 --prefix /opt/venv --path /opt/venv/bin:/usr/local/bin:/usr/bin --runs ocrmypdf=gs --runs ocrmypdf=tesseract --out /run/cartwright/out/findings.json
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [runtime] AUDIT shared libraries
      as null in "/": /run/cartwright/bin/wheelwright audit --python /usr/local/bin/python3 --prefix /opt/venv --path /opt/venv/bin:/usr/local/bin:/usr/bin --runs ocrmypdf=gs --runs ocrmypdf=tesseract --out /run/cartwright/out/findings.json
      "/" is [runtime] APT ghostscript (gs, for ocrmypdf) tesseract-ocr (tesseract, for ocrmypdf), to read
    "#);
    let listed = with(engine("apt: []\n"), &files);
    insta::assert_snapshot!(warned(&listed), @"
    MissingProgram: `ocrmypdf` runs `gs` and `tesseract`, which the image does not have (line 4)
    add `ghostscript` and `tesseract-ocr` to `apt.run`; or leave `run` out, and what is missing is found and installed
    ");
}

#[test]
fn what_is_there_is_not_looked_for() {
    let engine = with(engine(""), &[("findings.json", "[]")]);
    let asked = engine.run().asked;
    assert!(!asked.contains(&"owners.json".to_owned()), "{asked:?}");
    insta::assert_snapshot!(stages(&engine, &["[builder] FIND", "[runtime]"]), @r#"
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [runtime] AUDIT shared libraries
      as null in "/": /run/cartwright/bin/wheelwright audit --python /usr/local/bin/python3 --prefix /opt/venv --out /run/cartwright/out/findings.json /run/cartwright/inventories/psycopg2/objects /run/cartwright/inventories/opencv/objects
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
      copy [environment] COMPARE files without ["**"] owner null
      copy [runtime] AUDIT shared libraries without ["**"] owner null
      copy [smoke] CHECK python main.py [1] without ["**"] owner null
    [runtime] MERGE
      of [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      of [runtime] ACCOUNT app 10001:10001
      of [environment] COMPILE standard library
      of [environment] CREATE
      of [environment] UNPACK psycopg2 2.9 [1]
      of [environment] UNPACK opencv 1 [1]
      of [environment] UNPACK idna 1
      of [runtime] COPY /app
    "#);
}

#[test]
fn a_spec_that_lists_packages_is_told_which_it_lacks() {
    insta::assert_snapshot!(error(&engine("apt:\n  run: []\n")), @"
    cart.yaml:5:8: `psycopg2` needs `libpq.so.5`, which the image does not have
      why: `psycopg2/_psycopg.so` was linked to it when it was built, and cannot be loaded without
      help: add `libpq5` to `apt.run`; or leave `run` out, and what is missing is found and installed
    ");
    insta::assert_snapshot!(error(&engine("apt: [curl]\n")), @"
    cart.yaml:4:6: `psycopg2` needs `libpq.so.5`, which the image does not have
      why: `psycopg2/_psycopg.so` was linked to it when it was built, and cannot be loaded without
      help: add `libpq5` to `apt.run`; or leave `run` out, and what is missing is found and installed
    ");
    // A part of a wheel that others built may not matter.
    let wheels = FINDINGS.replace("\"local\":true", "\"local\":false");
    let engine = with(engine("apt: [curl]\n"), &[("findings.json", &wheels)]);
    insta::assert_snapshot!(warned(&engine), @"
    MissingLibrary: a part of `opencv` needs `libGL.so.1`, which the image does not have (line 4)
    `/opt/venv/cv2.so` cannot be loaded without it
    add `libgl1` to `apt.run`; or leave `run` out, and what is missing is found and installed
    MissingLibrary: a part of `psycopg2` needs `libpq.so.5`, which the image does not have (line 4)
    `psycopg2/_psycopg.so` cannot be loaded without it
    add `libpq5` to `apt.run`; or leave `run` out, and what is missing is found and installed
    ");
    insta::assert_snapshot!(stages(&engine, &["[builder] FIND", "[runtime]"]), @r#"
    [runtime] APT curl
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/install.py apt curl
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [runtime] APT curl, to read
    [builder] FIND packages with libGL.so.1, libpq.so.5
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/owners.py /run/cartwright/out/owners.json libGL.so.1 libpq.so.5
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [runtime] AUDIT shared libraries
      as null in "/": /run/cartwright/bin/wheelwright audit --python /usr/local/bin/python3 --prefix /opt/venv --out /run/cartwright/out/findings.json /run/cartwright/inventories/psycopg2/objects /run/cartwright/inventories/opencv/objects
      "/" is [runtime] APT curl, to read
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
      copy [builder] FIND packages with libGL.so.1, libpq.so.5 [1] without ["**"] owner null
      copy [environment] COMPARE files without ["**"] owner null
      copy [runtime] AUDIT shared libraries without ["**"] owner null
      copy [smoke] CHECK python main.py [1] without ["**"] owner null
    [runtime] MERGE
      of [runtime] APT curl
      of [runtime] ACCOUNT app 10001:10001
      of [environment] COMPILE standard library
      of [environment] CREATE
      of [environment] UNPACK psycopg2 2.9 [1]
      of [environment] UNPACK opencv 1 [1]
      of [environment] UNPACK idna 1
      of [runtime] COPY /app
    "#);
}

#[test]
fn what_no_package_has_is_an_error_where_it_was_built() {
    let no_owners = [("owners.json", "{}")];
    insta::assert_snapshot!(error(&with(engine(""), &no_owners)), @"
    cart.yaml:2:15: `psycopg2` needs `libpq.so.5`, which the image does not have
      why: `psycopg2/_psycopg.so` was linked to it when it was built, and cannot be loaded without
      help: no package is known that has it: add one that does to `apt.run`, or choose another base
    ");
    insta::assert_snapshot!(error(&with(engine("apt: []\n"), &no_owners)), @"
    cart.yaml:4:6: `psycopg2` needs `libpq.so.5`, which the image does not have
      why: `psycopg2/_psycopg.so` was linked to it when it was built, and cannot be loaded without
      help: no package is known that has it: add one that does to `apt.run`, or choose another base
    ");
    // Nobody knows whether it matters, and nothing can be done about it.
    let wheels = FINDINGS.replace("\"local\":true", "\"local\":false");
    let engine = with(engine(""), &[("findings.json", &wheels), no_owners[0]]);
    assert_eq!(warned(&engine), "");
}

#[test]
fn packages_that_do_not_help_are_no_success() {
    insta::assert_snapshot!(error(&engine("")), @"
    cart.yaml:2:15: `psycopg2` needs `libpq.so.5`, which the image does not have
      why: `psycopg2/_psycopg.so` was linked to it when it was built, and cannot be loaded without
      help: `libpq5` was installed for it, and does not help: list what does in `apt.run`
    ");
    // What a database of packages says is not trusted.
    let owners = r#"{"libpq.so.5": "--allow-unauthenticated"}"#;
    insta::assert_snapshot!(error(&with(engine(""), &[("owners.json", owners)])), @"
    cart.yaml:2:15: `psycopg2` needs `libpq.so.5`, which the image does not have
      why: `psycopg2/_psycopg.so` was linked to it when it was built, and cannot be loaded without
      help: no package is known that has it: add one that does to `apt.run`, or choose another base
    ");
}

#[test]
fn a_base_without_packages_has_what_it_has() {
    let facts = fake_engine::FACTS.replace("\"apt\": true", "\"apt\": false");
    let engine = with(
        engine("base: example.com/python:3.13\n"),
        &[("facts.json", &facts)],
    );
    let transcript = engine.run();
    assert!(!transcript.asked.contains(&"owners.json".to_owned()));
    insta::assert_snapshot!(transcript.error.unwrap().message, @"
    cart.yaml:2:15: `psycopg2` needs `libpq.so.5`, which the image does not have
      why: `psycopg2/_psycopg.so` was linked to it when it was built, and cannot be loaded without
      help: choose a base that has it; with `base: slim` it would be found and installed
    ");
}

#[test]
fn pip_s_environment_is_audited_too() {
    let spec = "# syntax=cartwright\ndependencies: [psycopg2]\ninstaller: pip\nentrypoint: python main.py\n";
    let engine = with(
        engine(""),
        &[("cart.yaml", spec), ("findings.json#2", "[]")],
    );
    let wanted = [
        "[builder] LIST",
        "[builder] FIND",
        "[runtime] A",
        "[runtime] COPY",
    ];
    insta::assert_snapshot!(stages(&engine, &wanted), @r#"
    [runtime] APT libgl1 (libGL.so.1, for opencv) libpq5 (libpq.so.5, for psycopg2)
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/install.py apt libgl1 libpq5
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [runtime] ACCOUNT app 10001:10001
      as null in "/": /run/cartwright/bin/wheelwright account --out /run/cartwright/layers/account --uid 10001 --gid 10001 --name app --home /home/app
      "/" is [runtime] APT libgl1 (libGL.so.1, for opencv) libpq5 (libpq.so.5, for psycopg2), to read
    [runtime] COPY /opt/venv
      copy [builder] SEAL /opt/venv without null owner {"group":0,"user":0}
    [builder] FIND packages with libGL.so.1, libpq.so.5
      as null in "/": /usr/local/bin/python3 -IB /run/cartwright/steps/owners.py /run/cartwright/out/owners.json libGL.so.1 libpq.so.5
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
    [builder] LIST libraries of /opt/venv
      as null in "/": /run/cartwright/bin/wheelwright inventory --site-packages lib/python3.13/site-packages /opt/venv --out /run/cartwright/inventory/objects
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
      "/opt/venv" is [builder] SEAL /opt/venv, to read
    [runtime] AUDIT shared libraries
      as null in "/": /run/cartwright/bin/wheelwright audit --python /usr/local/bin/python3 --prefix /opt/venv --out /run/cartwright/out/findings.json /run/cartwright/inventories/pip/objects
      "/" is [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab, to read
    [runtime] AUDIT shared libraries
      as null in "/": /run/cartwright/bin/wheelwright audit --python /usr/local/bin/python3 --prefix /opt/venv --out /run/cartwright/out/findings.json /run/cartwright/inventories/pip/objects
      "/" is [runtime] APT libgl1 (libGL.so.1, for opencv) libpq5 (libpq.so.5, for psycopg2), to read
    [runtime] COPY /app
      copy [app] SEAL /app without null owner {"group":0,"user":0}
      copy [base] PROBE interpreter, C library, release, users without ["**"] owner null
      copy [builder] FIND packages with libGL.so.1, libpq.so.5 [1] without ["**"] owner null
      copy [runtime] AUDIT shared libraries without ["**"] owner null
      copy [runtime] AUDIT shared libraries without ["**"] owner null
      copy [smoke] CHECK python main.py [1] without ["**"] owner null
    "#);
}

/// Those of the environment are handed over with the audit, before the image is: whoever watches sees the first title of a step.
#[test]
fn steps_have_their_numbers_from_the_beginning() {
    let engine = with(engine(""), &[("findings.json", "[]")]);
    let transcript = engine.run();
    let last = transcript.titles.last().unwrap();
    let titles: BTreeSet<_> = last.values().filter(|it| it.contains(" 1/")).collect();
    insta::assert_snapshot!(format!("{titles:#?}"), @r#"
    {
        "[app 1/1] SEAL /app",
        "[builder 1/7] CREATE an environment for builds",
        "[environment 1/8] COMPILE standard library",
        "[runtime 1/4] ACCOUNT app 10001:10001",
        "[smoke 1/2] COPY /app",
    }
    "#);
    let mut shared = 0;
    for (digest, title) in transcript.titles.iter().rev().skip(1).flatten() {
        if let Some(known) = last.get(digest) {
            assert_eq!(known, title);
            shared += 1;
        } else {
            assert!(title.starts_with("[internal]"), "{title}");
        }
    }
    assert!(shared > last.len());
}
