//! Locks as the graph: what is made of them, what a change costs, and that they say the same thing twice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::{Project, Step, build_at, docker, layers, lock_of, stdout};

const SPEC: &str = "dependencies: [idna==3.10, tabulate==0.9.0]\nentrypoint: python\n";

/// The images differ in when they were made, unless the user says when that is.
const EPOCH: &str = "1700000000";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_image_built_from_the_exported_lock_is_the_same() {
    let project = Project::with_spec("lock-export", SPEC);
    let (_, resolved) = build_at(&project, Some(EPOCH), &[]);
    let lock = lock_of(&project);
    assert!(
        lock.contains("name = \"idna\"\nversion = \"3.10\""),
        "{lock}"
    );
    let spec = SPEC.replace("[idna==3.10, tabulate==0.9.0]", "pylock.toml");
    let project = Project::with_spec("lock-import", &spec).file("pylock.toml", &lock);
    let (build, locked) = build_at(&project, Some(EPOCH), &[]);
    assert_eq!(build.step("RESOLVE"), Step::Absent, "{}", build.log);
    assert_eq!(resolved, locked);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_changed_dependency_changes_one_layer() {
    let project = Project::with_spec(
        "bump",
        "dependencies: requirements.txt\nentrypoint: python\n",
    );
    project.write(
        "requirements.txt",
        "idna==3.9\ntabulate==0.9.0\nsix==1.16.0\n",
    );
    let before = layers(&project.build(&[]).expect_success());
    project.write(
        "requirements.txt",
        "idna==3.10\ntabulate==0.9.0\nsix==1.16.0\n",
    );
    let after = layers(&project.build(&[]).expect_success());
    let is_app = |layers: &[String]| layers.len() - 1;
    let changed = (0..is_app(&before))
        .filter(|&layer| before[layer] != after[layer])
        .count();
    assert_eq!(
        (before.len(), changed),
        (after.len(), 1),
        "{before:#?}\n{after:#?}"
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn another_project_gets_the_same_layers_for_the_same_wheels() {
    let one = Project::with_spec(
        "shared-one",
        "dependencies: [idna==3.10, six==1.16.0]\nentrypoint: python\n",
    );
    let other = Project::with_spec(
        "shared-other",
        "dependencies: [idna==3.10, tabulate==0.9.0]\ncommand: python\n",
    );
    let (one, other) = (
        layers(&one.build(&[]).expect_success()),
        layers(&other.build(&[]).expect_success()),
    );
    let shared = one.iter().filter(|layer| other.contains(layer)).count();
    // The base, the account, the empty environment, idna.
    assert!(shared >= 4, "{one:#?}\n{other:#?}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_lock_of_uv_is_read_as_it_is() {
    let source = lock_of(&Project::with_spec("uv-source", SPEC));
    let manifest = "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.11\"\ndependencies = [\"idna\"]\n\
        [project.optional-dependencies]\ntables = [\"tabulate\"]\n";
    let spec = "dependencies: {file: uv.lock, extras: [tables]}\nentrypoint: python\n";
    let project = Project::with_spec("uv-lock", spec).file("pyproject.toml", manifest);
    project.write("uv.lock", uv_lock(&source));
    let build = project.build(&[]).expect_success();
    assert_eq!(build.step("RESOLVE"), Step::Absent);
    assert_eq!(
        build.python("import idna, tabulate; print(idna.__version__)"),
        "3.10"
    );
    // Tests may have what does not ship.
    let spec = "# syntax=cartwright\ndependencies: uv.lock\nentrypoint: python\n\
        test: {run: python -c 'import tabulate', extras: [tables]}\n";
    project.write("cart.yaml", spec);
    let build = project.build(&[]).expect_success();
    let report = "from importlib.util import find_spec as f; print(bool(f('idna')), f('tabulate'))";
    assert_eq!(build.python(report), "True None");
}

/// The lock that uv would write for a project `shop` with what is in another lock.
fn uv_lock(pylock: &str) -> String {
    let mut text = "version = 1\nrevision = 3\nrequires-python = \">=3.11\"\n\n".to_owned();
    text.push_str(
        "[[package]]\nname = \"shop\"\nversion = \"1\"\nsource = { virtual = \".\" }\ndependencies = [{ name = \"idna\" }]\n\
        [package.optional-dependencies]\ntables = [{ name = \"tabulate\" }]\n\
        [package.metadata]\nrequires-dist = [{ name = \"idna\" }, { name = \"tabulate\", marker = \"extra == 'tables'\" }]\n\
        provides-extras = [\"tables\"]\n",
    );
    let package = |name: &str| {
        let entry = &pylock[pylock.find(&format!("name = \"{name}\"")).unwrap()..];
        let value = |key: &str| {
            let rest = &entry[entry.find(&format!("{key} = ")).unwrap() + key.len() + 3..];
            let mut parts = rest.split(['"', ',', ' ', '}']);
            parts.find(|part| !part.is_empty()).unwrap().to_owned()
        };
        let (url, version, size, sha256) = (
            value("url"),
            value("version"),
            value("size"),
            value("sha256"),
        );
        let index = "https://index.example.org/simple";
        let wheel = format!("{{ url = \"{url}\", hash = \"sha256:{sha256}\", size = {size} }}");
        format!(
            "\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\
            source = {{ registry = \"{index}\" }}\nwheels = [{wheel}]\n"
        )
    };
    text + &["idna", "tabulate"].map(package).concat()
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn no_layer_is_left_behind() {
    let build = Project::with_spec("layers", SPEC)
        .build(&[])
        .expect_success();
    let history = docker(&[
        "history",
        "--no-trunc",
        "--format",
        "{{.CreatedBy}}",
        &build.image,
    ])
    .output()
    .unwrap();
    let filled = stdout(&history)
        .lines()
        .filter(|line| line.starts_with("WHEELS"))
        .count();
    assert_eq!(filled, 2);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn hashes_among_the_requirements_are_binding() {
    let spec = "dependencies: requirements.txt\nentrypoint: python\n";
    let lock = lock_of(&Project::with_spec(
        "hash-source",
        "dependencies: [idna==3.10]\nentrypoint: python\n",
    ));
    let digest = &lock[lock.find("sha256 = \"").unwrap() + 10..][..64];
    let project = Project::with_spec("hashes", spec);
    project.write(
        "requirements.txt",
        format!("idna==3.10 --hash=sha256:{digest}\n"),
    );
    project.build(&[]).expect_success();
    project.write(
        "requirements.txt",
        format!("idna==3.10 --hash=sha256:{}\n", "0".repeat(64)),
    );
    let error = project.build(&[]).expect_failure().error();
    assert!(error.contains(">>> idna==3.10 --hash"), "{error}");
    assert!(
        error.contains("is not one of the files that the hashes of `idna` allow"),
        "{error}"
    );
}
