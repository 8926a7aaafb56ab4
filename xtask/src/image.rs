//! The frontend's image, loaded into the engine.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use serde_json::{Value, json};

use crate::docker::Docker;
use crate::problem::{About as _, Outcome, Problem};
use crate::process::{output, progress, run, run_with_input, show};
use crate::repository::{cargo, host, root};

/// The name that specs use: `# syntax=cartwright`.
pub const NAME: &str = "cartwright";

/// How the programs of an image are compiled.
#[derive(Clone, Copy)]
pub enum Build {
    /// As they are released.
    Release,
    /// Sooner, to try a change: larger and slower, and with the checks of a debug build. The helper is the one that is released.
    Quick,
}

impl Build {
    /// The programs and their build profiles: the frontend, and the helper that it mounts into steps.
    fn programs(self) -> [(&'static str, &'static str); 2] {
        match self {
            Self::Release => [("cartwright", "release"), ("wheelwright", "helper")],
            Self::Quick => [("cartwright", "quick"), ("wheelwright", "helper")],
        }
    }
}

/// Builds the frontend here, as static binaries, and loads it as `name`.
pub fn load(docker: &Docker, name: &str, env: &[String], how: Build) -> Outcome {
    let context = static_binaries(how)?;
    let prebuilt = [
        format!("--build-context=prebuilt={}", context.display()),
        "--build-arg=BINARY=prebuilt".to_owned(),
    ];
    build(docker, name, &prebuilt)?;
    add_env(docker, name, name, env)
}

/// Builds all of `Dockerfile.frontend`, as a user would.
pub fn load_from_source(docker: &Docker, name: &str, env: &[String]) -> Outcome {
    if crate::engine::has_stand_ins(docker) {
        build_with_rust_stand_in(docker, name)?;
    } else {
        build(docker, name, &[])?;
    }
    add_env(docker, name, name, env)
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

/// For tests: an image again, as `name`, with more variables in its environment.
pub fn add_env(docker: &Docker, image: &str, name: &str, env: &[String]) -> Outcome {
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
    run_with_input(&mut command, &format!("FROM {image}\n{lines}"))
}

/// A directory with the programs, and nothing else.
pub fn static_binaries(how: Build) -> Outcome<PathBuf> {
    let target = static_target()?;
    let target = target.as_deref();
    progress(format_args!(
        "building the frontend for {}",
        target.unwrap_or("this machine")
    ));
    let mut built = target_directory()?;
    built.extend(target);
    let alone = target_directory()?.join("frontend-image");
    fs::create_dir_all(&alone).about(alone.display())?;
    // What optimizes all of a program has use for one processor only.
    thread::scope(|scope| {
        let programs = how.programs();
        let compiling = programs
            .map(|(program, profile)| scope.spawn(move || compile(program, profile, target)));
        compiling.into_iter().try_for_each(|it| {
            let done = it.join();
            done.unwrap_or_else(|_| Err(Problem::new("compiling panicked")))
        })
    })?;
    for (program, profile) in how.programs() {
        let binary = built.join(profile).join(program);
        fs::copy(&binary, alone.join(program)).about(binary.display())?;
    }
    Ok(alone)
}

fn compile(program: &str, profile: &str, target: Option<&str>) -> Outcome {
    let mut cargo = cargo();
    cargo.args(["rustc", "--quiet", "--package", program, "--bin", program]);
    cargo.args(["--profile", profile]);
    if let Some(target) = target {
        cargo.args(["--target", target]);
    }
    // musl targets bring their own start files: the toolchain's linker does.
    cargo.env("CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_LINKER", "rust-lld");
    cargo.env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER", "rust-lld");
    // The last step alone makes a program static, so that procedural macros stay libraries.
    cargo.args(["--", "-C", "target-feature=+crt-static"]);
    show(&mut cargo)
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

/// What static programs are compiled for: musl, whose programs are smaller, where the toolchain has it; else the host itself.
fn static_target() -> Outcome<Option<String>> {
    let host = host()?;
    let musl = host.replace("-gnu", "-musl");
    let libraries = ["--print", "target-libdir", "--target", &musl];
    let libraries = output(Command::new("rustc").args(libraries).current_dir(root()));
    let has_musl = libraries.is_ok_and(|path| PathBuf::from(path).is_dir());
    Ok(has_musl.then_some(musl))
}

fn target_directory() -> Outcome<PathBuf> {
    let metadata = output(cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata: Value = serde_json::from_str(&metadata).about("cargo metadata")?;
    metadata["target_directory"]
        .as_str()
        .map(PathBuf::from)
        .ok_or_else(|| Problem::new("cargo metadata names no target directory"))
}
