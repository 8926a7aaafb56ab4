//! What things cost, measured in turn in one run, as a table.

use std::time::Instant;

mod seed;
mod ship;
mod stages;

use crate::docker::Docker;
use crate::engine;
use crate::image;
use crate::problem::Outcome;
use crate::process::{answer, show};
use crate::repository::{cargo, root};

const PROJECT: &str = "examples/seed/fastapi-numpy";

/// Pairs of builds with nothing changed; odd, so that there is a median.
const PAIRS: usize = 15;

/// What of it is measured.
pub struct Choice {
    /// One part alone; `None` for all.
    pub only: Option<Part>,
    /// How often what changes an engine is measured; an odd number has a median.
    pub runs: usize,
    /// The one application that goes from edit to registry; `None` for all.
    pub app: Option<String>,
}

/// What can be measured alone.
#[derive(Clone, Copy)]
pub enum Part {
    /// The examples of the seed: how large they are.
    Sizes,
    /// Tests that an image waits for.
    Stages,
    /// The way from edit to registry.
    Ship,
}

/// Measures, and prints tables in Markdown.
pub fn bench(choice: &Choice) -> Outcome {
    let docker = engine::up(None)?;
    image::load(&docker, image::NAME, &[], image::Build::Release)?;
    match choice.only {
        Some(Part::Sizes) => seed::sizes(&docker),
        Some(Part::Stages) => stages::compare(&docker, choice.runs),
        Some(Part::Ship) => ship::compare(&docker, choice.runs, choice.app.as_deref()),
        None => {
            answer("| what | figure |")?;
            answer("| --- | --- |")?;
            frontend()?;
            nothing_changed(&docker)?;
            seed::sizes(&docker)?;
            stages::compare(&docker, choice.runs)?;
            ship::compare(&docker, choice.runs, choice.app.as_deref())
        }
    }
}

/// The frontend's own cost, on the binary that the image holds.
fn frontend() -> Outcome {
    let mut bench = cargo();
    bench
        .args(["bench", "--quiet", "--profile=dev", "--bench=frontend"])
        .env(
            "CARTWRIGHT_BINARY",
            image::static_binaries(image::Build::Release)?.join(image::NAME),
        );
    show(&mut bench)?;
    let mut work = cargo();
    show(work.args(["bench", "--quiet", "--profile=release", "--bench=work"]))
}

/// Builds in turn that have nothing to do, ours and the engine's built-in frontend's.
fn nothing_changed(docker: &Docker) -> Outcome {
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..PAIRS {
        ours.push(timed(docker, seed::OURS)?);
        theirs.push(timed(docker, seed::STAGES)?);
    }
    let differences: Vec<_> = ours
        .iter()
        .zip(&theirs)
        .map(|(ours, theirs)| ours - theirs)
        .collect();
    answer(format_args!(
        "| nothing changed, cartwright, median of {PAIRS} | {:.2} s |",
        median(ours)
    ))?;
    answer(format_args!(
        "| nothing changed, built-in Dockerfile frontend | {:.2} s |",
        median(theirs)
    ))?;
    answer(format_args!(
        "| … on top, median of the pairs | {:.2} s |",
        median(differences)
    ))
}

fn timed(docker: &Docker, file: &str) -> Outcome<f64> {
    let start = Instant::now();
    let image = format!("cartwright-bench/{}", file.to_lowercase());
    seed::build(docker, &root().join(PROJECT), file, &image)?;
    Ok(start.elapsed().as_secs_f64())
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
