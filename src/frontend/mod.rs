//! The conversation with BuildKit, from the client's options to the answer.

mod base;
mod context;
mod conversation;
mod dependencies;
mod engine;
mod entry;
mod program;
mod request;
mod result;

use std::sync::Arc;

pub use request::{Request, Target};

use crate::gateway::{Bridge, Failure, Options, SolvedResult};
use crate::{lower, plan};
use conversation::Conversation;

/// Builds one image: spec → lock → plan → LLB → result.
///
/// # Errors
/// When the user's files do not say what to build, when they do not fit the base image, or when the engine fails. What
/// goes wrong in a step of the build itself goes wrong after this function: the graph is solved when it is exported.
pub async fn build(bridge: Arc<Bridge>, options: Arc<Options>) -> Result<SolvedResult, Failure> {
    drill();
    let engine = engine::examine(&bridge, &options)?;
    let request = Request::read(&options, engine)?;
    let conversation = Conversation { bridge, request };

    let (spec, mut warnings) = entry::load(&conversation).await?;
    let (ignored, inputs) = tokio::try_join!(
        context::ignored(&conversation),
        dependencies::load(&conversation, &spec)
    )?;
    let base = base::resolve(&conversation, &spec, inputs.python).await?;
    let facts = base::probe(&conversation, &base.image).await?;
    plan::check_base(&spec, inputs.python, &base.image, &facts)?;
    let project = inputs.project.clone();
    let (wanted, more) =
        dependencies::choose(&conversation, &spec, inputs, &base.image, &facts).await?;
    warnings.extend(more);
    if conversation.request.target == Target::Lock {
        return result::lock(&conversation, &wanted, &facts).await;
    }
    let (spec, more) =
        program::complete(&conversation, spec, project.as_deref(), &wanted, &ignored).await?;
    warnings.extend(more);

    let plan = plan::plan(&plan::Inputs {
        spec: &spec,
        wanted: &wanted,
        ignored: &ignored,
        base: base.image,
        config: base.config,
        facts: &facts,
        epoch: conversation.request.epoch,
        labels: conversation.request.labels.clone(),
        cache_namespace: &conversation.request.cache_namespace,
    })?;
    let definition = lower::image(&plan, &conversation.request.settings)?;
    let reference = conversation.solve(definition).await?;
    entry::warn(&conversation, &warnings).await;
    result::compose(
        reference,
        &plan,
        &conversation.request.settings.platform,
        base.raw_config,
    )
}

/// Crashes when the image of the frontend was made for that: the variable comes from the image, never from a user.
fn drill() {
    assert!(
        std::env::var_os("CARTWRIGHT_FAULT").is_none(),
        "a drill, asked for by CARTWRIGHT_FAULT"
    );
}
