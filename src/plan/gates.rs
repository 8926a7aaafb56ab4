//! Gates: the tasks that an image has to pass.

use super::SentFiles;
use super::tasks::{Task, Tasks};
use crate::diagnostic::{Diagnostics, Spanned};
use crate::spec::ContextPath;

/// Where what a gate leaves behind is mounted.
pub const GATE: &str = "/run/cartwright/gate";

/// The part of [`GATE`] that belongs to the user.
pub const LEFT: &str = "out";

/// The file in [`LEFT`] that tells how the commands ended.
pub const EXIT_CODE: &str = "exit-code";

/// A task that may fail, on a copy of the application's files that it may change.
#[derive(Clone, Debug)]
pub struct Gate {
    /// What runs. Its name is fit for a path.
    pub task: Task,
    /// The final user and its group, who runs it.
    pub user: (u32, u32),
    /// Whether there is no image when it fails.
    pub required: bool,
    /// What it writes for people to read, from the application's directory.
    pub reports: Vec<String>,
    /// Files that it sees beside what ships.
    pub files: Option<SentFiles>,
}

pub(super) fn plan(tasks: &Tasks, problems: &mut Diagnostics) -> Vec<Gate> {
    let report = |path: &Spanned<ContextPath>| path.value.as_str().to_owned();
    let gates = tasks.inputs.spec.gates.iter().map(|gate| Gate {
        task: tasks.task(&gate.task, problems),
        user: (tasks.user.uid, tasks.user.gid),
        required: gate.required,
        reports: gate.reports.iter().map(report).collect(),
        files: SentFiles::of_task(&gate.files),
    });
    gates.collect()
}
