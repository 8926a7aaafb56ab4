//! The conversation with BuildKit, from the client's options to the answer.

mod base;
mod context;
mod conversation;
mod dependencies;
mod engine;
mod entry;
mod gates;
mod program;
mod request;
mod result;
mod subrequest;
mod target;

use std::sync::Arc;

pub use request::Request;
pub use target::Target;

use crate::gateway::{Bridge, Failure, Options, SolvedResult};
use crate::{lower, plan};
use conversation::Conversation;
use subrequest::Subrequest;

/// Builds one image: spec → lock → plan → LLB → result.
///
/// # Errors
/// When the user's files do not say what to build, when they do not fit the base image, or when the engine fails. What
/// goes wrong in a step of the build itself goes wrong after this function: the graph is solved when it is exported.
pub async fn build(bridge: Arc<Bridge>, options: Arc<Options>) -> Result<SolvedResult, Failure> {
    drill();
    let subrequest = Subrequest::asked(&options)?;
    let engine = engine::examine(&bridge, &options)?;
    let request = Request::read(&options, engine)?;
    let conversation = Conversation { bridge, request };
    if let Some(subrequest) = subrequest {
        return subrequest.answer(&conversation).await;
    }

    let (spec, mut warnings) = entry::load(&conversation).await?;
    let (target, spec) = Target::choose(&conversation.request.target, spec)?;
    let (ignored, inputs) = tokio::try_join!(
        context::ignored(&conversation),
        dependencies::load(&conversation, &spec)
    )?;
    let base = base::resolve(&conversation, &spec, inputs.python).await?;
    let facts = base::probe(&conversation, &base.image).await?;
    plan::check_base(&spec, inputs.python, &base.image, &facts)?;
    let (wanted, more) =
        dependencies::choose(&conversation, &spec, &inputs, &base.image, &facts).await?;
    warnings.extend(more);
    if target == Target::Lock {
        return result::lock(&conversation, &wanted, &facts).await;
    }
    let (extras, more) = gates::packages(
        &conversation,
        &spec,
        &inputs.gates,
        &wanted,
        &base.image,
        &facts,
    )
    .await?;
    warnings.extend(more);
    let project = inputs.project.as_deref();
    let (spec, more) = program::complete(&conversation, spec, project, &wanted, &ignored).await?;
    warnings.extend(more);

    let plan = plan::plan(&plan::Inputs {
        spec: &spec,
        wanted: &wanted,
        extras: &extras,
        ignored: &ignored,
        base: base.image,
        config: base.config,
        facts: &facts,
        epoch: conversation.request.epoch,
        labels: conversation.request.labels.clone(),
        cache_namespace: &conversation.request.cache_namespace,
    })?;
    let settings = &conversation.request.settings;
    let definition = match target {
        Target::Gates => lower::gates(&plan, settings)?,
        Target::Reports => lower::reports(&plan, settings)?,
        Target::Runtime | Target::Lock => lower::image(&plan, settings)?,
    };
    let reference = conversation.solve(definition).await?;
    if target == Target::Reports {
        warnings.extend(gates::failures(&conversation, &reference, &plan).await?);
    }
    entry::warn(&conversation, &warnings).await;
    match target {
        Target::Runtime | Target::Lock => {
            result::compose(reference, &plan, &settings.platform, base.raw_config)
        }
        Target::Gates | Target::Reports => Ok(result::files(reference)),
    }
}

/// Crashes when the image of the frontend was made for that: the variable comes from the image, never from a user.
fn drill() {
    assert!(
        std::env::var_os("CARTWRIGHT_FAULT").is_none(),
        "a drill, asked for by CARTWRIGHT_FAULT"
    );
}
