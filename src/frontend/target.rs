//! What `--target` names.

use crate::diagnostic::{Diagnostic, Span, texts};
use crate::spec::{Gate, Spec, TEST};

/// What is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The image.
    Runtime,
    /// The files that are installed, as a `pylock.toml`.
    Lock,
    /// Nothing but an answer: whether the gates are passed.
    Gates,
    /// What gates report, whether they are passed or not.
    Reports,
}

/// The target that is built when none is named.
const DEFAULT: &str = "runtime";

/// The targets that every spec has.
const NAMES: [&str; 4] = [DEFAULT, "lock", TEST, "test-reports"];

impl Target {
    /// The target of a name (empty for the default), and the spec with just the gates that belong to it.
    ///
    /// # Errors
    /// When there is no such target, or no gate for it.
    pub fn choose(name: &str, mut spec: Spec) -> Result<(Self, Spec), Diagnostic> {
        let target = match name {
            "" | DEFAULT => Self::Runtime,
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
        if target != Self::Runtime && spec.gates.is_empty() {
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
        is_default: name == DEFAULT,
        at,
    };
    let program = spec.entrypoint.as_ref().or(spec.command.as_ref());
    let mut targets = vec![
        listed(DEFAULT, "the image".to_owned(), program.map(|it| it.span)),
        listed(
            "lock",
            "the locked dependencies, as a pylock.toml".to_owned(),
            None,
        ),
    ];
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
    let name = if name.is_empty() { DEFAULT } else { name };
    let found = list(spec).into_iter().find(|target| target.name == name);
    found.ok_or_else(|| unknown(name, spec))
}

fn unknown(name: &str, spec: &Spec) -> Diagnostic {
    let checks = spec.gates.iter().map(Gate::name);
    let mut known = NAMES.to_vec();
    known.extend(checks.filter(|name| *name != TEST));
    texts::request::unknown_target(name, &known)
}
