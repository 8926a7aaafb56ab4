//! What a base really is.

use buildkit_llb::{Describe, Exec, Output, OutputMount, Tmpfs};

use super::source_map::located;
use super::{Site, root, step};
use crate::plan::BaseImage;

/// The file that [`probe`] writes.
pub const FACTS: &str = "facts.json";

/// The file that [`trial`] writes, if it can.
pub const RAN: &str = "ran";

/// Where they are written.
const OUT: &str = "/run/cartwright/out";

/// A step that reports what the base is. It depends on the base's digest alone: one run serves every project.
pub fn probe(base: &BaseImage, site: &Site) -> Output {
    let argv = step::PROBE.argv("python3", [format!("{OUT}/{FACTS}")]);
    let title = "PROBE interpreter, C library, release, users";
    let exec = start(base, site, &argv, title).mount(step::PROBE.mount());
    out(base, site, exec)
}

/// A step that shows whether programs of a base run, and does not fail. It runs each time, because engines learn to run them.
pub fn trial(base: &BaseImage, site: &Site) -> Output {
    let code = format!("open('{OUT}/{RAN}', 'x')");
    let argv = ["python3", "-IS", "-c", &code].map(str::to_owned);
    let title = format!("TRY whether programs of {} run here", site.platform);
    let exec = start(base, site, &argv, &title).valid_exit_codes(0..=255);
    out(base, site, exec.ignore_cache())
}

/// The files of a base.
pub fn base_files(base: &BaseImage, site: &Site) -> Output {
    root::image(base, site.on(base.machine))
}

fn start(base: &BaseImage, site: &Site, argv: &[String], title: &str) -> Exec {
    let site = site.on(base.machine);
    let exec = site.exec(argv, &base.env).mount(Tmpfs::new("/tmp"));
    exec.title(format!("{} {title}", site.stage("base")))
}

fn out(base: &BaseImage, site: &Site, exec: Exec) -> Output {
    let exec = located(exec, std::slice::from_ref(&base.at));
    let [out] = exec.produce(base_files(base, site), [OutputMount::scratch(OUT)]);
    out
}
