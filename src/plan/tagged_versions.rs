//! Versions of projects that are tags of their repositories. Builds see no tags, and are told.

use std::collections::BTreeMap;

use crate::lock::Requirements;
use crate::packaging::tagged_version;

/// How backends are told: setuptools-scm (and hatch-vcs, which uses it), and PDM's.
const VARIABLES: [&str; 2] = ["SETUPTOOLS_SCM_PRETEND_VERSION", "PDM_BUILD_SCM_VERSION"];

/// The variables that tell a version to a build.
pub(super) fn told(version: &str) -> impl Iterator<Item = (String, String)> {
    VARIABLES
        .map(|name| (name.to_owned(), version.to_owned()))
        .into_iter()
}

/// The same for a step that builds whatever is required: each package by its name, and one alone by itself.
pub(super) fn of_requirements(requirements: &Requirements) -> BTreeMap<String, String> {
    let versions = requirements
        .repositories()
        .filter_map(|(entry, _, repository)| {
            let version = tagged_version(repository.revision.as_deref()?)?.to_owned();
            Some((
                entry.requirement.name.replace('-', "_").to_uppercase(),
                version,
            ))
        });
    let versions: Vec<_> = versions.collect();
    let alone = match versions.as_slice() {
        [(_, version)] if requirements.repositories().count() == 1 => Some(told(version)),
        _ => None,
    };
    let named = versions
        .iter()
        .map(|(name, version)| (format!("{}_FOR_{name}", VARIABLES[0]), version.clone()));
    named.chain(alone.into_iter().flatten()).collect()
}
