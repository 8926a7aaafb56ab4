//! The runtime: what ships.

use buildkit_llb::{Copy, FileActions, Output, Owner};

use super::graph::Graph;
use super::step;
use crate::plan::{NewAccount, VENV};

impl Graph<'_> {
    /// The image's file system. Each step is one layer, from what changes least to what changes most.
    pub(super) fn runtime(
        &self,
        base: &Output,
        environment: Option<Output>,
        application: Output,
    ) -> Output {
        let plan = self.plan;
        let count = [
            plan.packages.is_some(),
            plan.account.is_some(),
            environment.is_some(),
            true,
        ];
        let total = count.iter().filter(|exists| **exists).count();
        let mut position = (1..).map(|number| format!("[runtime {number}/{total}]"));
        let mut next = || position.next().unwrap_or_default();

        let mut root = base.clone();
        if let Some(packages) = &plan.packages {
            root = self.apt(&root, packages, &next());
        }
        if let Some(account) = &plan.account {
            root = self.account(&root, account, &next());
        }
        if let Some(environment) = environment {
            root = self.copy(&root, environment, VENV, &format!("{} COPY {VENV}", next()));
        }
        let workdir = &plan.application.workdir;
        self.copy(
            &root,
            application,
            workdir,
            &format!("{} COPY . {workdir}", next()),
        )
    }

    fn account(&self, root: &Output, account: &NewAccount, position: &str) -> Output {
        let NewAccount {
            uid,
            gid,
            name,
            home,
        } = account;
        let argv = step::ACCOUNT.argv(
            &self.plan.python,
            [&uid.to_string(), &gid.to_string(), name, home],
        );
        let exec = self
            .settings
            .exec(&argv, &self.plan.base.env)
            .mount(step::ACCOUNT.mount());
        self.describe(exec, format!("{position} ACCOUNT {name} {uid}:{gid}"), &[])
            .run(root)
    }

    /// All of a tree to a directory, owned by root.
    fn copy(&self, root: &Output, tree: Output, path: &str, title: &str) -> Output {
        let copy = Copy::new(tree, "/", path)
            .contents()
            .create_dest()
            .owner(Owner::new(0, 0));
        self.describe(FileActions::new(root, copy), title.to_owned(), &[])
            .into_output()
    }
}
