//! From a plan to LLB, BuildKit's graph of operations.
//!
//! Pure: the same plan and settings give the same bytes. What a stage does is decided in [`crate::plan`]; here is how.

mod application;
mod base;
mod environment;
mod graph;
mod runtime;
mod settings;
mod sources;
mod step;

pub use base::{FACTS, probe};
pub use settings::Settings;
pub use sources::{DOCKERIGNORE, dependency_files, ignore_file, spec_file};

use buildkit_llb::Definition;
use graph::Graph;

use crate::plan::Plan;

/// The graph whose result is the image's file system.
///
/// The builder, the runtime's packages and the application's files depend on the base only, so that they are made in
/// parallel; they meet in the runtime.
pub fn image(plan: &Plan, settings: &Settings) -> Definition {
    let graph = Graph { plan, settings };
    let base = graph.base();
    let environment = plan
        .environment
        .as_ref()
        .map(|environment| graph.environment(&base, environment));
    let application = graph.application(&base);
    let runtime = graph.runtime(&base, environment, application);
    Definition::build(runtime, settings.order)
}
