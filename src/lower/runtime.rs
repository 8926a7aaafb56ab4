//! The runtime: what ships.

use buildkit_llb::{Bind, Copy, FileActions, Merge, Mkdir, Output, OutputMount, Owner, Timestamp};

use super::gates::wait_for;
use super::graph::Graph;
use super::installed::whole;
use super::root::Root;
use super::wheels::{Installed, Part};
use crate::diagnostic::Diagnostic;
use crate::plan::{
    Application, Command, Environment, NewAccount, Packages, Runtime, TIME, VENV, helper,
};
use crate::spec::is_inside;

/// What is below the application's files, in parts.
#[derive(Clone)]
pub(super) struct Below<'a> {
    /// The base with the packages of the system.
    pub(super) root: Root<'a, Runtime>,
    /// Roots of layers: files from elsewhere, and the authorities that the image trusts.
    pub(super) copies: Vec<Output>,
    /// The root of a layer: the account of the user.
    pub(super) account: Option<Output>,
    /// The root of a layer: bytecode of the interpreter's own library.
    pub(super) library: Option<Output>,
    /// What steps make of the environment.
    pub(super) environment: Vec<Part>,
    /// Lists of the environment's libraries, under distinct names.
    pub(super) inventories: Vec<(String, Output)>,
}

impl Below<'_> {
    /// Roots of layers, from the lowest.
    pub(super) fn layers(&self) -> Vec<Output> {
        let layers = self.system();
        let environment = self.environment.iter().flat_map(|part| &part.layers);
        layers.chain(environment).cloned().collect()
    }

    /// The same without projects of the build context, which are worked on as the application is.
    pub(super) fn without_projects(&self) -> Self {
        let parts = self.environment.iter();
        Self {
            environment: parts.filter(|part| !part.is_project).cloned().collect(),
            ..self.clone()
        }
    }

    /// Those below the environment.
    pub(super) fn system(&self) -> impl Iterator<Item = &Output> {
        self.copies.iter().chain(&self.account).chain(&self.library)
    }
}

