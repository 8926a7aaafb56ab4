//! What rules find, while something is built or in place of that.

use super::conversation::Conversation;
use super::dependencies;
use crate::diagnostic::Diagnostics;
use crate::gateway::Failure;
use crate::lint::{self, Config, Progress, Report, Scope};
use crate::lock::{Files, Inputs};
use crate::plan::Plan;
use crate::spec::Spec;

/// An empty report, as the client or the spec wants it.
pub(super) fn report(conversation: &Conversation, spec: &Spec) -> Result<Report, Failure> {
    let client = conversation.request.check.as_deref();
    Ok(Report::new(Config::read(&spec.file, client)?))
}

/// Which rules a build asks: all of them if they can make it fail, so that `--check` and a build agree.
pub(super) fn scope(report: &Report) -> Scope {
    if report.makes_errors() {
        Scope::Everything
    } else {
        Scope::Build
    }
}

/// What is found before anything is built. Files that rules ask for are added to those that are there.
pub(super) async fn look(
    conversation: &Conversation,
    spec: &Spec,
    inputs: Option<&Inputs>,
    files: &mut Files,
    scope: Scope,
) -> Result<Diagnostics, Failure> {
    loop {
        match lint::look(spec, inputs, files, scope) {
            Progress::Wants(paths) => dependencies::fetch(conversation, paths, files).await?,
            Progress::Done(found) => return Ok(found),
        }
    }
}

/// What is found when it is known what will be built.
pub(super) fn of_plan(spec: &Spec, plan: &Plan) -> Diagnostics {
    let mut found = Diagnostics::new();
    for warning in lint::unused_build_settings(spec, plan)
        .into_iter()
        .chain(lint::unused_build_packages(spec, plan))
    {
        found.push(warning);
    }
    found
}
