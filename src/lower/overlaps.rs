//! The comparison of what packages have: which files only one of them can have in the image.
//!
//! It reads lists that unpackings leave, and no layer. Nothing waits for it but the end of the build.

use buildkit_llb::{Output, OutputMount};

use super::Site;
use super::graph::Graph;
use super::libraries::only;
use crate::diagnostic::Diagnostic;
use crate::plan::{FILE_LISTS, FILES, OUT, OVERLAPS, Plan, Wheels, helper};

/// What a comparison of the packages of the environment finds; `None` if there are no two of them that unpackings list.
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
    fn overlaps(&self, wheels: &Wheels) -> Result<Output, Diagnostic> {
        let lists = self.wheels(wheels)?.files;
        let place = |name: &str| format!("{FILE_LISTS}/{name}");
        let paths: Vec<_> = lists
            .iter()
            .map(|(name, _)| format!("{}/{FILES}", place(name)))
            .collect();
        let command = helper::overlaps(&format!("{OUT}/{OVERLAPS}"), &paths);
        let exec = self.compiler().helper(&command);
        let lists = lists.iter();
        let exec = exec.mounts(lists.map(|(name, list)| only(FILES, list, &place(name))));
        let title = format!("{} COMPARE files", self.site.stage("environment"));
        let [report] = self
            .describe(exec, title, &[])
            .produce([OutputMount::scratch(OUT)]);
        Ok(report)
    }
}
