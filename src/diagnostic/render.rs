//! The form in which a user reads diagnostics.
//!
//! `docker buildx build` prints the lines of the file itself and puts `ERROR: failed to build: failed to solve: ` before
//! our text; so there are no lines of source here, and no colours.

use std::borrow::Cow;
use std::fmt::Write;

use super::{Diagnostic, Diagnostics, Lint, Location};

/// The errors, ready for the client: all of them, unless there are very many. Warnings are not part of it: they travel one by one (see [`render_one`]).
pub fn render(diagnostics: &Diagnostics) -> String {
    let count = diagnostics.errors().count();
    let shown: Vec<_> = diagnostics.shown().map(render_one).collect();
    if let [only] = shown.as_slice() {
        return only.clone();
    }
    let mut text = format!("{count} errors");
    for (number, error) in shown.iter().enumerate() {
        let _ = write!(text, "\n{}. {}", number + 1, error.replace('\n', "\n   "));
    }
    if let Some(more @ 1..) = count.checked_sub(shown.len()) {
        let _ = write!(text, "\n… and {more} more");
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

/// A warning in one line, as clients list them: its rule, what is wrong, and the line; with its file, if that is not the spec.
pub fn render_line(lint: Lint, warning: &Diagnostic, spec: &str) -> String {
    let place = match &warning.at {
        None => String::new(),
        Some(Location { file, span }) if file.name() == spec => {
            format!(" (line {})", span.start.line)
        }
        Some(Location { file, span }) => format!(" ({}, line {})", file.name(), span.start.line),
    };
    format!("{}: {}{place}", lint.name(), cut(&warning.what))
}

/// What is wrong, why, and what to do.
pub fn render_without_place(diagnostic: &Diagnostic) -> String {
    let mut text = cut(&diagnostic.what).into_owned();
    for (label, note) in [("why", &diagnostic.why), ("help", &diagnostic.help)] {
        if let Some(note) = note {
            let _ = write!(text, "\n  {label}: {}", cut(note));
        }
    }
    text
}

/// A text that quotes something endless, without its end: the engine takes no message of any length.
fn cut(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 2000;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// A place: `cart.yaml:3:1`.
pub fn render_place(place: &Location) -> String {
    format!("{}:{}", place.file.name(), place.span.start)
}
