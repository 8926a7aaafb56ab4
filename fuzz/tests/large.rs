//! Specs in which two things are as many as a file can hold: what comes of each must not grow with the other.

use std::time::{Duration, Instant};

use cartwright_fuzz::targets;

/// Each takes a second without optimization; where every entry of one is looked for in the other, minutes.
const PATIENCE: Duration = Duration::from_secs(15);

/// A map or a list of many entries.
fn many(count: usize, [open, close]: [char; 2], entry: impl Fn(usize) -> String) -> String {
    let entries: Vec<_> = (0..count).map(entry).collect();
    format!("{open}{}{close}", entries.join(", "))
}

fn map(count: usize, entry: impl Fn(usize) -> String) -> String {
    many(count, ['{', '}'], entry)
}

fn list(count: usize, entry: impl Fn(usize) -> String) -> String {
    many(count, ['[', ']'], entry)
}

#[test]
fn what_is_many_is_read_in_no_time() -> Result<(), String> {
    let env = format!("env: {}\n", map(3000, |n| format!("A{n}: b")));
    let packages = format!("apt: {{build: {}}}\n", list(3000, |n| format!("lib{n}")));
    let volumes = format!("volumes: {}\n", list(3000, |n| format!("/d{n}")));
    let steps = [
        format!("processes: {}\n", map(99, |n| format!("p{n}: x"))),
        format!("checks: {}\n", map(99, |n| format!("c{n}: x"))),
        format!("build: {}\n", list(99, |n| format!("x{n}"))),
        format!(
            "copy: {}\n",
            list(99, |n| format!("{{src: x{n}, dest: /y{n}}}"))
        ),
        format!("checks: {}\n", map(4000, |n| format!("c{n}: x"))),
    ];
    let spec = targets::find("spec").ok_or("there is no target")?;
    for many in [env, packages, volumes] {
        for step in &steps {
            let text = format!("base: python:3.13\ndependencies: []\n{many}{step}");
            let start = Instant::now();
            (spec.run)(text.as_bytes());
            let took = start.elapsed();
            let [many, step] = [&many, step].map(|it| &it[..12]);
            assert!(took < PATIENCE, "{many}, {step}: {took:?}");
        }
    }
    Ok(())
}
