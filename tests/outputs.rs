//! What a build leaves, and in which form.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use crate::support::layout::Layout;
use crate::support::{self, Project, unique};
use serde_json::Value;

fn project(name: &str) -> Project {
    let spec = "dependencies: [idna==3.10]\nentrypoint: python main.py\ntest: python -c 'import idna'\nchecks: {lint: [python, -c, '']}\n";
    Project::with_spec(name, spec).file("main.py", &format!("print('out') # {}\n", unique()))
}

/// Acceptance points 45 and 50. Images by the other exporters are in every test, and below.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn points_45_and_50_every_kind_of_output() {
    let project = project("outputs");
    let path = |name: &str| project.path().join(name);
    let to = |kind: &str, name: &str| format!("--output=type={kind},dest={}", path(name).display());
    let holds = |kind: &str, target: &str, inside: &str| {
        let archive = format!("{kind}.tar");
        project
            .build(&[target, &to(kind, &archive)])
            .expect_success();
        let listed = std::process::Command::new("tar")
            .args(["-tf", &path(&archive).display().to_string()])
            .output()
            .unwrap();
        let listed = support::stdout(&listed);
        assert!(listed.lines().any(|it| it == inside), "{kind}: {listed}");
    };
    project
        .build(&["--target=lock", &to("local", "files")])
        .expect_success();
    assert!(path("files/pylock.toml").is_file());
    holds("tar", "--target=lock", "pylock.toml");
    // Checks give nothing, which every exporter takes.
    project
        .build(&["--target=lint", &to("local", "nothing")])
        .expect_success();
    assert_eq!(fs::read_dir(path("nothing")).unwrap().count(), 0);
    project
        .build(&["--target=lint", "--output=type=cacheonly"])
        .expect_success();
    if support::has_containerd_store() {
        holds("docker", "--target=runtime", "manifest.json");
    }
}

/// Acceptance point 46.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_46_provenance_tells_materials_and_lines() {
    if !support::has_containerd_store() {
        return;
    }
    let project = project("provenance");
    let told = project.path().join("told.json");
    let metadata = format!("--metadata-file={}", told.display());
    let mut command = project.build_command(&["--provenance=mode=max", &metadata]);
    // Without it, the client leaves out what is long.
    command.env("BUILDX_METADATA_PROVENANCE", "max");
    project.finish(command.spawn().unwrap()).expect_success();
    let told: Value = serde_json::from_slice(&fs::read(&told).unwrap()).unwrap();
    let provenance = told["buildx.build.provenance"].to_string();
    for material in ["pkg:docker/python@3.13-slim", "idna-3.10-py3-none-any.whl"] {
        assert!(provenance.contains(material), "{material}\n{provenance}");
    }
    // The spec itself, and which of its lines each step comes from.
    assert!(
        provenance.contains("\"filename\":\"cart.yaml\""),
        "{provenance}"
    );
    assert!(provenance.contains("\"locations\""), "{provenance}");
}

/// Acceptance point 22, for directories; for registries see `remote_cache`.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_22_caches_in_directories_are_taken() {
    if !support::has_containerd_store() {
        return;
    }
    let project = project("local-cache");
    let cache = project.path().join("kept");
    let to = format!("--cache-to=type=local,mode=max,dest={}", cache.display());
    project.build(&[&to]).expect_success();
    let from = format!("--cache-from=type=local,src={}", cache.display());
    let again = project.build(&[&from]).expect_success();
    let read = "importing cache manifest from local:";
    assert!(again.log.contains(read), "{}", again.log);
    assert!(!again.log.contains("not found"), "{}", again.log);
}

/// Acceptance point 42.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_42_history_has_an_entry_for_each_layer() {
    if !support::has_containerd_store() {
        return;
    }
    let project = project("history");
    let image = project.path().join("image");
    let output = format!("--output=type=oci,tar=false,dest={}", image.display());
    project
        .build(&["--provenance=false", &output])
        .expect_success();
    let layout = Layout(image);
    let manifest = layout.root();
    let config = layout.json(&manifest["config"]);
    let history = config["history"].as_array().unwrap();
    let of_layers = history.iter().filter(|entry| entry["empty_layer"] != true);
    let layers = manifest["layers"].as_array().unwrap().len();
    assert_eq!(of_layers.count(), layers, "{config:#}");
    assert_eq!(
        config["rootfs"]["diff_ids"].as_array().unwrap().len(),
        layers
    );
    let ours = history
        .iter()
        .filter(|entry| entry["comment"] == "cartwright.v0");
    let told: Vec<_> = ours
        .map(|entry| entry["created_by"].as_str().unwrap())
        .collect();
    for wanted in ["WHEELS idna 3.10", "COPY . /app", "ENTRYPOINT"] {
        assert!(
            told.iter().any(|it| it.contains(wanted)),
            "{wanted}: {told:#?}"
        );
    }
}
