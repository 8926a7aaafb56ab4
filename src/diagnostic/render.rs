//! The form in which a user reads diagnostics.
//!
//! `docker buildx build` prints the lines of the file itself and puts `ERROR: failed to build: failed to solve: ` before
//! our text; so there are no lines of source here, and no colours.

use std::fmt::Write;

use super::{Diagnostic, Diagnostics, Location};

/// All errors, ready for the client. Warnings are not part of it: they travel one by one (see [`render_one`]).
pub fn render(diagnostics: &Diagnostics) -> String {
    let errors: Vec<_> = diagnostics.errors().map(render_one).collect();
    if let [only] = errors.as_slice() {
        return only.clone();
    }
    let mut text = format!("{} errors", errors.len());
    for (number, error) in errors.iter().enumerate() {
        let _ = write!(text, "\n{}. {}", number + 1, error.replace('\n', "\n   "));
    }
    text
}

/// One error or warning: the place and what is wrong on the first line, then why and what to do.
pub fn render_one(diagnostic: &Diagnostic) -> String {
    let mut text = String::new();
    if let Some(at) = &diagnostic.at {
        let _ = write!(text, "{}: ", render_place(at));
    }
    text.push_str(&render_without_place(diagnostic));
    text
}

/// What is wrong, why, and what to do.
pub fn render_without_place(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.what.clone();
    for (label, note) in [("why", &diagnostic.why), ("help", &diagnostic.help)] {
        if let Some(note) = note {
            let _ = write!(text, "\n  {label}: {note}");
        }
    }
    text
}

/// A place: `cart.yaml:3:1`.
pub fn render_place(place: &Location) -> String {
    format!("{}:{}", place.file.name(), place.span.start)
}
