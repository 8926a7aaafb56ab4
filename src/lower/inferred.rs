//! What was inferred, as a step that people see.

use buildkit_llb::{Definition, Describe, FileActions, Mkfile};

use super::Settings;
use crate::diagnostic::texts;
use crate::infer::Inferred;

/// The file that [`inferred`] makes.
pub const INFERRED: &str = "entrypoint.json";

/// A step that does next to nothing, and whose title tells what runs, and why.
pub fn inferred(inferred: &Inferred, settings: &Settings) -> Definition {
    let argv = inferred.argv.as_slice();
    let text = format!("{}\n", serde_json::json!(argv));
    let step = FileActions::new(None, Mkfile::new(format!("/{INFERRED}"), text)).title(format!(
        "[internal] infer entrypoint: {} ({})",
        texts::infer::command_line(argv),
        inferred.reason
    ));
    Definition::build(step.into_output(), settings.engine.order)
}
