//! What the steps of tasks have in common.

use buildkit_llb::{Definition, Secret, Tmpfs};

use super::Site;
use super::graph::Graph;
use super::root::{Root, Step};
use crate::diagnostic::Diagnostic;
use crate::plan::{Plan, Runtime, Task};

/// What a task's first command starts on, without files of the application that build steps see; `None` if there is no such
/// task.
///
/// # Errors
/// When a lock names an address that no engine can fetch.
pub fn task_root(plan: &Plan, name: &str, site: &Site) -> Result<Option<Definition>, Diagnostic> {
    let graph = Graph::new(plan, site);
    let shipment = graph.shipment()?;
    let below = &shipment.below;
    let has_name = |task: &&Task| task.name == name;
    let apart = plan.build.apart.iter().map(|step| &step.task);
    let root = if let Some(step) = apart.clone().find(has_name) {
        graph.build_root(&below.without_projects(), step)?
    } else if let Some(step) = plan.build.steps.iter().find(has_name) {
        graph.build_root(below, step)?
    } else if let Some(gate) = plan.gates.iter().find(|gate| gate.task.name == name) {
        graph.gate_root(&shipment, gate)?
    } else {
        return Ok(None);
    };
    let order = site.settings.engine.order;
    Ok(Some(Definition::build(&root.output, order)))
}

impl Graph<'_> {
    /// The packages that a task has beside what ships, on top of that.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn with_packages<'r>(
        &self,
        root: Root<'r, Runtime>,
        task: &Task,
    ) -> Result<Root<'r, Runtime>, Diagnostic> {
        let Some(wheels) = &task.wheels else {
            return Ok(root);
        };
        let graph = Graph {
            wheels: Some(wheels),
            ..*self
        };
        let parts = graph.wheels(wheels)?.parts;
        Ok(self.with_parts(root, &parts.iter().collect::<Vec<_>>()))
    }

    /// A program of a task, which starts in the application's directory. Secrets belong to the user and its group.
    pub(super) fn task_exec<'r>(
        &self,
        task: &Task,
        root: &Root<'r, Runtime>,
        argv: &[String],
        (uid, gid): (u32, u32),
    ) -> Step<'r> {
        let exec = root
            .program(argv, &task.env)
            .online()
            .cwd(&self.plan.application.workdir)
            .mount(Tmpfs::new("/tmp"));
        let exec = match &task.agent {
            Some((agent, _)) => self.with_agent(exec, agent, (uid, gid)),
            None => exec,
        };
        task.secrets.iter().fold(exec, |exec, secret| {
            let id = secret.id.as_str();
            let file = || Secret::new(id).owner(uid, gid);
            match (&secret.env, secret.required) {
                (None, true) => exec.mount(file()),
                (None, false) => exec.mount(file().optional()),
                (Some(name), required) => exec.secret_env(name, id, required),
            }
        })
    }
}
