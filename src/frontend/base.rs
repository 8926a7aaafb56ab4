//! The base images: their configurations, and what is really inside.

use buildkit_llb::{Definition, Output, caps};
use serde_json::Value;

use super::conversation::Part;
use crate::diagnostic::{Diagnostic, Location, Spanned, texts};
use crate::gateway::{Failure, Reference};
use crate::lower;
use crate::packaging::PythonVersion;
use crate::plan::{
    Base, BaseImage, Bases, Builder, Facts, Files, ImageConfig, Machine, OS_RELEASE, PASSWD,
    Runtime,
};
use crate::spec::{self, ImageReference, Spec};

/// Both bases, and the configuration of the one that ships.
pub(super) struct Resolved {
    pub(super) bases: Bases,
    /// The configuration to build upon.
    pub(super) config: ImageConfig,
    /// The same, untouched.
    pub(super) raw_config: Vec<u8>,
}

/// An image as the registry, or the engine's own store, describes it.
struct Found {
    image: BaseImage,
    config: ImageConfig,
    raw_config: Vec<u8>,
}

/// Finds the images, pins them, and looks inside.
pub(super) async fn resolve(
    part: &Part<'_>,
    spec: &Spec,
    python: PythonVersion,
) -> Result<Resolved, Failure> {
    let images = images(spec, python)?;
    let find = |machine| -> Result<[Found; 2], Diagnostic> {
        let [build, run] = &images;
        let run = find(part, run, machine)?;
        let is_reduced = spec.base.run.value == spec::Base::Minimal;
        let run = if is_reduced { run.reduced() } else { run };
        Ok([find(part, build, machine)?, run])
    };
    let [build, run] = find(Machine::Engine)?;
    let (tools, compiler) = probe_both(part, build.image, run.image.clone()).await?;
    if part.site.native.is_none() {
        return Ok(run.with(Bases::native(tools, compiler)));
    }
    let [build, run] = find(Machine::Image)?;
    let bases = foreign(part, build.image, run.image.clone(), (tools, compiler)).await?;
    Ok(run.with(bases))
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
    let located = |base: &Spanned<spec::Base>| {
        let at = place(spec, base);
        match base.value.image(python) {
            Ok(image) => Ok((image, at)),
            Err(problem) => Err(problem.at(at)),
        }
    };
    Ok([located(build)?, located(run)?])
}

impl Found {
    /// The same for an image of which the interpreter alone is used.
    fn reduced(mut self) -> Self {
        self.image.is_reduced = true;
        self.config.history.clear();
        self.config.base_layers = 1;
        self.raw_config = without_layers(&self.raw_config);
        self
    }

    fn with(self, bases: Bases) -> Resolved {
        let Self {
            config, raw_config, ..
        } = self;
        Resolved {
            bases,
            config,
            raw_config,
        }
    }
}

/// An image's configuration, as if it had no layers: exporters leave those of a base as they are.
fn without_layers(config: &[u8]) -> Vec<u8> {
    let mut config: Value = serde_json::from_slice(config).unwrap_or_default();
    if let Some(config) = config.as_object_mut() {
        for key in ["rootfs", "history"] {
            config.remove(key);
        }
    }
    config.to_string().into_bytes()
}

/// What stands for an image on a machine.
fn find(
    part: &Part<'_>,
    (image, at): &(ImageReference, Location),
    machine: Machine,
) -> Result<Found, Diagnostic> {
    let name = image.familiar();
    let platform = &part.site.on(machine).platform;
    let found = part.named(&name, machine);
    let found = found.ok_or_else(|| texts::context::not_given(&name).at(at.clone()))?;
    let config = ImageConfig::of_base(&found.config).map_err(|error| {
        texts::engine::unreadable_config(&found.reference, &error.to_string()).at(at.clone())
    })?;
    if !["", platform.architecture()].contains(&config.architecture.as_str()) {
        let architecture = &config.architecture;
        let platform = platform.to_string();
        let problem = texts::platform::other_architecture(&name, architecture, &platform);
        return Err(problem.at(at.clone()));
    }
    let image = BaseImage {
        reference: found.reference.clone(),
        is_reduced: false,
        machine,
        architecture: platform.architecture().to_owned(),
        context: found.is_given.then_some(name),
        env: config.config.env.clone(),
        at: at.clone(),
    };
    Ok(Found {
        image,
        config,
        raw_config: found.config.clone(),
    })
}

