//! From a plan to LLB, BuildKit's graph of operations.
//!
//! Pure: the same plan and settings give the same bytes. What a stage does is decided in [`crate::plan`]; here is how.

mod application;
mod base;
mod builder;
mod builds;
mod files;
mod graph;
mod inferred;
mod pip;
mod resolve;
mod runtime;
mod settings;
mod source_map;
mod sources;
mod step;
mod wheels;

pub use base::{FACTS, probe};
pub use inferred::{INFERRED, inferred};
pub use resolve::{lock, resolution};
pub use settings::{Engine, Settings};
pub use source_map::{range, source_file};
pub use sources::{DOCKERIGNORE, application_files, dependency_files, ignore_file, spec_file};

use buildkit_llb::Definition;
use graph::Graph;

use crate::diagnostic::Diagnostic;
use crate::plan::{Environment, Plan};
use runtime::Parts;

/// The graph whose result is the image's file system.
///
/// The builder, the runtime's packages and the application's files depend on the base only, so that they are made in
/// parallel; they meet in the runtime.
///
/// # Errors
/// When a lock names an address that no engine can fetch.
pub fn image(plan: &Plan, settings: &Settings) -> Result<Definition, Diagnostic> {
    let graph = Graph { plan, settings };
    let base = graph.base();
    let environment = match &plan.environment {
        Some(Environment::Wheels(wheels)) => Parts::Layers(graph.wheels(&base, wheels)?),
        Some(Environment::Pip(installation)) => Parts::Tree(graph.pip(&base, installation)),
        None => Parts::None,
    };
    let application = graph.application(&base);
    Ok(Definition::build(
        graph.runtime(&base, environment, application),
        settings.engine.order,
    ))
}
