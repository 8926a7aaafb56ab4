//! What `--target` names.

use buildkit_llb::{Definition, Output};

use crate::diagnostic::{Diagnostic, Diagnostics, texts};
use crate::lower::{self, Site};
use crate::plan::{Plan, Variant};
use crate::spec::{BUILT_IN, Base, DEV, Gate, Spec, TEST, Task};

/// What is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An image.
    Image {
        /// Which of them.
        variant: Variant,
        /// Whose program it runs; without a name, that of the default process, or of a spec without any.
        process: Option<String>,
    },
    /// The files that are installed, as a `pylock.toml`.
    Lock,
    /// The files that are installed.
    Wheels,
    /// Nothing but an answer: whether the gates are passed.
    Gates,
    /// What gates report, whether they are passed or not.
    Reports,
}

/// The target that is built when none is named.
pub const RUNTIME: &str = "runtime";

impl Target {
    /// The whole of its graph, with steps that were asked for what is in the plan.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn graph(
        &self,
        plan: &Plan,
        site: &Site,
        asked: Vec<Output>,
    ) -> Result<Definition, Diagnostic> {
        match self {
            Self::Gates => lower::gates(plan, site, asked),
            Self::Reports => lower::reports(plan, site, asked),
            Self::Wheels => lower::wheels(plan, site),
            Self::Image { .. } | Self::Lock => lower::image(plan, site, asked),
        }
    }

    /// The target of a name (empty for the default), and the spec with just the tasks that belong to it.
    ///
    /// # Errors
    /// When there is no such target, or no gate for it.
    pub fn choose(name: &str, mut spec: Spec) -> Result<(Self, Spec), Diagnostic> {
        let image = |variant, process: Option<&str>| Self::Image {
            variant,
            process: process.map(str::to_owned),
        };
        let target = match name {
            "" | RUNTIME => image(Variant::Runtime, None),
            "debug" => image(Variant::Debug, None),
            DEV => {
                let test = spec.gates.iter().find(|gate| gate.name() == TEST);
                spec.dev = Some(Task::of_development(test.map(|test| &test.task)));
                untested(&mut spec);
                image(Variant::Dev, None)
            }
            "builder" => {
                // What was built is looked at where it was.
                spec.base.run = spec.base.build.clone();
                untested(&mut spec);
                image(Variant::Builder, None)
            }
            "lock" | "wheels" => {
                // Nothing is put beside them.
                spec.system.run = None;
                spec.build.clear();
                spec.copies.clear();
                untested(&mut spec);
                if name == "lock" {
                    Self::Lock
                } else {
                    Self::Wheels
                }
            }
            TEST => {
                spec.gates = some_gates(spec.gates)?;
                Self::Gates
            }
            "test-reports" => {
                spec.gates = gates_with_reports(some_gates(spec.gates)?)?;
                Self::Reports
            }
            process if spec.process(process).is_some() => image(Variant::Runtime, Some(process)),
            check if spec.gates.iter().any(|gate| gate.name() == check) => {
                spec.gates.retain(|gate| gate.name() == check);
                Self::Gates
            }
            other => return Err(unknown(other, &spec)),
        };
        // Whoever looks into a container wants the tools that a minimal one lacks.
        if target.variant() != Variant::Runtime && spec.base.run.value == Base::Minimal {
            spec.base.run.value = Base::Slim;
        }
        Ok((target, spec))
    }

    /// Leaves out of a spec what tests an image, where the engine runs no programs of its platform, and warns of it.
    ///
    /// # Errors
    /// When the target is the test.
    pub fn leave_untested(
        &self,
        spec: &mut Spec,
        platform: &str,
    ) -> Result<Diagnostics, Diagnostic> {
        let gate = spec.gates.first();
        let at = gate.map_or(spec.base.run.span, |gate| gate.task.at);
        let at = spec.file.at(at);
        if matches!(self, Self::Gates | Self::Reports) {
            let name = gate.map_or(TEST, Gate::name);
            return Err(texts::platform::cannot_run(name, platform).at(at));
        }
        let smoke = (spec.smoke.runs && self.runs()).then_some("smoke");
        let names: Vec<_> = spec.gates.iter().map(Gate::name).chain(smoke).collect();
        let warning = texts::platform::not_tested(names.iter().copied(), platform).at(at);
        let warning = (!names.is_empty()).then(|| warning.into());
        untested(spec);
        Ok(warning.unwrap_or_default())
    }

    /// Which image is made; what is no image is what goes into the one that ships.
    pub fn variant(&self) -> Variant {
        match self {
            Self::Image { variant, .. } => *variant,
            _ => Variant::Runtime,
        }
    }

    /// The process whose image is made, if it has a name.
    pub fn process(&self) -> Option<&str> {
        match self {
            Self::Image { process, .. } => process.as_deref(),
            _ => None,
        }
    }

    /// Whether the application's program runs in it.
    pub fn runs(&self) -> bool {
        match self {
            Self::Image { variant, .. } => *variant != Variant::Builder,
            Self::Gates | Self::Reports => true,
            Self::Lock | Self::Wheels => false,
        }
    }
}

/// Leaves out what an image that ships has to pass.
pub(super) fn untested(spec: &mut Spec) {
    spec.gates.clear();
    spec.smoke.runs = false;
}

fn some_gates(gates: Vec<Gate>) -> Result<Vec<Gate>, Diagnostic> {
    if gates.is_empty() {
        return Err(texts::gate::none());
    }
    Ok(gates)
}

fn gates_with_reports(gates: Vec<Gate>) -> Result<Vec<Gate>, Diagnostic> {
    let (with, without): (Vec<_>, Vec<_>) = gates.into_iter().partition(Gate::has_reports);
    if with.is_empty() {
        let names = without.iter().map(Gate::name);
        return Err(texts::gate::no_reports(names));
    }
    Ok(with)
}

/// No target has the name.
pub(super) fn unknown(name: &str, spec: &Spec) -> Diagnostic {
    let processes = spec.processes.iter().map(|it| it.name.value.as_str());
    let checks = spec.gates.iter().map(Gate::name);
    let mut known = BUILT_IN.to_vec();
    known.extend(processes.chain(checks.filter(|name| *name != TEST)));
    texts::target::unknown(name, &known)
}
