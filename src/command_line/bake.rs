//! `cartwright bake`: a file for `docker buildx bake` that builds the images of all processes.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostics, SourceFile};
use crate::frontend::RUNTIME;
use crate::spec::Spec;

/// A target for each process, and a group of all of them. The image's name and tag are variables, which the environment can
/// set; the default process has the name alone.
///
/// # Errors
/// Everything that is wrong with the spec.
pub(super) fn file(spec: &SourceFile) -> Result<String, Diagnostics> {
    let (spec, _) = Spec::read(spec)?;
    let default = spec.default_process().map(|process| &process.name);
    let mut targets = Map::new();
    for name in spec.processes.iter().map(|process| &process.name) {
        let suffix = if Some(name) == default {
            String::new()
        } else {
            format!("-{}", name.value)
        };
        targets.insert(name.value.clone(), target(&spec, &name.value, &suffix));
    }
    if targets.is_empty() {
        targets.insert(RUNTIME.to_owned(), target(&spec, RUNTIME, ""));
    }
    let names: Vec<_> = targets.keys().cloned().collect();
    let file = json!({
        "group": {"default": {"targets": names}},
        "target": targets,
        "variable": {"IMAGE": {"default": "app"}, "TAG": {"default": "latest"}},
    });
    Ok(format!("{file:#}\n"))
}

fn target(spec: &Spec, name: &str, suffix: &str) -> Value {
    json!({
        "context": ".",
        "dockerfile": spec.file.name(),
        "tags": [format!("${{IMAGE}}{suffix}:${{TAG}}")],
        "target": name,
    })
}
