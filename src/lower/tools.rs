//! Programs to look into a container with, on top of everything that ships.

use buildkit_llb::{Describe, Diff, Output};

use super::graph::Graph;
use super::runtime::Below;

impl Graph<'_> {
    /// The file system of an image: its layers, and on top of them the tools, if it has any.
    ///
    /// They are installed beside the environment and the application, where the engine can take a layer out of its place: no
    /// change of those installs them again.
    pub(super) fn with_tools(&self, below: &Below<'_>, mut layers: Vec<Output>) -> Output {
        let stage = self.stage();
        let root = || below.root.clone();
        let tools = self.plan.tools.as_ref();
        if tools.is_none() || !self.site.settings.engine.merges {
            return self
                .with_system(self.join(root(), layers, stage), tools, stage)
                .output;
        }
        // Packages may make accounts of their own.
        let without = self.join(root(), below.account.clone().into_iter().collect(), stage);
        let with = self.with_system(without.clone(), tools, stage);
        let title = format!("{} DIFF", self.site.stage(stage));
        let tools = Diff::new(without.output, with.output);
        layers.extend(tools.map(|tools| tools.title(title).into_output()));
        self.join(root(), layers, stage).output
    }
}
