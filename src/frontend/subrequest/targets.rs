//! What `--target` can name.

use serde_json::{Value, json};

use super::Answer;
use super::list::{Listed, list};
use super::location::{data, location};
use super::table::table;
use crate::spec::Spec;

pub(super) fn answer(spec: &Spec) -> Answer {
    let targets = list(spec);
    let row = |target: &Listed| {
        let mark = if target.is_default { " (default)" } else { "" };
        vec![format!("{}{mark}", target.name), target.description.clone()]
    };
    Answer {
        status: None,
        text: table(&["TARGET", "DESCRIPTION"], targets.iter().map(row)),
        json: json!({
            "targets": targets.iter().map(entry).collect::<Value>(),
            "sources": [data(&spec.file)],
        }),
    }
}

fn entry(target: &Listed) -> Value {
    let mut entry = json!({"name": target.name, "description": target.description});
    if target.is_default {
        entry["default"] = json!(true);
    }
    if let Some(span) = target.at {
        entry["location"] = location(span);
    }
    entry
}
