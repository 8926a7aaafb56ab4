//! Texts about what the container runs, where the spec does not say it.

use super::list;
use crate::diagnostic::{Diagnostic, Lint, Rule};

/// What runs, where the spec does not say it, and why.
pub fn told(argv: &[String], reason: &str) -> String {
    format!("infer entrypoint: {} ({reason})", command_line(argv))
}

/// Neither `entrypoint` nor `command`, and no application.
pub fn nothing_found<'a>(read: impl Iterator<Item = &'a str>, has_procfile: bool) -> Diagnostic {
    const SHOWN: usize = 8;
    let read: Vec<_> = read.collect();
    let shown = list(read.iter().copied().take(SHOWN), "and");
    let why = match read.len().saturating_sub(SHOWN) {
        _ if read.is_empty() => {
            "there is no Python file in the root, its directories or those of `src`".to_owned()
        }
        0 => format!("no application, and no program, was found in {shown}"),
        more => format!("no application, and no program, was found in {shown}, nor in {more} more"),
    };
    Diagnostic::error(Rule::Missing, "nothing says what the container runs")
        .why(why)
        .help(if has_procfile {
            "write the lines of `Procfile` below `processes`, such as `processes: {web: gunicorn shop.wsgi}`: it is not read"
        } else {
            "add `entrypoint`, for example `entrypoint: python main.py`"
        })
}

/// Several applications: what each is, and the command that would run it.
pub fn ambiguous(found: &[(String, &[String])]) -> Diagnostic {
    let reasons: Vec<_> = found.iter().map(|(reason, _)| reason.as_str()).collect();
    let lines = found
        .iter()
        .map(|(_, argv)| format!("\n    entrypoint: {}", command_line(argv)));
    Diagnostic::error(Rule::Conflict, "it is not plain what the container runs")
        .why(format!("equally good are {}", reasons.join("; ")))
        .help(format!("choose one of{}", lines.collect::<String>()))
}

/// An application, and no server that runs it.
pub fn no_server(what: &str, servers: &[&str]) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("no server for the {what} is among the dependencies"),
    )
    .help(format!(
        "add {} to the dependencies, or write `entrypoint`",
        list(servers.iter().copied(), "or")
    ))
}

/// A framework's own server.
pub fn development_server(framework: &str, servers: &[&str]) -> Diagnostic {
    Diagnostic::warning(
        Lint::DevelopmentServer,
        format!("{framework}'s own server runs the application"),
    )
    .why("it is made for development, and no other server is among the dependencies")
    .help(format!(
        "add {} to the dependencies, or write `entrypoint`",
        list(servers.iter().copied(), "or")
    ))
}

/// A command as a spec has it: in quotes what a shell, or YAML, would take apart.
pub fn command_line(argv: &[String]) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:=,@+%".contains(letter);
    let words = argv.iter().map(|word| {
        if !word.is_empty() && word.chars().all(is_plain) {
            return word.clone();
        }
        format!("'{}'", word.replace('\'', "'\\''"))
    });
    words.collect::<Vec<_>>().join(" ")
}
