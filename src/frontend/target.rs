//! What `--target` names.

use crate::diagnostic::{Diagnostic, texts};
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

/// The targets that every spec has.
const NAMES: [&str; 4] = ["runtime", "lock", TEST, "test-reports"];

impl Target {
    /// The target of a name (empty for the default), and the spec with just the gates that belong to it.
    ///
    /// # Errors
    /// When there is no such target, or no gate for it.
    pub fn choose(name: &str, mut spec: Spec) -> Result<(Self, Spec), Diagnostic> {
        let target = match name {
            "" | "runtime" => Self::Runtime,
            "lock" => {
                spec.gates.clear();
                return Ok((Self::Lock, spec));
            }
            "test" => Self::Gates,
            "test-reports" => Self::Reports,
            check if spec.gates.iter().any(|gate| gate.name == check) => {
                spec.gates.retain(|gate| gate.name == check);
                Self::Gates
            }
            unknown => {
                let checks = spec.gates.iter().map(|gate| gate.name.as_str());
                let mut known = NAMES.to_vec();
                known.extend(checks.filter(|name| *name != TEST));
                return Err(texts::request::unknown_target(unknown, &known));
            }
        };
        if target != Self::Runtime && spec.gates.is_empty() {
            return Err(texts::gate::none());
        }
        if target == Self::Reports {
            let (with, without): (Vec<_>, Vec<_>) =
                spec.gates.into_iter().partition(Gate::has_reports);
            if with.is_empty() {
                let names = without.iter().map(|gate| gate.name.as_str());
                return Err(texts::gate::no_reports(names));
            }
            spec.gates = with;
        }
        Ok((target, spec))
    }
}
