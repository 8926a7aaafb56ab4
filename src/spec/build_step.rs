//! Build steps: what makes files of the application before it ships.

use super::argv::plain_commands;
use super::reader::{Fields, Reader};
use super::task::{self, Task};
use super::yaml::{Kind, Node};
use crate::diagnostic::texts::task as texts;

/// A list of steps, or one alone: each a command, or a map of it and what belongs to it.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Vec<Task> {
    let nodes = match &node.kind {
        Kind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let nodes = reader.steps(field, nodes, node.span);
    let mut steps: Vec<Task> = Vec::new();
    for (number, node) in (1..).zip(nodes) {
        let name = format!("{field} {number}");
        let before = steps.last().and_then(|step| step.commands.last());
        if let Some(problem) = task::option_as_command(before, node) {
            reader.report(problem, node.span);
        } else {
            steps.extend(step(reader, &name, field, node));
        }
    }
    steps
}

fn step(reader: &mut Reader, name: &str, field: &str, node: &Node) -> Option<Task> {
    let step = match &node.kind {
        Kind::Map(entries) => {
            let mut fields = Fields::of(reader, entries, &task::FIELDS);
            Task::of_map(&mut fields, name, node.span)
        }
        _ => Task::of_command(reader, name, field, node),
    };
    let commands = step.iter().flat_map(|step| &step.commands);
    for command in commands {
        let words = command.value.as_slice();
        let within = match words {
            [shell, flags, line] if shell.ends_with("sh") && flags.ends_with('c') => {
                plain_commands(line)
            }
            _ => vec![words.to_vec()],
        };
        if let Some(words) = within.iter().find(|words| installs(words)) {
            reader.report(texts::build_installs(words), command.span);
        }
        if let Some(words) = within.iter().find(|words| makes_account(words)) {
            reader.report(texts::build_makes_account(words), command.span);
        }
    }
    step.map(|step| Task {
        // What ships is enough, unless it says otherwise.
        group_dev: false,
        ..step
    })
}

/// Whether a command installs something where it would be gone after the step.
fn installs(words: &[String]) -> bool {
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    // What it puts into the application's files stays.
    let stays = |word: &&str| ["-t", "--target", "--prefix", "--root"].contains(word);
    if words.iter().any(stays) {
        return false;
    }
    let words = match words.as_slice() {
        [python, "-m", rest @ ..] if python.starts_with("python") => rest,
        ["uv", rest @ ..] if rest.first() == Some(&"pip") => rest,
        all => all,
    };
    matches!(
        words,
        [
            "pip" | "pip3" | "pipenv" | "conda" | "mamba" | "apt" | "apt-get",
            "install",
            ..
        ] | ["poetry" | "pdm", "install" | "add", ..]
            | ["uv" | "pdm" | "pipenv", "sync", ..]
            | ["apk" | "uv", "add", ..]
            | ["playwright", "install-deps", ..]
    ) || words.starts_with(&["playwright", "install"]) && words.contains(&"--with-deps")
}

/// Whether a command makes a user or a group.
fn makes_account(words: &[String]) -> bool {
    const PROGRAMS: [&str; 5] = ["addgroup", "adduser", "groupadd", "useradd", "usermod"];
    let program = words.first();
    program.is_some_and(|program| PROGRAMS.contains(&program.as_str()))
}
