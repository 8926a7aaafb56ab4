//! The file names of source distributions (PEP 625).

use super::{is_valid_name, normalize_name};

/// What the file name of a source distribution says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SdistName {
    /// The project, normalized.
    pub name: String,
    /// Its version, as written.
    pub version: String,
}

/// The standard's format, and those that old releases have.
const EXTENSIONS: [&str; 6] = [".tar.gz", ".zip", ".tgz", ".tar.bz2", ".tar.xz", ".tar"];

impl SdistName {
    /// Reads a file name; `None` if it is not a source distribution's.
    pub fn parse(file_name: &str) -> Option<Self> {
        let mut extensions = EXTENSIONS.into_iter();
        let stem = extensions.find_map(|extension| file_name.strip_suffix(extension))?;
        // Old names hold dashes; versions never do.
        let (name, version) = stem.rsplit_once('-')?;
        (is_valid_name(name) && !version.is_empty()).then(|| Self {
            name: normalize_name(name),
            version: version.to_owned(),
        })
    }
}
