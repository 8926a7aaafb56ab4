//! Gates: steps on what ships, which run beside each other and beside the rest.
//!
//! Each leaves an empty tree, and whoever takes that waits for the gate.

use buildkit_llb::{Copy, Definition, FileActions, Mkdir, Output, OutputMount, Owner};
use serde_json::json;

use super::graph::Graph;
use super::number::numbered;
use super::root::{Root, Step};
use super::runtime::Shipment;
use super::{Site, sources, step};
use crate::diagnostic::{Diagnostic, Location, texts::infer::command_line};
use crate::plan::{EXIT_CODE, GATE, Gate, LEFT, Plan, Runtime};

/// A graph that fails where a gate fails, and whose result is empty.
///
/// # Errors
/// When a lock names an address that no engine can fetch.
pub fn gates(plan: &Plan, site: &Site, asked: Vec<Output>) -> Result<Definition, Diagnostic> {
    let graph = Graph::new(plan, site);
    let shipment = graph.shipment()?;
    let passed = graph.passed(&shipment)?.into_iter().chain(asked);
    let result = FileActions::all(passed.map(wait_for));
    let title = format!("{} PASSED", site.stage("test"));
    let result = result.map(|all| graph.describe(all, title, &[]));
    let result = result.map(FileActions::into_output);
    Ok(numbered(Definition::build(
        result,
        site.settings.engine.order,
    )))
}

/// A graph whose result is what the gates report: a directory for each, with the code that it exited with.
///
/// A gate that fails fails no step of it: BuildKit exports nothing of a build that fails.
///
/// # Errors
/// When a lock names an address that no engine can fetch.
pub fn reports(plan: &Plan, site: &Site, asked: Vec<Output>) -> Result<Definition, Diagnostic> {
    let graph = Graph::new(plan, site);
    let shipment = graph.shipment()?;
    let mut copies = Vec::new();
    for gate in &plan.gates {
        let root = graph.gate_root(&shipment, gate)?;
        let left = graph.attempt(gate, &root, &gate.reports);
        let copy = Copy::new(left, format!("/{LEFT}"), format!("/{}", gate.task.name))
            .contents()
            .create_dest()
            .owner(Owner::new(0, 0));
        copies.push(copy);
    }
    copies.extend(asked.into_iter().map(wait_for));
    let result = FileActions::all(copies);
    let title = format!("{} COPY", site.stage("reports"));
    let result = result.map(|result| graph.describe(result, title, &[]));
    let result = result.map(FileActions::into_output);
    Ok(numbered(Definition::build(
        result,
        site.settings.engine.order,
    )))
}

/// Takes nothing of a tree, but waits for it.
pub(super) fn wait_for(passed: Output) -> Copy {
    Copy::new(passed, "/", "/").contents().exclude(["**"])
}

impl Graph<'_> {
    /// An empty tree for each command of each gate.
    pub(super) fn passed(&self, shipment: &Shipment<'_>) -> Result<Vec<Output>, Diagnostic> {
        let mut passed = Vec::new();
        for gate in &self.plan.gates {
            let root = self.gate_root(shipment, gate)?;
            if gate.required {
                passed.extend(self.commands(gate, root));
            } else {
                passed.push(self.attempt(gate, &root, &[]));
            }
        }
        Ok(passed)
    }

    /// What ships, with the packages of a gate, and with an application's directory that the user may write to.
    pub(super) fn gate_root<'a>(
        &self,
        shipment: &Shipment<'a>,
        gate: &Gate,
    ) -> Result<Root<'a, Runtime>, Diagnostic> {
        let below = &shipment.below;
        let root = self.installed(below.root.clone(), below);
        let root = self.with_packages(root, &gate.task)?;
        let files = gate.files.as_ref();
        let files = files.map(|files| sources::of_task(&gate.task, files, self.site.settings));
        Ok(self.with_application(&root, shipment, gate.user, &gate.task.name, files))
    }

    /// One step for each command, each on what the one before left.
    fn commands(&self, gate: &Gate, mut root: Root<'_, Runtime>) -> Vec<Output> {
        let mut passed = Vec::new();
        for command in &gate.task.commands {
            let title = format!(
                "{} {}",
                self.site.stage(&gate.task.name),
                command_line(&command.argv)
            );
            let exec = self.describe(
                self.gate_exec(gate, &root, &command.argv),
                title,
                std::slice::from_ref(&command.at),
            );
            let (changed, [empty]) = exec.run_and_produce([OutputMount::scratch(GATE)]);
            root = root.with(changed);
            passed.push(empty);
        }
        passed
    }

    /// One step for all commands, which ends well however they end: a tree with what they left.
    fn attempt(&self, gate: &Gate, root: &Root<'_, Runtime>, reports: &[String]) -> Output {
        let commands = &gate.task.commands;
        let argvs: Vec<_> = commands.iter().map(|command| &command.argv).collect();
        let arguments = [
            format!("{GATE}/{LEFT}"),
            EXIT_CODE.to_owned(),
            json!(argvs).to_string(),
            json!(reports).to_string(),
        ];
        let argv = step::GATE.argv(root.base.python(), arguments);
        let lines: Vec<_> = argvs.iter().map(|argv| command_line(argv)).collect();
        let why = if gate.required {
            "report"
        } else {
            "not required"
        };
        let title = format!(
            "{} {} ({why})",
            self.site.stage(&gate.task.name),
            lines.join(", ")
        );
        let at: Vec<Location> = commands.iter().map(|it| it.at.clone()).collect();
        let exec = self.gate_exec(gate, root, &argv).mount(step::GATE.mount());
        let (uid, gid) = gate.user;
        let own = Mkdir::new(format!("/{LEFT}")).owner(Owner::new(uid, gid));
        let own = FileActions::new(None, own).into_output();
        let (_, [left]) = self
            .describe(exec, title, &at)
            .run_and_produce([OutputMount::new(GATE, own)]);
        left
    }

    /// A program as it would run in the container.
    fn gate_exec<'r>(&self, gate: &Gate, root: &Root<'r, Runtime>, argv: &[String]) -> Step<'r> {
        let (uid, gid) = gate.user;
        self.task_exec(&gate.task, root, argv, gate.user)
            .user(format!("{uid}:{gid}"))
    }
}
