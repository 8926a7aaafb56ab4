//! Bases beside the usual one, on the engine: what ships may have an interpreter and nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;

use crate::support::{Project, Step};

/// A project whose wheel is compiled.
const MANIFEST: &str = r#"[project]
name = "fast"
version = "1.0"
dependencies = ["markupsafe", "waitress"]
[build-system]
requires = ["setuptools>=77"]
[tool.setuptools]
ext-modules = [{name = "fast", sources = ["fast.c"]}]
"#;

const MODULE: &str = "#include <Python.h>
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, \"fast\"};
PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&module); }
";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_distroless_image_ships_what_was_compiled_elsewhere() {
    let spec = r#"python: "3.13"
base: distroless
dependencies: pyproject.toml
apt: {build: [gcc, libc6-dev, libyaml-dev]}
test: python -c "import fast"
entrypoint: python main.py
command: waitress
"#;
    let main = "import importlib, fast, markupsafe._speedups, os, sys\nmodule = importlib.import_module(sys.argv[1])\n\
        print(fast.__file__, module.__cached__, os.path.realpath(sys.executable), os.getuid(), os.path.exists('/bin/sh'))\n";
    let build = Project::with_spec("distroless", spec)
        .file("main.py", main)
        .file("pyproject.toml", MANIFEST)
        .file("fast.c", MODULE)
        .build(&[])
        .expect_success();
    assert_eq!(
        build.run(&["--read-only", "--tmpfs=/tmp"], &[]),
        "/opt/venv/lib/python3.13/site-packages/fast.cpython-313-x86_64-linux-gnu.so \
        /opt/venv/lib/python3.13/site-packages/waitress/__pycache__/__init__.cpython-313.pyc /usr/bin/python3.13 10001 False"
    );
    // A console script, which no shell has to start.
    let help = build.run(&["--entrypoint=waitress-serve"], &["--help"]);
    assert!(
        help.contains("waitress-serve [OPTS] MODULE:OBJECT"),
        "{help}"
    );
}

/// The modules of the standard library that cannot be imported.
const BROKEN: &str = "import contextlib, importlib, io, sys, warnings
warnings.simplefilter('ignore')
for name in sorted(sys.stdlib_module_names - {'antigravity', 'this'}):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            importlib.import_module(name)
    except ImportError:
        print(name)";

/// What programs find in any system.
const SYSTEM: &str = "import os, pwd, socket, ssl, sys, time, zoneinfo
print(len(ssl.create_default_context().get_ca_certs()) > 0, socket.getservbyname('https'), pwd.getpwuid(0).pw_name)
print(zoneinfo.ZoneInfo('Europe/Paris').key, sys.getfilesystemencoding(), oct(os.stat('/tmp').st_mode))
print([path for path in ('/bin/sh', '/usr/bin/env', '/usr/bin/apt-get', '/usr/bin/dpkg') if os.path.exists(path)])
print([name for name in ('bash', 'libc6') if os.path.exists(f'/var/lib/dpkg/status.d/{name}')])";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_minimal_image_has_python_and_what_that_needs() {
    let build = |base: &str| {
        let spec = format!(
            "python: \"3.13\"\nbase: {base}\ndependencies: pyproject.toml\n\
            apt: {{build: [gcc, libc6-dev, libyaml-dev]}}\ntest: python -c 'import fast'\nentrypoint: waitress-serve\n"
        );
        Project::with_spec(&format!("base-{base}"), &spec)
            .file("pyproject.toml", MANIFEST)
            .file("fast.c", MODULE)
            .build(&[])
            .expect_success()
    };
    let (slim, minimal) = (build("slim"), build("minimal"));

    let broken = minimal.python(BROKEN);
    let left_out = slim.python(BROKEN);
    let new: Vec<_> = broken
        .lines()
        .filter(|name| left_out.lines().all(|known| known != *name))
        .collect();
    let tools = ["ensurepip", "idlelib", "turtledemo"];
    assert!(new.iter().all(|name| tools.contains(name)), "{new:?}");
    insta::assert_snapshot!(minimal.python(SYSTEM), @"
    True 443 root
    Europe/Paris utf-8 0o41777
    []
    ['libc6']
    ");
    assert!(
        minimal
            .run(&[], &["--help"])
            .contains("waitress-serve [OPTS] MODULE:OBJECT")
    );

    let [slim, minimal] = [slim.inspect(), minimal.inspect()];
    let size = |image: &Value| image["Size"].as_u64().unwrap();
    assert!(
        size(&minimal) * 4 < size(&slim) * 3,
        "{} {}",
        size(&minimal),
        size(&slim)
    );
}

