//! Gates: the commands that an image has to pass.

use super::reader::{Fields, Known, Reader};
use super::task::{self, Task};
use super::yaml::{Kind, Node};
use super::{ContextPath, pattern, target_name};
use crate::diagnostic::{Diagnostic, Spanned, texts::gate as texts};

/// The name of the gate that `test` describes; the others have the names that `checks` gives them.
pub const TEST: &str = "test";

/// Commands that run on what ships, before it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// What runs. Its name is `test`, or that in `checks`, and fit for a path.
    pub task: Task,
    /// Whether there is no image when it fails. Default: true.
    pub required: bool,
    /// Files and directories that `--target test-reports` exports, relative to the application's directory.
    pub reports: Vec<Spanned<ContextPath>>,
    /// Patterns of files of the build context that it sees beside what ships, whatever keeps them out of the image.
    pub files: Vec<Spanned<String>>,
}

impl Gate {
    /// What `--target` calls it.
    pub fn name(&self) -> &str {
        &self.task.name
    }

    /// Whether it leaves anything to read.
    pub fn has_reports(&self) -> bool {
        !self.reports.is_empty()
    }
}

/// The keys of the map form.
pub(super) const FIELDS: [Known; 10] =
    task::fields(&[("files", &[]), ("required", &[]), ("reports", &[])]);

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
    let entries = reader.steps(field, entries, node.span);
    let gates = entries.iter().filter_map(|(name, node)| {
        if let Err(problem) = target_name::check(&name.value, "check") {
            reader.report(problem, name.span);
            return None;
        }
        gate(reader, &name.value, &name.value, node)
    });
    gates.collect()
}

fn gate(reader: &mut Reader, name: &str, field: &str, node: &Node) -> Option<Gate> {
    let Kind::Map(entries) = &node.kind else {
        let task = Task::of_command(reader, name, field, node)?;
        return Some(Gate {
            task,
            required: true,
            reports: Vec::new(),
            files: Vec::new(),
        });
    };
    let mut fields = Fields::of(reader, entries, &FIELDS);
    let task = Task::of_map(&mut fields, name, node.span);
    let required = fields.read("required", Reader::flag).flatten();
    let reports = fields.read("reports", |reader, field, node| {
        reader.values_with(field, node, report)
    });
    let files = fields.read("files", pattern::read_included);
    Some(Gate {
        task: task?,
        required: required.unwrap_or(true),
        reports: reports.unwrap_or_default(),
        files: files.unwrap_or_default(),
    })
}

fn report(text: &str) -> Result<ContextPath, Diagnostic> {
    text.parse().map_err(|_: Diagnostic| texts::report(text))
}
