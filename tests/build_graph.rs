//! What the graph of a build looks like: which steps there are, what each of them sees, and which have the network.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;

use crate::fake_engine::{self, Engine, FACTS};
use buildkit_llb::{Digests, definition_to_json};
use serde_json::Value;

const PYLOCK: &str = r#"lock-version = "1.0"
created-by = "test"

[[packages]]
name = "lib"
directory = { path = "packages/lib" }

[[packages]]
name = "repo"
version = "2.0"
vcs = { type = "git", url = "https://git.example.org/repo", commit-id = "0123456789abcdef0123456789abcdef01234567", subdirectory = "x" }

[[packages]]
name = "sdist"
version = "1.0"
sdist = { url = "https://files.example.org/sdist-1.0.tar.gz", hashes = { sha256 = "1111111111111111111111111111111111111111111111111111111111111111" } }
wheels = [
    { url = "https://files.example.org/sdist-1.0-cp38-cp38-manylinux_2_17_x86_64.whl", hashes = { sha256 = "2222222222222222222222222222222222222222222222222222222222222222" } },
    { url = "https://files.example.org/sdist-1.0-cp311-cp311-manylinux_2_17_x86_64.whl", hashes = { sha256 = "3333333333333333333333333333333333333333333333333333333333333333" } },
]

[[packages]]
name = "shop"
version = "1.0"
directory = { path = "." }
"#;

const SPEC: &str = "# syntax=cartwright
dependencies:
  file: pylock.toml
  build-network: [sdist]
  build-env: {CFLAGS: -O2, sdist: {CFLAGS: -O3, JOBS: 2}}
  build-dependencies: {sdist: [repo, wheel, cython<3]}
apt: {build: [gcc]}
env: {OTHER: x}
exclude: [docs]
entrypoint: shop
";

fn engine() -> Engine {
    Engine::with_files(&[("cart.yaml", SPEC), ("pylock.toml", PYLOCK)])
}

fn ops(engine: &Engine) -> Vec<Value> {
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let image = transcript.solved.last().unwrap();
    let json = definition_to_json(image, Digests::Hidden);
    json.as_array().unwrap().clone()
}

fn title(op: &Value) -> &str {
    op["metadata"]["title"].as_str().unwrap_or_default()
}

/// The steps that have to do with one package: program, network, variables beside the base's, and what is mounted.
fn steps(ops: &[Value], of: &str) -> String {
    let mut text = String::new();
    let name = |reference: &Value| {
        let digits = reference.as_str().unwrap_or_default();
        let digits = digits.trim_start_matches('@').split('[').next().unwrap();
        digits
            .parse::<usize>()
            .map_or("scratch", |position| title(&ops[position]))
            .to_owned()
    };
    for op in ops.iter().filter(|op| title(op).contains(of)) {
        let exec = &op["exec"];
        let list = |value: &Value| -> Vec<String> {
            let values = value.as_array().into_iter().flatten();
            values.map(|it| it.as_str().unwrap().to_owned()).collect()
        };
        let network = exec["network"].as_str().unwrap_or("network");
        let _ = writeln!(text, "{} ({network})", title(op));
        let _ = writeln!(text, "  {}", list(&exec["args"]).join(" "));
        for variable in list(&exec["env"]) {
            if !variable.starts_with("PATH=") && !variable.starts_with("UV_") {
                let _ = writeln!(text, "  {variable}");
            }
        }
        for mount in exec["mounts"].as_array().unwrap() {
            let how = match (&mount["read_only"], mount["type"].as_str()) {
                (_, Some("cache")) => "cache".to_owned(),
                (_, Some("tmpfs")) => "memory".to_owned(),
                (Value::Bool(true), _) => format!("reads {}", name(&mount["from"])),
                _ => format!("writes {}", name(&mount["from"])),
            };
            let _ = writeln!(text, "  {} {how}", mount["dest"].as_str().unwrap());
        }
    }
    text
}

fn position(ops: &[Value], of: &str) -> usize {
    ops.iter().position(|op| title(op).contains(of)).unwrap()
}

