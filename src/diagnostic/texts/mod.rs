//! Every text a user reads about a problem.
//!
//! One function for each, grouped by room. A text says what is wrong (without a full stop, what was written in
//! backticks), why if that is not plain, and what to do next.

use super::{Diagnostic, Rule};

pub mod artifact;
pub mod build_args;
pub mod container;
pub mod context;
pub mod copy;
pub mod engine;
pub mod gate;
pub mod index;
pub mod infer;
pub mod libraries;
pub mod lint;
pub mod lock;
pub mod lock_formats;
pub mod overlap;
pub mod packaging;
pub mod pair;
pub mod plan;
pub mod platform;
pub mod process;
pub mod project;
pub mod request;
pub mod requirements;
pub mod secret;
pub mod spec;
pub mod target;
pub mod task;
pub mod trust;

/// A file that is neither UTF-8 nor UTF-16.
pub fn not_text(name: &str) -> Diagnostic {
    Diagnostic::error(Rule::Syntax, format!("`{name}` is not a text file")).help("save it as UTF-8")
}

/// A file that a person names on the command line.
pub fn unreadable(name: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("`{name}` cannot be read"))
        .why(reason)
        .help("check its name, and whether its folder is mounted where the program runs")
}

/// `did you mean …?` for the nearest of some names, if one is near.
fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Nobody means a name by a text, and comparing long ones takes long.
    const LONGEST: usize = 100;
    known
        .into_iter()
        .filter(|_| written.len() <= LONGEST)
        .map(|name| (strsim::jaro_winkler(written, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| format!("did you mean `{name}`?"))
}

/// `` `a`, `b` and `c` ``.
fn list<'a>(names: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let mut names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.pop() {
        Some(only) if names.is_empty() => only,
        Some(end) => format!("{} {last} {end}", names.join(", ")),
        None => String::new(),
    }
}

/// The first of several lines, shortened: a value quoted in a message must not fill the screen.
fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(LONGEST).collect();
    if cut.len() < text.len() {
        format!("{cut}…")
    } else {
        cut
    }
}
