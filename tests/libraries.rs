//! Shared libraries that only the builder has: found, installed, or named.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Stdio;

use crate::support::{Build, Project, Step, docker, layers, unique};

/// A base whose apt knows two small packages: nothing is downloaded.
const BASE: &str = "cartwright-test/archive";

fn make_base() {
    let folder = Project::new("archive")
        .file("archive.py", include_str!("libraries/archive.py"))
        .file(
            "Dockerfile",
            "FROM python:3.13-slim\nCOPY archive.py /tmp/\nRUN python3 -B /tmp/archive.py\n",
        );
    let built = docker(&["buildx", "build", "--load", "-t", BASE, "."])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
}

/// A project with a compiled module that needs a library.
fn project(name: &str, apt: &str) -> Project {
    make_base();
    let project = Project::new(name)
        .file(
            "main.py",
            "from demo import _bz2\nprint(_bz2.BZ2Compressor)\n",
        )
        .file("backend.py", include_str!("libraries/backend.py"))
        .file("platform.txt", "linux")
        .file(
            "pyproject.toml",
            "[project]\nname = \"demo\"\nversion = \"1.0\"\n\
            [build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n",
        );
    list_packages(&project, apt);
    project
}

fn list_packages(project: &Project, apt: &str) {
    let spec = format!(
        "# syntax=cartwright\nbase: {BASE}\ndependencies: pyproject.toml\nentrypoint: python main.py\n{apt}"
    );
    project.write("cart.yaml", spec);
}

/// With caches of its own: apt deletes what another archive told it.
fn build(project: &Project, arguments: &[&str]) -> Build {
    let caches = "--build-arg=BUILDKIT_CACHE_MOUNT_NS=libraries";
    project.build(&[&[caches], arguments].concat())
}

