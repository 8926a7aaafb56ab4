//! Whether a `Pipfile.lock` was made from the `Pipfile` beside it.

use serde_json::{Map, Value as Json, json};

use super::PipfileLock;
use crate::diagnostic::{Diagnostic, SourceFile, texts::lock_formats as texts};
use crate::lock::pinned::content_hash::{Layout, digest, to_json};
use crate::lock::read_toml;
use crate::packaging::normalize_name;

/// Sections that have another name in the lock.
const RENAMED: [(&str, &str); 2] = [("packages", "default"), ("dev-packages", "develop")];

/// Sections that list no packages.
const NO_PACKAGES: [&str; 5] = ["source", "requires", "scripts", "pipfile", "pipenv"];

impl PipfileLock {
    /// Fails if the hash of the manifest is none of those that releases of Pipenv give.
    pub(super) fn check_age(&self, manifest: &SourceFile) -> Result<(), Diagnostic> {
        let Some(expected) = self.document.meta.hash.get("sha256") else {
            return Ok(());
        };
        let hashes = hashes(manifest.text()).unwrap_or_default();
        if hashes.is_empty() || hashes.contains(expected) {
            return Ok(());
        }
        let problem = texts::stale("Pipfile.lock", "Pipfile", "pipenv lock");
        Err(problem.at(self.place(&["_meta", "hash", "sha256"])))
    }
}

/// The hashes by releases of Pipenv: with sections that users name and without, with normalized names and without.
fn hashes(manifest: &str) -> Option<Vec<String>> {
    let Json::Object(manifest) = to_json(&read_toml(manifest).ok()?)? else {
        return None;
    };
    // Without it Pipenv writes its default, which is not repeated here.
    let sources = manifest.get("source")?;
    let none = || Json::Object(Map::new());
    let requires = manifest.get("requires").cloned().unwrap_or_else(none);
    let mut hashes = Vec::new();
    for is_normalized in [false, true] {
        let names = |section: Option<&Json>| match section {
            Some(Json::Object(packages)) if is_normalized => packages
                .iter()
                .map(|(name, package)| (normalize_name(name), package.clone()))
                .collect(),
            other => other.cloned().unwrap_or_else(none),
        };
        let mut content = json!({"_meta": {"sources": sources, "requires": requires}});
        for (section, key) in RENAMED {
            content[key] = names(manifest.get(section));
        }
        hashes.push(digest(&content, Layout::Compact)?);
        let is_category = |name: &str| {
            let is_renamed = RENAMED
                .iter()
                .any(|(one, two)| [*one, *two].contains(&name));
            !NO_PACKAGES.contains(&name) && !is_renamed
        };
        for (section, packages) in manifest.iter().filter(|(name, _)| is_category(name)) {
            content[section] = names(Some(packages));
        }
        hashes.push(digest(&content, Layout::Compact)?);
    }
    Some(hashes)
}
