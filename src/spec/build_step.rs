//! Build steps: what makes files of the application before it ships.

use super::absolute_path::is_inside;
use super::reader::{Fields, Known, Reader};
use super::shell_line::{plain_commands, shell_line};
use super::task::{self, Task};
use super::yaml::{Kind, Node};
use super::{ContextPath, pattern};
use crate::diagnostic::{Diagnostic, Spanned, texts::task as texts};

/// What makes files of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildStep {
    /// What runs. Its name is `build`, and its number.
    pub task: Task,
    /// What it reads and makes, if it has nothing to do with the rest of the application.
    pub apart: Option<Apart>,
}

impl BuildStep {
    /// What steps make that are apart, in the order written.
    pub fn outputs(steps: &[Self]) -> impl Iterator<Item = &Spanned<ContextPath>> {
        let apart = steps.iter().filter_map(|step| step.apart.as_ref());
        apart.flat_map(|apart| &apart.outputs)
    }
}

/// What a step has in the place of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// Patterns of files of the build context, whether they ship or not. May be empty.
    pub files: Vec<Spanned<String>>,
    /// What it makes, relative to the application's directory; never empty, and none in another one, of any step.
    pub outputs: Vec<Spanned<ContextPath>>,
}

/// The keys of the map form.
pub(super) const FIELDS: [Known; 9] = task::fields(&[("files", &[]), ("outputs", &[])]);

/// The most paths that steps make: each is copied by itself.
const MOST_OUTPUTS: usize = 100;

/// A list of steps, or one alone: each a command, or a map of it and what belongs to it.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Vec<BuildStep> {
    let nodes = match &node.kind {
        Kind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let nodes = reader.steps(field, nodes, node.span);
    let mut steps: Vec<BuildStep> = Vec::new();
    for (number, node) in (1..).zip(nodes) {
        let name = format!("{field} {number}");
        let before = steps.last().and_then(|step| step.task.commands.last());
        if let Some(problem) = task::option_as_command(before, node) {
            reader.report(problem, node.span);
        } else {
            steps.extend(step(reader, &name, field, node));
        }
    }
    check_outputs(reader, &steps);
    steps
}

fn step(reader: &mut Reader, name: &str, field: &str, node: &Node) -> Option<BuildStep> {
    let (task, apart) = match &node.kind {
        Kind::Map(entries) => {
            let mut fields = Fields::of(reader, entries, &FIELDS);
            let task = Task::of_map(&mut fields, name, node.span);
            (task, apart(&mut fields))
        }
        _ => (Task::of_command(reader, name, field, node), None),
    };
    let commands = task.iter().flat_map(|task| &task.commands);
    for command in commands {
        let words = command.value.as_slice();
        let within = match shell_line(words) {
            Some(line) => {
                let commands = plain_commands(line).into_iter();
                commands.map(|command| command.words).collect()
            }
            None => vec![words.to_vec()],
        };
        if let Some(words) = within.iter().find(|words| installs(words)) {
            reader.report(texts::build_installs(words), command.span);
        }
        if let Some(words) = within.iter().find(|words| makes_account(words)) {
            reader.report(texts::build_makes_account(words), command.span);
        }
    }
    task.map(|task| BuildStep {
        task: Task {
            // What ships is enough, unless it says otherwise.
            group_dev: false,
            ..task
        },
        apart,
    })
}

/// `files` and `outputs`, which mean something together only.
fn apart(fields: &mut Fields) -> Option<Apart> {
    let places = (fields.place("files"), fields.place("outputs"));
    let files = fields.read("files", pattern::read_included);
    let outputs = fields.read("outputs", |reader, field, node| {
        reader.values_with(field, node, output)
    });
    match (places, files, outputs) {
        ((Some(at), None), ..) => fields.report(texts::files_without_outputs(), at),
        ((None, Some(at)), ..) => fields.report(texts::outputs_without_files(), at),
        (_, Some(files), Some(outputs)) if !outputs.is_empty() => {
            return Some(Apart { files, outputs });
        }
        // What is wrong with one of them is told already.
        ((_, Some(at)), ..) if !fields.has_errors() => fields.report(texts::no_outputs(), at),
        _ => {}
    }
    None
}

fn output(text: &str) -> Result<ContextPath, Diagnostic> {
    let is_pattern = text.contains(['*', '?', '[']);
    let path = text.trim_end_matches('/').parse();
    path.ok()
        .filter(|_| !is_pattern)
        .ok_or_else(|| texts::output(text))
}

/// Each path is made once: steps that are apart know nothing of each other.
fn check_outputs(reader: &mut Reader, steps: &[BuildStep]) {
    let outputs: Vec<_> = BuildStep::outputs(steps).collect();
    if let Some(more) = outputs.get(MOST_OUTPUTS) {
        reader.report(texts::too_many_outputs(MOST_OUTPUTS), more.span);
        return;
    }
    for (number, later) in outputs.iter().enumerate() {
        let path = later.value.as_str();
        let earlier = outputs[..number].iter().map(|it| it.value.as_str());
        let mut touching = earlier.filter(|it| is_inside(path, it) || is_inside(it, path));
        if let Some(earlier) = touching.next() {
            reader.report(texts::outputs_touch(path, earlier), later.span);
        }
    }
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
