//! The images to build on.

use std::str::FromStr;

use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use super::{DebianRelease, ImageReference};
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
    /// The official image of the chosen Python version on Alpine, whose C library is musl.
    Alpine,
    /// The image of a Debian release that has the release's own Python, and nothing to start but that.
    Distroless,
    /// The official image of the release that has the distroless one, and its C library: what is built on for that.
    OfDistroless,
    /// The interpreter of the official image, and what that needs of its system.
    Minimal,
    /// Any image that holds a Python interpreter.
    Image(ImageReference),
}

impl Base {
    /// Whether the version of Python chooses the image.
    pub fn is_chosen_by_python(&self) -> bool {
        !matches!(self, Self::Image(_))
    }

    /// What is built on for what ships on this one.
    fn to_build_on(&self) -> Self {
        match self {
            Self::Distroless => Self::OfDistroless,
            Self::Minimal => Self::Slim,
            other => other.clone(),
        }
    }

    /// The image, for a version of Python.
    ///
    /// # Errors
    /// When there is none with this version.
    pub fn image(&self, python: PythonVersion) -> Result<ImageReference, Diagnostic> {
        match self {
            Self::Slim | Self::Minimal => Ok(official(&format!("{python}-slim"))),
            Self::Alpine => Ok(official(&format!("{python}-alpine"))),
            Self::Distroless => Ok(ImageReference {
                registry: "gcr.io".to_owned(),
                repository: format!("distroless/python3-debian{}", release(python)?.number),
                tag: Some("latest".to_owned()),
                digest: None,
            }),
            Self::OfDistroless => {
                let release = release(python)?.name;
                Ok(official(&format!("{python}-slim-{release}")))
            }
            Self::Image(image) => Ok(image.clone()),
        }
    }
}

/// The release whose distroless image has a version of Python.
fn release(python: PythonVersion) -> Result<DebianRelease, Diagnostic> {
    DebianRelease::with_distroless(python).ok_or_else(|| texts::spec::no_distroless(python))
}

/// An official image of Python.
fn official(tag: &str) -> ImageReference {
    ImageReference {
        registry: "docker.io".to_owned(),
        repository: "library/python".to_owned(),
        tag: Some(tag.to_owned()),
        digest: None,
    }
}

impl FromStr for Base {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        match text {
            "slim" => Ok(Self::Slim),
            "alpine" => Ok(Self::Alpine),
            "distroless" => Ok(Self::Distroless),
            "minimal" => Ok(Self::Minimal),
            image => image.parse().map(Self::Image),
        }
    }
}

/// The keys of the map form.
pub(super) const FIELDS: &[Known] = &[("build", &[]), ("run", &[])];

/// One image for both stages, or a map of both.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Option<Bases> {
    let Kind::Map(entries) = &node.kind else {
        let run: Spanned<Base> = reader.value(field, node)?;
        return Some(Bases {
            build: Spanned::new(run.value.to_build_on(), run.span),
            run,
        });
    };
    let mut fields = Fields::of(reader, entries, FIELDS);
    if let Some(missing) = ["build", "run"].into_iter().find(|it| !fields.has(it)) {
        fields.report(texts::spec::base_without(missing), node.span);
    }
    let build: Spanned<Base> = fields.value("build")?;
    let named = match build.value {
        Base::Distroless => Some("distroless"),
        Base::Minimal => Some("minimal"),
        _ => None,
    };
    if let Some(name) = named {
        fields.report(texts::spec::cannot_build_on(name), build.span);
    }
    Some(Bases {
        build,
        run: fields.value("run")?,
    })
}
