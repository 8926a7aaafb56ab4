//! The answer: file systems, and the image configurations that go with them.

use std::collections::BTreeMap;

use buildkit_llb::{Digest, Platform};
use serde_json::{Value, json};

use super::conversation::Part;
use crate::diagnostic::{Diagnostics, texts};
use crate::gateway::{Attestation, Failure, FileSystems, Reference, SolvedResult};
use crate::lower;
use crate::plan::{Bases, Plan, Wanted};

/// The digest of the lock that an image was made of, for `--metadata-file`: it changes if what is installed does.
const LOCK_DIGEST: &str = "frontend.cartwright.lock-digest";

/// The capability of exporters to write annotations.
const ANNOTATIONS: &str = "exporter.image.annotations";

/// What is exported for one platform.
pub(super) struct Image {
    platform: Platform,
    reference: Reference,
    /// For the exporter, by key.
    metadata: Vec<(&'static str, Vec<u8>)>,
    /// What the manifest says about it; nothing where exporters write no annotations.
    annotations: BTreeMap<String, String>,
    attestations: Vec<Attestation>,
    pub(super) warnings: Diagnostics,
}

impl Image {
    /// Files, and no image.
    pub(super) fn files(part: &Part<'_>, reference: Reference, warnings: Diagnostics) -> Self {
        Self {
            platform: part.site.platform.clone(),
            reference,
            metadata: Vec::new(),
            annotations: BTreeMap::new(),
            attestations: Vec::new(),
            warnings,
        }
    }

    /// What ships, with its configuration.
    pub(super) fn runtime(
        part: &Part<'_>,
        reference: Reference,
        wanted: &Wanted,
        plan: &Plan,
        base_config: Vec<u8>,
        warnings: Diagnostics,
    ) -> Result<Self, Failure> {
        let platform = &part.site.platform;
        let mut image = plan.image.clone();
        platform.os().clone_into(&mut image.os);
        platform.architecture().clone_into(&mut image.architecture);
        image.variant = Some(platform.variant().to_owned()).filter(|variant| !variant.is_empty());
        let config = image.to_json().map_err(|error| {
            texts::engine::unreadable_config(
                &plan.bases.runtime.image.reference,
                &error.to_string(),
            )
        })?;
        let mut metadata = vec![
            ("containerimage.config", config),
            ("containerimage.base.config", base_config),
        ];
        if let Some(locked) = wanted.locked() {
            let text = locked.to_pylock(&part.target(&plan.bases));
            metadata.push((LOCK_DIGEST, Digest::of(text.as_bytes()).to_string().into()));
        }
        let llb = part.conversation.bridge.llb_capabilities();
        Ok(Self {
            metadata,
            annotations: if llb.has(ANNOTATIONS) {
                plan.annotations.clone()
            } else {
                BTreeMap::new()
            },
            ..Self::files(part, reference, warnings)
        })
    }

    /// The same image, with what is attested of it.
    pub(super) fn with(self, attestations: Vec<Attestation>) -> Self {
        Self {
            attestations,
            ..self
        }
    }
}

/// The files of `--target lock`: one.
pub(super) async fn lock(
    part: &Part<'_>,
    wanted: &Wanted,
    bases: &Bases,
) -> Result<Reference, Failure> {
    let Wanted::Locked(locked) = wanted else {
        return Err(texts::request::no_lock_by_pip().into());
    };
    let target = part.target(bases);
    let text = locked.to_pylock(&target);
    let definition = lower::lock(&text, part.site.settings, part.asked());
    part.conversation.solve(definition).await
}

/// Puts the answer together: an index of images, or the only one.
pub(super) fn compose(images: &[Image], is_index: bool) -> SolvedResult {
    let platforms: Vec<_> = images.iter().map(|it| describe(&it.platform)).collect();
    let platforms = json!({"Platforms": platforms}).to_string().into_bytes();
    let mut metadata = BTreeMap::from([("refs.platforms".to_owned(), platforms)]);
    for image in images {
        let suffix = is_index.then(|| format!("/{}", image.platform));
        let suffix = suffix.unwrap_or_default();
        let entries = image.metadata.iter();
        metadata.extend(entries.map(|(key, value)| (format!("{key}{suffix}"), value.clone())));
        metadata.extend(annotations(image, is_index));
    }
    let by_platform = || {
        let entry = |image: &Image| (image.platform.to_string(), image.reference.clone());
        FileSystems::ByPlatform(images.iter().map(entry).collect())
    };
    let only = images.first().filter(|_| !is_index);
    let attested = images.iter().filter(|image| !image.attestations.is_empty());
    let attested = attested.map(|it| (it.platform.to_string(), it.attestations.clone()));
    SolvedResult {
        file_systems: only.map_or_else(by_platform, |it| FileSystems::One(it.reference.clone())),
        metadata,
        attestations: attested.collect(),
    }
}

/// The annotations of an image: of its manifest, and of the index if it has one.
fn annotations(image: &Image, is_index: bool) -> BTreeMap<String, Vec<u8>> {
    let mut annotations = BTreeMap::new();
    for (key, value) in &image.annotations {
        let mut annotate = |what: &str| {
            let value = value.as_bytes().to_vec();
            annotations.insert(format!("{what}.{key}"), value);
        };
        if is_index {
            annotate(&format!("annotation-manifest[{}]", image.platform));
            annotate("annotation-index");
        } else {
            annotate("annotation");
        }
    }
    annotations
}

fn describe(platform: &Platform) -> Value {
    let mut described = json!({"architecture": platform.architecture(), "os": platform.os()});
    if !platform.variant().is_empty() {
        described["variant"] = json!(platform.variant());
    }
    json!({"ID": platform.to_string(), "Platform": described})
}
