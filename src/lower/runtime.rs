//! The runtime: what ships.

use buildkit_llb::{Copy, FileActions, Merge, Output, OutputMount, Owner, Timestamp};

use super::graph::Graph;
use crate::plan::{NewAccount, TIME, VENV, helper};

/// The environment on its way into the image.
pub(super) enum Parts {
    /// There is none.
    None,
    /// One tree, to be put at [`VENV`].
    Tree(Output),
    /// Roots of layers.
    Layers(Vec<Output>),
}

impl Graph<'_> {
    /// The image's file system. Each step is one layer, from what changes least to what changes most.
    pub(super) fn runtime(&self, base: &Output, environment: Parts, application: Output) -> Output {
        let mut root = base.clone();
        if let Some(packages) = &self.plan.packages {
            root = self.apt(&root, packages, "[runtime]");
        }
        let account = self.plan.account.as_ref();
        let mut layers: Vec<_> = account
            .map(|account| self.account(&root, account))
            .into_iter()
            .collect();
        let workdir = &self.plan.application.workdir;
        match environment {
            Parts::None => {}
            Parts::Tree(tree) => layers.push(self.copy(tree, VENV, Some(TIME))),
            Parts::Layers(parts) => layers.extend(parts),
        }
        layers.push(self.copy(application, workdir, self.plan.epoch));
        self.join(root, layers)
    }

    /// On top of the system's packages, which may bring accounts of their own.
    fn account(&self, root: &Output, account: &NewAccount) -> Output {
        let exec = self.helper(&helper::account(account));
        let NewAccount { uid, gid, name, .. } = account;
        let out = OutputMount::scratch(format!("{}/{}", helper::LAYERS, helper::ACCOUNT));
        let [layer] = self
            .describe(exec, format!("[runtime] ACCOUNT {name} {uid}:{gid}"), &[])
            .produce(root, [out]);
        layer
    }

    /// All of a tree to a directory, owned by root. The time is that of the directory and of those above it, too: without
    /// one, they get that of the build.
    fn copy(&self, tree: Output, path: &str, time: Option<u64>) -> Output {
        let copy = Copy::new(tree, "/", path)
            .contents()
            .create_dest()
            .owner(Owner::new(0, 0));
        let copy = match time {
            Some(time) => copy.timestamp(Timestamp::from_secs(time)),
            None => copy,
        };
        self.describe(
            FileActions::new(None, copy),
            format!("[runtime] COPY {path}"),
            &[],
        )
        .into_output()
    }

    /// Layers on top of a root: joined as they are where the engine can, and else copied one after the other.
    fn join(&self, root: Output, layers: Vec<Output>) -> Output {
        if self.settings.engine.merges {
            let merge = Merge::onto(root, layers);
            return self
                .describe(merge, "[runtime] MERGE".to_owned(), &[])
                .into_output();
        }
        layers.into_iter().fold(root, |root, layer| {
            let copy = Copy::new(layer, "/", "/").contents();
            self.describe(
                FileActions::new(root, copy),
                "[runtime] COPY a layer".to_owned(),
                &[],
            )
            .into_output()
        })
    }
}
