//! Bills of materials: what the lock tells, and what a scanner finds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;

use crate::fake_engine::{Engine, Transcript};
use crate::support::layout::Layout;
use crate::support::{self, Project, docker};
use serde_json::Value;

const SPEC: &str = "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: python main.py\n";

const PYLOCK: &str = r#"lock-version = "1.0"
created-by = "uv"
[[packages]]
name = "a"
version = "1"
wheels = [{ url = "https://files.example.org/a-1-py3-none-any.whl", hashes = { sha256 = "1111111111111111111111111111111111111111111111111111111111111111" } }]
"#;

fn engine() -> Engine {
    Engine::with_files(&[("cart.yaml", SPEC), ("pylock.toml", PYLOCK)])
}

/// What is attested, by platform: kind, path and metadata of each.
fn attested(transcript: &Transcript) -> BTreeMap<String, Vec<String>> {
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let result = transcript.result.as_ref().unwrap();
    let of_platform = result.attestations.iter().map(|(platform, all)| {
        let line = |it: &buildkit_proto::frontend::Attestation| {
            let metadata: Vec<_> = it.metadata.keys().map(String::as_str).collect();
            let (kind, metadata) = (it.kind(), metadata.join(" "));
            format!("{} {} {metadata}", kind.as_str_name(), it.path)
        };
        (platform.clone(), all.attestation.iter().map(line).collect())
    });
    of_platform.collect()
}

#[test]
fn what_the_lock_tells_comes_beside_what_a_scanner_finds() {
    let engine = engine()
        .option("attest:sbom", "generator=example.com/scanner:1")
        .option("platform", "linux/amd64,linux/arm64");
    insta::assert_debug_snapshot!(attested(&engine.run()), @r#"
    {
        "linux/amd64": [
            "ATTESTATION_KIND_BUNDLE / reason sbom-core",
            "ATTESTATION_KIND_IN_TOTO /sbom.spdx.json reason",
        ],
        "linux/arm64": [
            "ATTESTATION_KIND_BUNDLE / reason sbom-core",
            "ATTESTATION_KIND_IN_TOTO /sbom.spdx.json reason",
        ],
    }
    "#);
}

#[test]
fn nothing_is_attested_that_nobody_asks_for_or_takes() {
    let none = BTreeMap::new();
    assert_eq!(attested(&engine().run()), none);
    let asked = engine().option("attest:sbom", "");
    assert_eq!(
        attested(&asked.clone().option("attest:sbom", "disabled=true").run()),
        none
    );
    let mut older = asked.clone();
    older.missing = vec!["reference.attestations"];
    assert_eq!(attested(&older.run()), none);
    // The engine scans by itself what nobody knows before.
    let by_pip = "# syntax=cartwright\ninstaller: pip\ndependencies: [a]\nentrypoint: python\n";
    let by_pip = Engine::with_files(&[("cart.yaml", by_pip)]).option("attest:sbom", "");
    assert_eq!(attested(&by_pip.run()), none);
}

#[test]
fn a_scanner_that_cannot_be_is_told() {
    let error = engine()
        .option("attest:sbom", "generator=Scanner")
        .run()
        .error;
    insta::assert_snapshot!(error.unwrap().message, @"
    `Scanner` is not the name of an image
      why: names of images have no upper-case letters
      help: write `scanner`
    ");
}

/// The documents about an image in a directory of OCI's layout, by name.
fn documents(layout: &Layout) -> BTreeMap<String, Value> {
    let items = |value: &Value| value.as_array().unwrap().clone();
    let manifests = items(&layout.root()["manifests"]).into_iter();
    let manifests = manifests.map(|it| layout.json(&it));
    let layers = manifests.flat_map(|manifest| items(&manifest["layers"]));
    let kind = |layer: &Value| layer["annotations"]["in-toto.io/predicate-type"].clone();
    let documents = layers.filter(|layer| kind(layer) == "https://spdx.dev/Document");
    let entry = |layer: Value| {
        let document = layout.json(&layer)["predicate"].clone();
        (document["name"].as_str().unwrap().to_owned(), document)
    };
    documents.map(entry).collect()
}

/// Acceptance point 47.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_47_bills_of_materials_by_the_lock_and_by_a_scanner() {
    if !support::has_containerd_store() {
        return;
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sbom");
    let dockerfile =
        "FROM python:3.13-slim\nCOPY scan.py /\nENTRYPOINT [\"python3\", \"/scan.py\"]\n";
    let scanner = Project::new("scanner").file("Dockerfile", dockerfile);
    scanner.write("scan.py", fs::read(format!("{folder}/scan.py")).unwrap());
    let made = docker(&["buildx", "build", "-q", "-t", &scanner.image(), "."])
        .current_dir(scanner.path())
        .status()
        .unwrap();
    assert!(made.success());

    let project = Project::with_spec(
        "sbom",
        "dependencies: [idna==3.10]\nentrypoint: python main.py\nexclude: [setup.py]\n",
    )
    .file("main.py", "print('listed')\n")
    .file("setup.py", "")
    .file(
        "pyproject.toml",
        "[project]\nname = 'Listed'\nversion = '1'\n",
    );
    let layout = project.path().join("image");
    let sbom = format!(
        "--attest=type=sbom,generator={},namespace=told",
        scanner.image()
    );
    let output = format!("--output=type=oci,tar=false,dest={}", layout.display());
    let context = "--build-arg=BUILDKIT_SBOM_SCAN_CONTEXT=true";
    project.build(&[&sbom, &output, context]).expect_success();
    let documents = documents(&Layout(layout));
    assert_eq!(documents["sbom"]["comment"], "main.py pyproject.toml");
    assert_eq!(documents["sbom"]["documentNamespace"], "told");
    assert_eq!(
        documents["sbom-context"]["comment"],
        "main.py pyproject.toml setup.py"
    );
    let ours = &documents["Listed"]["packages"][1];
    assert_eq!(
        ours["externalRefs"][0]["referenceLocator"],
        "pkg:pypi/idna@3.10"
    );
    assert_eq!(documents.len(), 3);
}
