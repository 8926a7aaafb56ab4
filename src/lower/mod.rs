//! From a plan to LLB, BuildKit's graph of operations.
//!
//! Pure: the same plan and settings give the same bytes. What a stage does is decided in [`crate::plan`]; here is how.

mod application;
mod base;
mod build_steps;
mod builder;
mod builds;
mod commits;
mod context;
mod copies;
mod files;
mod gates;
mod graph;
mod installed;
mod libraries;
mod named;
mod no_cache;
mod notice;
mod number;
mod overlaps;
mod pip;
mod resolve;
mod root;
mod runtime;
mod sandbox;
mod scan;
mod settings;
mod smoke;
mod source_map;
mod sources;
mod step;
mod supplied;
mod tasks;
mod tools;
mod trust;
mod wheelhouse;
mod wheels;

pub use base::{FACTS, RAN, base_files, probe, trial};
pub use builds::metadata;
pub use commits::{HEAD, look_up};
pub use context::{
    ClientDirectory, Context, DOWNLOAD, below, download, image as image_files, nothing, repository,
    unpacked, web_file,
};
pub use gates::{gates, reports};
pub use libraries::{audit, owners};
pub use no_cache::NoCache;
pub use notice::notice;
pub use number::Titles;
pub use overlaps::overlaps;
pub use resolve::{lock, resolution};
pub use sandbox::{Limit, Sandbox};
pub use scan::{Extras, SBOM, Scanner, sbom, scan};
pub use settings::{Engine, Settings, Site, Sources};
pub use source_map::{range, source_file};
pub use sources::{DOCKERIGNORE, application_files, dependency_files, ignore_file, spec_file};
pub use supplied::supplied;
pub use tasks::task_root;
pub use wheelhouse::wheels;

use buildkit_llb::{Definition, Output};
use graph::Graph;
use number::numbered;

use crate::diagnostic::Diagnostic;
use crate::plan::Plan;

/// The parts of an image that are the same whatever libraries its system has: none of them runs what needs some.
///
/// What programs run on is among them where nothing was built here: those who built wheels seldom leave a library to the system,
/// and if they do, it is made again. `compared` is the comparison of the packages' files.
///
/// # Errors
/// When a lock names an address that no engine can fetch.
pub fn independent(
    plan: &Plan,
    compared: Option<Output>,
    site: &Site,
) -> Result<Vec<Definition>, Diagnostic> {
    let graph = Graph::new(plan, site);
    let below = graph.below()?;
    let runs = !(plan.gates.is_empty() && plan.smoke.is_empty());
    let tree = if runs && plan.builds_nothing() {
        graph.installed(below.root.clone(), &below)
    } else {
        graph.join(below.root.clone(), below.layers(), "internal")
    };
    let mut parts = vec![tree.output];
    parts.extend(compared);
    if plan.build.steps.is_empty() {
        parts.push(graph.application(&below, &[])?);
    }
    let order = site.settings.engine.order;
    let parts = parts.into_iter();
    Ok(parts.map(|it| Definition::build(it, order)).collect())
}

/// The graph whose result is the image's file system. It holds the steps that were asked for what is in the plan, too.
///
/// # Errors
/// When a lock names an address that no engine can fetch.
pub fn image(plan: &Plan, site: &Site, asked: Vec<Output>) -> Result<Definition, Diagnostic> {
    let runtime = runtime_of(plan, site, asked)?;
    let definition = Definition::build(runtime, site.settings.engine.order);
    Ok(numbered(definition))
}

/// The image's file system.
fn runtime_of(plan: &Plan, site: &Site, asked: Vec<Output>) -> Result<Output, Diagnostic> {
    let graph = Graph::new(plan, site);
    let shipment = graph.shipment()?;
    let mut passed = graph.passed(&shipment)?;
    passed.extend(asked);
    passed.extend(graph.smoke(&shipment));
    graph.image(&shipment, passed)
}
