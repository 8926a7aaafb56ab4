//! The images and files that help to make an image: `--target dev`, `debug`, `builder` and `wheels`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use crate::support::{self, Project, Step, docker, layers};

/// A project whose build generates a module.
const PYPROJECT: &str = r#"
[build-system]
requires = ["flit_core==3.12.0"]
build-backend = "backend"
backend-path = ["tools"]
[project]
name = "shop"
version = "1.0"
description = "a shop"
dependencies = ["tabulate==0.9.0"]
[project.scripts]
shop = "shop.main:main"
[dependency-groups]
dev = ["idna==3.10"]
"#;

const BACKEND: &str = r#"
import pathlib
from flit_core import buildapi
from flit_core.buildapi import get_requires_for_build_editable, get_requires_for_build_wheel

def generate():
    pathlib.Path("src/shop/generated.py").write_text("WORD = 'generated'\n")

def build_wheel(*arguments):
    generate()
    return buildapi.build_wheel(*arguments)

def build_editable(*arguments):
    generate()
    return buildapi.build_editable(*arguments)
"#;

const MAIN: &str = "
from importlib.util import find_spec
from . import generated
def main():
    print(__file__, generated.WORD, 'for development' if find_spec('idna') else 'alone')
";

fn shop(name: &str) -> Project {
    let spec = "dependencies: pyproject.toml\nentrypoint: shop\n";
    Project::with_spec(name, spec)
        .file("pyproject.toml", PYPROJECT)
        .file("tools/backend.py", BACKEND)
        .file("src/shop/__init__.py", "")
        .file("src/shop/main.py", MAIN)
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_project_is_developed_in_its_own_files() {
    let project = shop("dev");
    let runtime = project.build(&[]).expect_success();
    insta::assert_snapshot!(runtime.run(&[], &[]), @"/opt/venv/lib/python3.13/site-packages/shop/main.py generated alone");
    let dev = project.build(&["--target", "dev"]).expect_success();
    insta::assert_snapshot!(dev.run(&[], &[]), @"/app/src/shop/main.py generated for development");
    // The user's own edit counts, whatever bytecode there is, and the environment is where no mount hides it.
    let edit = "import os, pathlib, subprocess\n\
        path = pathlib.Path('src/shop/main.py')\n\
        path.write_text(path.read_text().replace('__file__', '\"edited\"'))\n\
        print(os.getuid(), subprocess.check_output(['shop'], text=True))";
    insta::assert_snapshot!(dev.python(edit), @"10001 edited generated for development");
}

/// What is compiled for a project is among its sources there, and in no wheel.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_compiled_project_is_developed_with_its_libraries() {
    let code = "#include <Python.h>\n#include <yaml.h>\n\
        static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, \"native\", NULL, -1, NULL};\n\
        PyMODINIT_FUNC PyInit_native(void) {\n\
        \x20 PyObject *module = PyModule_Create(&def);\n\
        \x20 PyModule_AddStringConstant(module, \"version\", yaml_get_version_string());\n\
        \x20 return module;\n}\n";
    let pyproject = "[build-system]\nrequires = [\"setuptools==80.9.0\"]\nbuild-backend = \"setuptools.build_meta\"\n\
        [project]\nname = \"parser\"\nversion = \"1.0\"\n\
        [tool.setuptools]\npy-modules = [\"main\"]\n\
        ext-modules = [{name = \"native\", sources = [\"native.c\"], libraries = [\"yaml\"]}]\n";
    let spec = "apt: {build: [gcc, libc6-dev, libyaml-dev]}\nentrypoint: python main.py\n";
    let project = Project::with_spec("dev-compiled", spec)
        .file("pyproject.toml", pyproject)
        .file("native.c", code)
        .file(
            "main.py",
            "import native\nprint(native.__file__.split('.')[0], native.version)\n",
        );
    let dev = project.build(&["--target", "dev"]).expect_success();
    let told = "APT libyaml-0-2 (libyaml-0.so.2, for parser)";
    assert!(dev.log.contains(told), "{}", dev.log);
    let printed = dev.run(&[], &[]);
    assert!(printed.starts_with("/app/native 0.2."), "{printed}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn the_image_is_debugged_as_it_ships() {
    let spec = "dependencies: [tabulate==0.9.0]\nentrypoint: python main.py\nwritable: [/data]\n";
    let project = Project::with_spec("debug", spec).file("main.py", "print('main')");
    let runtime = project.build(&[]).expect_success();
    let (config, shipped) = (runtime.inspect()["Config"].clone(), layers(&runtime));
    let debug = project.build(&["--target", "debug"]).expect_success();
    assert_eq!(debug.inspect()["Config"], config);
    let all = layers(&debug);
    assert_eq!(all[..shipped.len()], shipped);
    assert_eq!(all.len(), shipped.len() + 1);
    let shown = "import shutil, getpass; print(getpass.getuser(), [shutil.which(it) for it in ('bash', 'gdb', 'ps', 'strace')])";
    insta::assert_snapshot!(debug.python(shown), @"app ['/usr/bin/bash', '/usr/bin/gdb', '/usr/bin/ps', '/usr/bin/strace']");

    // An edit does not install them again, where the engine can put layers beside each other.
    project.write("main.py", "print('edited')");
    let edited = project.build(&["--target", "debug"]).expect_success();
    let expected = if support::has_containerd_store() {
        Step::Cached
    } else {
        Step::Ran
    };
    assert_eq!(edited.step("[debug] APT"), expected, "{}", edited.log);
    assert_eq!(edited.run(&[], &[]), "edited");
}

fn built(name: &str) -> Project {
    let spec = "dependencies: [docopt==0.6.2, tabulate==0.9.0]\napt: {build: [make]}\nentrypoint: python main.py\ntest: python -c 'raise SystemExit(1)'\n";
    Project::with_spec(name, spec).file("main.py", "import docopt, tabulate; print('main')")
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn the_builder_shows_what_compiles_and_what_was_built() {
    let build = built("builder")
        .build(&["--target", "builder"])
        .expect_success();
    let code = "import os, shutil; print(os.getuid(), shutil.which('make'), os.listdir('/wheels')); exec(open('main.py').read())";
    insta::assert_snapshot!(build.run(&[], &["python", "-c", code]), @"
    0 /usr/bin/make ['docopt-0.6.2-py2.py3-none-any.whl']
    main
    ");
    insta::assert_snapshot!(build.run(&[], &["bash", "-c", "echo $PATH | cut -d: -f1"]), @"/opt/venv/bin");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn wheels_can_be_installed_elsewhere() {
    let project = built("wheels");
    project
        .build(&["--target", "wheels", "-o", "out"])
        .expect_success();
    let out = project.path().join("out");
    let mut names: Vec<_> = fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    insta::assert_snapshot!(names.join("\n"), @"
    docopt-0.6.2-py2.py3-none-any.whl
    tabulate-0.9.0-py3-none-any.whl
    ");
    let install = "FROM python:3.13-slim\nCOPY *.whl /wheels/\n\
        RUN pip install --no-index --find-links /wheels docopt tabulate && python -c 'import docopt, tabulate'\n";
    project.write("out/Dockerfile", install);
    let elsewhere = docker(&["buildx", "build", "out"])
        .current_dir(project.path())
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&elsewhere.stderr);
    assert!(elsewhere.status.success(), "{log}");
}
