//! Files that several packages have: only one of them is in the image.

use serde::Deserialize;

use super::Plan;
use crate::diagnostic::{Diagnostics, texts};

/// What a comparison writes.
pub const OVERLAPS: &str = "overlaps.json";

/// Two packages that have different files of one name, as the helper reports it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Overlap {
    /// The package whose files are not in the image.
    lost: String,
    /// The package whose files are.
    installed: String,
    /// The first of the files, relative to the environment.
    file: String,
    /// How many there are.
    count: usize,
}

/// The packages of an environment that have different files of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlaps(Vec<Overlap>);

impl Overlaps {
    /// Reads the report of a comparison.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(report: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(report).map(Self)
    }

    /// A warning for each pair, where the spec asks for the package that loses.
    pub fn warnings(&self, plan: &Plan) -> Diagnostics {
        let mut warnings = Diagnostics::new();
        for found in &self.0 {
            let Overlap {
                lost,
                installed,
                file,
                count,
            } = found;
            let warning = texts::overlap::overlap(lost, installed, file, *count);
            let environment = plan.environment.as_ref();
            let asked = environment.and_then(|it| it.places(lost).first());
            let at = asked.unwrap_or(&plan.bases.runtime.image.at);
            warnings.push(warning.at(at.clone()));
        }
        warnings
    }
}
