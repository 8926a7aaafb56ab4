//! The base image: its configuration, and what is really inside.

use super::conversation::Part;
use crate::diagnostic::{Location, texts};
use crate::gateway::{Failure, ResolveImage};
use crate::lower;
use crate::packaging::PythonVersion;
use crate::plan::{BaseImage, Facts, ImageConfig};
use crate::spec::{Base, Spec};

/// The base as the registry, or the engine's own store, describes it.
pub(super) struct Resolved {
    /// The image, pinned.
    pub(super) image: BaseImage,
    /// The configuration to build upon.
    pub(super) config: ImageConfig,
    /// The same, untouched.
    pub(super) raw_config: Vec<u8>,
}

/// Finds the base image and pins it.
pub(super) async fn resolve(
    part: &Part<'_>,
    spec: &Spec,
    python: PythonVersion,
) -> Result<Resolved, Failure> {
    let Part { conversation, site } = part;
    let reference = spec.base.value.image(python).to_string();
    let image = ResolveImage {
        reference: reference.clone(),
        platform: site.platform.clone(),
        mode: site.settings.resolve_mode,
        log_name: format!("{} load metadata for {reference}", site.stage("internal")),
    };
    let found = conversation.bridge.resolve_image(image).await;
    let found = found.map_err(|status| Failure::from(status).at(Some(place(spec))))?;
    let config = ImageConfig::of_base(&found.config).map_err(|error| {
        texts::engine::unreadable_config(&reference, &error.to_string()).at(place(spec))
    })?;
    let image = BaseImage {
        reference: found.reference,
        env: config.config.env.clone(),
        at: place(spec),
    };
    Ok(Resolved {
        image,
        config,
        raw_config: found.config,
    })
}

/// Looks inside: a step in the base writes a report, once for each digest of a base.
pub(super) async fn probe(part: &Part<'_>, base: &BaseImage) -> Result<Facts, Failure> {
    let Part { conversation, site } = part;
    let definition = lower::probe(base, site);
    let reference = conversation.solve(definition).await?;
    let report = conversation
        .bridge
        .read_file(&reference, lower::FACTS)
        .await
        .map_err(|status| {
            let process_failed = status.message().contains("did not complete successfully");
            if process_failed {
                texts::plan::no_python(&base.reference)
                    .at(base.at.clone())
                    .into()
            } else {
                Failure::from(status)
            }
        })?;
    serde_json::from_slice(&report).map_err(|error| {
        texts::engine::unreadable_facts(&error.to_string())
            .at(base.at.clone())
            .into()
    })
}

/// Where the spec says which base to use: at `base`, or at the `python` that stands for one.
fn place(spec: &Spec) -> Location {
    let span = match (&spec.base.value, &spec.python) {
        (Base::Slim, Some(python)) => python.span,
        _ => spec.base.span,
    };
    spec.file.at(span)
}
