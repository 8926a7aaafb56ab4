//! Build steps: they run on what ships, and change the application's directory and nothing else.

use buildkit_llb::{Copy, FileActions, Output, OutputMount, Owner, Timestamp};

use super::context::nothing;
use super::copies::SHARED;
use super::graph::Graph;
use super::installed::whole;
use super::root::Root;
use super::runtime::Below;
use super::sources;
use crate::diagnostic::{Diagnostic, texts::infer::command_line};
use crate::plan::{ApartStep, Runtime, Share, Task, literal};

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
        let steps = &self.plan.build.apart;
        if steps.is_empty() {
            return Ok(Vec::new());
        }
        let below = below.without_projects();
        let made = steps.iter().map(|step| {
            let root = self.build_root(&below, &step.task)?;
            let at = std::slice::from_ref(&step.task.at);
            let name = &step.task.name;
            let settings = self.site.settings;
            let files = step.files.as_ref();
            let files = files.map(|files| sources::of_task(name, files, at, settings));
            let directory = files.unwrap_or_else(nothing);
            let directory = self.build_step(&step.task, &root, directory);
            Ok(self.outputs(step, &directory))
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

    /// What ships of what a step left, where it ships. Each path is copied by itself: one that is not there is an error.
    fn outputs(&self, step: &ApartStep, directory: &Output) -> Output {
        let application = &self.plan.application;
        let workdir = &application.workdir;
        let copies = step.outputs.iter().flat_map(|path| {
            let (source, dest) = (format!("/{path}"), format!("{workdir}/{path}"));
            let copy = |(uid, gid): (u32, u32)| {
                let copy = Copy::new(directory.clone(), &source, &dest);
                let copy = copy.contents().create_dest().symbolic_mode(SHARED);
                let copy = copy.owner(Owner::new(uid, gid));
                match self.plan.epoch {
                    Some(time) => copy.timestamp(Timestamp::from_secs(time)),
                    None => copy,
                }
            };
            let user = application.place.user;
            match application.place.share(path) {
                Share::All => vec![copy(user)],
                Share::Some(inside) if inside.is_empty() => vec![copy(application.owner)],
                Share::Some(inside) => vec![
                    copy(application.owner).exclude(&inside),
                    copy(user).include(&inside),
                ],
            }
        });
        let title = format!(
            "{} {}",
            self.site.stage(self.stage()),
            step.summary(workdir)
        );
        let at = std::slice::from_ref(&step.task.at);
        FileActions::all(copies).map_or_else(nothing, |layer| {
            self.describe(layer, title, at).into_output()
        })
    }

    /// What ships below the application, with what only builds have, and the packages of a step.
    fn build_root<'a>(
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
