//! What a graph depends on beside the plan: the engine and the options of the build.

use std::collections::BTreeMap;
use std::fmt;

use buildkit_llb::{ContentCache, HasContent, OpOrder, Output, Platform, ResolveMode, Session};

use super::{Context, NoCache, Sandbox};
use crate::plan::{Certificate, Machine};

/// What the engine is and can do.
#[derive(Clone, Debug)]
pub struct Engine {
    /// What it runs natively.
    pub platform: Platform,
    /// What it says that it runs, natively or not.
    pub platforms: Vec<Platform>,
    /// The order in which it encodes operations.
    pub order: OpOrder,
    /// Whether it joins layers, and takes them apart, without copying them.
    pub merges: bool,
    /// Whether its own downloads can log in.
    pub logs_in: bool,
    /// Whether it can know a step by where its mounts come from, and not by what is in them.
    pub keys_by_origin: bool,
    /// The frontend's own image, which holds the programs that run in steps.
    pub frontend: Output,
}

/// The user's files: where they are.
#[derive(Clone, Debug)]
pub struct Sources {
    /// Where the spec is.
    pub entry: Context,
    /// Its path there.
    pub filename: String,
    /// The build context.
    pub context: Context,
}

/// How steps are run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What runs them.
    pub engine: Engine,
    /// The session that serves the client's files.
    pub session: Session,
    /// The user's files.
    pub sources: Sources,
    /// Whether the registry is asked for images.
    pub resolve_mode: ResolveMode,
    /// What runs again whatever is known.
    pub no_cache: NoCache,
    /// What surrounds steps.
    pub sandbox: Sandbox,
}

/// One image of a build: the settings that it shares with the others, and its platform.
#[derive(Clone, Debug)]
pub struct Site<'a> {
    /// How steps are run, whatever they are for.
    pub settings: &'a Settings,
    /// What the image is for.
    pub platform: Platform,
    /// Whether titles name the platform: there are steps for others beside this one's.
    pub is_named: bool,
    /// Authorities that steps trust when they go online.
    pub certificates: Vec<Certificate>,
    /// What stands for names that the spec uses: named contexts of the client's, and images.
    pub contexts: BTreeMap<String, Context>,
    /// The same for the engine's own machine, where the image is for another one.
    pub native: Option<Box<Self>>,
}

impl Site<'_> {
    /// A mount of what other steps made of what is known by its hash: the same for all who look, so that its origin is enough.
    /// To know it by its content too, the engine would have to read all of it, for seconds where there is much.
    pub fn by_origin<Mount: HasContent>(&self, mount: Mount) -> Mount {
        if self.settings.engine.keys_by_origin {
            mount.content_cache(ContentCache::Off)
        } else {
            mount
        }
    }

    /// What there is for a machine.
    pub fn on(&self, machine: Machine) -> &Self {
        match (machine, &self.native) {
            (Machine::Engine, Some(native)) => native,
            (Machine::Engine, None) | (Machine::Image, _) => self,
        }
    }

    /// The beginning of a title: `[builder]`, or `[linux/arm64 builder]` where other images have such a step too.
    pub fn stage(&self, name: impl fmt::Display) -> String {
        if self.is_named {
            format!("[{} {name}]", self.platform)
        } else {
            format!("[{name}]")
        }
    }
}
