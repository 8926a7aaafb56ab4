//! What the steps of tasks have in common.

use buildkit_llb::{Output, Secret, Tmpfs};

use super::graph::Graph;
use super::root::{Root, Step};
use super::runtime::Below;
use crate::diagnostic::Diagnostic;
use crate::plan::{Runtime, Task};

impl Graph<'_> {
    /// The layers below the application's files, and those of the packages that a task has beside what ships.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn with_packages(
        &self,
        below: &Below<'_>,
        task: &Task,
    ) -> Result<Vec<Output>, Diagnostic> {
        let mut layers = below.layers();
        if let Some(wheels) = &task.wheels {
            let graph = Graph {
                wheels: Some(wheels),
                ..*self
            };
            layers.extend(graph.wheels(wheels)?.layers);
        }
        Ok(layers)
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
