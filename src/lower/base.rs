//! What a base really is.

use buildkit_llb::{Describe, Output, OutputMount, Tmpfs};

use super::source_map::located;
use super::{Site, root, step};
use crate::plan::BaseImage;

/// The file that [`probe`] writes.
pub const FACTS: &str = "facts.json";

/// Where the report is written.
const OUT: &str = "/run/cartwright/out";

/// A step that reports what the base is. It depends on the base's digest alone: one run serves every project.
pub fn probe(base: &BaseImage, site: &Site) -> Output {
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
        .produce(root::image(base, site), [OutputMount::scratch(OUT)]);
    report
}
