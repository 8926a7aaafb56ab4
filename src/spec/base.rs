//! The image to build on.

use std::str::FromStr;

use super::ImageReference;
use super::reader::Reader;
use super::yaml::{Kind, Node};
use crate::diagnostic::{Diagnostic, Spanned, texts};
use crate::packaging::PythonVersion;

/// The image to build on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// The official image of the chosen Python version, without a compiler.
    #[default]
    Slim,
    /// Any image that holds a Python interpreter.
    Image(ImageReference),
}

impl Base {
    /// The image to use for a version of Python.
    pub fn image(&self, python: PythonVersion) -> ImageReference {
        match self {
            Self::Slim => ImageReference {
                registry: "docker.io".to_owned(),
                repository: "library/python".to_owned(),
                tag: Some(format!("{python}-slim")),
                digest: None,
            },
            Self::Image(image) => image.clone(),
        }
    }
}

impl FromStr for Base {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        match text {
            "slim" => Ok(Self::Slim),
            "alpine" | "distroless" | "minimal" => Err(texts::spec::base_not_supported_yet(text)),
            image => image.parse().map(Self::Image),
        }
    }
}

/// Reads a base.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Option<Spanned<Base>> {
    if let Kind::Map(_) = node.kind {
        reader.report(texts::spec::base_map_not_supported_yet(), node.span);
        return None;
    }
    reader.value(field, node)
}
