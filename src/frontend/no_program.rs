//! Programs of tasks that turn out not to be there.
//!
//! The engine tells of a program that it cannot start as of one that failed, and a shell says no more than its name.

use super::conversation::Part;
use crate::diagnostic::{Diagnostic, texts};
use crate::gateway::{Failure, Reference};
use crate::lower;
use crate::plan::{Plan, Task, TaskCommand, package_of_program};
use crate::spec::{PackageManager, shell_line};

/// What is told of a failure of a plan's steps, where a command of a task wanted a program that is not there.
pub(super) async fn tell(part: &Part<'_>, plan: &Plan, failure: Failure) -> Failure {
    match find(part, plan, &failure).await {
        Some(told) => told.into(),
        None => failure,
    }
}

/// Nothing that goes wrong here is told: the failure itself is.
async fn find(part: &Part<'_>, plan: &Plan, failure: &Failure) -> Option<Diagnostic> {
    let Failure::Engine(status, _) = failure else {
        return None;
    };
    let (task, command) = failed(plan, status.message())?;
    let manager = plan
        .bases
        .runtime
        .facts
        .package_manager()
        .unwrap_or_default();
    let wanted = programs(&command.argv, status.message());
    if wanted.is_empty() {
        return None;
    }
    let definition = lower::task_root(plan, &task.name, &part.site).ok()??;
    let root = part.build(definition).await.ok()?;
    for program in wanted {
        if !is_there(part, &root, task, program).await? {
            let of_build = plan.build.tasks().any(|it| it.name == task.name);
            let package = package_of_program(program, manager);
            let told = texts::task::no_program(program, &task.name, of_build, manager, package);
            return Some(told.at(command.at.clone()));
        }
    }
    None
}

/// The command that the engine says has failed.
fn failed<'p>(plan: &'p Plan, message: &str) -> Option<(&'p Task, &'p TaskCommand)> {
    let commands = plan
        .tasks()
        .flat_map(|task| task.commands.iter().map(move |command| (task, command)));
    commands.into_iter().find(|(_, command)| {
        let line = command.argv.join(" ");
        message.contains(&format!("process {line:?} did not complete"))
    })
}

/// What a command starts by name; a shell, and what is well known among the words of its line.
fn programs<'c>(argv: &'c [String], message: &str) -> Vec<&'c str> {
    let program = argv.first().filter(|program| !program.contains('/'));
    // Shells end with this code where they found no program.
    let found_none = message.contains("exit code: 127");
    let line = shell_line(argv).filter(|_| found_none).unwrap_or_default();
    let is_name = |letter: char| letter.is_alphanumeric() || "-_+.".contains(letter);
    let words = line.split(|letter| !is_name(letter));
    let is_known = |word: &&str| package_of_program(word, PackageManager::Apt).is_some();
    let program = program.map(String::as_str).into_iter();
    program.chain(words.filter(is_known)).collect()
}

/// Whether a program is in a directory where a task looks for it.
async fn is_there(part: &Part<'_>, root: &Reference, task: &Task, program: &str) -> Option<bool> {
    let bridge = &part.conversation.bridge;
    let path = task.env.iter().find_map(|it| it.strip_prefix("PATH="))?;
    for directory in path.split(':') {
        let place = format!("{directory}/{program}");
        if bridge.has_file(root, &place).await.ok()? {
            return Some(true);
        }
    }
    Some(false)
}
