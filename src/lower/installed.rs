//! What programs of a build run on: all that ships, for tests, checks and build steps.
//!
//! It is the same files as the image, and made in another way where the engine merges. A merge is free for an image, whose
//! layers are exported as they are; to run something on it, the engine links every file of every layer into one tree, which
//! takes seconds for a few dozen packages. So only the large ones are merged, which the next build has too, and the others are
//! copied on top: a small package that is another one moves the small ones alone.

use buildkit_llb::{Copy, Describe, FileActions, Merge, Output, Owner};

use super::graph::Graph;
use super::root::Root;
use super::runtime::{Below, Shipment};
use super::wheels::Part;
use crate::plan::Runtime;

/// Steps that copy what is small: each costs some time, and a change makes those after it anew.
const COPIES: usize = 6;

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
        let size = small.len().div_ceil(COPIES).max(1);
        let small = small.chunks(size);
        small.fold(root, |root, parts| self.with_parts(root, parts))
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
        let layers = parts.iter().flat_map(|part| &part.layers);
        let copies = layers.map(|layer| whole(layer.clone(), "/"));
        let summaries: Vec<_> = parts.iter().map(|part| part.summary.as_str()).collect();
        let stage = self.site.stage("environment");
        let title = format!("{stage} COPY {}", summaries.join(", "));
        self.copy_onto(root, copies, title)
    }

    /// The application's files, which may have another owner than in the image, and what goes on top of them.
    pub(super) fn with_application<'r>(
        &self,
        root: Root<'r, Runtime>,
        shipment: &Shipment<'_>,
        (uid, gid): (u32, u32),
        stage: &str,
    ) -> Root<'r, Runtime> {
        let workdir = &self.plan.application.workdir;
        let application = whole(shipment.application.clone(), workdir)
            .create_dest()
            .owner(Owner::new(uid, gid));
        let above = shipment.above.iter();
        let above = above.map(|layer| whole(layer.clone(), "/"));
        let title = format!("{} COPY {workdir}", self.site.stage(stage));
        let copies = std::iter::once(application).chain(above);
        self.copy_onto(root, copies, title)
    }

    fn copy_onto<'r>(
        &self,
        root: Root<'r, Runtime>,
        copies: impl IntoIterator<Item = Copy>,
        title: String,
    ) -> Root<'r, Runtime> {
        let mut copies = copies.into_iter();
        let Some(first) = copies.next() else {
            return root;
        };
        let tree = FileActions::new(root.output.clone(), first).then_all(copies);
        // A cache that is exported has what the copies are made of.
        let tree = self.describe(tree, title, &[]).export_cache(false);
        root.with(tree.into_output())
    }
}

fn whole(tree: Output, path: &str) -> Copy {
    Copy::new(tree, "/", path).contents()
}
