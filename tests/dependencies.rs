//! Dependencies from every source, by both installers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::Project;

const VERSIONS: &str = "import importlib.metadata as m\n\
    print(sorted(f'{d.name}=={d.version}' for d in m.distributions() if 'site-packages' in str(d.locate_file(''))))";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn nested_requirements_constraints_and_markers() {
    let project = Project::with_spec(
        "nested",
        "dependencies: requirements/prod.txt\nentrypoint: python\n",
    )
    .file(
        "requirements/prod.txt",
        "-r base.txt\n-c ../constraints.txt\nidna>=2 ; python_version<\"4\" # kept\n",
    )
    .file(
        "requirements/base.txt",
        "tabulate==0.9.0 \\\n  # and a comment\nsix; sys_platform == 'win32'\n",
    )
    .file("constraints.txt", "idna==3.9\nrequests==1\n");
    let build = project.build(&[]).expect_success();
    insta::assert_snapshot!(build.python(VERSIONS), @"['idna==3.9', 'tabulate==0.9.0']");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_requirement_with_characters_that_shells_like_survives() {
    let spec = "dependencies:\n  - numpy>=1.22; python_version<\"4\"\n  - idna!=3.8,<4,>=3\nentrypoint: python\n";
    let project = Project::with_spec("characters", spec);
    let build = project.build(&[]).expect_success();
    assert_eq!(
        build.python(
            "import numpy, os; print(numpy.__version__ >= '1.22', os.path.exists('=1.22'))"
        ),
        "True False"
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_manifest_with_extras_and_groups() {
    let manifest = "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.11\"\ndependencies = [\"idna==3.10\"]\n\
        [project.optional-dependencies]\ntables = [\"tabulate==0.9.0\"]\nall = [\"shop[tables]\"]\n\
        [dependency-groups]\ndev = [\"six==1.16.0\"]\n";
    let spec =
        "dependencies: {file: pyproject.toml, extras: [all], groups: [dev]}\nentrypoint: python\n";
    let build = Project::with_spec("manifest", spec)
        .file("pyproject.toml", manifest)
        .build(&[])
        .expect_success();
    insta::assert_snapshot!(build.python(VERSIONS), @"['idna==3.10', 'six==1.16.0', 'tabulate==0.9.0']");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn pip_instead_of_uv_on_an_older_python() {
    let spec = "python: \"3.11\"\ninstaller: pip\ndependencies: [idna==3.10]\nentrypoint: python\n";
    let build = Project::with_spec("pip", spec).build(&[]).expect_success();
    insta::assert_snapshot!(build.python(VERSIONS), @"['idna==3.10']");
    assert!(
        build
            .python("import sys; print(sys.version)")
            .starts_with("3.11.")
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_is_compiled_in_the_builder_runs_without_the_compiler() {
    let spec = "apt: {build: [gcc, libc6-dev, libyaml-dev], run: [libyaml-0-2]}\n\
        dependencies: {packages: [pyyaml==6.0.2], no-binary: [pyyaml]}\nentrypoint: python\n";
    let build = Project::with_spec("compiled", spec)
        .build(&[])
        .expect_success();
    let report =
        build.python("import yaml, shutil; print(yaml.__with_libyaml__, shutil.which('gcc'))");
    assert_eq!(report, "True None");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_application_without_dependencies_needs_no_environment() {
    let project = Project::with_spec("plain", "command: python main.py\n")
        .file("main.py", "print('plain')\n");
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), "plain");
    assert!(!build.log.contains("UNPACK"), "{}", build.log);
}
