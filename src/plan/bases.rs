//! The two bases of an image: the one that builds, and the one that ships.
//!
//! Most of the time they are the same image. Their types are never the same: a command that is made for one of them cannot
//! be run on the other.
//!
//! An image may be for another machine than the engine's own. Then both are there for the engine's machine, too: what only
//! writes files runs in those, without emulation.

use std::marker::PhantomData;

use super::Facts;
use crate::diagnostic::Location;

/// The role of a base that builds: it has pip and compilers, it resolves, downloads and builds, and it never ships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builder {}

/// The role of the base that ships. What is made for its interpreter is made on it; beside that, it may have nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {}

/// A machine that programs run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// The engine's own.
    Engine,
    /// The one that the image is for.
    Image,
}

/// Both bases, for both machines. They are the same two for an image that is for the engine's own.
#[derive(Clone, Debug)]
pub struct Bases {
    /// The one that builds: for the image's machine, or for the engine's own where that cannot run the image's programs.
    pub builder: Base<Builder>,
    /// The one that ships.
    pub runtime: Base<Runtime>,
    /// The one that builds, on the engine's own machine: it resolves, downloads and unpacks.
    pub tools: Base<Builder>,
    /// The one that ships, on the engine's own machine: its interpreter compiles to bytecode, which is the same everywhere.
    pub compiler: Base<Runtime>,
    /// The platform of the image, if the engine runs none of its programs.
    pub unrunnable: Option<String>,
}

impl Bases {
    /// For an image that is for the engine's own machine.
    pub fn native(builder: Base<Builder>, runtime: Base<Runtime>) -> Self {
        Self {
            tools: builder.clone(),
            compiler: runtime.clone(),
            builder,
            runtime,
            unrunnable: None,
        }
    }
}

/// An image in its role, and what it really is.
#[derive(Clone, Debug)]
pub struct Base<Role> {
    /// The image.
    pub image: BaseImage,
    /// What is known of it.
    pub facts: Facts,
    role: PhantomData<Role>,
}

/// An image, pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseImage {
    /// The full reference with a digest, where the engine knows one.
    pub reference: String,
    /// Whether nothing is used of it but its interpreter and what that needs.
    pub is_reduced: bool,
    /// The machine that its programs are for.
    pub machine: Machine,
    /// The same in OCI's words, such as `arm64`.
    pub architecture: String,
    /// The named context of the client's that it is, if it is one.
    pub context: Option<String>,
    /// Environment of the image, `NAME=value`: programs that run in it expect it.
    pub env: Vec<String>,
    /// Where the spec names the image.
    pub at: Location,
}

impl BaseImage {
    /// The same where all of it is used.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self {
            is_reduced: false,
            ..self.clone()
        }
    }
}

impl<Role> Base<Role> {
    /// An image, and what is known of it.
    pub fn new(image: BaseImage, facts: Facts) -> Self {
        Self {
            image,
            facts,
            role: PhantomData,
        }
    }

    /// Its interpreter, an absolute path.
    pub fn python(&self) -> &str {
        &self.facts.python.executable
    }
}
