//! Images for another machine than the engine's own, which runs none of their programs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::layout::Layout;
use crate::support::{Build, Project, Step, docker, has_containerd_store, stdout};
use serde_json::Value;

/// A base for several machines; where official images cannot be pulled, of the project's own making.
const BASE: &str = "base: python:3.13\n";

/// What `e_machine` says in ELF files (for arm64 and amd64).
const MACHINES: [(&str, u16); 2] = [("arm64", 183), ("amd64", 62)];

/// A machine that the engine is not, nor runs; there is none where it emulates, or keeps no images of others.
fn other() -> Option<&'static str> {
    if !has_containerd_store() {
        return None;
    }
    let info = docker(&["info", "--format", "{{.Architecture}}"]);
    let machine = if stdout(&{ info }.output().unwrap()).starts_with("aarch64") {
        "amd64"
    } else {
        "arm64"
    };
    let builder = stdout(&docker(&["buildx", "inspect"]).output().unwrap());
    if builder.contains(&format!("linux/{machine}")) {
        eprintln!("NOT RUN: it takes an engine that emulates nothing");
        return None;
    }
    Some(machine)
}

/// Builds a project for platforms.
fn build(project: &Project, platforms: &str) -> (Build, Layout) {
    build_with(project, platforms, &[])
}

fn build_with(project: &Project, platforms: &str, more: &[&str]) -> (Build, Layout) {
    let archive = project.path().with_extension("tar");
    let output = format!("--output=type=oci,dest={}", archive.display());
    let platforms = format!("--platform={platforms}");
    let arguments = [&["--provenance=false", &platforms, &output], more].concat();
    let build = project.build(&arguments).expect_success();
    let folder = project.path().with_extension("layout");
    unpack(&archive, &folder);
    fs::remove_file(archive).unwrap();
    (build, Layout(folder))
}

/// The files of an image, without those of its base.
fn files(layout: &Layout, manifest: &Value) -> PathBuf {
    let files = layout.0.join("files");
    let _ = fs::remove_dir_all(&files);
    for layer in &manifest["layers"].as_array().unwrap()[1..] {
        unpack(&layout.blob(layer), &files);
    }
    files
}

fn unpack(archive: &Path, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let mut tar = Command::new("tar");
    tar.arg("-xf").arg(archive).arg("-C").arg(folder);
    assert!(tar.status().unwrap().success());
}

