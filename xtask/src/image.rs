//! The frontend's image, loaded into the engine.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::docker::Docker;
use crate::problem::{About as _, Outcome, Problem};
use crate::process::{output, progress, run, run_with_input, show};
use crate::repository::{cargo, root};

/// The name that specs use: `# syntax=cartwright`.
pub const NAME: &str = "cartwright";

/// Builds the frontend here, as a static binary, and loads it as `name`.
pub fn load(docker: &Docker, name: &str, env: &[String]) -> Outcome {
    let binary = static_binary()?;
    let context = binary.parent().map(PathBuf::from).unwrap_or_default();
    let prebuilt = [
        format!("--build-context=prebuilt={}", context.display()),
        "--build-arg=BINARY=prebuilt".to_owned(),
    ];
    build(docker, name, &prebuilt)?;
    add_env(docker, name, env)
}

/// Builds all of `Dockerfile.frontend`, as a user would.
pub fn load_from_source(docker: &Docker, name: &str, env: &[String]) -> Outcome {
    if crate::engine::has_stand_ins(docker) {
        build_with_rust_stand_in(docker, name)?;
    } else {
        build(docker, name, &[])?;
    }
    add_env(docker, name, env)
}

fn build(docker: &Docker, name: &str, arguments: &[String]) -> Outcome {
    progress(format_args!("loading the image {name}"));
    let mut command = docker.command();
    command.args([
        "buildx",
        "build",
        "--provenance=false",
        "--file=Dockerfile.frontend",
        "--tag",
        name,
    ]);
    run(command.args(arguments).arg(".").current_dir(root()))
}

/// For tests: the same image with more variables in its environment.
fn add_env(docker: &Docker, name: &str, env: &[String]) -> Outcome {
    if env.is_empty() {
        return Ok(());
    }
    let lines: String = env
        .iter()
        .map(|variable| {
            let (key, value) = variable
                .split_once('=')
                .ok_or_else(|| Problem::new(format!("--env takes NAME=VALUE, not `{variable}`")))?;
            Ok(format!("ENV {key}={value:?}\n"))
        })
        .collect::<Outcome<_>>()?;
    let mut command = docker.command();
    command.args(["buildx", "build", "--provenance=false", "--tag", name, "-"]);
    run_with_input(&mut command, &format!("FROM {name}\n{lines}"))
}

/// The binary, alone in a directory.
pub fn static_binary() -> Outcome<PathBuf> {
    let target = host_target()?;
    progress(format_args!("building the frontend for {target}"));
    let mut cargo = cargo();
    cargo.args([
        "build",
        "--quiet",
        "--release",
        "--package=cartwright",
        "--bin=cartwright",
        "--target",
        &target,
    ]);
    // Without an explicit target the flag would reach procedural macros, which cannot be static.
    show(cargo.env("RUSTFLAGS", "-C target-feature=+crt-static"))?;
    let built = target_directory()?.join(&target).join("release/cartwright");
    let alone = target_directory()?.join("frontend-image");
    fs::create_dir_all(&alone).about(alone.display())?;
    let copy = alone.join("cartwright");
    fs::copy(&built, &copy).about(built.display())?;
    Ok(copy)
}

/// Where the official Rust image cannot be pulled, another build takes its place: this machine's toolchain on a stand-in of Debian.
fn build_with_rust_stand_in(docker: &Docker, name: &str) -> Outcome {
    progress(format_args!(
        "building and loading the image {name}, with a stand-in for the Rust image"
    ));
    let toolchain = output(
        Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(root()),
    )?;
    let targets = json!({"target": {
        "rust": {
            "context": "xtask/src",
            "dockerfile": "rust-stand-in.Dockerfile",
            "contexts": {"toolchain": toolchain},
        },
        "frontend": {
            "context": ".",
            "dockerfile": "Dockerfile.frontend",
            "contexts": {"rust-stand-in": "target:rust"},
            "args": {"RUST": "rust-stand-in", "LIBC": "gnu"},
            "tags": [name],
            "attest": ["type=provenance,disabled=true"],
        },
    }});
    let mut command = docker.command();
    command
        .args(["buildx", "bake", "--file=-", "--allow"])
        .arg(format!("fs.read={toolchain}"))
        .arg("frontend");
    run_with_input(command.current_dir(root()), &targets.to_string())
}

fn host_target() -> Outcome<String> {
    let version = output(Command::new("rustc").arg("-vV").current_dir(root()))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| Problem::new("rustc -vV names no host"))
}

fn target_directory() -> Outcome<PathBuf> {
    let metadata = output(cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata: Value = serde_json::from_str(&metadata).about("cargo metadata")?;
    metadata["target_directory"]
        .as_str()
        .map(PathBuf::from)
        .ok_or_else(|| Problem::new("cargo metadata names no target directory"))
}
