//! The program that installs dependencies.

use std::str::FromStr;

use crate::diagnostic::{Diagnostic, texts};

/// The program that installs dependencies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Installer {
    /// uv, fast. The default.
    #[default]
    Uv,
    /// pip, for what uv does not do.
    Pip,
}

impl Installer {
    /// Its name as written in a spec.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uv => "uv",
            Self::Pip => "pip",
        }
    }
}

impl FromStr for Installer {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        match text {
            "uv" => Ok(Self::Uv),
            "pip" => Ok(Self::Pip),
            _ => Err(texts::spec::installer(text)),
        }
    }
}
