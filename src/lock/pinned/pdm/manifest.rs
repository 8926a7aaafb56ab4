//! What of a `pyproject.toml` matters to a `pdm.lock`: the indexes, and whether it is the one that was locked.

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use toml::{Spanned as At, Value as Toml};

use super::PdmLock;
use crate::diagnostic::{Diagnostic, SourceFile, texts::lock_formats as texts};
use crate::lock::pinned::content_hash::{Layout, digest, to_json};
use crate::lock::pinned::selection::Index;
use crate::lock::read_toml;
use crate::packaging::normalize_name;

impl PdmLock {
    /// Fails if the hash of the manifest is none of those that releases of PDM give.
    pub(super) fn check_age(&self, manifest: &SourceFile) -> Result<(), Diagnostic> {
        let Some(expected) = &self.metadata().content_hash else {
            return Ok(());
        };
        let hashes = hashes(manifest.text()).unwrap_or_default();
        let digest = expected.get_ref().strip_prefix("sha256:");
        let is_one = |digest| hashes.iter().any(|hash| hash == digest);
        if hashes.is_empty() || digest.is_none_or(is_one) {
            return Ok(());
        }
        let problem = texts::stale("pdm.lock", "pyproject.toml", "pdm lock");
        Err(problem.at(self.place(expected)))
    }
}

/// The indexes of `[tool.pdm]`; none where it makes no sense.
pub(super) fn indexes(manifest: &SourceFile) -> Vec<Index> {
    #[derive(Default, Deserialize)]
    struct Document {
        #[serde(default)]
        tool: Tool,
    }
    #[derive(Default, Deserialize)]
    struct Tool {
        #[serde(default)]
        pdm: Pdm,
    }
    #[derive(Default, Deserialize)]
    struct Pdm {
        #[serde(default)]
        source: Vec<Source>,
    }
    #[derive(Deserialize)]
    struct Source {
        name: String,
        url: At<String>,
        #[serde(default = "yes")]
        verify_ssl: bool,
    }
    fn yes() -> bool {
        true
    }
    let document: Document = read_toml(manifest.text()).unwrap_or_default();
    let sources = document.tool.pdm.source.into_iter();
    let index = |source: Source| Index {
        at: manifest.at(manifest.span(source.url.span())),
        url: source.url.into_inner(),
        // The name of the default index, which a project replaces by using it.
        is_default: source.name == "pypi",
        is_verified: source.verify_ssl,
    };
    sources.map(index).collect()
}

/// The hashes by releases of PDM: older ones hash the overrides only, and know no `[dependency-groups]`.
fn hashes(manifest: &str) -> Option<Vec<String>> {
    let manifest = Toml::Table(read_toml(manifest).ok()?);
    let none = || Json::Object(Map::new());
    let or = |keys: &[&str], absent: Json| {
        let value = keys
            .iter()
            .try_fold(&manifest, |table, key| table.get(*key));
        value.map_or(Some(absent), to_json)
    };
    let own = or(&["tool", "pdm", "dev-dependencies"], none())?;
    let groups = or(&["dependency-groups"], none())?;
    let resolution = or(&["tool", "pdm", "resolution"], none())?;
    let overrides = or(&["tool", "pdm", "resolution", "overrides"], none())?;
    let mut content = json!({
        "sources": or(&["tool", "pdm", "source"], json!([]))?,
        "dependencies": or(&["project", "dependencies"], json!([]))?,
        "optional-dependencies": or(&["project", "optional-dependencies"], none())?,
        "requires-python": or(&["project", "requires-python"], json!(""))?,
    });
    let mut hashes = Vec::new();
    for development in [own.clone(), development(&groups, &own)] {
        content["dev-dependencies"] = development;
        for (key, value) in [("overrides", &overrides), ("resolution", &resolution)] {
            let mut content = content.clone();
            content[key] = value.clone();
            hashes.push(digest(&content, Layout::Spaced)?);
        }
    }
    Some(hashes)
}

/// The groups of the standard (PEP 735) and PDM's own, as one.
fn development(standard: &Json, own: &Json) -> Json {
    let mut groups = Map::new();
    for (name, entries) in [standard, own]
        .into_iter()
        .filter_map(Json::as_object)
        .flatten()
    {
        let group = groups.entry(normalize_name(name));
        let group = group.or_insert_with(|| json!([]));
        if let (Json::Array(group), Json::Array(entries)) = (group, entries) {
            group.extend(entries.iter().cloned());
        }
    }
    groups.into()
}
