//! Texts about the options of a build.

use crate::diagnostic::{Diagnostic, Rule};

/// `--platform` is not a platform.
pub fn platform(text: &str) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, format!("`{text}` is not a platform"))
        .help("write it like `linux/amd64`")
}

/// `BUILDKIT_MULTI_PLATFORM` is neither true nor false.
pub fn multi_platform(text: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("`BUILDKIT_MULTI_PLATFORM` is `{text}`, which is neither true nor false"),
    )
    .help("write `1` or `0`")
}

/// `BUILDKIT_MULTI_PLATFORM=0` and several platforms.
pub fn several_platforms(platforms: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("images for `{platforms}` cannot be one image"),
    )
    .why("`BUILDKIT_MULTI_PLATFORM` is off: it asks for a single image, without an index")
    .help("leave it out, or choose one platform")
}

/// `SOURCE_DATE_EPOCH` is not a number.
pub fn epoch(text: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("`SOURCE_DATE_EPOCH` is `{text}`, which is no time"),
    )
    .help("write whole seconds since 1970, such as those of `git log -1 --format=%ct`")
}

/// A policy of the client's puts something in the place of the scanner that is no image.
pub fn scanner_is_no_image(generator: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("the scanner `{generator}` is replaced by what is no image"),
    )
    .why("a source policy of the client does it")
    .help("name another with `--attest type=sbom,generator=IMAGE`")
}

/// `--attest type=sbom,generator=IMAGE`, and the image runs nothing.
pub fn scanner_without_program(image: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("the scanner `{image}` says no program that scans"),
    )
    .help("name an image whose entry point writes SPDX documents, or leave `generator` out")
}

/// An option that the client makes up by itself cannot be read.
pub fn option(name: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("the option `{name}` cannot be read: {reason}"),
    )
}

/// The engine told nothing about the client.
pub fn no_session() -> Diagnostic {
    Diagnostic::error(
        Rule::Internal,
        "BuildKit did not say which client asks: BUILDKIT_SESSION_ID is empty",
    )
}

/// `--target lock` where pip installs.
pub fn no_lock_by_pip() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "`installer: pip` makes no lock")
        .help("leave out `installer`")
}

/// `--target wheels` where pip installs.
pub fn no_wheels_by_pip() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "`installer: pip` does not tell its wheels")
        .help("leave out `installer`")
}
