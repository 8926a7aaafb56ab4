//! Hostile input, very much of it: campaigns of the `fuzz` crate, each in a process with little memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::problem::{About as _, Outcome, Problem};
use crate::process::{answer, output, progress, show};
use crate::repository::{cargo, host, root};

/// What to try, and how much of it.
pub struct Choice {
    /// The targets; all where none is named.
    pub targets: Vec<String>,
    /// Inputs for each of them.
    pub inputs: u64,
    /// Where the inputs come from.
    pub seed: u64,
    /// The one input to try instead, as it is.
    pub replay: Option<PathBuf>,
}

/// The most memory of a campaign, all that it shares with others included, in bytes.
const MEMORY: u64 = 256 << 20;

/// After so many deaths a campaign ends.
const LIVES: usize = 10;

/// Has LLVM count what is reached. Stable compilers can do that.
const COUNTERS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=3 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters";

/// Tries, prints a table, and fails if something was found.
pub fn fuzz(choice: &Choice) -> Outcome {
    let program = build()?;
    let listed = output(Command::new(&program).arg("list"))?;
    let names = listed.lines().filter_map(|line| line.split('\t').next());
    let known: Vec<_> = names.map(str::to_owned).collect();
    if let Some(unknown) = choice.targets.iter().find(|name| !known.contains(name)) {
        return Err(Problem::new(format!(
            "there is no target `{unknown}`. There are:\n{listed}"
        )));
    }
    if let Some(input) = &choice.replay {
        let [target] = choice.targets.as_slice() else {
            return Err(Problem::new("--replay takes one target"));
        };
        return show(limited(&program).args(["replay", target]).arg(input));
    }
    let chosen = if choice.targets.is_empty() {
        &known
    } else {
        &choice.targets
    };
    answer("| target | inputs | kept | edges | slowest | memory | found |")?;
    answer("| --- | --- | --- | --- | --- | --- | --- |")?;
    let mut findings = Vec::new();
    for target in chosen {
        findings.extend(campaign(&program, target, choice)?);
    }
    for (path, reason) in &findings {
        progress(format_args!("{}: {reason}", path.display()));
    }
    match findings.as_slice() {
        [] => Ok(()),
        findings => Err(Problem::new(format!(
            "found {}, see above: `cargo xtask fuzz TARGET --replay FILE` tries one again",
            findings.len()
        ))),
    }
}

/// The program, with counters in all of it but the standard library.
fn build() -> Outcome<PathBuf> {
    progress("building with counters");
    let folder = root().join("target/fuzz");
    let host = host()?;
    let mut build = cargo();
    build
        .args([
            "build",
            "--quiet",
            "--package=cartwright-fuzz",
            "--profile=fuzz",
        ])
        // Named, so that programs of the build itself have no counters.
        .args(["--target", &host])
        .arg("--target-dir")
        .arg(&folder)
        .env("RUSTFLAGS", COUNTERS);
    show(&mut build)?;
    Ok(folder.join(host).join("fuzz/cartwright-fuzz"))
}

/// The program, with no more memory than it should need: the least urgent on the machine.
fn limited(program: &Path) -> Command {
    let mut command = Command::new("prlimit");
    command
        .args([&format!("--as={MEMORY}"), "--core=0", "nice", "-n19"])
        .arg(program)
        // The allocator reserves address space for each thread that it may never use.
        .env("MALLOC_ARENA_MAX", "1")
        // What an input took is not given back to the system, for the next one takes it again.
        .env("MALLOC_TRIM_THRESHOLD_", MEMORY.to_string());
    command
}

/// One target: what was found, and why it counts.
fn campaign(program: &Path, target: &str, choice: &Choice) -> Outcome<Vec<(PathBuf, String)>> {
    let folder = root().join("target/fuzz/campaigns").join(target);
    if folder.exists() {
        fs::remove_dir_all(&folder).about(folder.display())?;
    }
    let mut findings = Vec::new();
    let mut done = 0;
    for life in 0..LIVES {
        let own = folder.join(life.to_string());
        let numbers = [choice.inputs - done, choice.seed + life as u64];
        let mut run = limited(program);
        run.args(["run", target])
            .args(numbers.map(|number| number.to_string()))
            .arg(&own);
        let ended = run.output().about("prlimit")?;
        let said = String::from_utf8_lossy(&ended.stderr);
        findings.extend(said.lines().filter_map(|line| {
            let (path, reason) = line.split_once(": ")?;
            Some((PathBuf::from(path), reason.to_owned()))
        }));
        if ended.status.success() {
            let told = String::from_utf8_lossy(&ended.stdout);
            row(target, done, &told, findings.len())?;
            break;
        }
        let (tried, input) = last(&own)?;
        let path = own.join("death");
        fs::write(&path, input).about(path.display())?;
        let reason = match ended.status.code() {
            Some(3) => "takes longer than a second".to_owned(),
            _ => format!("ended by {}", ended.status),
        };
        findings.push((path, reason));
        done += tried;
    }
    Ok(findings)
}

/// How many inputs a process tried before it died, and the one that it died of.
fn last(folder: &Path) -> Outcome<(u64, Vec<u8>)> {
    let path = folder.join("current");
    let bytes = fs::read(&path).about(path.display())?;
    let number = |at: usize| {
        let bytes = bytes.get(at..at + 8)?.try_into().ok()?;
        Some(u64::from_le_bytes(bytes))
    };
    let noted = number(0).zip(number(8)).and_then(|(tried, length)| {
        let length = usize::try_from(length).ok()?;
        Some((tried, bytes.get(16..16 + length)?.to_vec()))
    });
    noted.ok_or_else(|| Problem::new(format!("{}: no input was tried", path.display())))
}

fn row(target: &str, done: u64, told: &str, found: usize) -> Outcome {
    let numbers: Vec<&str> = told.trim().split('\t').collect();
    let [inputs, kept, edges, slowest, memory] = numbers[..] else {
        return Err(Problem::new(format!("{target} answered `{told}`")));
    };
    let inputs = done + inputs.parse::<u64>().about(inputs)?;
    answer(format_args!(
        "| {target} | {inputs} | {kept} | {edges} | {slowest} ms | {memory} MB | {found} |"
    ))
}
