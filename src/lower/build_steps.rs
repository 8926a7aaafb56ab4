//! Build steps: they run on what ships, and change the application's directory and nothing else.

use buildkit_llb::{Output, OutputMount};

use super::graph::Graph;
use super::root::Root;
use super::runtime::Below;
use crate::diagnostic::{Diagnostic, texts::infer::command_line};
use crate::plan::{BuildSteps, Runtime, Task};

/// Steps run as root: what they make belongs to it in the image.
const ROOT: (u32, u32) = (0, 0);

impl Graph<'_> {
    /// The application's directory after all steps.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn build_steps(
        &self,
        below: &Below<'_>,
        mut directory: Output,
    ) -> Result<Output, Diagnostic> {
        let BuildSteps { steps, packages } = &self.plan.build;
        for step in steps {
            let root = match packages {
                None => below.root.clone(),
                Some(_) => self.install_packages(below.root.system(), packages.as_ref(), "builder"),
            };
            let root = self.with_packages(self.installed(root, below), step)?;
            directory = self.build_step(step, &root, directory);
        }
        Ok(directory)
    }

    /// The root is read-only: what is written elsewhere would be lost, and so it is refused.
    fn build_step(&self, step: &Task, root: &Root<'_, Runtime>, mut directory: Output) -> Output {
        for command in &step.commands {
            let exec = self.describe(
                self.task_exec(step, root, &command.argv, ROOT),
                format!(
                    "{} {}",
                    self.site.stage(&step.name),
                    command_line(&command.argv)
                ),
                std::slice::from_ref(&command.at),
            );
            let workdir = OutputMount::new(&self.plan.application.workdir, directory);
            [directory] = exec.produce([workdir]);
        }
        directory
    }
}
