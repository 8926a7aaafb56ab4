//! What has no wheel: built into one, from just the files it needs, without the network.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::repositories::{GitDaemon, commit_all};
use crate::support::{Build, Project, Step, lock_of, stdout};

/// A project that builds itself with what Python has: nothing is downloaded.
///
/// The backend asks for `tabulate` when it runs, and fails where there is a network, unless the project is `online`.
const BACKEND: &str = r#"
import base64, hashlib, os, re, socket, zipfile

def get_requires_for_build_wheel(config_settings=None):
    return ["tabulate==0.9.0"]

def build_wheel(out, config_settings=None, metadata_directory=None):
    import tabulate
    manifest = open("pyproject.toml").read()
    name = re.search('name = "(.*)"', manifest)[1]
    assert ([name for _, name in socket.if_nameindex()] == ["lo"]) == (name != "online")
    files = {f"{name}.py": open(f"src/{name}.py").read()}
    info = f"{name}-1.0.dist-info"
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/entry_points.txt"] = f"[console_scripts]\n{name} = {name}:main\n"
    digest = lambda text: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
    record = "".join(f"{path},sha256={digest(text)},{len(text.encode())}\n" for path, text in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    with zipfile.ZipFile(os.path.join(out, f"{name}-1.0-py3-none-any.whl"), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(zipfile.ZipInfo(path), text)
    return f"{name}-1.0-py3-none-any.whl"
"#;

fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[project]\nname = \"{name}\"\nversion = \"1.0\"\ndependencies = [{dependencies}]\n\
        [build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n"
    )
}

fn module(body: &str) -> String {
    format!("def main(): {body}\n")
}

/// Writes a project that can be built below a directory.
fn write_package(directory: &Path, name: &str, dependencies: &str, body: &str) {
    fs::create_dir_all(directory.join("src")).unwrap();
    fs::write(
        directory.join("pyproject.toml"),
        manifest(name, dependencies),
    )
    .unwrap();
    fs::write(directory.join("backend.py"), BACKEND).unwrap();
    fs::write(directory.join(format!("src/{name}.py")), module(body)).unwrap();
}

/// Packs a directory of a project, and tells the archive's digest.
fn pack(project: &Project, directory: &str, archive: &Path) -> String {
    let tar = Command::new("tar")
        .arg("-czf")
        .arg(archive)
        .arg("-C")
        .arg(project.path())
        .arg(directory)
        .status()
        .unwrap();
    assert!(tar.success());
    let sum = Command::new("sha256sum").arg(archive).output().unwrap();
    stdout(&sum)[..64].to_owned()
}

/// What no earlier run has built: the engine remembers.
fn unique() -> String {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    since.as_nanos().to_string()
}

