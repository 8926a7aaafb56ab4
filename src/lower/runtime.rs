//! The runtime: what ships.

use buildkit_llb::{Copy, FileActions, Merge, Mkdir, Output, OutputMount, Owner, Timestamp};

use super::gates::wait_for;
use super::graph::Graph;
use super::root::Root;
use super::wheels::Parts;
use crate::diagnostic::Diagnostic;
use crate::plan::{Environment, NewAccount, Runtime, TIME, VENV, Writable, helper};

/// What is below the application's files, in parts.
pub(super) struct Below<'a> {
    /// The base with the packages of the system.
    pub(super) root: Root<'a, Runtime>,
    /// Roots of layers: the account and the environment.
    pub(super) layers: Vec<Output>,
    /// Lists of the environment's libraries, under distinct names.
    pub(super) inventories: Vec<(String, Output)>,
}

/// What ships, in parts.
pub(super) struct Shipment<'a> {
    pub(super) below: Below<'a>,
    /// The application's files.
    pub(super) application: Output,
    /// The root of a layer that goes on top of the application's: directories that its user may write to.
    pub(super) writable: Option<Output>,
}

impl<'a> Graph<'a> {
    /// What ships, from what changes least to what changes most.
    ///
    /// The environment, the runtime's packages and the application's files depend on the base only, so that they are made
    /// in parallel, unless there are build steps.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn shipment(&self) -> Result<Shipment<'a>, Diagnostic> {
        let below = self.below()?;
        let application = self.application(&below)?;
        let writable = self.plan.writable.as_ref();
        Ok(Shipment {
            below,
            application,
            writable: writable.and_then(|it| self.writable(it)),
        })
    }

    pub(super) fn below(&self) -> Result<Below<'a>, Diagnostic> {
        let root = self.apt(self.base(), self.plan.packages.as_ref(), "runtime");
        let account = self.plan.account.as_ref();
        let mut layers: Vec<_> = account
            .map(|account| self.account(&root, account))
            .into_iter()
            .collect();
        let environment = match &self.plan.environment {
            None => Parts::default(),
            Some(Environment::Pip(installation)) => {
                let (tree, inventory) = self.pip(installation);
                Parts {
                    layers: vec![self.copy("runtime", tree, VENV, Some(TIME), Vec::new())],
                    inventories: vec![("pip".to_owned(), inventory)],
                }
            }
            Some(Environment::Wheels(wheels)) => self.wheels(wheels)?,
        };
        layers.extend(environment.layers);
        Ok(Below {
            root,
            layers,
            inventories: environment.inventories,
        })
    }

    /// All of what ships, each part a layer. The application's waits until all is passed that has to be, the others do not.
    pub(super) fn assemble<'b>(
        &self,
        stage: &str,
        shipment: &Shipment<'b>,
        passed: Vec<Output>,
    ) -> Root<'b, Runtime> {
        let Shipment {
            below,
            application,
            writable,
        } = shipment;
        let workdir = &self.plan.application.workdir;
        let application = application.clone();
        let mut layers = below.layers.clone();
        layers.push(self.copy(stage, application, workdir, self.plan.epoch, passed));
        layers.extend(writable.clone());
        self.join(below.root.clone(), layers, stage)
    }

    /// On top of the system's packages, which may bring accounts of their own.
    fn account(&self, root: &Root<'_, Runtime>, account: &NewAccount) -> Output {
        let exec = root.helper(&helper::account(account));
        let NewAccount { uid, gid, name, .. } = account;
        let out = OutputMount::scratch(format!("{}/{}", helper::LAYERS, helper::ACCOUNT));
        let [layer] = self
            .describe(
                exec,
                format!("{} ACCOUNT {name} {uid}:{gid}", self.site.stage("runtime")),
                &[],
            )
            .produce([out]);
        layer
    }

    /// Empty directories. Those above them are as they are in any system.
    fn writable(&self, writable: &Writable) -> Option<Output> {
        let made = writable.made.iter().map(|(path, is_users)| {
            let (uid, gid) = if *is_users { writable.user } else { (0, 0) };
            Mkdir::new(path).owner(Owner::new(uid, gid))
        });
        let title = format!("[runtime] WRITABLE {}", writable.directories.join(" "));
        let tree = FileActions::all(made)?;
        let tree = self.describe(tree, title.clone(), &writable.at);
        // What is made in a directory changes its time: a copy sets all of them at the end.
        let copy = Copy::new(tree.into_output(), "/", "/")
            .contents()
            .timestamp(Timestamp::from_secs(TIME));
        let copy = FileActions::new(None, copy);
        Some(self.describe(copy, title, &writable.at).into_output())
    }

    /// All of a tree in a directory, owned by root, once all is passed that has to be. The time is that of the directory and of those
    /// above it, too: without one, they get that of the build.
    fn copy(
        &self,
        stage: &str,
        tree: Output,
        path: &str,
        time: Option<u64>,
        passed: Vec<Output>,
    ) -> Output {
        let copy = Copy::new(tree, "/", path)
            .contents()
            .create_dest()
            .owner(Owner::new(0, 0));
        let copy = match time {
            Some(time) => copy.timestamp(Timestamp::from_secs(time)),
            None => copy,
        };
        self.describe(
            FileActions::new(None, copy).then_all(passed.into_iter().map(wait_for)),
            format!("{} COPY {path}", self.site.stage(stage)),
            &[],
        )
        .into_output()
    }

    /// Layers on top of a root: joined as they are where the engine can, and else copied one after the other.
    pub(super) fn join<'r>(
        &self,
        root: Root<'r, Runtime>,
        layers: Vec<Output>,
        stage: &str,
    ) -> Root<'r, Runtime> {
        let stage = self.site.stage(stage);
        if self.site.settings.engine.merges {
            let merge = Merge::onto(root.output.clone(), layers);
            let merge = self.describe(merge, format!("{stage} MERGE"), &[]);
            return root.with(merge.into_output());
        }
        layers.into_iter().fold(root, |root, layer| {
            let copy = Copy::new(layer, "/", "/").contents();
            let copy = FileActions::new(root.output.clone(), copy);
            let copy = self.describe(copy, format!("{stage} COPY a layer"), &[]);
            root.with(copy.into_output())
        })
    }
}
