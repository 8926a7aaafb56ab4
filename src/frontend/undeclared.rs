//! Projects that only a build of theirs says the requirements of: they are built first.

use std::borrow::Cow;
use std::collections::BTreeMap;

use futures_util::future::try_join_all;

use super::base::Resolved;
use super::conversation::Part;
use super::{Project, foreseen, target};
use crate::gateway::Failure;
use crate::lock::{Inputs, Locked, Metadata, Undeclared};
use crate::lower;
use crate::plan::{self, METADATA, Plan, Wanted};
use crate::spec::Spec;

/// What is asked for, with what builds say.
pub(super) async fn tell<'a>(
    part: &Part<'_>,
    project: &'a Project,
    spec: &Spec,
    base: &Resolved,
) -> Result<Cow<'a, Inputs>, Failure> {
    let inputs = &project.inputs;
    let undeclared = inputs.undeclared();
    if undeclared.is_empty() {
        return Ok(Cow::Borrowed(inputs));
    }
    let plan = plan(part, project, spec, base)?;
    let told = undeclared.into_iter().map(async |wanted| {
        let metadata = read(part, &plan, wanted).await;
        let metadata = metadata.map_err(|failure| foreseen::tell(&plan, failure))?;
        Ok::<_, Failure>(metadata.map(|it| (wanted.package.name.clone(), it)))
    });
    let told = try_join_all(told).await?.into_iter().flatten();
    let told: BTreeMap<_, _> = told.collect();
    let target = part.target(&base.bases);
    Ok(Cow::Owned(inputs.clone().told(&told, &target)?))
}

/// A plan in which these projects are all that is installed: their builds are those of the whole.
fn plan(part: &Part<'_>, project: &Project, spec: &Spec, base: &Resolved) -> Result<Plan, Failure> {
    let Project {
        target,
        ignored,
        inputs,
        trust,
        ..
    } = project;
    let request = &part.conversation.request;
    let mut locked = Locked::default();
    for local in inputs.projects() {
        locked.add_local(local.clone());
    }
    for wanted in inputs.undeclared() {
        locked.add_local(wanted.package.clone());
    }
    // Commands may come from what is not known yet.
    let mut spec = spec.clone();
    spec.build.clear();
    target::untested(&mut spec);
    Ok(plan::plan(&plan::Inputs {
        spec: &spec,
        variant: target.variant(),
        process: target.process(),
        about: &inputs.about,
        builds: &inputs.builds,
        wanted: &Wanted::Locked(locked),
        extras: &BTreeMap::new(),
        ignored,
        trust,
        bases: &base.bases,
        config: base.config.clone(),
        epoch: request.epoch,
        labels: request.labels.clone(),
        cache_namespace: &request.cache_namespace,
        inferred: None,
    })?)
}

async fn read(
    part: &Part<'_>,
    plan: &Plan,
    wanted: &Undeclared,
) -> Result<Option<Metadata>, Failure> {
    let Some(step) = lower::metadata(plan, &wanted.package, &part.site)? else {
        return Ok(None);
    };
    let reference = part.ask(step).await?;
    let text = part
        .conversation
        .bridge
        .read_file(&reference, METADATA)
        .await?;
    let metadata = Metadata::read(&String::from_utf8_lossy(&text));
    Ok(Some(
        metadata.map_err(|problem| problem.at(wanted.at.clone()))?,
    ))
}