/// The record of where a package comes from.
fn direct_url(build: &Build, name: &str) -> String {
    build.python(&format!(
        "import importlib.metadata as m; print(m.distribution('{name}').read_text('direct_url.json'))"
    ))
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_project_with_a_build_system_is_installed_as_a_wheel() {
    let spec = "dependencies: pyproject.toml\nentrypoint: shop\n";
    let project = Project::with_spec("project", spec)
        .file("templates/page.html", "page")
        .file("notes.txt", "one");
    let body = "import idna, os; print('one', idna.__version__, __file__, os.listdir())";
    write_package(project.path(), "shop", "\"idna==3.10\"", body);
    let build = project.build(&[]).expect_success();
    let report = build.run(&[], &[]);
    assert!(
        report.starts_with("one 3.10 /opt/venv/lib/python3.13/site-packages/shop.py"),
        "{report}"
    );
    // What is in the wheel is not shipped again.
    assert!(
        report.contains("'templates'") && !report.contains("'src'"),
        "{report}"
    );
    assert_eq!(
        direct_url(&build, "shop"),
        r#"{"dir_info":{},"url":"file:///app"}"#
    );

    let run = unique();
    project.write("src/shop.py", module(&format!("print('{run}')")));
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), run);
    assert_eq!(build.step("BUILD shop"), Step::Ran);
    for step in [
        "RESOLVE",
        "UNPACK idna",
        "LIST what builds shop",
        "INSTALL what builds need",
        "SEAL /app",
    ] {
        assert_eq!(build.step(step), Step::Cached, "{step}\n{}", build.log);
    }

    // A file that is not in the wheel: built anew, and the wheel is the same.
    project.write("notes.txt", &run);
    let build = project.build(&[]).expect_success();
    assert_eq!(build.step("BUILD shop"), Step::Ran);
    assert_eq!(build.step("UNPACK shop"), Step::Cached, "{}", build.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_lock_that_was_made_for_a_project_holds_the_project() {
    let spec = "dependencies: pyproject.toml\nentrypoint: shop\n";
    let project = Project::with_spec("project-lock", spec);
    write_package(project.path(), "shop", "\"six==1.17.0\"", "print('shop')");
    let lock = lock_of(&project);
    assert!(lock.contains("directory = { path = \".\" }"), "{lock}");
    let build = project.build(&[]).expect_success();
    project.write("pylock.toml", &lock);
    project.write(
        "cart.yaml",
        "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: shop\nexclude: [pylock.toml]\n",
    );
    let locked = project.build(&[]).expect_success();
    assert_eq!(locked.step("BUILD shop"), Step::Cached, "{}", locked.log);
    assert_eq!(
        build.inspect()["RootFS"]["Layers"],
        locked.inspect()["RootFS"]["Layers"]
    );
}

const WORKSPACE: &str = r#"version = 1
revision = 3
requires-python = ">=3.11"

[manifest]
members = ["api", "core", "unrelated"]

[[package]]
name = "api"
version = "1.0"
source = { editable = "packages/api" }
dependencies = [{ name = "core" }]

[package.metadata]
requires-dist = [{ name = "core", editable = "packages/core" }]

[[package]]
name = "core"
version = "1.0"
source = { editable = "packages/core" }

[[package]]
name = "unrelated"
version = "1.0"
source = { editable = "packages/unrelated" }
"#;

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_workspace_sends_what_the_chosen_member_needs() {
    let spec = "dependencies: {file: uv.lock, package: api}\nentrypoint: api\n";
    let project = Project::with_spec("workspace", spec).file("uv.lock", WORKSPACE);
    let member = |name: &str| project.path().join("packages").join(name);
    write_package(
        &member("api"),
        "api",
        "\"core\"",
        "import core; core.main()",
    );
    write_package(&member("core"), "core", "", "print('core')");
    write_package(&member("unrelated"), "unrelated", "", "pass");
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), "core");
    assert_eq!(
        direct_url(&build, "core"),
        r#"{"dir_info":{},"url":"file:///app/packages/core"}"#
    );
    let folders = build.python("import os; print(os.listdir('/app/packages'))");
    assert_eq!(folders, "['api']");

    project.write("packages/unrelated/src/unrelated.py", "changed = True\n");
    let build = project.build(&[]).expect_success();
    for step in [
        "BUILD api",
        "BUILD core",
        "UNPACK api",
        "UNPACK core",
        "SEAL /app",
    ] {
        assert_eq!(build.step(step), Step::Cached, "{step}\n{}", build.log);
    }
    // A member that is needed is built anew, and no other.
    let run = unique();
    project.write(
        "packages/core/src/core.py",
        module(&format!("print('{run}')")),
    );
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), run);
    assert_eq!(build.step("BUILD core"), Step::Ran);
    assert_eq!(build.step("BUILD api"), Step::Cached);
    // Others may be installed beside it.
    let both = spec.replace("api}", "[api, unrelated]}");
    project.write("cart.yaml", format!("# syntax=cartwright\n{both}"));
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), run);
    assert_eq!(
        build.python("import unrelated; print(unrelated.changed)"),
        "True"
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn requirements_may_name_projects_of_the_context() {
    let spec = "test: {run: tabulate --help, dependencies: dev.txt}\nentrypoint: app\n";
    let project = Project::with_spec("named-projects", spec)
        .file("requirements.txt", "-e .\n./libs/core\n")
        .file("dev.txt", "-r requirements.txt\ntabulate\n");
    write_package(
        project.path(),
        "app",
        "\"core\"",
        "import core; core.main()",
    );
    write_package(
        &project.path().join("libs/core"),
        "core",
        "\"six\"",
        "import six; print('core')",
    );
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), "core");
    assert_eq!(
        direct_url(&build, "core"),
        r#"{"dir_info":{},"url":"file:///app/libs/core"}"#
    );
    // An edit builds what it is in; no version is looked for.
    let run = unique();
    project.write("libs/core/src/core.py", module(&format!("print('{run}')")));
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), run);
    assert_eq!(build.step("BUILD core"), Step::Ran, "{}", build.log);
    for step in ["RESOLVE 1 requirement", "BUILD app"] {
        assert_eq!(build.step(step), Step::Cached, "{step}\n{}", build.log);
    }
}

