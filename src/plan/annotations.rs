//! What an image says about itself, in the words of the OCI image specification.

use std::collections::BTreeMap;

use super::{BaseImage, Inputs};
use crate::lock::About;

/// What the specification's own keys begin with. They are for labels and annotations alike.
const PREFIX: &str = "org.opencontainers.image.";

/// What the project says about itself. Nothing of it changes unless the project does: no revision, no time.
pub(super) fn of_project(about: &About) -> BTreeMap<String, String> {
    let said = [
        ("title", &about.name),
        ("version", &about.version),
        ("description", &about.description),
        ("licenses", &about.license),
        ("url", &about.homepage),
        ("source", &about.source),
        ("documentation", &about.documentation),
    ];
    let said = said.into_iter();
    said.filter_map(|(key, text)| Some((format!("{PREFIX}{key}"), text.clone()?)))
        .collect()
}

/// The annotations of the image's manifest: what the project and the spec say about it, and what it is based on. The base
/// is no label, because images that are based on this one would inherit it.
pub(super) fn annotations(inputs: &Inputs) -> BTreeMap<String, String> {
    let mut annotations = of_project(inputs.about);
    annotations.extend(of_base(&inputs.bases.runtime.image));
    let labels = inputs.spec.labels.iter();
    let labels = labels.filter(|(name, _)| name.starts_with(PREFIX));
    for (name, value) in labels.chain(&inputs.spec.annotations) {
        annotations.insert(name.clone(), value.value.clone());
    }
    annotations
}

/// A base is what an image has the layers of: of one that is reduced, it has none.
fn of_base(base: &BaseImage) -> impl Iterator<Item = (String, String)> {
    let (name, digest) = match base.reference.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (base.reference.as_str(), None),
    };
    let said = [("base.name", Some(name)), ("base.digest", digest)];
    let said = said.into_iter().filter(|_| !base.is_reduced);
    said.filter_map(|(key, text)| Some((format!("{PREFIX}{key}"), text?.to_owned())))
}
