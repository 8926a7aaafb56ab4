//! What rules find, instead of a build.

use std::fmt::Write;

use serde_json::{Value, json};

use super::Answer;
use super::location::Sources;
use crate::diagnostic::texts::lint::summary;
use crate::diagnostic::{
    Diagnostic, Diagnostics, Lint, SourceFile, render, render_one, render_without_place,
};
use crate::frontend::conversation::Conversation;
use crate::frontend::{dependencies, entry, lint};
use crate::gateway::Failure;
use crate::lint::{Config, Report, Scope};
use crate::lock::Files;

/// The exit status where anything was found.
const FOUND: u8 = 1;

/// What was found, and what no build could go on with.
#[derive(Default)]
struct Findings {
    warnings: Diagnostics,
    errors: Diagnostics,
}

/// Everything that is found in the spec and the files beside it. `--target` makes no difference.
pub(super) async fn answer(conversation: &Conversation) -> Result<Answer, Failure> {
    let file = entry::file(conversation).await?;
    let findings = match find(conversation, &file).await {
        Ok(findings) => findings,
        Err(Failure::Diagnosed(errors)) => Findings {
            errors,
            ..Findings::default()
        },
        Err(failure) => return Err(failure),
    };
    Ok(findings.answer(file))
}

async fn find(conversation: &Conversation, file: &SourceFile) -> Result<Findings, Failure> {
    let client = conversation.request.check.as_deref();
    let config = Config::read(file, client)?;
    let (spec, warnings) = entry::read(conversation, file)?;
    // The exit status tells, whether findings are to be errors or not.
    let mut report = Report::new(config.without_errors());
    report.add(&warnings)?;
    let mut files = Files::new();
    let (inputs, errors) = match dependencies::load(conversation, &spec, &mut files).await {
        Ok(inputs) => (Some(inputs), Diagnostics::new()),
        Err(Failure::Diagnosed(errors)) => (None, errors),
        Err(failure) => return Err(failure),
    };
    let scope = Scope::Everything;
    let found = lint::look(conversation, &spec, inputs.as_ref(), &mut files, scope).await?;
    report.add(&found)?;
    Ok(Findings {
        warnings: report.into_warnings(),
        errors,
    })
}

impl Findings {
    fn answer(&self, spec: SourceFile) -> Answer {
        let mut sources = Sources::new(spec);
        let warnings: Value = self
            .warnings
            .warnings()
            .map(|(lint, warning)| entry(lint, warning, &mut sources))
            .collect();
        let mut json = json!({"warnings": warnings});
        if self.errors.has_errors() {
            let first = self.errors.errors().find_map(|error| error.at.as_ref());
            json["buildError"] = json!({
                "message": render(&self.errors),
                "location": sources.location(first),
            });
        }
        let mut all = self.warnings.clone();
        all.extend(self.errors.clone());
        json["sources"] = sources.to_json(&all);
        Answer {
            json,
            text: self.text(),
            status: (!all.is_empty()).then_some(FOUND),
        }
    }

    /// For clients that print no answers themselves.
    fn text(&self) -> String {
        let mut text = String::new();
        for (lint, warning) in self.warnings.warnings() {
            let _ = writeln!(text, "WARNING: {} - {}", lint.name(), lint.url());
            let _ = writeln!(text, "{}\n", render_one(warning));
        }
        if self.errors.has_errors() {
            let _ = writeln!(text, "ERROR: {}", render(&self.errors));
        }
        if text.is_empty() {
            text.push_str("Check complete, no warnings found.\n");
        }
        text
    }
}

fn entry(lint: Lint, warning: &Diagnostic, sources: &mut Sources) -> Value {
    // Clients show lines of any file under the name of the spec.
    let detail = match &warning.at {
        Some(at) if !sources.is_in_spec(at) => render_one(warning),
        _ => render_without_place(warning),
    };
    json!({
        "ruleName": lint.name(),
        "description": summary(lint),
        "url": lint.url(),
        "detail": detail,
        "location": sources.location(warning.at.as_ref()),
    })
}
