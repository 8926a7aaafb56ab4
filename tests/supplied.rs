//! Packages that a build supplies itself: files of its context, or of another tree, and no index.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use crate::private_index::{Index, Wheel};
use crate::support::{Project, build_at};

/// Containers of the build reach the index in the network of the engine, which is this machine's.
const NETWORK: [&str; 3] = ["--allow", "network.host", "--network=host"];

fn versions(names: &str) -> String {
    format!("from importlib.metadata import version as v; print(*map(v, '{names}'.split()))")
}

/// The lock that a project resolves to.
fn lock_of(project: &Project, arguments: &[&str]) -> String {
    let exported = Project::new("exported");
    let output = format!("--output={}", exported.path().display());
    let lock = ["--target=lock", &output];
    let build = project.build(&[&NETWORK[..], &lock, arguments].concat());
    build.expect_success();
    fs::read_to_string(exported.path().join("pylock.toml")).unwrap()
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn requirements_may_name_directories_and_files_of_the_context() {
    let index = Index::serve(
        None,
        &[Wheel::new("shared").version("2.0"), Wheel::new("far")],
    );
    let requirements = format!(
        "--index-url {}\n--find-links ./vendor/wheels\nshared<2\nfar\nlone[extra] @ ./vendor/lone-1.0-py3-none-any.whl\n",
        index.simple()
    );
    let spec = "dependencies: requirements.txt\nentrypoint: python main.py\n";
    let project = Project::with_spec("supplied", spec)
        .file("requirements.txt", &requirements)
        .file("main.py", "import shared, far, lone\n");
    for wheel in [Wheel::new("shared"), Wheel::new("shared").version("2.0")] {
        let path = format!("vendor/wheels/{}", wheel.file_name());
        project.write(&path, wheel.bytes());
    }
    project.write(
        "vendor/lone-1.0-py3-none-any.whl",
        Wheel::new("lone").bytes(),
    );
    project.write("vendor/notes.txt", "kept");

    let (build, digest) = build_at(&project, Some("0"), &NETWORK);
    assert_eq!(build.python(&versions("shared far lone")), "1.0 1.0 1.0");
    let shipped =
        "import pathlib; print(*sorted(p.name for p in pathlib.Path('/app').rglob('*.*')))";
    assert_eq!(
        build.python(shipped),
        "main.cpython-313.pyc main.py notes.txt requirements.txt"
    );

    // What is locked is what was there.
    let lock = lock_of(&project, &[]);
    assert!(
        lock.contains("path = \"vendor/wheels/shared-1.0-py3-none-any.whl\""),
        "{lock}"
    );
    assert!(
        lock.contains("archive = { path = \"vendor/lone-1.0-py3-none-any.whl\""),
        "{lock}"
    );
    project.write("pylock.toml", &lock);
    project.write(
        "cart.yaml",
        "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: python main.py\n",
    );
    let (_, locked) = build_at(&project, Some("0"), &NETWORK);
    assert_eq!(locked, digest);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_is_for_other_targets_is_not_looked_for() {
    let manifest = r#"
        [project]
        name = "app"
        version = "1"
        dependencies = ["lone"]
        [tool.uv.sources]
        lone = [
            { path = "vendor/lone-1.0-py3-none-any.whl", marker = "python_version < '3.12'" },
            { path = "vendor/lone-2.0-py3-none-any.whl", marker = "python_version == '3.13'" },
            { git = "http://127.0.0.1:9/lone.git", marker = "python_version > '3.13'" },
        ]
    "#;
    let wheel = Wheel::new("lone").version("2.0");
    let project = Project::with_spec("supplied-places", "entrypoint: python\n")
        .file("pyproject.toml", manifest);
    project.write("vendor/lone-2.0-py3-none-any.whl", wheel.bytes());
    let build = project.build(&[]).expect_success();
    assert_eq!(build.python(&versions("lone")), "2.0");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_39_what_a_directory_has_no_index_is_asked_for() {
    let index = Index::serve(
        None,
        &[Wheel::new("inner").version("9.0"), Wheel::new("outer")],
    );
    let spec = |dependencies: &str| {
        format!(
            "index: [{}, {{from: wheelhouse, path: dist}}]\ndependencies: {dependencies}\nentrypoint: python main.py\n",
            index.simple()
        )
    };
    let project = Project::with_spec("wheelhouse", &spec("[inner, outer]"))
        .file("main.py", "import inner, outer\n");
    let wheelhouse = Project::new("wheelhouse-files");
    let wheel = Wheel::new("inner");
    wheelhouse.write(&format!("dist/{}", wheel.file_name()), wheel.bytes());
    let given = format!("--build-context=wheelhouse={}", wheelhouse.path().display());
    let arguments = [&NETWORK[..], &[&given]].concat();

    let (build, digest) = build_at(&project, Some("0"), &arguments);
    assert_eq!(build.python(&versions("inner outer")), "1.0 1.0");
    let requests = index.take_requests();
    assert!(
        requests.iter().all(|it| !it.path.contains("inner")),
        "{requests:#?}"
    );

    let lock = lock_of(&project, &[&given]);
    assert!(
        lock.contains("path = \"wheelhouse/dist/inner-1.0-py3-none-any.whl\""),
        "{lock}"
    );
    project.write("pylock.toml", &lock);
    project.write(
        "cart.yaml",
        format!("# syntax=cartwright\n{}", spec("pylock.toml")),
    );
    let (_, locked) = build_at(&project, Some("0"), &arguments);
    assert_eq!(locked, digest);
    project.write(
        "cart.yaml",
        format!(
            "# syntax=cartwright\n{}installer: pip\n",
            spec("[inner<2, outer]")
        ),
    );
    let (by_pip, _) = build_at(&project, Some("0"), &arguments);
    assert_eq!(by_pip.python(&versions("inner outer")), "1.0 1.0");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_is_not_there_is_told_where_it_is_asked_for() {
    let project = Project::with_spec(
        "not-supplied",
        "dependencies: requirements.txt\nindex: {path: wheels}\nentrypoint: python\n",
    )
    .file(
        "requirements.txt",
        "--find-links links\n./lone-1.0.tar.gz\nidna\n",
    )
    .file("links/notes.txt", "");
    insta::assert_snapshot!(project.build(&[]).expect_failure().error(), @"
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     dependencies: requirements.txt
       3 | >>> index: {path: wheels}
       4 |     entrypoint: python
       5 |     
    --------------------
    ERROR: failed to build: failed to solve: 3 errors
    1. cart.yaml:3:8: there are no packages in `wheels`
         why: `*.whl`, `*.tar.gz` and `*.zip` are looked for, in the directory itself; what an ignore file leaves out is not sent
         help: put them there; paths are counted from the build context
    2. requirements.txt:1:14: there are no packages in `links`
         why: `*.whl`, `*.tar.gz` and `*.zip` are looked for, in the directory itself; what an ignore file leaves out is not sent
         help: put them there; paths are counted from the build context
    3. requirements.txt:2:1: there is no file `lone-1.0.tar.gz` in the build context
         help: check its name, and whether the last argument of `docker buildx build` is its directory
    ");
}