#[test]
fn the_code_of_a_package_and_the_network_do_not_meet() {
    let ops = ops(&engine());
    insta::assert_snapshot!(steps(&ops, "LIST what builds repo"), @"
    [builder] LIST what builds repo 2.0 (none)
      /usr/local/bin/python3 -IB /run/cartwright/steps/backend.py list /run/cartwright/source/x /run/cartwright/out
      / reads [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      /run/cartwright/out writes scratch
      /run/cartwright/source reads [builder] load repo from git
      /run/cartwright/steps/backend.py reads [internal] prepare backend.py
      /run/cartwright/steps/cartwright_build reads [internal] prepare backend.py
    ");
    insta::assert_snapshot!(steps(&ops[..position(&ops, "ASK what builds repo")], "INSTALL"), @"
    [builder] INSTALL what builds need (network)
      /opt/uv/bin/uv pip install --no-progress --no-config --python /run/cartwright/environment/bin/python --requirement /run/cartwright/lists/requirements.txt
      / writes [builder] APT gcc
      /opt/uv reads [internal] fetch uv==0.13.9
      /run/cartwright/environment writes [builder] CREATE an environment for builds
      /run/cartwright/lists reads [builder] LIST what builds repo 2.0
      /var/cache/cartwright cache
    ");
    insta::assert_snapshot!(steps(&ops, "ASK what builds repo"), @"
    [builder] ASK what builds repo 2.0 (none)
      /usr/local/bin/python3 -IB /run/cartwright/steps/backend.py ask wheel /run/cartwright/source/x /run/cartwright/out /run/cartwright/environment repo
      CFLAGS=-O2
      PDM_BUILD_SCM_VERSION=2.0
      SETUPTOOLS_SCM_PRETEND_VERSION=2.0
      SOURCE_DATE_EPOCH=315532800
      / writes [builder] APT gcc
      /run/cartwright/environment reads [builder] INSTALL what builds need
      /run/cartwright/out writes scratch
      /run/cartwright/source writes [builder] load repo from git
      /run/cartwright/steps/backend.py reads [internal] prepare backend.py
      /run/cartwright/steps/cartwright_build reads [internal] prepare backend.py
    ");
    insta::assert_snapshot!(steps(&ops, "BUILD repo"), @"
    [builder] BUILD repo 2.0 (none)
      /usr/local/bin/python3 -IB /run/cartwright/steps/backend.py build wheel /run/cartwright/source/x /run/cartwright/out /run/cartwright/environment repo
      CFLAGS=-O2
      PDM_BUILD_SCM_VERSION=2.0
      SETUPTOOLS_SCM_PRETEND_VERSION=2.0
      SOURCE_DATE_EPOCH=315532800
      / writes [builder] APT gcc
      /run/cartwright/environment reads [builder] INSTALL what builds need
      /run/cartwright/out writes scratch
      /run/cartwright/source writes [builder] load repo from git
      /run/cartwright/steps/backend.py reads [internal] prepare backend.py
      /run/cartwright/steps/cartwright_build reads [internal] prepare backend.py
    ");
}

#[test]
fn builds_get_what_the_spec_says() {
    let ops = ops(&engine());
    insta::assert_snapshot!(steps(&ops, "LIST what builds sdist"), @"
    [builder] LIST what builds sdist 1.0 (none)
      /usr/local/bin/python3 -IB /run/cartwright/steps/backend.py list /run/cartwright/source /run/cartwright/out repo wheel cython<3
      / reads [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      /run/cartwright/out writes scratch
      /run/cartwright/source reads [builder] EXTRACT sdist-1.0.tar.gz
      /run/cartwright/steps/backend.py reads [internal] prepare backend.py
      /run/cartwright/steps/cartwright_build reads [internal] prepare backend.py
    ");
    insta::assert_snapshot!(steps(&ops, "BUILD sdist"), @"
    [builder] BUILD sdist 1.0 (network)
      /usr/local/bin/python3 -IB /run/cartwright/steps/backend.py build wheel /run/cartwright/source /run/cartwright/out /run/cartwright/environment sdist
      CARTWRIGHT_PYTHONS=3.8 to 3.11
      CFLAGS=-O3
      JOBS=2
      SOURCE_DATE_EPOCH=315532800
      / writes [builder] APT gcc
      /run/cartwright/environment reads [builder] INSTALL what builds need
      /run/cartwright/out writes scratch
      /run/cartwright/source writes [builder] EXTRACT sdist-1.0.tar.gz
      /run/cartwright/steps/backend.py reads [internal] prepare backend.py
      /run/cartwright/steps/cartwright_build reads [internal] prepare backend.py
    ");
    let asking = steps(&ops, "ASK what builds sdist");
    assert!(
        asking.contains("environment sdist repo wheel cython<3\n"),
        "{asking}"
    );
}

#[test]
fn a_project_is_sent_without_the_others() {
    let ops = ops(&engine());
    // Without what is never shipped from anywhere.
    let sent = |of: &str| {
        let op = ops.iter().find(|op| title(op).contains(of)).unwrap();
        let patterns = |kind: &str| op["attrs"][kind].as_str().unwrap_or("all").to_owned();
        let excluded = patterns("local.excludepatterns");
        let (_, rest) = excluded.rsplit_once("venv\",").unwrap();
        format!("{} without {rest}", patterns("local.includepattern"))
    };
    insta::assert_snapshot!(sent("the files of shop"), @r#"all without "cart.yaml","cart.yaml.dockerignore","packages/lib","docs"]"#);
    insta::assert_snapshot!(sent("the files of lib"), @r#"["packages/lib"] without "cart.yaml","cart.yaml.dockerignore","docs"]"#);
    insta::assert_snapshot!(sent("load build context"), @r#"all without "cart.yaml","cart.yaml.dockerignore","packages/lib","src","docs"]"#);
    let records = steps(&ops, "UNPACK shop");
    assert!(
        records.contains(r#"shop={"dir_info":{},"url":"file:///app"}"#),
        "{records}"
    );
}

#[test]
fn what_is_included_is_sent_to_builds() {
    let mut engine = engine();
    let spec = SPEC.replace("exclude:", "include: [src, .git, build/x.py]\nexclude:");
    engine.files.insert("cart.yaml".to_owned(), spec);
    let sent = ops(&engine);
    let excluded = |of: &str| {
        let op = &sent[position(&sent, of)];
        let patterns = op["attrs"]["local.excludepatterns"].as_str().unwrap();
        patterns.rsplit_once("venv\",").unwrap().1.to_owned()
    };
    insta::assert_snapshot!(excluded("the files of shop"), @r#""cart.yaml","cart.yaml.dockerignore","!.git","!build/x.py","packages/lib","docs"]"#);
    insta::assert_snapshot!(excluded("the files of lib"), @r#""cart.yaml","cart.yaml.dockerignore","docs"]"#);
}

#[test]
fn a_file_that_runs_is_shipped() {
    let mut engine = engine();
    let spec = SPEC.replace("entrypoint: shop", "command: python ./src/main.py");
    engine.files.insert("cart.yaml".to_owned(), spec);
    let sent = ops(&engine);
    let op = &sent[position(&sent, "load build context")];
    let excluded = op["attrs"]["local.excludepatterns"].as_str().unwrap();
    assert!(
        excluded.contains("packages/lib") && !excluded.contains("src"),
        "{excluded}"
    );
}

#[test]
fn a_base_without_pip_cannot_build() {
    let mut engine = engine();
    let facts = FACTS.replace("\"pip\": true", "\"pip\": false");
    engine.files.insert("facts.json".to_owned(), facts);
    let transcript = engine.run();
    insta::assert_snapshot!(transcript.error.unwrap().message, @"
    cart.yaml:1:1: the Python of `docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab` has no `pip`, which builds need
      why: nothing that is ready to install was locked for `lib`, `repo`, `sdist` and `shop`
      help: build on an image that has it, `base: {build: IMAGE, run: IMAGE}`; or lock what has wheels for this base
    ");
}

#[test]
fn what_is_worked_on_is_built_where_its_files_are() {
    let engine = engine().option("target", "dev");
    let ops = ops(&engine);
    let built = ["lib", "repo"].map(|package| steps(&ops, &format!("BUILD {package}")));
    let told = |line: &&str| line.contains("backend.py build") || line.contains("load");
    let told: Vec<_> = built
        .iter()
        .flat_map(|it| it.lines().filter(told))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"
    /usr/local/bin/python3 -IB /run/cartwright/steps/backend.py build editable /app/packages/lib /run/cartwright/out /run/cartwright/environment lib
    /app writes [builder] load the files of lib
    /usr/local/bin/python3 -IB /run/cartwright/steps/backend.py build wheel /run/cartwright/source/x /run/cartwright/out /run/cartwright/environment repo
    /run/cartwright/source writes [builder] load repo from git
    ");
    let copy = &ops[position(&ops, "[dev] COPY generated modules")]["file"]["actions"];
    let copies = copy.as_array().unwrap().iter().map(|action| {
        let copy = &action["copy"];
        format!("{} {} {}", copy["src"], copy["include"], copy["exclude"])
    });
    insta::assert_snapshot!(copies.collect::<Vec<_>>().join("\n"), @r#"
    "/" ["**/*.py","**/*.so"] ["**/build","**/target"]
    "/" ["**/*.py","**/*.so"] ["**/build","**/target"]
    "#);
}

/// Acceptance point 24.
#[test]
fn point_24_caches_have_the_namespace_of_the_client() {
    let engine = engine().option("build-arg:BUILDKIT_CACHE_MOUNT_NS", "team");
    let transcript = engine.run();
    let graph = definition_to_json(transcript.solved.last().unwrap(), Digests::Hidden);
    let text = graph.to_string();
    let ids = text.split("\"id\":\"").skip(1);
    let ids = ids.filter_map(|rest| rest.split('"').next());
    let caches: Vec<_> = ids.filter(|id| id.contains("cartwright/")).collect();
    assert!(!caches.is_empty(), "{text}");
    let in_namespace = |id: &&str| id.starts_with("team/cartwright/");
    assert!(caches.iter().all(in_namespace), "{caches:?}");
}

/// The wheel that tells what is needed is the one that ships.
#[test]
fn a_project_that_does_not_say_what_it_needs_is_built_once() {
    let spec = "dependencies: {file: setup.py, extras: [web]}\nentrypoint: shop\n";
    let metadata = "Name: Shop\nVersion: 1.0\nRequires-Dist: built\nRequires-Dist: fetched ; extra == \"web\"\nProvides-Extra: web\n";
    let engine = Engine::with_files(&[
        ("cart.yaml", spec),
        ("setup.py", "setup(name='shop')"),
        ("METADATA", metadata),
        ("pylock.toml", fake_engine::PYLOCK),
        ("warnings.txt", ""),
    ]);
    let ops = ops(&engine);
    let builds = ops.iter().filter(|op| title(op).contains("BUILD shop"));
    assert_eq!(builds.count(), 1);
    insta::assert_snapshot!(steps(&ops, "READ what shop needs"), @"
    [builder] READ what shop needs (none)
      /usr/local/bin/python3 -IB /run/cartwright/steps/metadata.py /run/cartwright/built /run/cartwright/out/METADATA
      / reads [base] FROM docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab
      /run/cartwright/built reads [builder] BUILD shop 1.0
      /run/cartwright/out writes scratch
      /run/cartwright/steps/metadata.py reads [internal] prepare metadata.py
    ");
    let resolved = |op: &Value| title(op).starts_with("[lock] RESOLVE 2 requirements");
    assert!(ops.iter().any(resolved));
}

#[test]
fn settings_for_builds_that_there_are_none_of_are_told() {
    let spec = "dependencies:
  file: pylock.toml
  build-env: {built: {A: x}, fetched: {B: x}}
  build-dependencies: {fetchd: [six], none: [six]}
entrypoint: python
";
    let lock = ("pylock.toml", fake_engine::PYLOCK);
    let transcript = Engine::with_files(&[("cart.yaml", spec), lock]).run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    insta::assert_snapshot!(transcript.warned.join("\n"), @"
    UnusedBuildSettings: `fetched` is not built, and has settings for its build (line 3)
    there is a wheel of it
    `dependencies: {no-binary: [fetched]}` has it built; else remove the settings
    UnusedBuildSettings: no package is called `fetchd`, and it has settings for its build (line 4)
    did you mean `fetched`?
    UnusedBuildSettings: no package is called `none`, and it has settings for its build (line 4)
    write the name of a package that is installed, or remove the settings
    ");
}
