//! The frontend's own cost: its size, its start, its memory. `cargo xtask bench` runs this on the static release binary.

#![allow(missing_docs, clippy::print_stdout)]

#[path = "../tests/fake_engine/mod.rs"]
mod fake_engine;
mod support;

use fake_engine::Engine;
use support::PACKAGES;

const RUNS: usize = 51;

const SPEC: &str = "# syntax=cartwright\npython: \"3.13\"\ndependencies: pylock.toml\nentrypoint: python main.py\n";

fn main() {
    let lock = support::pylock(usize::MAX);
    let engine = Engine::with_files(&[("cart.yaml", SPEC), ("pylock.toml", &lock)]);
    let runs: Vec<_> = (0..RUNS).map(|_| engine.run()).collect();
    assert!(
        runs.iter().all(|run| run.result.is_some()),
        "{:?}",
        runs[0].error
    );
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let size = std::fs::metadata(fake_engine::binary()).map_or(0, |file| file.len());
    let first_call = median(
        runs.iter()
            .map(|run| run.first_call.as_secs_f64() * 1e3)
            .collect(),
    );
    let lifetime = median(
        runs.iter()
            .map(|run| run.lifetime.as_secs_f64() * 1e3)
            .collect(),
    );
    let memory = runs.iter().map(|run| run.peak_memory).max().unwrap_or(0);
    println!("| frontend binary | {:.2} MB |", to_mb(size));
    println!("| start to first call, median of {RUNS} | {first_call:.1} ms |");
    println!("| whole life for {PACKAGES} locked packages, median of {RUNS} | {lifetime:.1} ms |");
    println!(
        "| peak memory, largest of {RUNS} | {:.1} MB |",
        to_mb(memory * 1024)
    );
}

#[allow(clippy::cast_precision_loss)]
fn to_mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
