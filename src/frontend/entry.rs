//! The spec: fetched from the client, read, and its warnings told.

use super::conversation::Conversation;
use crate::diagnostic::{Diagnostics, SourceFile, render_line, texts};
use crate::gateway::{Failure, Warning};
use crate::lower;
use crate::spec::{Given, Spec, is_reserved};

/// Reads the spec, or says everything that is wrong with it.
pub(super) async fn load(conversation: &Conversation) -> Result<(Spec, Diagnostics), Failure> {
    Ok(read(conversation, &file(conversation).await?)?)
}

/// Reads the text of a spec with the values that the client gives (`--build-arg`).
pub(super) fn read(
    conversation: &Conversation,
    file: &SourceFile,
) -> Result<(Spec, Diagnostics), Diagnostics> {
    let given = conversation.options.with_prefix("build-arg:");
    let given = given.filter(|(name, _)| !is_reserved(name));
    let given: Given = given
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let (spec, mut warnings) = Spec::read_with(file, &given)?;
    let declared = || spec.args.iter().map(|arg| arg.name.value.as_str());
    for name in given.keys() {
        if !declared().any(|known| known == name) {
            let warning = texts::build_args::unused(name, declared());
            warnings.push(warning.at(file.at(file.line(1))));
        }
    }
    Ok((spec, warnings))
}

/// The text of the spec.
pub(super) async fn file(conversation: &Conversation) -> Result<SourceFile, Failure> {
    let request = &conversation.request;
    let reference = conversation
        .solve(lower::spec_file(&request.settings))
        .await?;
    let bytes = conversation
        .bridge
        .read_file(&reference, &request.settings.sources.filename)
        .await?;
    Ok(SourceFile::decode(
        &request.settings.sources.filename,
        &bytes,
    )?)
}

/// Shows the warnings under the step that loaded the spec. An engine that takes none does not fail the build.
pub(super) async fn warn(conversation: &Conversation, warnings: &Diagnostics) {
    let vertex = lower::spec_file(&conversation.request.settings)
        .digest()
        .map(ToString::to_string);
    let spec = &conversation.request.settings.sources.filename;
    for (lint, mut diagnostic) in warnings.told() {
        if let Some(at) = &mut diagnostic.at {
            at.file = warnings.masked(&at.file);
        }
        let warning = Warning {
            vertex: vertex.clone().unwrap_or_default(),
            line: render_line(lint, &diagnostic, spec),
            lint,
            diagnostic,
        };
        let _ = conversation.bridge.warn(warning).await;
    }
}
