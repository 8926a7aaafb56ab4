//! The comparison of what packages have: which files only one of them can have in the image.
//!
//! It looks into the layers, and is none. Nothing waits for it but the end of the build.

use buildkit_llb::{Output, OutputMount};

use super::Site;
use super::graph::Graph;
use super::installed::Mounted;
use crate::diagnostic::Diagnostic;
use crate::plan::{OUT, Plan, Wheels};

/// What a comparison of the packages of the environment finds; `None` if there are no two of them that unpackings fill.
///
/// # Errors
/// When a lock names an address that no engine can fetch.
pub fn overlaps(plan: &Plan, site: &Site) -> Result<Option<Output>, Diagnostic> {
    let Some(wheels) = plan.wheels().filter(|it| it.packages().count() > 1) else {
        return Ok(None);
    };
    Graph::new(plan, site).overlaps(wheels).map(Some)
}

impl Graph<'_> {
    /// Layer by layer: to have them all in one tree takes longer than to compare them.
    fn overlaps(&self, wheels: &Wheels) -> Result<Output, Diagnostic> {
        let parts = self.wheels(wheels)?.parts;
        let layers = Mounted::new(parts.into_iter().flat_map(|part| part.layers));
        let exec = self.compiler().helper(&wheels.overlaps(layers.paths()));
        let title = format!("{} COMPARE files", self.site.stage("environment"));
        let [report] = self
            .describe(exec.mounts(layers.binds(self.site)), title, &[])
            .produce([OutputMount::scratch(OUT)]);
        Ok(report)
    }
}
