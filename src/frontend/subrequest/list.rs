//! Every target of a spec, for those who look for one.

use crate::diagnostic::{Diagnostic, Span, Spanned, texts};
use crate::frontend::target::{RUNTIME, unknown};
use crate::spec::{Argv, Gate, Process, Spec, TEST};

/// A target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// What `--target` takes.
    pub(super) name: String,
    /// What comes out.
    pub(super) description: String,
    /// Whether it is built when none is named.
    pub(super) is_default: bool,
    /// Where the spec has it; `None` for what every spec has.
    pub(super) at: Option<Span>,
}

/// Every target of a spec, the default first.
pub(super) fn list(spec: &Spec) -> Vec<Listed> {
    let mut targets = vec![runtime(spec)];
    targets.extend(
        spec.processes
            .iter()
            .map(|process| of_process(spec, process)),
    );
    targets.extend([
        built_in(
            "dev",
            "an image to develop in: packages for it, the project editable, a server that reloads",
        ),
        built_in("debug", "the image, with programs on top to look into it"),
        built_in(
            "builder",
            "an image with the compilers, and the wheels that were built",
        ),
    ]);
    targets.extend(of_gates(spec));
    targets.extend([
        built_in("lock", "the locked dependencies, as a pylock.toml"),
        built_in(
            "wheels",
            "the wheels that are installed, built ones too, as files",
        ),
    ]);
    targets
}

/// The target of a name (empty for the default).
///
/// # Errors
/// When there is no such target.
pub(super) fn find(name: &str, spec: &Spec) -> Result<Listed, Diagnostic> {
    let name = if name.is_empty() { RUNTIME } else { name };
    let found = list(spec).into_iter().find(|target| target.name == name);
    found.ok_or_else(|| unknown(name, spec))
}

fn listed(name: &str, description: String, at: Option<Span>) -> Listed {
    Listed {
        name: name.to_owned(),
        description,
        is_default: name == RUNTIME,
        at,
    }
}

fn built_in(name: &str, description: &str) -> Listed {
    listed(name, description.to_owned(), None)
}

fn runtime(spec: &Spec) -> Listed {
    let process = spec.default_process().map(|process| &process.name);
    let image = process.map_or("the image".to_owned(), |name| {
        format!("the image of `{}`", name.value)
    });
    let line = spec.command_lines().next().map(|argv| argv.span);
    listed(RUNTIME, image, process.map(|name| name.span).or(line))
}

fn of_process(spec: &Spec, Process { name, .. }: &Process) -> Listed {
    let program = spec.program(Some(&name.value));
    let words = program.entrypoint.into_iter().chain(program.command);
    let words: Vec<_> = words
        .flat_map(|argv| argv.value.as_slice())
        .cloned()
        .collect();
    let line = texts::infer::command_line(&words);
    listed(
        &name.value,
        format!("an image that runs {line}"),
        Some(name.span),
    )
}

fn of_gates(spec: &Spec) -> Vec<Listed> {
    let Some(first) = spec.gates.first() else {
        return Vec::new();
    };
    let all = "no image: runs `test` and all of `checks`".to_owned();
    let mut targets = vec![listed(TEST, all, Some(first.task.at))];
    if spec.gates.iter().any(Gate::has_reports) {
        let reports = "the reports of `test` and `checks`, also when they fail";
        targets.push(built_in("test-reports", reports));
    }
    let line = |command: &Spanned<Argv>| texts::infer::command_line(command.value.as_slice());
    for check in spec.gates.iter().filter(|gate| gate.name() != TEST) {
        let lines: Vec<_> = check.task.commands.iter().map(line).collect();
        let runs = format!("no image: runs {}", lines.join(", "));
        targets.push(listed(check.name(), runs, Some(check.task.at)));
    }
    targets
}
