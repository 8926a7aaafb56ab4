//! Names that `--target` takes.

use crate::diagnostic::{Diagnostic, texts::target as texts};

/// The targets that every spec has, the default first.
pub const BUILT_IN: [&str; 8] = [
    "runtime",
    "dev",
    "debug",
    "builder",
    "test",
    "test-reports",
    "lock",
    "wheels",
];

/// What `docker buildx bake` calls all of a file's targets together.
const BAKES_DEFAULT: &str = "default";

/// A name that a spec gives to a target: fit for a path, and for the name of an image.
///
/// # Errors
/// When it is not, or when it has another meaning. `what` is what the spec calls so: a check, a process.
pub(super) fn check(name: &str, what: &str) -> Result<(), Diagnostic> {
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let fits = name.starts_with(is_plain)
        && name.ends_with(is_plain)
        && name
            .chars()
            .all(|letter| is_plain(letter) || "-_".contains(letter));
    if BUILT_IN.contains(&name) {
        Err(texts::name_taken(name, what))
    } else if name == BAKES_DEFAULT {
        Err(texts::name_is_bakes(name, what))
    } else if fits {
        Ok(())
    } else {
        Err(texts::name(name, what))
    }
}