/// The names of the files in a directory that end with something.
fn names(directory: &Path, end: &str) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.ends_with(end)).collect();
    names.sort();
    names
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_index_has_an_image_for_each_machine_and_nothing_is_emulated() {
    let Some(other) = other() else { return };
    let spec = format!(
        "{BASE}dependencies: [markupsafe==3.0.2, idna==3.10]\ntest: python -c \"import main\"\n\
        entrypoint: python main.py\n"
    );
    let project =
        Project::with_spec("platforms", &spec).file("main.py", "import markupsafe, idna\n");
    let (build, layout) = build(&project, "linux/amd64,linux/arm64");
    let own = if other == "arm64" { "amd64" } else { "arm64" };
    for (step, became) in [
        (format!("[linux/{own} test] python -c"), Step::Ran),
        (
            format!("[linux/{own} smoke] CHECK python main.py"),
            Step::Ran,
        ),
        (format!("[linux/{other} test] python -c"), Step::Absent),
        (format!("[linux/{other} smoke]"), Step::Absent),
    ] {
        let is_there = build.step(&step) != Step::Absent;
        assert_eq!(is_there, became != Step::Absent, "{step}\n{}", build.log);
    }
    let warning =
        format!("NotTested: the image for `linux/{other}` is made without `test` and `smoke`");
    assert!(build.log.contains(&warning), "{}", build.log);

    let index = layout.root();
    let manifests = index["manifests"].as_array().unwrap();
    assert_eq!(manifests.len(), 2, "{index}");
    let mut bytecode = Vec::new();
    for descriptor in manifests {
        let machine = descriptor["platform"]["architecture"].as_str().unwrap();
        let manifest = layout.json(descriptor);
        let config = layout.json(&manifest["config"]);
        assert_eq!(config["architecture"], machine);
        assert_eq!(config["os"], "linux");
        let packages = "opt/venv/lib/python3.13/site-packages";
        let package = files(&layout, &manifest).join(packages).join("markupsafe");
        let [library] = &names(&package, ".so")[..] else {
            panic!("{package:?}")
        };
        let library = fs::read(package.join(library)).unwrap();
        let number = u16::from_le_bytes([library[18], library[19]]);
        assert!(MACHINES.contains(&(machine, number)), "{machine} {number}");
        let compiled = package.join("__pycache__/__init__.cpython-313.pyc");
        bytecode.push(fs::read(compiled).unwrap());
    }
    assert_eq!(bytecode[0], bytecode[1]);
    // Bases and markupsafe differ; idna, the environment, the user and the application are the same layers.
    let layers = |at: usize| {
        layout.json(&manifests[at])["layers"]
            .as_array()
            .unwrap()
            .clone()
    };
    let (one, another) = (layers(0), layers(1));
    let differing = one.iter().filter(|layer| !another.contains(layer)).count();
    assert_eq!(differing, 2, "{one:?}\n{another:?}");
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_a_minimal_image_is_taken_out_of_an_image_for_another_machine() {
    let Some(other) = other() else { return };
    let spec =
        "python: \"3.13\"\nbase: minimal\ndependencies: [idna==3.10]\nentrypoint: python main.py\n";
    let project = Project::with_spec("platforms-minimal", spec).file("main.py", "import idna\n");
    let base = "--build-context=python:3.13-slim=docker-image://python:3.13";
    let (_, layout) = build_with(&project, &format!("linux/{other}"), &[base]);
    let manifest = layout.root();
    let base = layout.0.join("base");
    unpack(&layout.blob(&manifest["layers"][0]), &base);
    let (_, number) = MACHINES.iter().find(|(name, _)| *name == other).unwrap();
    let triple = if other == "arm64" {
        "aarch64"
    } else {
        "x86_64"
    };
    for path in [
        "usr/bin/python3.13".to_owned(),
        format!("usr/lib/{triple}-linux-gnu/libc.so.6"),
        format!("usr/lib/{triple}-linux-gnu/libssl.so.3"),
    ] {
        let file = fs::read(base.join(&path)).unwrap();
        assert_eq!(u16::from_le_bytes([file[18], file[19]]), *number, "{path}");
    }
    assert!(base.join("usr/lib/python3.13/os.py").exists());
    assert!(!base.join("usr/bin/dpkg").exists());
}

/// A backend that needs nothing, and says that its wheel is for the platform in the file `platform`.
const BACKEND: &str = r#"
import base64, hashlib, zipfile

def build_wheel(out, config_settings=None, metadata_directory=None):
    platform = open("platform").read()
    name, info = f"shop-1.0-py3-none-{platform}.whl", "shop-1.0.dist-info"
    files = {
        "shop.py": "",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-{platform}\n",
    }
    digest = lambda text: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
    record = "".join(f"{path},sha256={digest(text)},{len(text)}\n" for path, text in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    with zipfile.ZipFile(f"{out}/{name}", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(zipfile.ZipInfo(path), text)
    return name
"#;

const MANIFEST: &str = "[project]\nname = \"shop\"\nversion = \"1.0\"\n\
    [build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_is_built_is_for_every_machine_or_cannot_be_built() {
    let Some(other) = other() else { return };
    let spec = format!("{BASE}dependencies: pyproject.toml\nentrypoint: python -m shop\n");
    let project = Project::with_spec("platforms-built", &spec)
        .file("pyproject.toml", MANIFEST)
        .file("backend.py", BACKEND)
        .file("shop.py", "")
        .file("platform", "any");
    let platform = format!("linux/{other}");
    let (_, layout) = build(&project, &platform);
    let manifest = layout.root();
    assert_eq!(layout.json(&manifest["config"])["architecture"], other);
    let packages = "opt/venv/lib/python3.13/site-packages/shop.py";
    assert!(files(&layout, &manifest).join(packages).exists());

    project.write("platform", "linux_compiled");
    let failed = project
        .build(&[&format!("--platform={platform}")])
        .expect_failure();
    let error = failed.error();
    let expected = format!("`shop 1.0` has no wheel, and cannot be compiled for `{platform}`");
    assert!(error.contains(&expected), "{error}");
    assert!(error.contains("dependencies: pyproject.toml"), "{error}");
}
