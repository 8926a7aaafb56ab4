//! Images on Alpine, whose C library is musl: packages that are made for that, or compiled there.
//!
//! Where Python's image on Alpine cannot be pulled, another takes its place that is compiled first; then `apk` is a stand-in too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;

use crate::support::{Build, Project, Step, unique};

/// A project with a module in C, beside packages with wheels for musl, a pure one, and one that has none for musl.
const MANIFEST: &str = r#"[project]
name = "fast"
version = "1.0"
dependencies = ["markupsafe==3.0.2", "numpy==2.3.1", "pydantic-core==2.33.2", "waitress==3.0.2", "zope.interface==7.2"]
[build-system]
requires = ["setuptools>=77"]
[tool.setuptools]
py-modules = []
ext-modules = [{name = "fast", sources = ["fast.c"], libraries = ["lz4"]}]
"#;

const MODULE: &str = r#"#include <Python.h>
#include <lz4.h>
static PyObject *version(PyObject *self, PyObject *none) { return PyUnicode_FromString(LZ4_versionString()); }
static PyMethodDef methods[] = {{"version", version, METH_NOARGS, 0}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fast", 0, 0, methods};
PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&module); }
"#;

/// Prints what is compiled of what it imports, and which C libraries are in its process.
const MAIN: &str = "import fast, markupsafe._speedups, numpy, pydantic_core, waitress
import zope.interface._zope_interface_coptimizations as zope
import os, re, sys, tarfile
for module in (fast, markupsafe._speedups, numpy._core._multiarray_umath, pydantic_core._pydantic_core, zope):
    print(os.path.relpath(module.__file__, '/opt/venv/lib/python3.13/site-packages'))
print(waitress.__cached__)
print(tarfile.__cached__, os.path.exists(tarfile.__cached__))
print(*sorted(set(re.findall(r'/(?:ld-|libc\\b)\\S*', open('/proc/self/maps').read()))))
print(fast.version().split('.')[0], numpy.arange(5).sum(), os.getuid())
";

const TEST: &str = "import fast, sysconfig; print('tested on', sysconfig.get_config_var('SOABI'))";

fn project(name: &str, system: &str) -> Project {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let stand_in = Command::new(cargo)
        .args(["xtask", "engine", "stand-ins", "--alpine"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&stand_in.stderr);
    assert!(stand_in.status.success(), "{told}");
    let spec = format!(
        "python: \"3.13\"\nbase: alpine\ndependencies: pyproject.toml\napk: {system}\ntest: python -c \"{TEST}\"\nentrypoint: python main.py\n"
    );
    Project::with_spec(name, &spec)
        .file("main.py", &format!("{MAIN}# {}\n", unique()))
        .file("pyproject.toml", MANIFEST)
        .file("fast.c", MODULE)
}

/// The number of the first line with a text.
#[track_caller]
fn line(build: &Build, text: &str) -> usize {
    let found = build.log.lines().position(|line| line.contains(text));
    found.unwrap_or_else(|| panic!("{text}\n{}", build.log))
}

/// Compiling the stand-in takes minutes, and fetching its compiler half of one: `cargo xtask test` leaves it out.
#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_alpine_runs_what_is_made_for_musl() {
    let project = project("alpine", "{build: [gcc, musl-dev, lz4-dev]}");
    let build = project.build(&[]).expect_success();
    insta::assert_snapshot!(build.run(&["--read-only", "--tmpfs=/tmp"], &[]), @"
    fast.cpython-313-x86_64-linux-musl.so
    markupsafe/_speedups.cpython-313-x86_64-linux-musl.so
    numpy/_core/_multiarray_umath.cpython-313-x86_64-linux-musl.so
    pydantic_core/_pydantic_core.cpython-313-x86_64-linux-musl.so
    zope/interface/_zope_interface_coptimizations.cpython-313-x86_64-linux-musl.so
    /opt/venv/lib/python3.13/site-packages/waitress/__pycache__/__init__.cpython-313.pyc
    /usr/local/lib/python3.13/__pycache__/tarfile.cpython-313.pyc True
    /ld-musl-x86_64.so.1
    1 10 10001
    ");
    line(&build, "tested on cpython-313-x86_64-linux-musl");

    // What has to be compiled is told before anything is.
    let told = line(
        &build,
        "[internal] build what has no wheel for musl: zope-interface",
    );
    assert!(told < line(&build, "[builder] APK"), "{}", build.log);
    assert!(told < line(&build, "BUILD zope-interface"), "{}", build.log);

    // The library that only the builder has came with a package, and no compiler did.
    line(&build, "APK so:liblz4.so.1 (liblz4.so.1, for fast)");
    let code = "import shutil; print(*open('/etc/apk/world'), shutil.which('gcc'))";
    let world = build.python(code);
    assert!(world.contains("so:liblz4.so.1"), "{world}");
    assert!(world.ends_with("None"), "{world}");

    let again = project.build(&[]).expect_success();
    for step in [
        "PROBE",
        "[builder] APK",
        "BUILD fast",
        "COMPILE standard library",
        "AUDIT",
        "[smoke] CHECK",
        "[test] python",
    ] {
        assert_ne!(build.step(step), Step::Absent, "{step}\n{}", build.log);
        assert_ne!(again.step(step), Step::Ran, "{step}\n{}", again.log);
    }
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_alpine_has_the_packages_that_a_spec_lists() {
    let without = project(
        "alpine-listed",
        "{build: [gcc, musl-dev, lz4-dev], run: []}",
    );
    let failed = without.build(&[]).expect_failure();
    insta::assert_snapshot!(failed.error(), @r#"
    cart.yaml:5
    --------------------
       3 |     base: alpine
       4 |     dependencies: pyproject.toml
       5 | >>> apk: {build: [gcc, musl-dev, lz4-dev], run: []}
       6 |     test: python -c "import fast, sysconfig; print('tested on', sysconfig.get_config_var('SOABI'))"
       7 |     entrypoint: python main.py
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:5:45: `fast` needs `liblz4.so.1`, which the image does not have
      why: `fast.cpython-313-x86_64-linux-musl.so` was linked to it when it was built, and cannot be loaded without
      help: add `so:liblz4.so.1` to `apk.run`; or leave `run` out, and what is missing is found and installed
    "#);
    let with = project(
        "alpine-listed",
        "{build: [gcc, musl-dev, lz4-dev], run: [lz4-libs]}",
    );
    let build = with.build(&[]).expect_success();
    let history = build.history();
    assert!(history.contains(&"APK lz4-libs".to_owned()), "{history:?}");
    let code = "import fast; print(fast.version()[:2], 'lz4-libs\\n' in open('/etc/apk/world'))";
    assert_eq!(build.python(code), "1. True");
}
