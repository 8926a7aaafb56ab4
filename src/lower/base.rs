//! The image under both stages.

use buildkit_llb::{Definition, Describe, Image, Output, OutputMount, Tmpfs};

use super::graph::Graph;
use super::source_map::located;
use super::{Site, step};
use crate::plan::BaseImage;

/// The file that [`probe`] writes.
pub const FACTS: &str = "facts.json";

/// Where the report is written.
const OUT: &str = "/run/cartwright/out";

/// A step that reports what the base is. It depends on the base's digest alone: one run serves every project.
pub fn probe(base: &BaseImage, site: &Site) -> Definition {
    let argv = step::PROBE.argv("python3", [format!("{OUT}/{FACTS}")]);
    let exec = site
        .exec(&argv, &base.env)
        .mount(step::PROBE.mount())
        .mount(Tmpfs::new("/tmp"))
        .title(format!(
            "{} PROBE interpreter, C library, release, users",
            site.stage("base")
        ));
    let [report] = located(exec, std::slice::from_ref(&base.at))
        .produce(image(base, site), [OutputMount::scratch(OUT)]);
    Definition::build(report, site.settings.engine.order)
}

impl Graph<'_> {
    pub(super) fn base(&self) -> Output {
        image(&self.plan.base, self.site)
    }
}

pub(super) fn image(base: &BaseImage, site: &Site) -> Output {
    let image = Image::new(&base.reference, site.platform.clone())
        .resolve_mode(site.settings.resolve_mode)
        .title(format!("{} FROM {}", site.stage("base"), base.reference));
    located(image, std::slice::from_ref(&base.at)).into_output()
}
