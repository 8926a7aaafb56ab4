//! The frontend's own cost: its size, its start, its memory. `cargo xtask bench` runs this on the static release binary.

#![allow(missing_docs, clippy::print_stdout)]

#[path = "../tests/fake_engine/mod.rs"]
mod fake_engine;

use fake_engine::Engine;

const RUNS: usize = 51;

const PACKAGES: usize = 300;

const SPEC: &str = "# syntax=cartwright\npython: \"3.13\"\ndependencies: pylock.toml\nentrypoint: python main.py\n";

fn main() {
    let lock: String = (0..PACKAGES).map(package).collect();
    let lock = format!("lock-version = \"1.0\"\ncreated-by = \"bench\"\n{lock}");
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

/// A package with wheels for several machines, as popular ones have.
fn package(number: usize) -> String {
    let wheel = |tags: &str| {
        let file = format!("package_{number}-1.0-{tags}.whl");
        let hash = format!("{number:064x}");
        format!(
            "{{ url = \"https://files.example.org/{file}\", size = {}, hashes = {{ sha256 = \"{hash}\" }} }}",
            number * 10_000
        )
    };
    let machines = ["x86_64", "aarch64", "ppc64le", "s390x"];
    let pythons = ["cp310", "cp311", "cp312", "cp313", "cp314"];
    let all = pythons.iter().flat_map(|python| {
        machines
            .iter()
            .map(move |machine| format!("{python}-{python}-manylinux_2_17_{machine}"))
    });
    let wheels: Vec<_> = all.map(|tags| wheel(&tags)).collect();
    format!(
        "[[packages]]\nname = \"package-{number}\"\nversion = \"1.0\"\nwheels = [{}]\n",
        wheels.join(", ")
    )
}

#[allow(clippy::cast_precision_loss)]
fn to_mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
