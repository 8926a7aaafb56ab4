//! Stand-ins for images that few tests need: made on the engine, of the stand-ins that it has, when they are asked for.

use super::standin::has_stand_ins;
use crate::docker::Docker;
use crate::problem::Outcome;
use crate::process::{progress, run_with_input};

/// The names of images, and the Dockerfiles that they are made by.
const DERIVED: [(&str, &str); 1] = [(
    "gcr.io/distroless/python3-debian13",
    include_str!("../distroless-stand-in.Dockerfile"),
)];

/// Makes what is missing, unless `docker` can pull the real images.
pub fn derive(docker: &Docker) -> Outcome {
    if !has_stand_ins(docker) {
        return Ok(());
    }
    let missing = DERIVED.iter().filter(|(name, _)| !docker.has_image(name));
    for (name, dockerfile) in missing {
        progress(format_args!("making a stand-in for {name}"));
        let mut build = docker.command();
        build.args(["buildx", "build", "--provenance=false", "--tag", name, "-"]);
        run_with_input(&mut build, dockerfile)?;
    }
    Ok(())
}
