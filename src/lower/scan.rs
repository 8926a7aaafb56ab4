//! Bills of materials: the one that the lock tells, and those that a scanner finds.

use buildkit_llb::{
    Bind, Definition, Describe, Exec, FileActions, Image, Mkfile, Output, OutputMount, Tmpfs,
};

use super::graph::Graph;
use super::number::numbered;
use super::{Settings, Site, sources};
use crate::diagnostic::Diagnostic;
use crate::plan::{Plan, SentFiles};

/// The file that [`sbom`] makes.
pub const SBOM: &str = "sbom.spdx.json";

/// Where a scanner leaves its statements, as its protocol has it.
const OUT: &str = "/run/out/";
/// Where it finds the image.
const CORE: &str = "/run/src/core/sbom";
/// Where it finds what else there is to scan, each in a directory of its own.
const EXTRAS: &str = "/run/src/extras";

/// An image that scans others (BuildKit's protocol for scanners).
#[derive(Clone, Debug)]
pub struct Scanner {
    /// The image, pinned. It runs on the engine's own platform.
    pub reference: String,
    /// Its program and arguments.
    pub argv: Vec<String>,
    /// Its environment, with what the client tells it.
    pub env: Vec<(String, String)>,
    /// The directory that it starts in.
    pub workdir: String,
    /// What it scans beside the image.
    pub extras: Extras,
}

/// What is scanned beside an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// The build context.
    pub context: bool,
    /// What builds packages.
    pub builder: bool,
}

/// A file system that holds a bill of materials.
pub fn sbom(text: &str, settings: &Settings) -> Definition {
    let file = FileActions::new(None, Mkfile::new(format!("/{SBOM}"), text))
        .title("[internal] write the bill of materials of the lock");
    Definition::build(file.into_output(), settings.engine.order)
}

/// A file system with the statements of a scanner about an image.
///
/// # Errors
/// When a lock names an address that no engine can fetch.
pub fn scan(
    scanner: &Scanner,
    plan: &Plan,
    ignored: &[String],
    site: &Site,
    asked: Vec<Output>,
) -> Result<Definition, Diagnostic> {
    let core = super::runtime_of(plan, site, asked)?;
    let settings = site.settings;
    let platform = settings.engine.platform.clone();
    let image = Image::new(&scanner.reference, platform.clone())
        .resolve_mode(settings.resolve_mode)
        .title(format!("[internal] FROM {}", scanner.reference))
        .into_output();
    let extras = extras(scanner.extras, plan, ignored, site);
    let (program, arguments) = match scanner.argv.split_first() {
        Some((program, arguments)) => (program.as_str(), arguments),
        None => ("", scanner.argv.as_slice()),
    };
    let told = [
        ("BUILDKIT_SCAN_DESTINATION", OUT),
        ("BUILDKIT_SCAN_SOURCE", CORE),
    ];
    let of_extras = ("BUILDKIT_SCAN_SOURCE_EXTRAS", EXTRAS);
    let exec = Exec::new(platform, program)
        .args(arguments)
        .envs(scanner.env.clone())
        .envs(told)
        .envs((!extras.is_empty()).then_some(of_extras))
        .cwd(&scanner.workdir)
        .proxy(settings.sandbox.proxy.clone())
        .mount(Bind::new(CORE, core))
        .mounts(extras)
        .mount(Tmpfs::new("/tmp"))
        .title(format!(
            "[{}] generating sbom using {}",
            site.platform, scanner.reference
        ));
    let [found] = exec.produce(image, [OutputMount::scratch(OUT)]);
    Ok(numbered(Definition::build(found, settings.engine.order)))
}

fn extras(extras: Extras, plan: &Plan, ignored: &[String], site: &Site) -> Vec<Bind> {
    let graph = Graph::new(plan, site);
    let everything = SentFiles {
        include: Vec::new(),
        exclude: ignored.to_vec(),
    };
    let context = || sources::scanned(&everything, site.settings);
    let builder = || {
        let packages = plan.build.packages.as_ref();
        graph.toolchain(packages).output
    };
    let extra = |name: &str, tree: Output| Bind::new(format!("{EXTRAS}/sbom-{name}"), tree);
    let context = extras.context.then(|| extra("context", context()));
    let builder = extras.builder.then(|| extra("builder", builder()));
    context.into_iter().chain(builder).collect()
}
