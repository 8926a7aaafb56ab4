//! Inputs in which something is as much as a file can hold, or two things are: what comes of one must not grow with the other.

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

fn takes_no_time(target: &str, input: &str, about: &str) -> Result<(), String> {
    let target = targets::find(target).ok_or("there is no target")?;
    let start = Instant::now();
    (target.run)(input.as_bytes());
    let took = start.elapsed();
    assert!(took < PATIENCE, "{about}: {took:?}");
    Ok(())
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
    for many in [env, packages, volumes] {
        for step in &steps {
            let text = format!("base: python:3.13\ndependencies: []\n{many}{step}");
            takes_no_time("spec", &text, &text[..60])?;
        }
    }
    Ok(())
}

#[test]
fn what_is_long_is_read_in_no_time() -> Result<(), String> {
    let hash = "a".repeat(64);
    let hashed = format!("pinned==1 --hash=sha256:{hash}\n");
    let lines: Vec<_> = (0..20_000).map(|n| format!("p{n}==1\n")).collect();
    let lines = lines.concat();
    takes_no_time(
        "requirements",
        &format!("{hashed}{lines}"),
        "requirements without hashes",
    )?;
    let needs = list(20_000, |n| format!("\"p{n}\""));
    let project = "[project]\nname = \"app\"\nversion = \"1\"\n";
    let project = format!("{project}[tool.uv.extra-build-dependencies]\na = {needs}\n");
    takes_no_time("pyproject", &project, "what builds need")?;
    let import = format!(
        "from django{} import app\napplication = app()\n",
        ".core".repeat(13_000)
    );
    takes_no_time("source", &import, "a long name of a module")?;
    let lines = |count, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let flask = "import flask\n";
    for (code, about) in [
        (
            format!("{flask}{}flask.Flask(1)\n", "app = ".repeat(40_000)),
            "many names of one value",
        ),
        (
            format!("{}'{}'\n", "app = ".repeat(40_000), "a".repeat(500_000)),
            "many names of a long text",
        ),
        (
            format!(
                "{flask}{}",
                lines(20_000, &|n| format!("a{n} = flask.Flask()\n"))
            ),
            "many applications",
        ),
        (
            lines(40_000, &|n| format!("a{n} = b{n}.server\n")),
            "many names of attributes",
        ),
        (
            lines(20_000, &|n| format!("import b{n}\nc{n}()\n")),
            "many imports and calls",
        ),
        (
            lines(20_000, &|n| {
                format!("def f{n}():\n    g{n}()\na{n} = f{n}()\n")
            }),
            "many functions",
        ),
    ] {
        takes_no_time("source", &code, about)?;
    }
    let path = "a/".repeat(30_000);
    for file in ["uv.lock", "main.py"] {
        let spec = format!("base: python:3.13\ndependencies: {path}{file}\n");
        takes_no_time("spec", &spec, "a long path")?;
    }
    let spec = format!(
        "base: python:3.13\ndependencies: []\nentrypoint: python {path}main.py\nport: 80\n"
    );
    takes_no_time("spec", &spec, "a long path of a program")
}
