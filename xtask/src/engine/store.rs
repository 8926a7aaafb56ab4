//! Docker's two image stores.

use std::fmt;
use std::str::FromStr;

use crate::problem::Problem;

/// How the engine keeps images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Store {
    /// containerd's snapshotters: the default of new installations since Docker 29; can merge layers.
    #[default]
    Containerd,
    /// Docker's own graph driver, overlay2.
    Classic,
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Containerd => "containerd",
            Self::Classic => "classic",
        })
    }
}

impl FromStr for Store {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "containerd" => Ok(Self::Containerd),
            "classic" => Ok(Self::Classic),
            other => Err(Problem::new(format!(
                "--store takes containerd or classic, not `{other}`"
            ))),
        }
    }
}
