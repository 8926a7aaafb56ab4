//! What people should see before anything runs, as a step.

use buildkit_llb::{Definition, Describe, FileActions, Mkfile};

use super::Settings;

/// A step that does next to nothing, and whose title tells something.
pub fn notice(text: &str, settings: &Settings) -> Definition {
    let file = Mkfile::new("/notice", format!("{text}\n"));
    let step = FileActions::new(None, file).title(format!("[internal] {text}"));
    Definition::build(step.into_output(), settings.engine.order)
}
