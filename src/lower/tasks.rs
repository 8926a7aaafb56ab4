//! What the steps of tasks have in common.

use buildkit_llb::{Secret, Tmpfs};

use super::graph::Graph;
use super::root::{Root, Step};
use crate::diagnostic::Diagnostic;
use crate::plan::{Runtime, Task};

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
