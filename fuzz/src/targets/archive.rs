//! The same as bytes, so that nothing about an archive is taken for granted.

use super::Target;
use super::wheel::unpack;
use crate::{seeds, zip};

/// The bytes of an archive.
pub const ARCHIVE: Target = Target {
    name: "archive",
    about: "bytes of wheels",
    is_text: false,
    real: || {
        let texts = seeds::files("fuzz/seeds/wheel", &[]);
        texts.iter().map(|text| zip::wheel(text)).collect()
    },
    run: unpack,
};
