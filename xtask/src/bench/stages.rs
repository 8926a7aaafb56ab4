//! Tests that an image waits for: the seed's three stages against its Dockerfile, and what a long test suite costs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use super::{median, seed};
use crate::docker::Docker;
use crate::problem::{About as _, Outcome};
use crate::process::{answer, progress, run};
use crate::repository::root;

const EXAMPLE: &str = "examples/seed/three-stages";

/// The same image without its tests.
const UNTESTED: &str = "untested.yaml";

const SUITE: &str = "import time\n\n\ndef test_takes_long():\n    time.sleep(30)\n";

/// Prints tables of medians.
pub fn compare(docker: &Docker, runs: usize) -> Outcome {
    let project = Project::make(docker)?;
    let ways = [seed::OURS, seed::STAGES];
    let (mut cold, mut edited, mut long) = <([Vec<_>; 2], [Vec<_>; 2], [Vec<_>; 2])>::default();
    let (mut tests, mut rest) = (Vec::new(), Vec::new());
    for number in 0..runs {
        for (way, file) in ways.into_iter().enumerate() {
            project.write("tests/test_suite.py", "")?;
            project.forget()?;
            cold[way].push(project.time(file, &[])?);
            project.edit(number)?;
            edited[way].push(project.time(file, &[])?);
            project.write("tests/test_suite.py", SUITE)?;
            project.forget()?;
            long[way].push(project.time(file, &[])?);
        }
        project.forget()?;
        tests.push(project.time(seed::OURS, &["--target=test"])?);
        project.forget()?;
        rest.push(project.time(UNTESTED, &[])?);
    }
    let row = |name: &str, [ours, theirs]: [Vec<f64>; 2]| {
        let (ours, theirs) = (median(ours), median(theirs));
        let ratio = ours / theirs;
        answer(format_args!(
            "| {name} | {ours:.1} s | {theirs:.1} s | {ratio:.2} |"
        ))
    };
    answer("\n| test, builder, runtime | cartwright | the article's Dockerfile | ratio |")?;
    answer("| --- | --- | --- | --- |")?;
    row("cold", cold)?;
    row("source edit", edited)?;
    let whole = median(long[0].clone());
    row("cold, tests that take 30 s", long)?;
    let (tests, rest) = (median(tests), median(rest));
    answer(format_args!(
        "| … `--target test` alone | {tests:.1} s | | |"
    ))?;
    answer(format_args!("| … without the tests | {rest:.1} s | | |"))?;
    let ratio = whole / tests.max(rest);
    answer(format_args!(
        "| … of the longer of these two | {ratio:.2} | | |"
    ))
}

/// A copy of the example.
struct Project<'a> {
    docker: &'a Docker,
    folder: PathBuf,
}

impl<'a> Project<'a> {
    fn make(docker: &'a Docker) -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("cartwright-stages-{}", std::process::id()));
        let example = root().join(EXAMPLE);
        run(Command::new("cp").arg("-r").args([&example, &folder]))?;
        let project = Self { docker, folder };
        let spec = example.join(seed::OURS);
        let spec = fs::read_to_string(&spec).about(spec.display())?;
        let lines = spec.lines().filter(|line| !line.starts_with("test:"));
        project.write(UNTESTED, &lines.collect::<Vec<_>>().join("\n"))?;
        Ok(project)
    }

    fn write(&self, name: &str, text: &str) -> Outcome {
        let path = self.folder.join(name);
        fs::write(&path, text).about(path.display())
    }

    fn edit(&self, number: usize) -> Outcome {
        let path = self.folder.join("main.py");
        let text = fs::read_to_string(&path).about(path.display())?;
        self.write("main.py", &format!("{text}# edit {number}\n"))
    }

    /// The engine knows nothing but the base.
    fn forget(&self) -> Outcome {
        let prune = ["buildx", "prune", "--all", "--force"];
        run(self.docker.command().args(prune))
    }

    fn time(&self, file: &str, arguments: &[&str]) -> Outcome<f64> {
        let start = Instant::now();
        let mut command = self.docker.command();
        command.args(["buildx", "build", "--file", file]);
        command
            .args(["--tag=cartwright-bench/stages"])
            .args(arguments);
        run(command.arg(".").current_dir(&self.folder))?;
        let seconds = start.elapsed().as_secs_f64();
        progress(format_args!(
            "{file} {}: {seconds:.1} s",
            arguments.join(" ")
        ));
        Ok(seconds)
    }
}

impl Drop for Project<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
