//! What programs of a build run on: all that ships, for tests, checks and build steps.
//!
//! It is the same files as the image, and made in another way where the engine merges. A merge is free for an image, whose
//! layers are exported as they are; to run something on it, the engine links every file of every layer into one tree, which
//! takes seconds for a few dozen packages. So only the large ones are merged, which the next build has too, and the others are
//! laid on top by the helper, on all cores: one small package that is another one moves the small ones alone. Nothing of it is
//! in a cache that is exported: that has what it is made of.

use buildkit_llb::{Bind, Copy, Describe, FileActions, Merge, Output, OutputMount, Owner};

use super::Site;
use super::graph::Graph;
use super::root::Root;
use super::runtime::{Below, Shipment};
use super::wheels::Part;
use crate::plan::Runtime;
use crate::plan::helper::{self, TREE, TREES};

impl Graph<'_> {
    /// The account and the environment on a root.
    pub(super) fn installed<'r>(
        &self,
        root: Root<'r, Runtime>,
        below: &Below<'_>,
    ) -> Root<'r, Runtime> {
        if !self.site.settings.engine.merges {
            // As in the image: what is copied once is there for both.
            return self.join(root, below.layers(), self.stage());
        }
        let (large, small): (Vec<_>, Vec<_>) =
            below.environment.iter().partition(|part| part.is_large);
        let large = large.into_iter().flat_map(|part| &part.layers);
        let large = below.system().chain(large);
        let root = self.merged(root, large.cloned().collect());
        self.with_parts(root, &small)
    }

    fn merged<'r>(&self, root: Root<'r, Runtime>, layers: Vec<Output>) -> Root<'r, Runtime> {
        if layers.is_empty() {
            return root;
        }
        let title = format!("{} MERGE", self.site.stage("environment"));
        let merge = Merge::onto(root.output.clone(), layers);
        let merge = self.describe(merge, title, &[]).export_cache(false);
        root.with(merge.into_output())
    }

    /// Layers on top of a root.
    pub(super) fn with_parts<'r>(
        &self,
        root: Root<'r, Runtime>,
        parts: &[&Part],
    ) -> Root<'r, Runtime> {
        if parts.is_empty() {
            return root;
        }
        let layers = parts.iter().flat_map(|part| &part.layers);
        let layers = Mounted::new(layers.cloned());
        let exec = self.compiler().helper(&helper::join(layers.paths()));
        let count: usize = parts.iter().map(|part| part.packages).sum();
        let packages = if count == 1 { "package" } else { "packages" };
        let stage = self.site.stage("environment");
        let title = format!("{stage} JOIN {count} {packages}");
        let tree = OutputMount::new(TREE, root.output.clone());
        let [tree] = self
            .describe(exec.mounts(layers.binds(self.site)), title, &[])
            .export_cache(false)
            .produce([self.site.by_origin(tree)]);
        root.with(tree)
    }

    /// The application's files, which may have another owner than in the image, with others among them, and what goes on top.
    pub(super) fn with_application<'r>(
        &self,
        root: &Root<'r, Runtime>,
        shipment: &Shipment<'_>,
        owner: (u32, u32),
        stage: &str,
        others: Option<Output>,
    ) -> Root<'r, Runtime> {
        let workdir = &self.plan.application.workdir;
        let own = |tree| whole(tree, workdir).owner(Owner::new(owner.0, owner.1));
        let application = own(shipment.application.clone()).create_dest();
        let made = shipment.made_apart.iter();
        let made = made.map(|layer| {
            let copy = Copy::new(layer.clone(), workdir, workdir).contents();
            copy.create_dest().owner(Owner::new(owner.0, owner.1))
        });
        let above = self.above(shipment, owner).into_iter();
        let above = above.map(|layer| whole(layer, "/"));
        let title = format!("{} COPY {workdir}", self.site.stage(stage));
        let tree = FileActions::new(root.output.clone(), application)
            .then_all(made)
            .then_all(others.map(own))
            .then_all(above);
        let tree = self.describe(tree, title, &[]).export_cache(false);
        root.with(tree.into_output())
    }
}

/// Layers, from the lowest, where the helper finds them.
pub(super) struct Mounted(Vec<(String, Output)>);

impl Mounted {
    pub(super) fn new(layers: impl Iterator<Item = Output>) -> Self {
        let place = |(number, layer)| (format!("{TREES}/{number}"), layer);
        Self(layers.enumerate().map(place).collect())
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(path, _)| path)
    }

    pub(super) fn binds(&self, site: &Site) -> impl Iterator<Item = Bind> {
        let bind = |(path, layer): &(String, Output)| site.by_origin(Bind::new(path, layer));
        self.0.iter().map(bind)
    }
}

/// All of a tree, in a directory.
pub(super) fn whole(tree: Output, path: &str) -> Copy {
    Copy::new(tree, "/", path).contents()
}
