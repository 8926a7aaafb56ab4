//! How finely an image is cut.

use std::str::FromStr;

use crate::diagnostic::{Diagnostic, texts};

/// The most layers that an image may have, the base's included. The more, the less a change ships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerLimit(usize);

/// Engines refuse images of more than 127 layers, and what is built on top of this one wants some.
const POSSIBLE: std::ops::RangeInclusive<usize> = 10..=120;

impl LayerLimit {
    /// The number.
    pub fn get(self) -> usize {
        self.0
    }
}

impl Default for LayerLimit {
    fn default() -> Self {
        Self(60)
    }
}

impl FromStr for LayerLimit {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let number = text.parse().ok().filter(|it| POSSIBLE.contains(it));
        number
            .map(Self)
            .ok_or_else(|| texts::spec::layer_limit(text, *POSSIBLE.start(), *POSSIBLE.end()))
    }
}
