//! Tasks: commands that run on what ships while an image is built. Build steps and gates are tasks.

use std::collections::BTreeMap;

use super::reader::{Fields, Known, Reader};
use super::secret::{self, TaskSecret};
use super::yaml::{Kind, Node};
use super::{
    Argv, ContextPath, DependencyFile, DependencyFileKind, argv, dependencies, env, trust,
};
use crate::diagnostic::{Diagnostic, Span, Spanned, texts::task as texts};
use crate::packaging::Requirement;

/// The name of what is developed with, and that of the group of dependencies that is for it.
pub const DEV: &str = "dev";

/// Commands that run on what ships, and what they need beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What messages and progress call it. Unique among the tasks of a spec.
    pub name: String,
    /// What runs, one after the other; empty only for what is developed with.
    pub commands: Vec<Spanned<Argv>>,
    /// Extras of the project that it needs, normalized.
    pub extras: Vec<Spanned<String>>,
    /// Dependency groups of the project that it needs, normalized.
    pub groups: Vec<Spanned<String>>,
    /// Whether it needs the group `dev` as well, if the project has it. Default: where neither groups nor extras are written.
    pub group_dev: bool,
    /// What it needs beside what ships.
    pub dependencies: TaskDependencies,
    /// Variables, on top of those of the image.
    pub env: BTreeMap<String, Spanned<String>>,
    /// Secrets of the build that it sees.
    pub secrets: Vec<TaskSecret>,
    /// The SSH agent of the client that it may use, as in `--ssh ID`. It knows the hosts of the spec.
    pub agent: Option<Spanned<String>>,
    /// Where it is written.
    pub at: Span,
}

/// What a task needs beside what ships.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TaskDependencies {
    /// Nothing.
    #[default]
    None,
    /// What a requirements file lists.
    File(Spanned<ContextPath>),
    /// These.
    Packages(Vec<Spanned<Requirement>>),
}

/// The keys that every task has.
pub(super) const FIELDS: [Known; 7] = [
    ("run", &[]),
    ("extras", &[]),
    ("groups", &[]),
    ("dependencies", &["deps"]),
    ("env", &["environment"]),
    ("secrets", &[]),
    ("ssh", &[]),
];

/// These, and what some tasks have beside them: as many as there are in all.
pub(super) const fn fields<const ALL: usize>(more: &[Known]) -> [Known; ALL] {
    let mut all: [Known; ALL] = [("", &[]); ALL];
    let (own, others) = all.split_at_mut(FIELDS.len());
    own.copy_from_slice(&FIELDS);
    others.copy_from_slice(more);
    all
}

impl Task {
    /// The short form: a command, and nothing else.
    pub(super) fn of_command(
        reader: &mut Reader,
        name: &str,
        field: &str,
        node: &Node,
    ) -> Option<Self> {
        let command = argv::read(reader, field, node)?;
        Some(Self {
            commands: vec![command],
            at: node.span,
            ..Self::empty(name)
        })
    }

    /// What `--target dev` has beside what ships: the packages of `test`, and the group `dev`.
    pub fn of_development(test: Option<&Self>) -> Self {
        let empty = Self::empty(DEV);
        match test {
            None => empty,
            Some(test) => Self {
                extras: test.extras.clone(),
                groups: test.groups.clone(),
                dependencies: test.dependencies.clone(),
                at: test.at,
                ..empty
            },
        }
    }

    fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            commands: Vec::new(),
            extras: Vec::new(),
            groups: Vec::new(),
            group_dev: true,
            dependencies: TaskDependencies::None,
            env: BTreeMap::new(),
            secrets: Vec::new(),
            agent: None,
            at: Span::default(),
        }
    }

    /// The map form; [`FIELDS`] must be among the keys that are known.
    pub(super) fn of_map(fields: &mut Fields, name: &str, at: Span) -> Option<Self> {
        if !fields.has("run") {
            fields.report(texts::no_command(name), at);
        }
        let extras = fields.read("extras", dependencies::names);
        let groups = fields.read("groups", dependencies::names);
        let task = Self {
            name: name.to_owned(),
            commands: fields.read("run", commands).unwrap_or_default(),
            group_dev: extras.is_none() && groups.is_none(),
            extras: extras.unwrap_or_default(),
            groups: groups.unwrap_or_default(),
            dependencies: fields.read("dependencies", needs).unwrap_or_default(),
            env: fields.read("env", env::read).unwrap_or_default(),
            secrets: fields.read("secrets", secret::read).unwrap_or_default(),
            agent: fields.read("ssh", trust::one_agent).flatten(),
            at,
        };
        (!task.commands.is_empty()).then_some(task)
    }
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
        let before = commands.last();
        if let Some(problem) = option_as_command(before, node) {
            reader.report(problem, node.span);
        } else {
            commands.extend(argv::read(reader, field, node));
        }
    }
    commands
}

/// What is wrong with `[pytest, -q]` where a list is one of commands.
pub(super) fn option_as_command(before: Option<&Spanned<Argv>>, node: &Node) -> Option<Diagnostic> {
    let Kind::Scalar(word) = &node.kind else {
        return None;
    };
    let before = before?.value.as_slice();
    let is_script = matches!(before, [python] if python.starts_with("python"))
        && word.strip_suffix(".py").is_some();
    (word.starts_with('-') || is_script).then(|| texts::option_as_command(before, word))
}

/// A requirements file, or a list of requirements.
fn needs(reader: &mut Reader, field: &str, node: &Node) -> TaskDependencies {
    match &node.kind {
        Kind::List(_) => TaskDependencies::Packages(reader.values(field, node)),
        _ => reader
            .value_with(field, node, requirements_file)
            .map_or(TaskDependencies::None, TaskDependencies::File),
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
