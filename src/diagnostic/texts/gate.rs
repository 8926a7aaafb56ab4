//! Texts about gates: `test` and `checks`.

use super::{list, short};
use crate::diagnostic::{Diagnostic, Lint, Rule};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// `checks: ruff check`
pub fn checks_have_names(field: &str) -> Diagnostic {
    Diagnostic::error(Rule::WrongType, format!("`{field}` must be a map"))
        .help("give each check a name: `checks: {lint: ruff check}`")
}

/// `reports: /reports/junit.xml`
pub fn report(text: &str) -> Diagnostic {
    invalid(format!(
        "`{}` is not a path in the application's directory",
        short(text)
    ))
    .why("commands start there, and may write nowhere else")
    .help("write a relative path, such as `reports/junit.xml`")
}

/// A gate failed, and its reports are exported.
pub fn failed(name: &str, code: &str) -> Diagnostic {
    Diagnostic::warning(
        Lint::FailedGate,
        format!("`{name}` failed with exit code {code}"),
    )
    .why("nothing is exported of a build that fails, so this one does not")
    .help(format!("see `{name}/exit-code` among what is exported"))
}

/// `--target test`, and there is none.
pub fn none() -> Diagnostic {
    Diagnostic::error(Rule::Missing, "there is nothing to test with")
        .help("add `test`, for example `test: pytest -q`")
}

/// `--target test-reports`, and no gate writes any.
pub fn no_reports<'a>(names: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("no reports are written by {}", list(names, "and")),
    )
    .help("say where they are: `test: {run: pytest --junitxml=junit.xml, reports: junit.xml}`")
}
