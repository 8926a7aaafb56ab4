//! What things cost, measured in turn in one run, as a table.

mod seed;
mod ship;
mod stages;
mod unchanged;

use crate::engine;
use crate::image;
use crate::problem::Outcome;
use crate::process::{answer, show};
use crate::repository::cargo;

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
    /// Builds that have nothing to do.
    Unchanged,
}

/// Measures, and prints tables in Markdown.
pub fn bench(choice: &Choice) -> Outcome {
    let docker = engine::up(None)?;
    image::load(&docker, image::NAME, &[], image::Build::Release)?;
    match choice.only {
        Some(Part::Sizes) => seed::sizes(&docker),
        Some(Part::Stages) => stages::compare(&docker, choice.runs),
        Some(Part::Unchanged) => unchanged::compare(&docker),
        Some(Part::Ship) => ship::compare(&docker, choice.runs, choice.app.as_deref()),
        None => {
            answer("| what | figure |")?;
            answer("| --- | --- |")?;
            frontend()?;
            unchanged::compare(&docker)?;
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

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