/// What Debian's packages brought.
const PACKAGES: &str = "import ctypes.util, os, subprocess, yaml
print(yaml.__with_libyaml__, ctypes.util.find_library('yaml-0'))
print(subprocess.run(['bash', '-c', 'echo $BASH'], capture_output=True, text=True).stdout.strip())
print(subprocess.run(['curl', '--version'], capture_output=True, text=True).stdout.split()[0])
print([path for path in ('/bin/ls', '/usr/bin/dpkg', '/usr/bin/msgfmt', '/usr/share/doc/curl/changelog.Debian.gz') if os.path.exists(path)])
print([name for name in ('bash', 'curl', 'dash', 'libyaml-0-2') if os.path.exists(f'/var/lib/dpkg/status.d/{name}')])";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_minimal_image_has_the_packages_that_it_needs() {
    let build = |name: &str, spec: &str| {
        let spec = format!("python: \"3.13\"\nbase: minimal\nentrypoint: python\n{spec}");
        Project::with_spec(&format!("minimal-{name}"), &spec)
            .build(&[])
            .expect_success()
    };
    let compiled = "dependencies: {packages: [pyyaml==6.0.2], no-binary: [pyyaml]}\napt: {build: [gcc, libc6-dev, libyaml-dev]";
    let inferred = build("inferred", &format!("{compiled}}}\n"));
    let titles = [
        "APT libyaml-0-2 (libyaml-0.so.2, for pyyaml)",
        "REDUCE to libyaml-0-2",
    ];
    for title in titles {
        assert_ne!(inferred.step(title), Step::Absent, "{title}");
    }
    assert_eq!(
        inferred.python("import yaml; print(yaml.__with_libyaml__)"),
        "True"
    );
    let listed = build(
        "listed",
        &format!(
            "{compiled}, run: [bash, curl, libyaml-0-2]}}\nbuild: [sh -c 'gcc --version > made.txt']\n"
        ),
    );
    insta::assert_snapshot!(listed.python(PACKAGES), @r"
    True libyaml-0.so.2
    /usr/bin/bash
    curl
    []
    ['bash', 'curl', 'libyaml-0-2']
    ");
    let ask = "import os; print(open('made.txt').read()[:5], os.path.exists('/usr/bin/gcc'))";
    assert_eq!(listed.python(ask), "gcc ( False");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_pair_that_does_not_fit_is_refused_before_anything_is_built() {
    let spec = "base:\n  build: python:3.13-slim\n  run: python:3.11-slim\ndependencies: [six]\nentrypoint: python\n";
    let build = Project::with_spec("misfit", spec)
        .build(&[])
        .expect_failure();
    insta::assert_snapshot!(build.error(), @r"
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     base:
       3 | >>>   build: python:3.13-slim
       4 |       run: python:3.11-slim
       5 |     dependencies: [six]
    --------------------
    ERROR: failed to build: failed to solve: 2 errors
    1. cart.yaml:3:10: the base that builds has Python 3.13, and the one that ships Python 3.11
         why: packages are built for one minor version of one interpreter
         help: build on `python:3.11-slim-bookworm`, or choose images with the same Python
    2. cart.yaml:3:10: the base that builds has glibc 2.41, and the one that ships the older glibc 2.36
         why: what is compiled for a C library may not start on an older one
         help: build on `python:3.11-slim-bookworm`, or choose an image that is as old as the one that ships
    ");
    assert!(!build.log.contains("RESOLVE"), "{}", build.log);
}