const LOADED: &str = "<class '_bz2.BZ2Compressor'>";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_only_the_builder_has_is_installed() {
    let project = project(
        "libraries",
        "apt: {build: [libdemo-dev]}\ntest: python main.py\n",
    );
    let first = build(&project, &[]).expect_success();
    assert_eq!(first.run(&[], &[]), LOADED);
    let apt = "[runtime] APT libdemo1 (libdem.so.1.0, for demo)";
    assert!(first.log.contains(apt), "{}", first.log);
    assert!(first.history().contains(&"APT libdemo1".to_owned()));
    let code = "import os; print(os.path.exists('/usr/include/demo.h'))";
    assert_eq!(first.python(code), "False");

    // Another application with the same needs: nothing is asked again.
    project.write(
        "main.py",
        format!("import demo._bz2\nprint({})\n", unique()),
    );
    let second = build(&project, &[]).expect_success();
    for step in ["BUILD demo", "AUDIT", "FIND", "APT libdemo1"] {
        let became = second.step(step);
        assert!(
            step == "BUILD demo" || became == Step::Cached,
            "{step}: {became:?}\n{}",
            second.log
        );
    }
    assert_eq!(second.step("[test] python"), Step::Ran);
    assert_eq!(layers(&first)[..2], layers(&second)[..2]);
    build(&project, &["--target", "test"]).expect_success();
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_spec_that_lists_packages_is_told_what_to_add() {
    let project = project("libraries-listed", "apt: {build: [libdemo-dev], run: []}\n");
    let failed = build(&project, &[]).expect_failure();
    insta::assert_snapshot!(failed.error(), @"
    cart.yaml:5
    --------------------
       3 |     dependencies: pyproject.toml
       4 |     entrypoint: python main.py
       5 | >>> apt: {build: [libdemo-dev], run: []}
       6 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:5:34: `demo` needs `libdem.so.1.0`, which the image does not have
      why: `demo/_bz2.cpython-313-x86_64-linux-gnu.so` was linked to it when it was built, and cannot be loaded without
      help: add `libdemo1` to `apt.run`; or leave `run` out, and what is missing is found and installed
    ");
    list_packages(&project, "apt: {build: [libdemo-dev], run: [libdemo1]}\n");
    let listed = build(&project, &[]).expect_success();
    assert_eq!(listed.run(&[], &[]), LOADED);
    assert_eq!(listed.step("FIND"), Step::Absent);
    // The layers are those that one gets without a list.
    list_packages(&project, "apt: {build: [libdemo-dev]}\n");
    let inferred = build(&project, &[]).expect_success();
    assert_eq!(layers(&inferred), layers(&listed));
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_wheel_of_others_is_looked_up_in_the_archive() {
    let project = project("libraries-wheel", "apt: []\nsmoke: false\n");
    project.write("platform.txt", "manylinux_2_17");
    let warned = build(&project, &[]).expect_success();
    let warning =
        "MissingLibrary: a part of `demo` needs `libdem.so.1.0`, which the image does not have";
    assert!(warned.log.contains(warning), "{}", warned.log);
    list_packages(&project, "");
    let build = build(&project, &[]).expect_success();
    assert_eq!(build.run(&[], &[]), LOADED);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_code_asks_for_by_its_name_is_installed() {
    make_base();
    let spec = |apt: &str| {
        format!(
            "# syntax=cartwright\nbase: {BASE}\ndependencies: [pypandoc==1.15, python-magic==0.4.27]\nsmoke: false\n\
            entrypoint: python -c \"import ctypes, shutil; print(ctypes.CDLL('libmagic.so.1')._name, shutil.which('pandoc', 0))\"\n{apt}"
        )
    };
    let project = Project::new("libraries-by-name").file("cart.yaml", &spec(""));
    let found = build(&project, &[]).expect_success();
    let apt = "[runtime] APT libdemo-magic1 (libmagic.so.1, for python-magic) pandoc (pandoc, for pypandoc)";
    assert!(found.log.contains(apt), "{}", found.log);
    let there = "libmagic.so.1 /usr/bin/pandoc";
    assert_eq!(found.run(&[], &[]), there);

    project.write("cart.yaml", spec("apt: []\n"));
    let warned = build(&project, &[]).expect_success();
    for warning in [
        "MissingLibrary: `python-magic` needs `libmagic.so.1`, which the image does not have",
        "MissingProgram: `pypandoc` runs `pandoc`, which the image does not have",
    ] {
        assert!(warned.log.contains(warning), "{}", warned.log);
    }
    project.write("cart.yaml", spec("apt: [libdemo-magic1, pandoc]\n"));
    let listed = build(&project, &[]).expect_success();
    assert!(!listed.log.contains("Missing"), "{}", listed.log);
    assert_eq!(listed.run(&[], &[]), there);
}

/// What people compile by hand most. Takes minutes: `cargo xtask test` leaves it out.
#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_packages_from_source_find_their_libraries() {
    let spec = "dependencies:\n  packages: [lxml==5.3.0, mysqlclient==2.2.7, pycurl==7.45.6, python-ldap==3.4.4]\n  \
        no-binary: [lxml, mysqlclient, pycurl, python-ldap]\n\
        apt:\n  build: [gcc, libc6-dev, pkgconf, default-libmysqlclient-dev, libcurl4-openssl-dev, libldap-dev, libsasl2-dev,\n    \
        libssl-dev, libxml2-dev, libxslt1-dev, zlib1g-dev]\nentrypoint: python main.py\n";
    let code = "import ldap, MySQLdb, pycurl\nfrom lxml import etree\n\
        print(bool(MySQLdb.get_client_info() and pycurl.version and etree.LIBXML_VERSION))\n";
    let project = Project::with_spec("libraries-slow", spec).file("main.py", code);
    let build = project.build(&[]).expect_success();
    assert_eq!(build.run(&[], &[]), "True");
    for (library, package) in [
        ("libcurl.so.4", "pycurl"),
        ("libldap.so.2", "python-ldap"),
        ("libmariadb.so.3", "mysqlclient"),
        ("libxml2.so.2", "lxml"),
    ] {
        let reason = format!("{library}, for {package})");
        assert!(build.log.contains(&reason), "{reason}\n{}", build.log);
    }
}

/// Java's links of alternatives are for manual pages of its own, and slim images have no folders for those.
#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_packages_that_link_to_manual_pages_are_installed() {
    let spec = "apt: {run: [default-jre-headless]}\ndependencies: []\nentrypoint: java --version\n";
    let build = Project::with_spec("manuals", spec).build(&[]);
    let build = build.expect_success();
    assert!(build.run(&[], &[]).contains("OpenJDK"));
    let manuals = build.python("import os; print(*os.listdir('/usr/share/man'))");
    assert_eq!(manuals, "");
}
