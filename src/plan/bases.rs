//! The two bases of an image: the one that builds, and the one that ships.
//!
//! Most of the time they are the same image. Their types are never the same: a command that is made for one of them cannot
//! be run on the other.

use std::marker::PhantomData;

use super::Facts;
use crate::diagnostic::Location;

/// The role of a base that builds: it has pip and compilers, it resolves, downloads and builds, and it never ships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builder {}

/// The role of the base that ships. What is made for its interpreter is made on it; beside that, it may have nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {}

/// Both bases.
#[derive(Clone, Debug)]
pub struct Bases {
    /// The one that builds.
    pub builder: Base<Builder>,
    /// The one that ships.
    pub runtime: Base<Runtime>,
}

/// An image in its role, and what it really is.
#[derive(Clone, Debug)]
pub struct Base<Role> {
    /// The image.
    pub image: BaseImage,
    /// What a step inside it reported.
    pub facts: Facts,
    role: PhantomData<Role>,
}

/// An image, pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseImage {
    /// The full reference with a digest, where the engine knows one.
    pub reference: String,
    /// The named context of the client's that it is, if it is one.
    pub context: Option<String>,
    /// Environment of the image, `NAME=value`: programs that run in it expect it.
    pub env: Vec<String>,
    /// Where the spec names the image.
    pub at: Location,
}

impl<Role> Base<Role> {
    /// An image, and what a step inside it reported.
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
