//! The conversation with BuildKit, from the client's options to the answer.

mod base;
mod commits;
mod context;
mod conversation;
mod dependencies;
mod engine;
mod entry;
mod foreseen;
mod gates;
mod libraries;
mod lint;
mod named;
mod no_program;
mod overlaps;
mod program;
mod request;
mod result;
mod sandbox;
mod sbom;
mod sources;
mod subrequest;
mod supplied;
mod target;
mod tasks;
mod trust;
mod undeclared;

use std::sync::Arc;

use buildkit_llb::Platform;
use futures_util::future::try_join_all;

pub use request::{Platforms, Request};
pub use target::{RUNTIME, Target};

use crate::diagnostic::Diagnostics;
use crate::gateway::{Bridge, Failure, Options, SolvedResult};
use crate::lint::Report;
use crate::lock::{Files, Inputs};
use crate::plan::{self, Trust};
use crate::spec::Spec;
use conversation::{Conversation, Part};
use result::Image;
use subrequest::Subrequest;

/// What is the same for all platforms.
struct Project {
    spec: Spec,
    target: Target,
    ignored: Vec<String>,
    inputs: Inputs,
    trust: Trust,
}

/// Builds what the client asks for: spec → lock → plan → LLB → result.
///
/// # Errors
/// When the user's files do not say what to build, when they do not fit the base image, or when the engine fails. What
/// goes wrong in a step of the build itself goes wrong after this function: the graph is solved when it is exported.
pub async fn build(bridge: Arc<Bridge>, options: Arc<Options>) -> Result<SolvedResult, Failure> {
    drill();
    let subrequest = Subrequest::asked(&options)?;
    let engine = engine::examine(&bridge, &options)?;
    let sources = sources::locate(&bridge, &options, &engine).await?;
    let request = Request::read(&options, engine, sources)?;
    let conversation = Conversation {
        bridge,
        options,
        request,
    };
    if let Some(subrequest) = subrequest {
        return subrequest.answer(&conversation).await;
    }
    let platforms = &conversation.request.platforms;

    let (project, mut report) = project(&conversation).await?;
    let images = platforms.all.iter();
    let images = images.map(|platform| image(&conversation, &project, platform));
    let images = try_join_all(images).await;
    let images =
        images.map_err(|failure| foreseen::without_certificates(&project.trust, failure))?;
    for image in &images {
        report.add(&image.warnings)?;
    }
    entry::warn(&conversation, &report.into_warnings()).await;
    Ok(result::compose(&images, platforms.is_index))
}

/// What the user's files say, as far as it does not depend on a platform.
async fn project(conversation: &Conversation) -> Result<(Project, Report), Failure> {
    let (spec, warnings) = entry::load(conversation).await?;
    let mut report = lint::report(conversation, &spec)?;
    report.add(&warnings)?;
    let (target, spec) = Target::choose(&conversation.request.target, spec)?;
    let mut files = Files::new();
    let (ignored, inputs, trust) = tokio::try_join!(
        context::ignored(conversation),
        dependencies::load(conversation, &spec, &mut files),
        trust::load(conversation, &spec)
    )?;
    let scope = lint::scope(&report);
    report.add(&lint::look(conversation, &spec, Some(&inputs), &mut files, scope).await?)?;
    let project = Project {
        spec,
        target,
        ignored,
        inputs,
        trust,
    };
    Ok((project, report))
}

/// What is built for one platform.
async fn image(
    conversation: &Conversation,
    project: &Project,
    platform: &Platform,
) -> Result<Image, Failure> {
    let Project {
        spec,
        target,
        ignored,
        inputs,
        trust,
    } = project;
    let part = &Part::new(conversation, platform, project).await?;
    let base = base::resolve(part, spec, inputs.python).await?;
    let bases = &base.bases;
    plan::check_bases(spec, target.variant(), inputs.python, bases)?;
    let mut spec = spec.clone();
    let mut warnings = match &bases.unrunnable {
        Some(platform) => target.leave_untested(&mut spec, platform)?,
        None => Diagnostics::new(),
    };
    let inputs = &undeclared::tell(part, project, &spec, &base).await?;
    let (wanted, more) = dependencies::choose(part, &spec, inputs, trust, bases).await?;
    warnings.extend(more);
    if *target == Target::Lock {
        let lock = result::lock(part, &wanted, bases).await?;
        return Ok(Image::files(part, lock, warnings));
    }
    let (extras, more) = tasks::packages(part, &spec, inputs, trust, &wanted, bases).await?;
    warnings.extend(more);
    let manifest = inputs.project.as_deref();
    let (spec, more) =
        program::complete(conversation, spec, target, manifest, &wanted, ignored).await?;
    warnings.extend(more);

    let inputs = plan::Inputs {
        spec: &spec,
        variant: target.variant(),
        process: target.process(),
        about: &inputs.about,
        builds: &inputs.builds,
        wanted: &wanted,
        extras: &extras,
        ignored,
        trust,
        bases,
        config: base.config,
        epoch: conversation.request.epoch,
        labels: conversation.request.labels.clone(),
        cache_namespace: &conversation.request.cache_namespace,
        inferred: None,
    };
    let (plan, more) = libraries::plan(part, target, &inputs).await?;
    warnings.extend(more);
    let report = overlaps::ask(part, target, &plan).await?;
    let definition = target.graph(&plan, &part.site, part.asked())?;
    let (reference, overlaps) = tokio::join!(
        foreseen::solve(part, &plan, definition, report.is_some()),
        overlaps::find(part, report.as_ref(), &plan)
    );
    let reference = reference?;
    warnings.extend(overlaps?);
    match target {
        Target::Image { .. } | Target::Lock => {
            warnings.extend(lint::of_plan(&spec, &plan));
            let materials = wanted.locked().map(|locked| plan::Materials {
                spec: &spec,
                about: inputs.about,
                locked,
                epoch: inputs.epoch,
            });
            let attested = sbom::attest(part, materials.as_ref(), &plan, ignored).await?;
            let image = Image::runtime(part, reference, &wanted, &plan, base.raw_config, warnings)?;
            Ok(image.with(attested))
        }
        Target::Gates | Target::Wheels => Ok(Image::files(part, reference, warnings)),
        Target::Reports => {
            warnings.extend(gates::failures(conversation, &reference, &plan).await?);
            Ok(Image::files(part, reference, warnings))
        }
    }
}

/// Crashes when the image of the frontend was made for that: the variable comes from the image, never from a user.
fn drill() {
    assert!(
        std::env::var_os("CARTWRIGHT_FAULT").is_none(),
        "a drill, asked for by CARTWRIGHT_FAULT"
    );
}
