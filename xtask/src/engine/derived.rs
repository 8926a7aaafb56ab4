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

/// Makes what is missing, unless `docker` can pull the real images.
pub fn derive(docker: &Docker) -> Outcome {
    if !has_stand_ins(docker) {
        return Ok(());
    }
    let keeps = |it: &&Derived| it.platforms.is_empty() || docker.keeps_platforms();
    let missing = DERIVED.iter().filter(|it| !docker.has_image(it.name));
    for Derived {
        name,
        dockerfile,
        platforms,
    } in missing.filter(keeps)
    {
        progress(format_args!("making a stand-in for {name}"));
        let mut build = docker.command();
        build.args(["buildx", "build", "--provenance=false", "--tag", name]);
        if !platforms.is_empty() {
            build.args(["--platform", platforms]);
        }
        build.arg("-");
        run_with_input(&mut build, dockerfile)?;
    }
    Ok(())
}
