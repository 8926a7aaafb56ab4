//! The smoke test: steps that look at a command on what ships, and run no more of it than its imports.

use buildkit_llb::{Output, OutputMount, Tmpfs};
use serde_json::Value;

use super::graph::Graph;
use super::root::Root;
use super::runtime::Shipment;
use super::step;
use crate::diagnostic::texts::infer::command_line;
use crate::plan::{Check, GATE, Packages, Runtime, Smoke};

impl Graph<'_> {
    /// An empty tree for each command that would start.
    pub(super) fn smoke(&self, shipment: &Shipment<'_>) -> Vec<Output> {
        let commands = &self.plan.smoke;
        if commands.is_empty() {
            return Vec::new();
        }
        // Not the image, which waits for what this ends with.
        let root = self.installed(shipment.below.root.clone(), &shipment.below);
        let root =
            self.with_application(&root, shipment, self.plan.application.owner, "smoke", None);
        commands.iter().map(|it| self.starts(it, &root)).collect()
    }

    /// As in production, as far as a build can tell: the user, the variables, memory at `/tmp`. There is no network, and what is
    /// written is thrown away.
    fn starts(&self, smoke: &Smoke, root: &Root<'_, Runtime>) -> Output {
        let checks: Value = smoke.checks.iter().map(Check::to_json).collect();
        let argv = step::SMOKE.script.argv(root.base.python(), &smoke.argv);
        let (uid, gid) = smoke.user;
        let packages = self.plan.packages.as_ref();
        let found = packages.and_then(Packages::found);
        let exec = root
            .program(&argv, &smoke.env)
            .envs([("CARTWRIGHT_CHECKS", checks.to_string())])
            .envs(found.map(|names| ("CARTWRIGHT_FOUND", names)))
            .cwd(&self.plan.application.workdir)
            .user(format!("{uid}:{gid}"))
            .mounts(step::SMOKE.mounts())
            .mount(Tmpfs::new("/tmp"));
        let line = command_line(&smoke.argv);
        let title = format!("{} CHECK {line}", self.site.stage("smoke"));
        let (_, [passed]) = self
            .describe(exec, title, &smoke.at)
            .run_and_produce([OutputMount::scratch(GATE)]);
        passed
    }
}
