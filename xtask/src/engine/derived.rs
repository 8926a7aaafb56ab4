//! Stand-ins for images that few tests need: made on the engine, of the stand-ins that it has, when they are asked for.

use super::standin::has_stand_ins;
use crate::docker::Docker;
use crate::problem::Outcome;
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

/// Makes what is missing, unless `docker` can pull the real images.
pub fn derive(docker: &Docker) -> Outcome {
    if !has_stand_ins(docker) {
        return Ok(());
    }
    let keeps = |it: &&Derived| it.platforms.is_empty() || docker.keeps_platforms();
    let missing = DERIVED.iter().filter(|it| !docker.has_image(it.name));
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
        if !platforms.is_empty() {
            build.args(["--platform", platforms]);
        }
        run_with_input(build.arg("-"), dockerfile)
    }
}
