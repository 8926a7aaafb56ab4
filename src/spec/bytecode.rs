//! What is compiled before it ships.

use std::str::FromStr;

use crate::diagnostic::{Diagnostic, texts};

/// Which modules come with bytecode, so that no process has to compile them as it starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bytecode {
    /// All that is imported, the interpreter's own library included. The default: the fastest start.
    #[default]
    All,
    /// Dependencies and the application.
    Packages,
    /// None: the smallest image.
    None,
}

impl Bytecode {
    /// Whether the interpreter's own library is compiled, where the base leaves that to its users.
    pub fn is_of_library(self) -> bool {
        self == Self::All
    }

    /// Whether dependencies and the application are.
    pub fn is_of_packages(self) -> bool {
        self != Self::None
    }
}

impl FromStr for Bytecode {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        match text {
            "all" => Ok(Self::All),
            "packages" => Ok(Self::Packages),
            "none" => Ok(Self::None),
            _ => Err(texts::spec::bytecode(text)),
        }
    }
}
