//! Stand-ins for images that few tests need: made on the engine, of the stand-ins that it has, when they are asked for.

use serde_json::Value;

use super::standin::has_stand_ins;
use crate::docker::Docker;
use crate::problem::{Outcome, Problem};
use crate::process::{progress, run_with_input};

/// An image, and how it is made.
struct Derived {
    name: &'static str,
    dockerfile: &'static str,
    /// For which platforms; empty for the engine's own. Docker's classic image store keeps no image for several.
    platforms: &'static str,
}

const DERIVED: [Derived; 2] = [
    Derived {
        name: "gcr.io/distroless/python3-debian13",
        dockerfile: include_str!("../distroless-stand-in.Dockerfile"),
        platforms: "",
    },
    Derived {
        name: "python:3.13",
        dockerfile: include_str!("../foreign-stand-in.Dockerfile"),
        platforms: "linux/amd64,linux/arm64",
    },
];

/// Python's image on Alpine. To compile it takes minutes: it is made where it is asked for.
const ALPINE: Derived = Derived {
    name: "python:3.13-alpine",
    dockerfile: include_str!("../alpine-stand-in.Dockerfile"),
    platforms: "",
};

/// The Dockerfile frontend as an image of its own.
const FRONTEND: Derived = Derived {
    name: "cartwright-bench/dockerfile",
    dockerfile: include_str!("../dockerfile-frontend-stand-in.Dockerfile"),
    platforms: "",
};

/// The name of the Dockerfile frontend's image: the real one, if `docker` can pull that.
pub fn dockerfile_frontend(docker: &Docker) -> Outcome<&'static str> {
    if !has_stand_ins(docker) {
        return Ok("docker/dockerfile:1");
    }
    if !docker.has_image(FRONTEND.name) {
        FRONTEND.make(docker)?;
    }
    Ok(FRONTEND.name)
}

/// Makes what is missing of what most tests need, unless `docker` can pull the real images.
pub fn derive(docker: &Docker) -> Outcome {
    make_missing(docker, &DERIVED)
}

/// The same of Alpine.
pub fn derive_alpine(docker: &Docker) -> Outcome {
    make_missing(docker, &[ALPINE])
}

fn make_missing(docker: &Docker, images: &[Derived]) -> Outcome {
    if !has_stand_ins(docker) {
        return Ok(());
    }
    let keeps = |it: &&Derived| it.platforms.is_empty() || docker.keeps_platforms();
    let missing = images.iter().filter(|it| !docker.has_image(it.name));
    missing.filter(keeps).try_for_each(|it| it.make(docker))
}

impl Derived {
    fn make(&self, docker: &Docker) -> Outcome {
        let Self {
            name,
            dockerfile,
            platforms,
        } = self;
        progress(format_args!("making a stand-in for {name}"));
        let mut build = docker.command();
        build.args(["buildx", "build", "--provenance=false", "--tag", name]);
        build.args(["--build-arg", &python_version(docker)?]);
        if !platforms.is_empty() {
            build.args(["--platform", platforms]);
        }
        run_with_input(build.arg("-"), dockerfile)
    }
}

/// `PYTHON_VERSION=3.13.5`, as the stand-in that all of these are made of says it.
fn python_version(docker: &Docker) -> Outcome<String> {
    let image = docker.image("python:3.13-slim")?;
    let variables = image["Config"]["Env"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let told = variables
        .iter()
        .filter_map(Value::as_str)
        .find(|variable| variable.starts_with("PYTHON_VERSION="));
    told.map(str::to_owned)
        .ok_or_else(|| Problem::new("python:3.13-slim does not tell its version"))
}
