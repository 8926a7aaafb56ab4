//! Texts about `processes`.

use super::short;
use crate::diagnostic::{Diagnostic, Rule};

/// `processes: gunicorn shop.wsgi`
pub fn processes_have_names(field: &str) -> Diagnostic {
    Diagnostic::error(Rule::WrongType, format!("`{field}` must be a map"))
        .help("give each process a name: `processes: {web: gunicorn shop.wsgi}`")
}

/// `processes: {}`
pub fn none(field: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("there is no process in `{field}`"))
        .help("add one, for example `web: gunicorn shop.wsgi`, or remove the key")
}

/// `processes: {web: {port: 8000}}`
pub fn no_command(name: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("`{name}` has no command"))
        .help("add `command`, for example `command: gunicorn shop.wsgi`")
}

/// `command` beside `processes`.
pub fn command_beside() -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        "`command` and `processes` both say what runs",
    )
    .help(
        "make it a process: `processes: {web: …}`; what all of them start with is an `entrypoint`",
    )
}

/// `entrypoint: uvicorn a:app` beside `command: gunicorn b:app`
pub fn two_commands(entrypoint: &str, command: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!(
            "`{}` would be arguments of `{}`",
            short(command),
            short(entrypoint)
        ),
    )
    .why("an entry point is put before each command")
    .help("remove `entrypoint`, or leave only arguments in the command")
}
