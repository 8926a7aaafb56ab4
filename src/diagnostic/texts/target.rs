//! Texts about what `--target` names.

use super::{did_you_mean, list, short};
use crate::diagnostic::{Diagnostic, Rule};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// `--target` names nothing.
pub fn unknown(target: &str, known: &[&str]) -> Diagnostic {
    let all = list(known.iter().copied(), "and");
    let help = match did_you_mean(target, known.iter().copied()) {
        Some(nearest) => format!("{nearest} The targets are {all}"),
        None => format!("the targets are {all}"),
    };
    invalid(format!("there is no target `{target}`")).help(help)
}

/// `checks: {Lint All: …}`
pub fn name(text: &str, what: &str) -> Diagnostic {
    invalid(format!("`{}` cannot be the name of a {what}", short(text))).help(
        "use lower-case letters and digits, with `-` and `_` between them: `--target` takes it",
    )
}

/// `checks: {runtime: …}`
pub fn name_taken(name: &str, what: &str) -> Diagnostic {
    invalid(format!("a {what} cannot be called `{name}`"))
        .why(format!("`--target {name}` means something else"))
        .help("choose another name")
}

/// `processes: {default: …}`
pub fn name_is_bakes(name: &str, what: &str) -> Diagnostic {
    invalid(format!("a {what} cannot be called `{name}`"))
        .why("`docker buildx bake` calls all targets together so")
        .help("choose another name")
}

/// A process with the name of a check.
pub fn name_of_a_check(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("a check is called `{name}`, and a process too"),
    )
    .why(format!("`--target {name}` can only mean one of them"))
    .help("choose another name")
}