/// Both bases for another machine than the engine's, given those for the engine's own.
async fn foreign(
    part: &Part<'_>,
    build: BaseImage,
    run: BaseImage,
    (tools, compiler): (Base<Builder>, Base<Runtime>),
) -> Result<Bases, Failure> {
    let platform = &part.site.platform;
    let runs = part.site.settings.engine.platforms.contains(platform) || tried(part, &run).await?;
    let located = |problem: Diagnostic| problem.at(compiler.image.at.clone());
    let (builder, runtime) = if runs {
        let (builder, runtime) = probe_both(part, build, run).await?;
        let same = runtime.facts.check_twin(&runtime.image, &compiler.facts);
        same.map_err(located)?;
        (builder, runtime)
    } else {
        let files = read(part, &run, compiler.python()).await?;
        let facts = Facts::of_files(&files, &run, &compiler).map_err(located)?;
        (tools.clone(), Base::new(run, facts))
    };
    Ok(Bases {
        builder,
        runtime,
        tools,
        compiler,
        unrunnable: (!runs).then(|| platform.to_string()),
    })
}

/// Looks inside both; once, where they are the same image.
async fn probe_both(
    part: &Part<'_>,
    build: BaseImage,
    run: BaseImage,
) -> Result<(Base<Builder>, Base<Runtime>), Failure> {
    if build.reference == run.reference && !run.is_reduced {
        let facts = probe(part, &run).await?;
        return Ok((Base::new(build, facts.clone()), Base::new(run, facts)));
    }
    let (of_build, mut of_run) = tokio::try_join!(probe(part, &build), probe(part, &run))?;
    if run.is_reduced {
        of_run.apt = if build.reference == run.reference {
            of_build.apt
        } else {
            probe(part, &run.whole()).await?.apt
        };
    }
    Ok((Base::new(build, of_build), Base::new(run, of_run)))
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

/// Whether programs of a base run, whatever the engine says: some bring an emulator that they do not list.
async fn tried(part: &Part<'_>, base: &BaseImage) -> Result<bool, Failure> {
    let bridge = &part.conversation.bridge;
    if !bridge.llb_capabilities().has(caps::EXEC_VALID_EXIT_CODES) {
        return Ok(false);
    }
    let reference = solve(part, lower::trial(base, &part.site)).await?;
    Ok(bridge.has_file(&reference, lower::RAN).await?)
}

/// Reads files of a base. Nothing of it runs.
async fn read(part: &Part<'_>, base: &BaseImage, python: &str) -> Result<Files, Failure> {
    let reference = &solve(part, lower::base_files(base, &part.site)).await?;
    let bridge = &part.conversation.bridge;
    let text = async |path| {
        let found = bridge.find_file(reference, path).await?;
        Ok::<_, Failure>(String::from_utf8_lossy(&found.unwrap_or_default()).into_owned())
    };
    Ok(Files {
        os_release: text(OS_RELEASE).await?,
        passwd: text(PASSWD).await?,
        has_python: bridge.has_file(reference, python).await?,
    })
}

/// Hands over a step that decides nothing alone.
async fn solve(part: &Part<'_>, step: Output) -> Result<Reference, Failure> {
    let order = part.site.settings.engine.order;
    part.conversation
        .solve(Definition::build(step, order))
        .await
}

/// Where the spec says which base to use: at `base`, or at the `python` that stands for one.
fn place(spec: &Spec, base: &Spanned<spec::Base>) -> Location {
    let span = match (&base.value, &spec.python) {
        (spec::Base::Slim, Some(python)) => python.span,
        _ => base.span,
    };
    spec.file.at(span)
}
