//! The runtime: what ships.

use buildkit_llb::{Copy, FileActions, Merge, Output, Owner};

use super::graph::Graph;
use super::step;
use crate::plan::{NewAccount, VENV};

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
        if let Some(account) = &self.plan.account {
            root = self.account(&root, account);
        }
        let workdir = &self.plan.application.workdir;
        match environment {
            Parts::None => self.copy(root, application, workdir),
            Parts::Tree(tree) => self.copy(self.copy(root, tree, VENV), application, workdir),
            Parts::Layers(mut layers) => {
                layers.push(self.copy(None, application, workdir));
                self.join(root, layers)
            }
        }
    }

    fn account(&self, root: &Output, account: &NewAccount) -> Output {
        let NewAccount {
            uid,
            gid,
            name,
            home,
        } = account;
        let arguments = [&uid.to_string(), &gid.to_string(), name, home];
        let exec = self.script(&step::ACCOUNT, arguments);
        self.describe(exec, format!("[runtime] ACCOUNT {name} {uid}:{gid}"), &[])
            .run(root)
    }

    /// All of a tree to a directory, owned by root.
    fn copy(&self, root: impl Into<Option<Output>>, tree: Output, path: &str) -> Output {
        let copy = Copy::new(tree, "/", path)
            .contents()
            .create_dest()
            .owner(Owner::new(0, 0));
        self.describe(
            FileActions::new(root, copy),
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
