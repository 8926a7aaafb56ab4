//! What things cost, measured in turn in one run, as a table.

use std::time::Instant;

mod ship;

use crate::docker::Docker;
use crate::engine;
use crate::image;
use crate::problem::Outcome;
use crate::process::{answer, output, progress, run, show};
use crate::repository::{cargo, root};

const PROJECT: &str = "examples/seed/fastapi-numpy";
const OURS: &str = "cart.yaml";
const TWO_STAGES: &str = "Dockerfile.two-stage";
const ONE_STAGE: &str = "Dockerfile.single-stage";

/// Pairs of builds with nothing changed; odd, so that there is a median.
const PAIRS: usize = 15;

/// What of it is measured.
pub struct Choice {
    /// Whether it is the way from edit to registry alone.
    pub only_ship: bool,
    /// How often that way is gone; an odd number has a median.
    pub runs: usize,
    /// The one application that goes it; `None` for all.
    pub app: Option<String>,
}

/// Measures, and prints tables in Markdown.
pub fn bench(choice: &Choice) -> Outcome {
    let docker = engine::up(None)?;
    image::load(&docker, image::NAME, &[], image::Build::Release)?;
    let ship = || ship::compare(&docker, choice.runs, choice.app.as_deref());
    if choice.only_ship {
        return ship();
    }
    answer("| what | figure |")?;
    answer("| --- | --- |")?;
    frontend()?;
    sizes(&docker)?;
    nothing_changed(&docker)?;
    ship()
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

/// The seed's application, three ways, on the same base.
fn sizes(docker: &Docker) -> Outcome {
    for (name, file) in [
        ("cartwright", OURS),
        ("two stages by hand", TWO_STAGES),
        ("one stage by hand", ONE_STAGE),
    ] {
        build(docker, file)?;
        let stored = docker.image(&tag(file))?["Size"]
            .as_f64()
            .unwrap_or_default()
            / 1e6;
        let files = files(docker, &tag(file))?;
        answer(format_args!(
            "| seed's application, {name}: files in the image | {files} MB |"
        ))?;
        answer(format_args!(
            "| … as the engine stores it | {stored:.0} MB |"
        ))?;
    }
    Ok(())
}

/// The size of all files of an image, as `du` counts, in megabytes.
fn files(docker: &Docker, image: &str) -> Outcome<String> {
    let count = [
        "run",
        "--rm",
        "--user=0",
        "--entrypoint=du",
        image,
        "-sx",
        "-B1000000",
        "/",
    ];
    let counted = output(docker.command().args(count))?;
    Ok(counted
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned())
}

/// Builds in turn that have nothing to do, ours and the engine's built-in frontend's.
fn nothing_changed(docker: &Docker) -> Outcome {
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..PAIRS {
        ours.push(timed(docker, OURS)?);
        theirs.push(timed(docker, TWO_STAGES)?);
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
    build(docker, file)?;
    Ok(start.elapsed().as_secs_f64())
}

fn build(docker: &Docker, file: &str) -> Outcome {
    progress(format_args!("docker buildx build -f {file}"));
    let folder = root().join(PROJECT);
    run(docker
        .command()
        .args(["buildx", "build", "-f", file, "-t", &tag(file), "."])
        .current_dir(folder))
}

fn tag(file: &str) -> String {
    format!("cartwright-bench/{}", file.to_lowercase())
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
