//! Running other programs.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Output, Stdio};

use crate::problem::{About as _, Outcome, Problem};

/// Tells the person at the terminal what is being done.
pub fn progress(line: impl std::fmt::Display) {
    eprintln!("xtask: {line}");
}

/// Writes one line of a task's answer to standard output.
pub fn answer(line: impl std::fmt::Display) -> Outcome {
    writeln!(std::io::stdout(), "{line}").about("standard output")
}

/// Runs `command` in silence; what it printed is shown when it fails.
pub fn run(command: &mut Command) -> Outcome {
    output(command).map(drop)
}

/// Runs `command` in silence and returns its standard output, trimmed.
pub fn output(command: &mut Command) -> Outcome<String> {
    let done = command.stdin(Stdio::null()).output().about(name(command))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned());
    }
    Err(Problem::new(format!(
        "{} failed ({})\n{}",
        name(command),
        done.status,
        last_lines(&done)
    )))
}

/// Runs `command` with `input` on its standard input.
pub fn run_with_input(command: &mut Command, input: &str) -> Outcome {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .about(name(command))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).about(name(command))?;
    }
    let done = child.wait_with_output().about(name(command))?;
    if done.status.success() {
        return Ok(());
    }
    Err(Problem::new(format!(
        "{} failed ({})\n{}",
        name(command),
        done.status,
        last_lines(&done)
    )))
}

/// Runs `command` on this terminal.
pub fn show(command: &mut Command) -> Outcome {
    let status = command.status().about(name(command))?;
    if status.success() {
        return Ok(());
    }
    Err(Problem::new(format!(
        "{} failed ({status}), see above",
        name(command)
    )))
}

/// Runs `command` on this terminal, and gives each line of its standard output to `look` as well. Whether it succeeded.
pub fn watch(command: &mut Command, mut look: impl FnMut(&str)) -> Outcome<bool> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .about(name(command))?;
    for line in child
        .stdout
        .take()
        .into_iter()
        .flat_map(|it| BufReader::new(it).lines())
    {
        let line = line.about(name(command))?;
        answer(&line)?;
        look(&line);
    }
    let status = child.wait().about(name(command))?;
    Ok(status.success())
}

/// Whether `command` can be run and succeeds.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The program and its first argument that is not an option: enough to recognise it.
fn name(command: &Command) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    let verb = command
        .get_args()
        .map(|arg| arg.to_string_lossy())
        .find(|arg| !arg.starts_with('-'));
    verb.map_or(program.clone(), |verb| format!("{program} {verb}"))
}

fn last_lines(done: &Output) -> String {
    let text = [&done.stdout[..], &done.stderr[..]].concat();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}
