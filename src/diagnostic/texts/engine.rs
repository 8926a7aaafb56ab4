//! Texts about the engine, and about ourselves.

use crate::diagnostic::{Diagnostic, Rule};

/// A panic inside the frontend.
pub fn crash(message: &str) -> Diagnostic {
    Diagnostic::error(Rule::Internal, format!("Cartwright crashed: {message}"))
        .why("this is a defect of Cartwright, not of your files")
        .help("report it, with this message and your spec")
}

/// The report of the step that looks at the base cannot be read.
pub fn unreadable_facts(reason: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Internal,
        format!("the report about the base cannot be read: {reason}"),
    )
}

/// The configuration of the base image cannot be read.
pub fn unreadable_config(image: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("the configuration of `{image}` cannot be read: {reason}"),
    )
}

/// The engine lacks something that every build needs.
pub fn missing_capability(product: &str, capability: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!("this {product} is too old: it lacks `{capability}`"),
    )
    .help(format!("please update {product}"))
}

/// The image that the frontend runs in cannot be used in steps.
pub fn no_own_image(reason: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Internal,
        format!("Cartwright's own image cannot be used: {reason}"),
    )
}