/// Its requirements are what its code makes of a file, and its settings say what it is called.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_project_of_setup_py_is_built_to_know_what_it_needs() {
    let setup = "from setuptools import setup\nNAME = 'old-shop'\nneeds = [*open('needs.txt')]\n\
        setup(name=NAME, version='2.0', packages=['shop'], install_requires=needs, extras_require={'test': ['idna==3.10']}, \
        entry_points={'console_scripts': ['shop=shop:main']})\n";
    let module = |text: &str| format!("def main():\n    import core\n    print('{text}')\n");
    let core = "[metadata]\nname = core\nversion = 1\n[options]\npackages = core\ninstall_requires = six\n";
    let spec = "dependencies: {file: setup.py, packages: [six==1.17.0]}\n\
        test: {run: python check.py, extras: [test]}\nentrypoint: shop\n";
    let project = Project::with_spec("setup-py", spec)
        .file("setup.py", setup)
        .file("needs.txt", "tabulate==0.9.0\n")
        .file("check.py", "import idna, six, tabulate\n")
        .file("shop/__init__.py", &module(&unique()));
    let build = project.build(&["--target=test"]).expect_success();
    assert_eq!(build.step("BUILD old-shop"), Step::Ran, "{}", build.log);
    let lock = lock_of(&project);
    let names: Vec<_> = lock
        .lines()
        .filter_map(|it| it.strip_prefix("name = "))
        .collect();
    assert_eq!(names, ["\"old-shop\"", "\"six\"", "\"tabulate\""], "{lock}");

    // The same, with another project of its kind, by requirements.
    let spec = "dependencies: requirements.txt\nentrypoint: shop\n";
    let project = Project::with_spec("setup-requirements", spec)
        .file("requirements.txt", "-e .\n./libs/core\n")
        .file("setup.py", setup)
        .file("needs.txt", "core\n")
        .file("shop/__init__.py", &module("old"))
        .file("libs/core/setup.cfg", core)
        .file("libs/core/core/__init__.py", "import six\n");
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), "old");
    let run = unique();
    project.write("shop/__init__.py", module(&run));
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), run);
    for step in ["RESOLVE 1 requirement", "BUILD core"] {
        assert_eq!(build.step(step), Step::Cached, "{step}\n{}", build.log);
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_commit_of_a_repository_becomes_a_wheel() {
    let repositories = Project::new("repositories");
    let greeter = repositories.path().join("greeter");
    write_package(&greeter.join("inner"), "greeter", "", "print('hello')");
    let commit = commit_all(&greeter, "first");
    // The commit is what counts, whatever the branch is by now.
    fs::write(greeter.join("inner/src/greeter.py"), "broken").unwrap();
    commit_all(&greeter, "second");
    let daemon = GitDaemon::serve(repositories.path());

    let url = daemon.url("greeter");
    let lock = format!(
        "lock-version = \"1.0\"\ncreated-by = \"test\"\n[[packages]]\nname = \"greeter\"\nversion = \"1.0\"\n\
        vcs = {{ type = \"git\", url = \"{url}\", requested-revision = \"main\", commit-id = \"{commit}\", subdirectory = \"inner\" }}\n"
    );
    let build = Project::with_spec("git", "dependencies: pylock.toml\nentrypoint: greeter\n")
        .file("pylock.toml", &lock)
        .build(&[])
        .expect_success();
    assert_eq!(build.run(&[], &[]), "hello");
    assert_eq!(
        direct_url(&build, "greeter"),
        format!(
            r#"{{"subdirectory":"inner","url":"{url}","vcs_info":{{"commit_id":"{commit}","requested_revision":"main","vcs":"git"}}}}"#
        )
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn archives_and_source_distributions_become_wheels() {
    let spec = "dependencies: {file: pylock.toml, build-network: [online]}\nentrypoint: greeter\n";
    let project = Project::with_spec("built", spec);
    write_package(&project.path().join("my libs/online"), "online", "", "pass");
    let packed = Project::new("packed");
    let body = "import tabulate; print('hello', tabulate.__version__)";
    write_package(
        &packed.path().join("greeter-main/inner"),
        "greeter",
        "",
        body,
    );
    let sha256 = pack(&packed, "greeter-main", &project.path().join("main.tar.gz"));
    let resolver = Project::with_spec(
        "built-lock",
        "dependencies: {packages: [tabulate==0.9.0], no-binary: all}\nentrypoint: python\n",
    );
    let lock = lock_of(&resolver);
    assert!(lock.contains(".tar.gz"), "{lock}");
    let archive = format!(
        "[[packages]]\nname = \"greeter\"\n\
        archive = {{ path = \"main.tar.gz\", hashes = {{ sha256 = \"{sha256}\" }}, subdirectory = \"inner\" }}\n\
        [[packages]]\nname = \"online\"\ndirectory = {{ path = \"my libs/online\" }}\n"
    );
    project.write("pylock.toml", format!("{lock}\n{archive}"));
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), "hello 0.9.0");
    for step in ["BUILD greeter", "BUILD tabulate"] {
        // Not again, where an earlier run built it.
        assert_ne!(build.step(step), Step::Absent, "{step}\n{}", build.log);
    }
    assert_eq!(
        direct_url(&build, "greeter"),
        format!(
            r#"{{"archive_info":{{"hashes":{{"sha256":"{sha256}"}}}},"subdirectory":"inner","url":"file:///app/main.tar.gz"}}"#
        )
    );
    assert_eq!(
        direct_url(&build, "online"),
        r#"{"dir_info":{},"url":"file:///app/my%20libs/online"}"#
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_build_that_is_older_than_its_python_says_what_has_wheels() {
    let spec = "dependencies: pylock.toml\nentrypoint: python\n";
    let project = Project::with_spec("outdated", spec);
    let packed = Project::new("outdated-packed");
    let sources = packed.path().join("old-1.0");
    fs::create_dir(&sources).unwrap();
    fs::write(sources.join("pyproject.toml"), manifest("old", "")).unwrap();
    let backend = "raise ModuleNotFoundError(\"No module named 'distutils'\")\n";
    fs::write(sources.join("backend.py"), backend).unwrap();
    let sha256 = pack(&packed, "old-1.0", &project.path().join("old-1.0.tar.gz"));
    let lock = format!(
        "lock-version = \"1.0\"\ncreated-by = \"test\"\n[[packages]]\nname = \"old\"\nversion = \"1.0\"\n\
        sdist = {{ path = \"old-1.0.tar.gz\", hashes = {{ sha256 = \"{sha256}\" }} }}\n"
    );
    project.write("pylock.toml", &lock);
    let failed = project.build(&[]).expect_failure();
    assert!(
        failed
            .log
            .contains("help: old seems older than this Python: take a newer old")
            && !failed.log.contains("apt.build"),
        "{}",
        failed.log
    );
    let wheel = "old-1.0-cp38-cp38-manylinux_2_17_x86_64.whl";
    project.write(
        "pylock.toml",
        format!(
            "{lock}wheels = [{{ path = \"{wheel}\", hashes = {{ sha256 = \"{sha256}\" }} }}]\n"
        ),
    );
    let failed = project.build(&[]).expect_failure();
    assert!(
        failed
            .log
            .contains("help: old has wheels for Python 3.8: write such a version"),
        "{}",
        failed.log
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_build_that_lacks_a_file_says_what_leaves_it_out() {
    let backend = "import os\nfile = os.path.abspath('README.md')\nif not os.path.exists(file): raise OSError(f'Readme file does not exist: {file}')\n";
    let member = "[project]\nname = \"member\"\nversion = \"1.0\"\n[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n";
    let spec = "dependencies: requirements.txt\nentrypoint: python\n";
    let project = Project::with_spec("left-out", spec)
        .file("requirements.txt", "./libs/member\n")
        .file("libs/member/pyproject.toml", member)
        .file("libs/member/backend.py", backend)
        .file("libs/member/README.md", "# Member")
        .file(".dockerignore", "**/*.md\n");
    let log = project.build(&[]).expect_failure().log;
    assert!(
        log.contains("help: `pyproject.toml` names a file that is not here"),
        "{log}"
    );
    assert!(!log.contains("apt.build"), "{log}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_build_that_lacks_something_of_the_system_says_which_package_has_it() {
    let lacks = [
        (
            "[Errno 2] No such file or directory: 'pg_config'",
            "`pg_config` is missing: add `libpq-dev`",
        ),
        (
            "Dependency lookup for cairo with method 'pkg-config' failed: Pkg-config for machine host machine not found.",
            "`cairo` is missing: add `pkgconf` and `libcairo2-dev`",
        ),
        (
            "lber.h:3:10: fatal error: lber.h: No such file or directory",
            "`lber.h` is missing: add `libldap-dev`",
        ),
        (
            "Package 'xyzzy', required by 'virtual:world', not found",
            "its headers are missing: add the Debian package that has them",
        ),
    ];
    let spec = "dependencies: requirements.txt\nentrypoint: python\n";
    for (said, help) in lacks {
        let project = Project::with_spec("lacks-package", spec)
            .file("requirements.txt", "./libs/old\n")
            .file(
                "libs/old/pyproject.toml",
                "[project]\nname = 'old'\nversion = '1'\n",
            )
            .file(
                "libs/old/setup.py",
                &format!("raise SystemExit({said:?})\n"),
            );
        let log = project.build(&[]).expect_failure().log;
        assert!(log.contains(&format!("help: {help}")), "{log}");
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_build_gets_variables_and_what_it_does_not_list() {
    let spec =
        "dependencies: requirements.txt\nentrypoint: python -c 'import old; print(old.MADE)'\n";
    let setup = "import os\nimport tabulate\nfrom setuptools import setup\n\
        with open('old.py', 'w') as out: print(f'MADE = {tabulate.__version__, os.environ[\"HOW\"]}', file=out)\n\
        setup(name='old', version='1', py_modules=['old'])\n";
    let project = Project::with_spec("old", spec)
        .file("requirements.txt", "./libs/old\ntabulate==0.8.10\n")
        .file("libs/old/setup.py", setup)
        .file(
            "libs/old/pyproject.toml",
            "[project]\nname = 'old'\nversion = '1'\n",
        );
    let log = project.build(&[]).expect_failure().log;
    let help = "help: its build imports `tabulate` and does not ask for it: \
        `dependencies: {build-dependencies: {old: [tabulate]}}`";
    assert!(log.contains(help), "{log}");
    let dependencies = "{file: requirements.txt, build-dependencies: {old: [tabulate]}, \
        build-env: {HOW: for all, old: {HOW: for one}}}";
    project.write(
        "cart.yaml",
        format!(
            "# syntax=cartwright\n{}",
            spec.replace("requirements.txt", dependencies)
        ),
    );
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), "('0.8.10', 'for one')");
    assert!(!build.run(&["--entrypoint", "env"], &[]).contains("HOW"));
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn files_of_version_control_are_in_the_wheel() {
    let manifest = "[project]\nname = \"tracked\"\ndynamic = [\"version\"]\n\
        [build-system]\nrequires = [\"setuptools>=77\", \"setuptools-scm>=8\"]\n[tool.setuptools_scm]\n";
    let spec = "dependencies: {file: pyproject.toml, build-env: {tracked: {SETUPTOOLS_SCM_PRETEND_VERSION: '1.5'}}}\nentrypoint: python\n";
    let project = Project::with_spec("tracked", spec)
        .file("pyproject.toml", manifest)
        .file("src/tracked/__init__.py", "")
        .file("src/tracked/templates/index.html", "found")
        .file("src/tracked/__pycache__/old.pyc", "old");
    let build = project.build(&[]).expect_success();
    let code = "import importlib.resources as r, importlib.metadata as m; \
        print(m.version('tracked'), r.files('tracked').joinpath('templates/index.html').read_text())";
    assert_eq!(build.python(code), "1.5 found");
}

const EXTENSION: &str = "#include <Python.h>\n\
    static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, \"fast\", NULL, -1, NULL};\n\
    PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&module); }\n";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_build_that_lacks_a_compiler_says_what_to_add() {
    let spec = "dependencies: pyproject.toml\nentrypoint: python\n";
    let project = Project::with_spec("compiler", spec)
        .file("fast.c", EXTENSION)
        .file(
            "pyproject.toml",
            "[project]\nname = \"fast\"\nversion = \"1.0\"\n[build-system]\nrequires = [\"setuptools>=77\"]\n\
            [tool.setuptools]\next-modules = [{name = \"fast\", sources = [\"fast.c\"]}]\n",
        );
    let build = project.build(&[]).expect_failure();
    let error = build.error();
    for text in [
        "[builder] BUILD fast 1.0:",
        "fast cannot be built.",
        "help: there is no C compiler: add `gcc` and `libc6-dev` to `apt.build`",
        ">>> dependencies: pyproject.toml",
    ] {
        assert!(build.log.contains(text), "{text}\n{}", build.log);
    }
    assert!(error.contains("cart.yaml:2"), "{error}");
    let with = |packages: &str| {
        let spec = format!("# syntax=cartwright\napt: {{build: [{packages}]}}\n{spec}");
        project.write("cart.yaml", spec);
        project.build(&[])
    };
    let log = with("gcc").expect_failure().log;
    assert!(
        log.contains("own files are missing: add `libc6-dev`"),
        "{log}"
    );
    // As other tests have it, so that it is installed once.
    let build = with("gcc, libc6-dev, libyaml-dev").expect_success();
    let report = build.python("import fast, shutil; print(fast.__file__, shutil.which('gcc'))");
    assert!(
        report.starts_with("/opt/venv/") && report.ends_with(" None"),
        "{report}"
    );
}