/// What ships, in parts.
pub(super) struct Shipment<'a> {
    pub(super) below: Below<'a>,
    /// Roots of layers: files of the application that steps make apart from it.
    pub(super) made_apart: Vec<Output>,
    /// The application's files.
    pub(super) application: Output,
    /// Roots of layers that go on top of the application's: files from elsewhere.
    copies: Vec<Output>,
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
        let made_apart = self.made_apart(&below)?;
        let application = self.application(&below, &made_apart)?;
        Ok(Shipment {
            below,
            made_apart,
            application,
            copies: self.copies(&self.plan.copies.above)?,
        })
    }

    /// Roots of layers that go on top of the application's, whose directory has an owner: files from elsewhere, and directories
    /// that its user may write to.
    pub(super) fn above(&self, shipment: &Shipment<'_>, owner: (u32, u32)) -> Vec<Output> {
        let copies = shipment.copies.iter().cloned();
        copies.chain(self.writable(owner)).collect()
    }

    pub(super) fn below(&self) -> Result<Below<'a>, Diagnostic> {
        let root = self.with_system(self.base(), self.plan.packages.as_ref(), self.stage());
        let account = self.plan.account.as_ref();
        let account = account.map(|account| self.account(&root, account));
        let environment = match &self.plan.environment {
            None => Installed::default(),
            Some(Environment::Pip(installation)) => {
                let (tree, inventory) = self.pip(installation)?;
                Installed {
                    parts: vec![Part::large(self.pip_layer(tree))],
                    inventories: vec![("pip".to_owned(), inventory)],
                }
            }
            Some(Environment::Wheels(wheels)) => self.wheels(wheels)?,
        };
        let mut copies = self.copies(&self.plan.copies.below)?;
        copies.extend(self.authorities(&root));
        Ok(Below {
            root,
            copies,
            account,
            library: self.plan.library.as_ref().map(|it| self.library(it)),
            environment: environment.parts,
            inventories: environment.inventories,
        })
    }

    /// What ships with packages of its distribution on top, if there are any.
    pub(super) fn with_system<'r>(
        &self,
        root: Root<'r, Runtime>,
        packages: Option<&Packages>,
        stage: &str,
    ) -> Root<'r, Runtime> {
        match packages {
            Some(packages) if root.is_part() => self.extended(root, packages, stage),
            _ => self.install_packages(root, packages, stage),
        }
    }

    /// They are installed in the whole system, and taken out of it.
    fn extended<'r>(
        &self,
        root: Root<'r, Runtime>,
        packages: &Packages,
        stage: &str,
    ) -> Root<'r, Runtime> {
        let before = root.system();
        let system = self.install_packages(before.clone(), Some(packages), stage);
        let step = system
            .helper(&helper::extend(packages))
            .mount(Bind::new(helper::BEFORE, &before.output))
            .mount(Bind::new(helper::SHIPPED, &root.output));
        let names = packages.names.join(" ");
        let title = format!("{} REDUCE to {names}", self.site.stage(stage));
        let out = OutputMount::scratch(format!("{}/{}", helper::LAYERS, helper::PACKAGES));
        let [layer] = self.describe(step, title, &packages.at).produce([out]);
        self.join(root, vec![layer], stage).part_of(&system)
    }

    /// The file system of an image. The application's layer waits until all is passed that has to be, the others do not.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn image(
        &self,
        shipment: &Shipment<'_>,
        passed: Vec<Output>,
    ) -> Result<Output, Diagnostic> {
        let mut layers = self.shipped_layers(shipment, passed);
        layers.extend(self.built()?);
        Ok(self.with_tools(&shipment.below, layers))
    }

    /// What ships on the system's packages.
    fn shipped_layers(&self, shipment: &Shipment<'_>, passed: Vec<Output>) -> Vec<Output> {
        let writable = self.writable(self.plan.application.owner);
        let is_apart = self.plan.writable.as_ref().is_some_and(|it| it.is_apart);
        let (apart, on_top) = if is_apart {
            (writable, None)
        } else {
            (None, writable)
        };
        let mut layers = shipment.below.layers();
        layers.extend(apart);
        layers.extend(shipment.made_apart.iter().cloned());
        let workdir = &self.plan.application.workdir;
        let title = format!("{} COPY {workdir}", self.site.stage(self.stage()));
        layers.push(self.application_layer(shipment.application.clone(), passed, title));
        layers.extend(shipment.copies.iter().cloned());
        layers.extend(on_top);
        layers
    }

    /// On top of the system's packages, which may bring accounts of their own.
    fn account(&self, root: &Root<'_, Runtime>, account: &NewAccount) -> Output {
        let exec = root.helper(&helper::account(account));
        let NewAccount { uid, gid, name, .. } = account;
        let out = OutputMount::scratch(format!("{}/{}", helper::LAYERS, helper::ACCOUNT));
        let [layer] = self
            .describe(
                exec,
                format!(
                    "{} ACCOUNT {name} {uid}:{gid}",
                    self.site.stage(self.stage())
                ),
                &[],
            )
            .produce([out]);
        layer
    }

    /// Official images have no bytecode of it: every program that imports something of it would compile that anew, and keep
    /// nothing, as it runs as a user who cannot write there.
    fn library(&self, command: &Command<Runtime>) -> Output {
        let exec = self.compiler().helper(command);
        let title = format!(
            "{} COMPILE standard library",
            self.site.stage("environment")
        );
        let out = OutputMount::scratch(format!("{}/{}", helper::LAYERS, helper::LIBRARY));
        let [layer] = self.describe(exec, title, &[]).produce([out]);
        layer
    }

    /// Empty directories. Those above them are as they are in any system, and those of the application as they are below.
    fn writable(&self, owner: (u32, u32)) -> Option<Output> {
        let writable = self.plan.writable.as_ref()?;
        let workdir = &self.plan.application.workdir;
        let made = writable.made.iter().map(|(path, is_users)| {
            let (uid, gid) = match is_users {
                true => writable.user,
                false if is_inside(path, workdir) => owner,
                false => (0, 0),
            };
            Mkdir::new(path).owner(Owner::new(uid, gid))
        });
        let stage = self.site.stage(self.stage());
        let title = format!("{stage} WRITABLE {}", writable.names());
        let at: Vec<_> = writable.directories.values().cloned().collect();
        let tree = FileActions::all(made)?;
        let tree = self.describe(tree, title.clone(), &at);
        // What is made in a directory changes its time: a copy sets all of them at the end.
        let copy = Copy::new(tree.into_output(), "/", "/")
            .contents()
            .timestamp(Timestamp::from_secs(TIME));
        let copy = FileActions::new(None, copy);
        Some(self.describe(copy, title, &at).into_output())
    }

    /// The environment that pip made, in its place.
    fn pip_layer(&self, environment: Output) -> Output {
        let copy = Copy::new(environment, "/", VENV)
            .contents()
            .create_dest()
            .owner(Owner::new(0, 0))
            .timestamp(Timestamp::from_secs(TIME));
        let title = format!("{} COPY {VENV}", self.site.stage(self.stage()));
        let copy = FileActions::new(None, copy);
        self.describe(copy, title, &[]).into_output()
    }

    /// Files of the application in their place, once all is passed that has to be. The time is that of the directory and of
    /// those above it, too: without one, they get that of the build.
    pub(super) fn application_layer(
        &self,
        tree: Output,
        passed: Vec<Output>,
        title: String,
    ) -> Output {
        let place = &self.plan.application.place;
        let timed = |copy: Copy| match self.plan.epoch {
            Some(time) => copy.timestamp(Timestamp::from_secs(time)),
            None => copy,
        };
        let (copy, of_user) = self.application_copies(tree);
        let made = place.directories.iter().map(|(path, is_users)| {
            let (uid, gid) = if *is_users { place.user } else { (0, 0) };
            Mkdir::new(path).owner(Owner::new(uid, gid))
        });
        let copies = match FileActions::all(made) {
            None => FileActions::new(None, timed(copy)).then_all(of_user.map(timed)),
            // What is made in a directory changes its time: a copy sets all of them at the end.
            Some(made) => {
                let tree = made.then_all([copy].into_iter().chain(of_user));
                let tree = self.describe(tree, title.clone(), &[]).into_output();
                FileActions::new(None, timed(whole(tree, "/")))
            }
        };
        let copies = copies.then_all(passed.into_iter().map(wait_for));
        self.describe(copies, title, &[]).into_output()
    }

    /// The application's files in their place, and those that belong to the user, who may write to them.
    fn application_copies(&self, tree: Output) -> (Copy, Option<Copy>) {
        let Application {
            workdir,
            owner,
            place,
            ..
        } = &self.plan.application;
        let copy = |tree: Output, (uid, gid): (u32, u32)| {
            let copy = whole(tree, workdir).create_dest();
            copy.owner(Owner::new(uid, gid))
        };
        if place.writable.is_empty() {
            return (copy(tree, *owner), None);
        }
        let of_user = copy(tree.clone(), place.user).include(&place.writable);
        (copy(tree, *owner).exclude(&place.writable), Some(of_user))
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
