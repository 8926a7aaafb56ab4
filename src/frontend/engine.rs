//! The engine: what it can do, and what it told about our own image.

use buildkit_llb::{Image, OpOrder, Platform, caps, embed};

use crate::diagnostic::texts;
use crate::gateway::{self, Bridge, Failure, Options};
use crate::lower::Engine;
use crate::spec::ImageReference;

/// What no build can do without.
const REQUIRED: [&str; 4] = [
    "file.base",
    "exec.mount.bind.readwrite-nooutput",
    "source.local.sessionid",
    "platform",
];

/// What the engine is, unless it is too old; then what it lacks.
pub(super) fn examine(bridge: &Bridge, options: &Options) -> Result<Engine, Failure> {
    check(bridge, options, &REQUIRED)?;
    let llb = bridge.llb_capabilities();
    let platforms = bridge.platforms();
    let platform = platforms.first().cloned();
    let platform = platform.unwrap_or_else(|| Platform::linux("amd64"));
    let own_image = match gateway::own_image()
        .map_err(|error| texts::engine::no_own_image(&error.to_string()))?
    {
        Some(definition) => {
            embed(&definition).map_err(|error| texts::engine::no_own_image(&error.to_string()))?
        }
        None => None,
    };
    let named = || {
        let reference: ImageReference = options.get("source")?.parse().ok()?;
        Some(Image::new(reference.to_string(), platform.clone()).into_output())
    };
    let frontend = own_image
        .or_else(named)
        .ok_or_else(|| texts::engine::no_own_image("it has no name"))?;
    Ok(Engine {
        platform,
        platforms,
        order: OpOrder::of_engine(llb.has(OpOrder::CAP)),
        merges: llb.has(caps::MERGE) && llb.has(caps::DIFF),
        logs_in: llb.has(caps::SOURCE_HTTP_AUTH),
        keys_by_origin: llb.has(caps::MOUNT_CONTENT_CACHE),
        frontend,
    })
}

/// Whether the engine has what a graph asks for: what it does not know, it may ignore.
pub(super) fn check<'a>(
    bridge: &Bridge,
    options: &Options,
    needed: impl IntoIterator<Item = &'a &'static str>,
) -> Result<(), Failure> {
    let known = bridge.llb_capabilities();
    match needed.into_iter().find(|id| !known.has(id)) {
        Some(missing) => Err(texts::engine::missing_capability(options.product(), missing).into()),
        None => Ok(()),
    }
}
