//! What a change costs from edit to registry, against uv's own multi-stage Dockerfile with the same lock.

mod app;
mod project;
mod registry;
mod way;

use super::median;
use crate::docker::Docker;
use crate::problem::{Outcome, Problem};
use crate::process::{answer, progress, run};
use app::App;
use project::Project;
use registry::{Cost, Registry};
use way::Way;

/// Makes a project what a scenario starts from; given the number of the run.
type Prepare = fn(&Project, usize) -> Outcome;

/// What is measured, one after the other in each run.
const SCENARIOS: [(&str, Prepare); 6] = [
    ("cold build and push", Project::reset),
    ("nothing changed", |_, _| Ok(())),
    ("source edit", Project::edit),
    ("one small dependency bumped", Project::bump),
    ("one small dependency added", Project::add),
    ("base image changed", Project::change_base),
];

/// Prints a table of medians and ratios for each application, or for the one that is named.
pub fn compare(docker: &Docker, runs: usize, only: Option<&str>) -> Outcome {
    let wanted = |app: &&App| only.is_none_or(|name| app.name == name);
    let apps: Vec<_> = app::APPS.iter().filter(wanted).collect();
    if apps.is_empty() {
        let names = app::APPS.map(|app| app.name).join(", ");
        return Err(Problem::new(format!("the applications are {names}")));
    }
    apps.into_iter()
        .try_for_each(|app| measure(docker, app, runs))
}

/// The costs of a way: one for each scenario and run.
type Costs = [Vec<Cost>; SCENARIOS.len()];

fn measure(docker: &Docker, app: &App, runs: usize) -> Outcome {
    let project = Project::make(docker, app)?;
    let ways = app.ways();
    let mut costs: Vec<Costs> = ways.iter().map(|_| Costs::default()).collect();
    for number in 0..runs {
        for (way, costs) in ways.iter().zip(&mut costs) {
            // Empty, so that a cold push finds nothing there.
            let registry = Registry::start(docker)?;
            project.reset_base()?;
            run(docker
                .command()
                .args(["buildx", "prune", "--all", "--force"]))?;
            for ((scenario, prepare), costs) in SCENARIOS.iter().zip(costs) {
                prepare(&project, number)?;
                let cost = registry.push(&project, way)?;
                progress(format_args!(
                    "{}, run {} of {runs}: {}, {scenario}: {:.2} s",
                    app.name,
                    number + 1,
                    way.name,
                    cost.seconds
                ));
                costs.push(cost);
            }
        }
    }
    table(app, &ways, &costs)
}

fn table(app: &App, ways: &[Way], costs: &[Costs]) -> Outcome {
    let names: Vec<_> = ways.iter().map(|way| way.title).collect();
    answer(format_args!(
        "\n| {}, from edit to registry | {} | ratio to uv |",
        app.title,
        names.join(" | ")
    ))?;
    answer(format_args!("| --- |{} --- |", " --- |".repeat(ways.len())))?;
    for (number, (scenario, _)) in SCENARIOS.iter().enumerate() {
        let of = |figure: fn(&Cost) -> f64| -> Vec<f64> {
            let all = costs.iter().map(|way| &way[number]);
            all.map(|costs| median(costs.iter().map(figure).collect()))
                .collect()
        };
        row(scenario, "s", &of(|cost| cost.seconds))?;
        row("… pushed", "MB", &of(|cost| cost.pushed / 1e6))?;
    }
    let last = |figure: fn(&Cost) -> f64| -> Vec<f64> {
        let cold = costs.iter().filter_map(|way| way[0].last());
        cold.map(figure).collect()
    };
    row("image, compressed", "MB", &last(|cost| cost.size / 1e6))?;
    row("layers", "", &last(|cost| cost.layers))
}

/// The first two figures are ours and uv's.
fn row(name: &str, unit: &str, figures: &[f64]) -> Outcome {
    let digits = if unit.is_empty() { 0 } else { 2 };
    let shown: Vec<_> = figures
        .iter()
        .map(|figure| format!("{figure:.digits$} {unit}").trim_end().to_owned())
        .collect();
    let ratio = match figures {
        [ours, theirs, ..] if *theirs > 0.0 => format!("{:.3}", ours / theirs),
        _ => "–".to_owned(),
    };
    answer(format_args!("| {name} | {} | {ratio} |", shown.join(" | ")))
}
