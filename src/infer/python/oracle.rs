//! What Python's own parser says about its standard library.
//!
//! `PACKAGING_PYTHON=…/bin/python cargo test --lib oracle -- --ignored`

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};

use super::{Module, Value};

fn python() -> Command {
    Command::new(std::env::var("PACKAGING_PYTHON").unwrap_or_else(|_| "python3".to_owned()))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("site-packages") {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            found.push(path);
        }
    }
}

fn ours(text: &str) -> Json {
    let module = Module::parse(text);
    let line = |start: usize| text[..start].matches('\n').count() + 1;
    let imports = module.imports.iter().map(|it| json!([it.name, it.origin]));
    let assigned = module.assignments.iter().filter_map(|it| match &it.value {
        Value::Call(called) => Some(json!([it.name, called, line(it.start)])),
        _ => None,
    });
    let functions = module
        .functions
        .iter()
        .map(|it| json!([it.name, it.is_async, it.needs_nothing]));
    let calls = module
        .calls
        .iter()
        .map(|it| json!([it.name, line(it.start)]));
    json!({
        "imports": imports.collect::<Vec<_>>(),
        "assigned": assigned.collect::<Vec<_>>(),
        "functions": functions.collect::<Vec<_>>(),
        "calls": calls.collect::<Vec<_>>(),
        "main": module.main.map(line),
    })
}

#[test]
#[ignore = "needs downloads: cargo xtask oracle"]
fn oracle_of_modules() {
    let code = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let output = python().args(["-c", code]).output().unwrap();
    let folder = String::from_utf8(output.stdout).unwrap();
    let mut paths = Vec::new();
    sources(Path::new(folder.trim()), &mut paths);
    paths.sort();

    let mut process = python()
        .args(["-c", include_str!("oracle.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = process.stdin.take().unwrap();
    let names: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    let names = names.join("\n") + "\n";
    let writer = std::thread::spawn(move || stdin.write_all(names.as_bytes()).unwrap());
    let output = process.wait_with_output().unwrap();
    writer.join().unwrap();
    let answers = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answers.lines().count(), paths.len());

    let (mut compared, mut differences) = (0, Vec::new());
    for (path, theirs) in paths.iter().zip(answers.lines()) {
        let theirs: Json = serde_json::from_str(theirs).unwrap();
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        if theirs.is_null() {
            continue;
        }
        compared += 1;
        let ours = ours(text.trim_start_matches('\u{feff}'));
        for (part, theirs) in theirs.as_object().unwrap() {
            if ours[part] != *theirs {
                differences.push(format!(
                    "{}: {part}: {} not {theirs}",
                    path.display(),
                    ours[part]
                ));
            }
        }
    }
    assert!(compared > 500, "only {compared} modules in {folder}");
    assert!(
        differences.is_empty(),
        "{} differences in {compared} modules:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
