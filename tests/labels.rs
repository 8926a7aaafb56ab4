//! What an image says about itself: labels, annotations, and what the client is told beside it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use crate::fake_engine::Engine;
use crate::support::layout::Layout;
use crate::support::{self, Project, Step, build_at};
use serde_json::Value;

const SPEC: &str = "# syntax=cartwright
entrypoint: python main.py
labels: {org.opencontainers.image.title: The Shop, com.example.team: web}
annotations: {com.example.note: of the spec, org.opencontainers.image.version: '2'}
";

const PYPROJECT: &str = r#"
[project]
name = "shop"
version = "1.2"
description = "Sells things"
license = "MIT"
[project.urls]
Homepage = "https://example.com"
Repository = "https://example.com/shop.git"
Documentation = "https://example.com/docs"
"#;

fn engine() -> Engine {
    Engine::with_files(&[("cart.yaml", SPEC), ("pyproject.toml", PYPROJECT)]).option(
        "label:org.opencontainers.image.description",
        "of the client",
    )
}

/// The entries of the result whose keys begin with a word, each on a line.
fn metadata(engine: &Engine, start: &str) -> String {
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let metadata = transcript.result.unwrap().metadata;
    let ours = metadata.iter().filter(|(key, _)| key.starts_with(start));
    let lines = ours.map(|(key, value)| format!("{key}={}", String::from_utf8_lossy(value)));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn labels_are_the_projects_the_specs_and_the_clients() {
    let config = metadata(&engine(), "containerimage.config");
    let config: Value = serde_json::from_str(config.split_once('=').unwrap().1).unwrap();
    insta::assert_snapshot!(format!("{:#}", config["config"]["Labels"]), @r#"
    {
      "com.example.team": "web",
      "org.opencontainers.image.description": "of the client",
      "org.opencontainers.image.documentation": "https://example.com/docs",
      "org.opencontainers.image.licenses": "MIT",
      "org.opencontainers.image.source": "https://example.com/shop.git",
      "org.opencontainers.image.title": "The Shop",
      "org.opencontainers.image.url": "https://example.com",
      "org.opencontainers.image.version": "1.2"
    }
    "#);
}

#[test]
fn annotations_are_those_and_the_base() {
    insta::assert_snapshot!(metadata(&engine(), "annotation"), @"
    annotation.com.example.note=of the spec
    annotation.org.opencontainers.image.base.digest=sha256:abababababababababababababababababababababababababababababababab
    annotation.org.opencontainers.image.base.name=docker.io/library/python:3.13-slim
    annotation.org.opencontainers.image.description=Sells things
    annotation.org.opencontainers.image.documentation=https://example.com/docs
    annotation.org.opencontainers.image.licenses=MIT
    annotation.org.opencontainers.image.source=https://example.com/shop.git
    annotation.org.opencontainers.image.title=The Shop
    annotation.org.opencontainers.image.url=https://example.com
    annotation.org.opencontainers.image.version=2
    ");
}

#[test]
fn an_index_and_its_manifests_are_annotated() {
    let engine = engine().option("platform", "linux/amd64,linux/arm64");
    let annotations = metadata(&engine, "annotation");
    let titles = annotations.lines().filter(|line| line.contains(".title="));
    insta::assert_snapshot!(titles.collect::<Vec<_>>().join("\n"), @"
    annotation-index.org.opencontainers.image.title=The Shop
    annotation-manifest[linux/amd64].org.opencontainers.image.title=The Shop
    annotation-manifest[linux/arm64].org.opencontainers.image.title=The Shop
    ");
}

#[test]
fn an_exporter_without_annotations_gets_none() {
    let mut engine = engine();
    engine.missing = vec!["exporter.image.annotations"];
    assert_eq!(metadata(&engine, "annotation"), "");
}

#[test]
fn the_client_is_told_which_lock_it_was() {
    let lock = "lock-version = '1.0'\ncreated-by = 'x'\n[[packages]]\nname = 'a'\nversion = '1'\n\
        wheels = [{url = 'https://e.example/a-1-py3-none-any.whl', hashes = {sha256 = '1111111111111111111111111111111111111111111111111111111111111111'}}]\n";
    let digest = |lock: &str| {
        let spec = "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: python\n";
        let engine = Engine::with_files(&[("cart.yaml", spec), ("pylock.toml", lock)]);
        metadata(&engine, "frontend.")
    };
    insta::assert_snapshot!(digest(lock), @"frontend.cartwright.lock-digest=sha256:c5f31674dc80bc6d3c9140d0b9d7ea9980c59737c3e36640bee191d306146b02");
    // What does not change what is installed does not change it.
    assert_eq!(digest(&format!("# a comment\n{lock}")), digest(lock));
    assert_ne!(digest(&lock.replace("1111", "1112")), digest(lock));
}

/// Acceptance point 49.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_49_annotations_and_metadata_reach_the_client() {
    if !support::has_containerd_store() {
        return;
    }
    let project = Project::new("annotated")
        .file("cart.yaml", &SPEC.replace("python main.py", "python"))
        .file("pyproject.toml", PYPROJECT);
    let archive = project.path().join("image.tar");
    let told = project.path().join("told.json");
    let output = format!("--output=type=oci,tar=false,dest={}", archive.display());
    let metadata = format!("--metadata-file={}", told.display());
    project
        .build(&[&output, &metadata, "--provenance=false"])
        .expect_success();
    let manifest = Layout(archive).root();
    let annotation = |key: &str| {
        manifest["annotations"][key]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(annotation("org.opencontainers.image.title"), "The Shop");
    assert_eq!(annotation("org.opencontainers.image.licenses"), "MIT");
    assert_eq!(annotation("com.example.note"), "of the spec");
    assert_eq!(
        annotation("org.opencontainers.image.base.name"),
        "docker.io/library/python:3.13-slim"
    );
    assert!(annotation("org.opencontainers.image.base.digest").starts_with("sha256:"));
    let told: Value = serde_json::from_slice(&fs::read(told).unwrap()).unwrap();
    let digest = told["frontend.cartwright.lock-digest"]
        .as_str()
        .unwrap_or_default();
    assert!(digest.starts_with("sha256:"), "{told:#}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_new_version_of_the_project_runs_nothing_again() {
    let project = Project::new("released")
        .file(
            "cart.yaml",
            "# syntax=cartwright\nentrypoint: python main.py\ninclude: [main.py]\n",
        )
        .file("main.py", "print('released')\n")
        .file(
            "pyproject.toml",
            &PYPROJECT.replace("1.2\"", "1.2\"\ndependencies = ['idna==3.10']"),
        );
    let (first, before) = build_at(&project, Some("0"), &[]);
    assert_eq!(
        first.inspect()["Config"]["Labels"]["org.opencontainers.image.version"],
        "1.2"
    );
    project.write(
        "pyproject.toml",
        PYPROJECT.replace("1.2\"", "1.3\"\ndependencies = ['idna==3.10']"),
    );
    let (second, after) = build_at(&project, Some("0"), &[]);
    assert_eq!(
        second.inspect()["Config"]["Labels"]["org.opencontainers.image.version"],
        "1.3"
    );
    assert_ne!(before, after);
    for step in ["RESOLVE", "UNPACK", "SEAL"] {
        assert_eq!(second.step(step), Step::Cached, "{step}\n{}", second.log);
    }
}
