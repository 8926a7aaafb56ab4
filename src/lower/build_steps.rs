//! Build steps: they run on what ships, and change the application's directory and nothing else.

use buildkit_llb::{Copy, FileActions, Output, OutputMount};

use super::context::nothing;
use super::graph::Graph;
use super::installed::whole;
use super::root::Root;
use super::runtime::Below;
use super::sources;
use crate::diagnostic::{Diagnostic, texts::infer::command_line};
use crate::plan::{ApartStep, Application, Runtime, Task, literal};

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
        for step in &self.plan.build.steps {
            let root = self.build_root(below, step)?;
            directory = self.build_step(step, &root, directory);
        }
        Ok(directory)
    }

    /// Roots of layers: what steps make that are apart from the application.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn made_apart(&self, below: &Below<'_>) -> Result<Vec<Output>, Diagnostic> {
        let Application { files, workdir, .. } = &self.plan.application;
        let steps = &self.plan.build.apart;
        if steps.is_empty() {
            return Ok(Vec::new());
        }
        let settings = self.site.settings;
        let sent = sources::application(files, settings);
        let below = below.without_projects();
        let made = steps.iter().map(|step| {
            let root = self.build_root(&below, &step.task)?;
            let files = step.files.as_ref();
            let files = files.map(|files| sources::of_task(&step.task, files, settings));
            let directory = files.unwrap_or_else(nothing);
            let left = self.build_step(&step.task, &root, directory);
            let tree = self.outputs(step, &left, &sent);
            let title = format!(
                "{} {}",
                self.site.stage(self.stage()),
                step.summary(workdir)
            );
            Ok(self.application_layer(tree, Vec::new(), title))
        });
        made.collect()
    }

    /// The application's directory with what was made apart from it.
    pub(super) fn with_made(&self, directory: Output, made: &[Output]) -> Output {
        let workdir = &self.plan.application.workdir;
        let copies = made.iter();
        let mut copies = copies.map(|layer| Copy::new(layer.clone(), workdir, "/").contents());
        match copies.next() {
            None => directory,
            Some(first) => {
                let copies = FileActions::new(directory, first).then_all(copies);
                self.of_outputs("COPY", copies)
            }
        }
    }

    /// The application's directory without it, which has a layer already.
    pub(super) fn without_made(&self, directory: Output) -> Output {
        let outputs = self.plan.build.outputs().map(literal);
        let copy = whole(directory, "/").exclude(outputs);
        self.of_outputs("LEAVE OUT", FileActions::new(None, copy))
    }

    fn of_outputs(&self, verb: &str, actions: FileActions) -> Output {
        let outputs: Vec<_> = self.plan.build.outputs().collect();
        let title = format!("{} {verb} {}", self.site.stage("app"), outputs.join(" "));
        let steps = self.plan.build.apart.iter();
        let at: Vec<_> = steps.map(|step| step.task.at.clone()).collect();
        self.describe(actions, title, &at).into_output()
    }

    /// What ships of what a step left, and the application's files in the same directories, of which it may have made another
    /// one: ready to ship, as the application is.
    ///
    /// Each path is copied by itself: one that is not there is an error.
    fn outputs(&self, step: &ApartStep, left: &Output, sent: &Output) -> Output {
        let outputs = step.outputs.iter().map(|path| literal(path));
        let beside = whole(sent.clone(), "/").include(outputs);
        let copies = step.outputs.iter().map(|path| {
            let path = format!("/{path}");
            Copy::new(left.clone(), &path, &path)
                .contents()
                .create_dest()
        });
        let stage = self.site.stage(&step.task.name);
        let title = format!("{stage} KEEP {}", step.outputs.join(" "));
        let at = std::slice::from_ref(&step.task.at);
        let tree = FileActions::new(None, beside).then_all(copies);
        let tree = self.describe(tree, title, at).into_output();
        self.ready(tree, &step.task.name)
    }

    /// What ships below the application, with what only builds have, and the packages of a step.
    pub(super) fn build_root<'a>(
        &self,
        below: &Below<'a>,
        step: &Task,
    ) -> Result<Root<'a, Runtime>, Diagnostic> {
        let packages = self.plan.build.packages.as_ref();
        let root = match packages {
            None => below.root.clone(),
            Some(_) => self.install_packages(below.root.system(), packages, "builder"),
        };
        self.with_packages(self.installed(root, below), step)
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
