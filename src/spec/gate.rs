//! Gates: the commands that an image has to pass.

use std::collections::BTreeMap;

use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use super::{Argv, ContextPath, DependencyFile, DependencyFileKind, argv, dependencies, env};
use crate::diagnostic::{Diagnostic, Span, Spanned, texts::gate as texts};
use crate::packaging::Requirement;

/// The name of the gate that `test` describes; the others have the names that `checks` gives them.
pub const TEST: &str = "test";

/// Names that `--target` has another meaning for, now or soon.
const TAKEN: [&str; 8] = [
    TEST,
    "test-reports",
    "runtime",
    "builder",
    "lock",
    "wheels",
    "dev",
    "debug",
];

/// Commands that run on what ships, before it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// `test`, or the name in `checks`. Unique, and fit for a path.
    pub name: String,
    /// What runs, one after the other; never empty.
    pub commands: Vec<Spanned<Argv>>,
    /// Dependency groups of the project that it needs, normalized. Default: `dev`, if the project has it.
    pub groups: Option<Vec<Spanned<String>>>,
    /// What it needs beside what ships.
    pub dependencies: GateDependencies,
    /// Variables, on top of those of the image.
    pub env: BTreeMap<String, Spanned<String>>,
    /// Whether there is no image when it fails. Default: true.
    pub required: bool,
    /// Files and directories that `--target test-reports` exports, relative to the application's directory.
    pub reports: Vec<Spanned<ContextPath>>,
    /// Where it is written.
    pub at: Span,
}

impl Gate {
    /// Whether it leaves anything to read.
    pub fn has_reports(&self) -> bool {
        !self.reports.is_empty()
    }
}

/// What a gate needs beside what ships.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum GateDependencies {
    /// Nothing.
    #[default]
    None,
    /// What a requirements file lists.
    File(Spanned<ContextPath>),
    /// These.
    Packages(Vec<Spanned<Requirement>>),
}

/// The keys of the map form.
const FIELDS: &[Known] = &[
    ("run", &[]),
    ("groups", &[]),
    ("dependencies", &["deps"]),
    ("env", &["environment"]),
    ("required", &[]),
    ("reports", &[]),
];

/// Keys of the map form that will mean something.
const PLANNED: &[&str] = &["secrets"];

/// `test`: a command, or a map of it and what belongs to it.
pub(super) fn read_test(reader: &mut Reader, field: &str, node: &Node) -> Option<Gate> {
    gate(reader, TEST, field, node)
}

/// `checks`: the same by name.
pub(super) fn read_checks(reader: &mut Reader, field: &str, node: &Node) -> Vec<Gate> {
    let Kind::Map(entries) = &node.kind else {
        reader.report(texts::checks_have_names(field), node.span);
        return Vec::new();
    };
    let gates = entries.iter().filter_map(|(name, node)| {
        if let Err(problem) = check_name(&name.value) {
            reader.report(problem, name.span);
            return None;
        }
        gate(reader, &name.value, &name.value, node)
    });
    gates.collect()
}

fn gate(reader: &mut Reader, name: &str, field: &str, node: &Node) -> Option<Gate> {
    let empty = Gate {
        name: name.to_owned(),
        commands: Vec::new(),
        groups: None,
        dependencies: GateDependencies::None,
        env: BTreeMap::new(),
        required: true,
        reports: Vec::new(),
        at: node.span,
    };
    let Kind::Map(entries) = &node.kind else {
        let command = argv::read(reader, field, node)?;
        return Some(Gate {
            commands: vec![command],
            ..empty
        });
    };
    let mut fields = Fields::of(reader, entries, FIELDS, PLANNED);
    if !fields.has("run") {
        fields.report(texts::no_command(name), node.span);
    }
    let gate = Gate {
        commands: fields.read("run", commands).unwrap_or_default(),
        groups: fields.read("groups", dependencies::names),
        dependencies: fields.read("dependencies", needs).unwrap_or_default(),
        env: fields.read("env", env::read).unwrap_or_default(),
        required: fields
            .read("required", Reader::flag)
            .flatten()
            .unwrap_or(true),
        reports: fields
            .read("reports", |reader, field, node| {
                reader.values_with(field, node, report)
            })
            .unwrap_or_default(),
        ..empty
    };
    (!gate.commands.is_empty()).then_some(gate)
}

/// One command, or a list of commands: the words of one are a list in the list.
fn commands(reader: &mut Reader, field: &str, node: &Node) -> Vec<Spanned<Argv>> {
    let nodes = match &node.kind {
        Kind::List(items) if items.is_empty() => {
            reader.report(texts::no_command(field), node.span);
            return Vec::new();
        }
        Kind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut commands = Vec::new();
    for node in nodes {
        match (&node.kind, commands.last()) {
            (Kind::Scalar(word), Some(before)) if word.starts_with('-') => {
                let before: &Spanned<Argv> = before;
                let problem = texts::option_as_command(before.value.as_slice(), word);
                reader.report(problem, node.span);
            }
            _ => commands.extend(argv::read(reader, field, node)),
        }
    }
    commands
}

/// A requirements file, or a list of requirements.
fn needs(reader: &mut Reader, field: &str, node: &Node) -> GateDependencies {
    match &node.kind {
        Kind::List(_) => GateDependencies::Packages(reader.values(field, node)),
        _ => reader
            .value_with(field, node, requirements_file)
            .map_or(GateDependencies::None, GateDependencies::File),
    }
}

fn requirements_file(text: &str) -> Result<ContextPath, Diagnostic> {
    match text.parse() {
        Ok(DependencyFile {
            path,
            kind: DependencyFileKind::Requirements,
        }) => Ok(path),
        _ => Err(texts::dependencies(text)),
    }
}

fn report(text: &str) -> Result<ContextPath, Diagnostic> {
    text.parse().map_err(|_: Diagnostic| texts::report(text))
}

/// A name for `--target`, and for a directory of reports.
fn check_name(name: &str) -> Result<(), Diagnostic> {
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let fits = name.starts_with(is_plain)
        && name
            .chars()
            .all(|letter| is_plain(letter) || "-_".contains(letter));
    if TAKEN.contains(&name) {
        Err(texts::name_taken(name))
    } else if fits {
        Ok(())
    } else {
        Err(texts::name(name))
    }
}
