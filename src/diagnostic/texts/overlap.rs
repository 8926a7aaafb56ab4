//! Texts about packages that have files of the same name.

use crate::diagnostic::{Diagnostic, Lint, Rule};

/// Two packages have different files of one name: the first, and how many there are.
pub fn overlap(lost: &str, installed: &str, file: &str, count: usize) -> Diagnostic {
    let file = file.split_once("/site-packages/").map_or(file, |it| it.1);
    let what = format!("`{lost}` and `{installed}` both have a `{file}`, and they differ");
    let more = match count {
        0 | 1 => String::new(),
        2 => "; there is one more like it".to_owned(),
        count => format!("; there are {} more like it", count - 1),
    };
    Diagnostic::warning(Lint::OverlappingPackages, what)
        .why(format!("the image has that of `{installed}`{more}"))
        .help(format!(
            "keep only one of the two, unless nothing uses what `{lost}` lost"
        ))
}

/// The report of a comparison cannot be read.
pub fn unreadable(reason: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Internal,
        format!("the report about files of several packages cannot be read: {reason}"),
    )
}
