//! The images to build on.

use std::str::FromStr;

use super::ImageReference;
use super::reader::{Fields, Reader};
use super::yaml::{Kind, Node};
use crate::diagnostic::{Diagnostic, Spanned, texts};
use crate::packaging::PythonVersion;

/// The image that packages are built on, and the image that ships. Most specs name one for both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bases {
    /// Has compilers and installers, and never ships.
    pub build: Spanned<Base>,
    /// Is what the application runs on.
    pub run: Spanned<Base>,
}

/// An image to build on.
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

/// One image for both stages, or a map of both.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Option<Bases> {
    let Kind::Map(entries) = &node.kind else {
        let base: Spanned<Base> = reader.value(field, node)?;
        return Some(Bases {
            build: base.clone(),
            run: base,
        });
    };
    let mut fields = Fields::of(reader, entries, &[("build", &[]), ("run", &[])], &[]);
    if let Some(missing) = ["build", "run"].into_iter().find(|it| !fields.has(it)) {
        fields.report(texts::spec::base_without(missing), node.span);
    }
    Some(Bases {
        build: fields.value("build")?,
        run: fields.value("run")?,
    })
}
