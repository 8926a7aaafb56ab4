//! The base images: their configurations, and what is really inside.

use super::conversation::Part;
use crate::diagnostic::{Diagnostic, Location, Spanned, texts};
use crate::gateway::Failure;
use crate::lower;
use crate::packaging::PythonVersion;
use crate::plan::{Base, BaseImage, Bases, Facts, ImageConfig};
use crate::spec::{self, ImageReference, Spec};

/// Both bases, and the configuration of the one that ships.
pub(super) struct Resolved {
    pub(super) bases: Bases,
    /// The configuration to build upon.
    pub(super) config: ImageConfig,
    /// The same, untouched.
    pub(super) raw_config: Vec<u8>,
}

/// An image as the registry, or the engine's own store, describes it, and as a step inside it does.
struct Examined {
    image: BaseImage,
    facts: Facts,
    config: ImageConfig,
    raw_config: Vec<u8>,
}

/// Finds the images, pins them, and looks inside.
pub(super) async fn resolve(
    part: &Part<'_>,
    spec: &Spec,
    python: PythonVersion,
) -> Result<Resolved, Failure> {
    let [build, run] = images(spec, python)?;
    let (build, run) = if build.0 == run.0 {
        (None, examine(part, run).await?)
    } else {
        let (build, run) = tokio::try_join!(examine(part, build), examine(part, run))?;
        (Some(build), run)
    };
    let builder = match build {
        Some(build) => Base::new(build.image, build.facts),
        None => Base::new(run.image.clone(), run.facts.clone()),
    };
    Ok(Resolved {
        bases: Bases {
            builder,
            runtime: Base::new(run.image, run.facts),
        },
        config: run.config,
        raw_config: run.raw_config,
    })
}

/// The images that a spec builds on and ships on, each with where it says so.
///
/// # Errors
/// When there is none with this version of Python.
pub(super) fn images(
    spec: &Spec,
    python: PythonVersion,
) -> Result<[(ImageReference, Location); 2], Diagnostic> {
    let spec::Bases { build, run } = &spec.base;
    let located = |base, image: Result<_, Diagnostic>| {
        let at = place(spec, base);
        match image {
            Ok(image) => Ok((image, at)),
            Err(problem) => Err(problem.at(at)),
        }
    };
    Ok([
        located(build, build.value.build_image(python))?,
        located(run, run.value.run_image(python))?,
    ])
}

async fn examine(
    part: &Part<'_>,
    (image, at): (ImageReference, Location),
) -> Result<Examined, Failure> {
    let name = image.familiar();
    let found = part.names.get(&name);
    let found = found.ok_or_else(|| texts::context::not_given(&name).at(at.clone()))?;
    let config = ImageConfig::of_base(&found.config).map_err(|error| {
        texts::engine::unreadable_config(&found.reference, &error.to_string()).at(at.clone())
    })?;
    let image = BaseImage {
        reference: found.reference.clone(),
        context: found.is_given.then_some(name),
        env: config.config.env.clone(),
        at,
    };
    Ok(Examined {
        facts: probe(part, &image).await?,
        image,
        config,
        raw_config: found.config.clone(),
    })
}

/// Looks inside: a step in the base writes a report, once for each digest of a base.
async fn probe(part: &Part<'_>, base: &BaseImage) -> Result<Facts, Failure> {
    let reference = part.ask(lower::probe(base, &part.site)).await?;
    let report = part
        .conversation
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
fn place(spec: &Spec, base: &Spanned<spec::Base>) -> Location {
    let span = match (&base.value, &spec.python) {
        (spec::Base::Slim, Some(python)) => python.span,
        _ => base.span,
    };
    spec.file.at(span)
}
