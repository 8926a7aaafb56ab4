//! Texts about gates: `test` and `checks`.

use super::{list, short};
use crate::diagnostic::{Diagnostic, Rule};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// `checks: ruff check`
pub fn checks_have_names(field: &str) -> Diagnostic {
    Diagnostic::error(Rule::WrongType, format!("`{field}` must be a map"))
        .help("give each check a name: `checks: {lint: ruff check}`")
}

/// `checks: {Lint All: …}`
pub fn name(text: &str) -> Diagnostic {
    invalid(format!("`{}` cannot be the name of a check", short(text)))
        .help("use lower-case letters, digits, `-` and `_`: `--target` takes it")
}

/// `checks: {runtime: …}`
pub fn name_taken(name: &str) -> Diagnostic {
    invalid(format!("a check cannot be called `{name}`"))
        .why(format!("`--target {name}` means something else"))
        .help("choose another name")
}

/// `test: {groups: [dev]}`, `run: []`
pub fn no_command(field: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("`{field}` has no command"))
        .help("add `run`, for example `run: pytest -q`")
}

/// `run: [pytest, -q]`
pub fn option_as_command(before: &[String], option: &str) -> Diagnostic {
    let option = short(option);
    let before = before.join(" ");
    invalid(format!("`{option}` is not a program"))
        .why("a list is a list of commands here, which run one after the other")
        .help(format!(
            "write it in the line of its program: `{before} {option}`"
        ))
}

/// `dependencies: pytest`
pub fn dependencies(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not a requirements file", short(text)))
        .help("name a file such as `requirements-dev.txt`, or list requirements: `dependencies: [pytest]`")
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

/// `groups` where no project is.
pub fn groups_without_project() -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        "`groups` can only be chosen from `pyproject.toml` or a lock",
    )
    .help("list what the gate needs: `dependencies: [pytest]`")
}

/// More dependencies, and `installer: pip`.
pub fn needs_lock(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{name}` cannot have dependencies of its own with `installer: pip`"),
    )
    .why("they are chosen to go with the versions that ship, and pip tells none")
    .help("leave out `installer`")
}

/// A dependency of a gate has another version than what ships.
pub fn other_version(name: &str, package: &str, ships: &str, wants: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{name}` needs {package} {wants}, and {package} {ships} ships"),
    )
    .why("tests of another version tell nothing about what ships")
    .help("make the lock again without conflicts between these groups")
}

/// A well-known program that no package brings.
pub fn no_package(program: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("no dependency brings the command `{program}`"),
    )
    .help(format!(
        "add `dependencies: [{program}]` to it, or the dependency group that has it: `groups: [dev]`"
    ))
}

/// A gate failed, and its reports are exported.
pub fn failed(name: &str, code: &str) -> Diagnostic {
    Diagnostic::warning(
        Rule::Failed,
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
