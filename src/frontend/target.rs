//! What `--target` names.

use crate::diagnostic::{Diagnostic, Span, texts};
use crate::spec::{Gate, Process, Spec, TEST};

/// What is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The image of a process; of the default one, or of a spec without any, if it has no name.
    Runtime(Option<String>),
    /// The files that are installed, as a `pylock.toml`.
    Lock,
    /// Nothing but an answer: whether the gates are passed.
    Gates,
    /// What gates report, whether they are passed or not.
    Reports,
}

/// The target that is built when none is named.
pub const RUNTIME: &str = "runtime";

/// The targets that every spec has.
const NAMES: [&str; 4] = [RUNTIME, "lock", TEST, "test-reports"];

impl Target {
    /// The target of a name (empty for the default), and the spec with just the gates that belong to it.
    ///
    /// # Errors
    /// When there is no such target, or no gate for it.
    pub fn choose(name: &str, mut spec: Spec) -> Result<(Self, Spec), Diagnostic> {
        let target = match name {
            "" | RUNTIME => return Ok((Self::Runtime(None), spec)),
            process if spec.process(process).is_some() => {
                return Ok((Self::Runtime(Some(process.to_owned())), spec));
            }
            "lock" => {
                spec.build.clear();
                spec.gates.clear();
                return Ok((Self::Lock, spec));
            }
            "test" => Self::Gates,
            "test-reports" => Self::Reports,
            check if spec.gates.iter().any(|gate| gate.name() == check) => {
                spec.gates.retain(|gate| gate.name() == check);
                Self::Gates
            }
            other => return Err(unknown(other, &spec)),
        };
        if spec.gates.is_empty() {
            return Err(texts::gate::none());
        }
        if target == Self::Reports {
            let (with, without): (Vec<_>, Vec<_>) =
                spec.gates.into_iter().partition(Gate::has_reports);
            if with.is_empty() {
                let names = without.iter().map(Gate::name);
                return Err(texts::gate::no_reports(names));
            }
            spec.gates = with;
        }
        Ok((target, spec))
    }

    /// The process whose image is made, if it has a name.
    pub fn process(&self) -> Option<&str> {
        match self {
            Self::Runtime(process) => process.as_deref(),
            Self::Lock | Self::Gates | Self::Reports => None,
        }
    }
}

/// A target, for those who look for one.
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
    let listed = |name: &str, description: String, at: Option<Span>| Listed {
        name: name.to_owned(),
        description,
        is_default: name == RUNTIME,
        at,
    };
    let process = spec.default_process().map(|process| &process.name);
    let image = process.map_or("the image".to_owned(), |name| {
        format!("the image of `{}`", name.value)
    });
    let line = spec.command_lines().next().map(|argv| argv.span);
    let at = process.map(|name| name.span).or(line);
    let mut targets = vec![listed(RUNTIME, image, at)];
    for Process { name, .. } in &spec.processes {
        let program = spec.program(Some(&name.value));
        let words = program.entrypoint.into_iter().chain(program.command);
        let words: Vec<_> = words
            .flat_map(|argv| argv.value.as_slice())
            .cloned()
            .collect();
        let line = texts::infer::command_line(&words);
        targets.push(listed(
            &name.value,
            format!("an image that runs {line}"),
            Some(name.span),
        ));
    }
    let lock = "the locked dependencies, as a pylock.toml";
    targets.push(listed("lock", lock.to_owned(), None));
    let Some(first) = spec.gates.first() else {
        return targets;
    };
    targets.push(listed(
        TEST,
        "no image: runs `test` and all of `checks`".to_owned(),
        Some(first.task.at),
    ));
    if spec.gates.iter().any(Gate::has_reports) {
        let description = "the reports of `test` and `checks`, also when they fail";
        targets.push(listed("test-reports", description.to_owned(), None));
    }
    for check in spec.gates.iter().filter(|gate| gate.name() != TEST) {
        let lines = check
            .task
            .commands
            .iter()
            .map(|command| texts::infer::command_line(command.value.as_slice()));
        let lines: Vec<_> = lines.collect();
        targets.push(listed(
            check.name(),
            format!("no image: runs {}", lines.join(", ")),
            Some(check.task.at),
        ));
    }
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

fn unknown(name: &str, spec: &Spec) -> Diagnostic {
    let processes = spec.processes.iter().map(|it| it.name.value.as_str());
    let checks = spec.gates.iter().map(Gate::name);
    let mut known = NAMES.to_vec();
    known.extend(processes.chain(checks.filter(|name| *name != TEST)));
    texts::target::unknown(name, &known)
}
