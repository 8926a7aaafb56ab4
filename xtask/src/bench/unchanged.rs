//! Builds that have nothing to do: ours, those of the engine's built-in frontend, and those of the same one as an image.

use std::time::Instant;

use super::{median, seed};
use crate::docker::Docker;
use crate::engine::dockerfile_frontend;
use crate::problem::Outcome;
use crate::process::answer;
use crate::repository::root;

const PROJECT: &str = "examples/seed/fastapi-numpy";

/// Builds of each way, in turn; odd, so that there is a median.
const ROUNDS: usize = 15;

/// Prints rows of medians.
pub fn compare(docker: &Docker) -> Outcome {
    let syntax = dockerfile_frontend(docker)?;
    let syntax = format!("--build-arg=BUILDKIT_SYNTAX={syntax}");
    let (mut built_in, mut external, mut ours) = (Vec::new(), Vec::new(), Vec::new());
    // The first of each fills the cache.
    for round in 0..=ROUNDS {
        let times = [
            timed(docker, seed::STAGES, &[])?,
            timed(docker, seed::STAGES, &[&syntax])?,
            timed(docker, seed::OURS, &[])?,
        ];
        if round > 0 {
            built_in.push(times[0]);
            external.push(times[1] - times[0]);
            ours.push(times[2] - times[0]);
        }
    }
    let [built_in, external, ours] = [built_in, external, ours].map(median);
    answer(format_args!(
        "| nothing changed, built-in Dockerfile frontend, median of {ROUNDS} | {built_in:.2} s |"
    ))?;
    answer(format_args!(
        "| … on top, the same as an image of its own (`# syntax=docker/dockerfile`) | {external:.2} s |"
    ))?;
    answer(format_args!("| … on top, cartwright | {ours:.2} s |"))?;
    answer(format_args!(
        "| … of what docker/dockerfile takes on top | {:.2} |",
        ours / external
    ))
}

fn timed(docker: &Docker, file: &str, arguments: &[&str]) -> Outcome<f64> {
    let start = Instant::now();
    let image = format!("cartwright-bench/{}", file.to_lowercase());
    seed::build(docker, &root().join(PROJECT), file, &image, arguments)?;
    Ok(start.elapsed().as_secs_f64())
}
