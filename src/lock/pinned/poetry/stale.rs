//! Whether a `poetry.lock` was made from the `pyproject.toml` beside it.

use serde_json::{Map, Value as Json};
use toml::Value as Toml;

use super::PoetryLock;
use crate::diagnostic::{Diagnostic, SourceFile, texts::lock_formats as texts};
use crate::lock::pinned::content_hash::{Layout, digest, to_json};
use crate::lock::read_toml;

/// What of `[tool.poetry]` is hashed; of all but the last, that it is absent is hashed too.
const POETRY: [&str; 5] = [
    "dependencies",
    "source",
    "extras",
    "dev-dependencies",
    "group",
];

/// What of `[project]` is hashed, since Poetry 2.
const PROJECT: [&str; 3] = ["requires-python", "dependencies", "optional-dependencies"];

impl PoetryLock {
    /// Fails if the hash of the manifest is none of those that releases of Poetry give.
    pub(super) fn check_age(&self, manifest: &SourceFile) -> Result<(), Diagnostic> {
        let Some(expected) = &self.metadata().content_hash else {
            return Ok(());
        };
        let hashes = hashes(manifest.text()).unwrap_or_default();
        if hashes.is_empty() || hashes.contains(expected.get_ref()) {
            return Ok(());
        }
        let problem = texts::stale("poetry.lock", "pyproject.toml", "poetry lock");
        Err(problem.at(self.place(expected)))
    }
}

/// The hashes by Poetry 2 with and without `[dependency-groups]`, and by Poetry 1, which reads its own table only.
fn hashes(manifest: &str) -> Option<Vec<String>> {
    let manifest: toml::Table = read_toml(manifest).ok()?;
    let none = Map::new();
    let project = relevant(manifest.get("project"), &PROJECT)?;
    let groups = match manifest.get("dependency-groups").map(to_json) {
        None => Map::new(),
        Some(Some(Json::Object(groups))) => groups,
        Some(_) => return None,
    };
    let poetry = manifest.get("tool").and_then(|tool| tool.get("poetry"));
    let poetry = relevant(poetry, &POETRY)?;
    let contents = [
        content(&project, &groups, &poetry),
        content(&project, &none, &poetry),
        content(&none, &none, &poetry),
    ];
    let hashes = contents.iter();
    hashes.map(|it| digest(it, Layout::Spaced)).collect()
}

/// Some keys of a table; `None` where one of the values has no form in JSON.
fn relevant(table: Option<&Toml>, keys: &[&str]) -> Option<Map<String, Json>> {
    let values = keys.iter().filter_map(|key| {
        let value = table?.get(*key)?;
        Some(to_json(value).map(|value| ((*key).to_owned(), value)))
    });
    values.collect()
}

fn content(
    project: &Map<String, Json>,
    groups: &Map<String, Json>,
    poetry: &Map<String, Json>,
) -> Json {
    let mut content = Map::new();
    if !project.is_empty() {
        content.insert("project".to_owned(), project.clone().into());
    }
    if !groups.is_empty() {
        content.insert("dependency-groups".to_owned(), groups.clone().into());
    }
    let mut poetry = poetry.clone();
    if content.is_empty() {
        for key in &POETRY[..POETRY.len() - 1] {
            poetry.entry(*key).or_insert(Json::Null);
        }
        return poetry.into();
    }
    content.insert("tool".to_owned(), serde_json::json!({ "poetry": poetry }));
    content.into()
}
