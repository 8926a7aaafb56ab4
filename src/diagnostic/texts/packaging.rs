//! Texts about versions, names and requirements.

use super::{did_you_mean, list, short};
use crate::diagnostic::{Diagnostic, Rule};
use crate::packaging::UNREAD;

/// `python: 3`
pub fn python_without_minor() -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, "`3` is not enough of a Python version")
        .why("a package that has wheels for 3.12 may have none for 3.13, so the second number must be chosen")
        .help("write both numbers, for example `python: 3.13`")
}

/// `python: 3.1`
pub fn python_probably_3_10() -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        "Python 3.1 is from 2009 and cannot be built",
    )
    .help("did you mean `3.10`? It may be written without quotes")
}

/// `python: python3.11`
pub fn python_not_a_version(text: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("`{}` is not a Python version", short(text)),
    )
    .help("write the numbers alone, for example `3.13` or `3.13.4`")
}

/// `python: 2.7`
pub fn python_too_old_or_unknown(text: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("Python {text} is not supported"),
    )
    .why("images are built for Python 3.8 and later")
    .help("choose a version that still gets security fixes, for example `3.13`")
}

fn requirement(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// `""`
pub fn requirement_empty() -> Diagnostic {
    requirement("the requirement is empty").help("name a package, for example `fastapi>=0.110`")
}

/// `>=1.0`, `?foo`
pub fn requirement_without_name(text: &str) -> Diagnostic {
    requirement(format!(
        "`{}` does not begin with the name of a package",
        short(text)
    ))
    .help("a requirement looks like `fastapi>=0.110` (PEP 508)")
}

/// `-foo-`
pub fn requirement_name(name: &str) -> Diagnostic {
    requirement(format!("`{}` is not the name of a package", short(name)))
        .why("a name consists of letters, digits, `-`, `_` and `.`, and begins and ends with a letter or a digit")
        .help("look up how the package is called on its page in the index")
}

/// `-r other.txt` in a list of requirements.
pub fn requirement_is_an_option(text: &str) -> Diagnostic {
    requirement(format!("`{}` is an option, not a requirement", short(text)))
        .help("options belong into a requirements file: `dependencies: requirements.txt`, or with others `{file: requirements.txt, packages: […]}`")
}

/// `git+https://…` alone.
pub fn requirement_url_without_name(url: &str) -> Diagnostic {
    requirement("a URL alone is not a requirement")
        .why("without the package's name it is not known what the URL provides before it is downloaded")
        .help(format!("put the name before it: `NAME @ {}`", short(url)))
}

/// `./lib`
pub fn requirement_is_a_path(path: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("`{}`: this is no place for files and directories", short(path)))
        .help("name the directory of a project, `./libs/core`, or a wheel, `./wheels/NAME-1.0-py3-none-any.whl`, on a line of a requirements file, and that file as `dependencies`")
}

/// `requirements.txt` in a list
pub fn requirement_is_a_file(path: &str) -> Diagnostic {
    let name = path.rsplit('/').next().unwrap_or(path);
    let shown = short(path);
    let problem = requirement(format!(
        "`{shown}` is the name of a file, and not of a package"
    ));
    let alone = format!(
        "name it alone, and not in a list: `dependencies: {shown}`; with others, `dependencies: {{file: {shown}, packages: […]}}`"
    );
    match name {
        _ if UNREAD.contains(&name) => {
            let (why, help) = unread(name);
            problem.why(why).help(help)
        }
        _ if name.strip_suffix(".txt").is_some() => {
            problem.help(format!("{alone}; in a requirements file, `-r {shown}`"))
        }
        _ => problem.help(alone),
    }
}

/// Why a file in which another tool lists what to install is not read, and what to do instead.
pub fn unread(name: &str) -> (&'static str, &'static str) {
    match name {
        "Pipfile" => (
            "it pins nothing",
            "lock, `pipenv lock`, and write `dependencies: Pipfile.lock`",
        ),
        _ => (
            "conda has packages of its own, which no Python index has",
            "list what pip can install in a `requirements.txt`, and the rest in `apt.run`",
        ),
    }
}

/// `foo[bar`
pub fn requirement_extras() -> Diagnostic {
    requirement("the list of extras is not complete")
        .help("extras stand in brackets, with commas between them: `uvicorn[standard,http2]`")
}

/// `=>` for `>=`.
pub fn requirement_swapped(operator: &str) -> Diagnostic {
    let meant: String = operator.chars().rev().collect();
    Diagnostic::error(
        Rule::InvalidValue,
        format!("`{operator}` does not compare versions"),
    )
    .help(format!("did you mean `{meant}`?"))
}

/// `foo=1.0`
pub fn requirement_single_equals() -> Diagnostic {
    requirement("`=` does not compare versions").help("write `==` for exactly this version")
}

/// `foo^1.0`, `foo~1.0`
pub fn requirement_caret() -> Diagnostic {
    requirement("`^` and `~` are Poetry's and npm's way to write versions, not Python's")
        .help("write a range: `>=1.2,<2` for `^1.2`, or `~=1.2` for `>=1.2,<2`")
}

/// `foo 1.0`, `foo >=1.0 bar`
pub fn requirement_unexpected(found: &str) -> Diagnostic {
    requirement(format!("`{}` is not expected here", short(found)))
        .help("after the name come versions (`>=1.2,<2`), then `;` and a marker; one requirement in each entry")
}

/// `foo>=`
pub fn requirement_without_version(operator: &str) -> Diagnostic {
    requirement(format!("there is no version after `{operator}`"))
        .help(format!("write one, for example `{operator}1.2`"))
}

/// `foo>=x.y`
pub fn requirement_version(clause: &str, reason: &str) -> Diagnostic {
    requirement(format!(
        "`{}` is not a valid version specifier (PEP 440)",
        short(clause)
    ))
    .why(reason.trim().replace('\n', " "))
    .help("versions look like `1.2`, `1.2.3`, `2.0rc1`; `*` is for `==` and `!=` only")
}

/// `foo (>=1`
pub fn requirement_parenthesis() -> Diagnostic {
    requirement("the parenthesis around the versions is not closed")
        .help("add `)`, or leave both out")
}

/// `foo @`
pub fn requirement_without_url() -> Diagnostic {
    requirement("there is no URL after `@`")
        .help("write one, for example `NAME @ https://HOST/NAME-1.0-py3-none-any.whl`")
}

/// `foo @ ftp://…`
pub fn requirement_url_scheme(url: &str) -> Diagnostic {
    requirement(format!(
        "`{}` is not a URL that can be installed from",
        short(url)
    ))
    .help("use `https://…`, `git+https://…` or `git+ssh://…`")
}

/// `https://user:password@host`: the URL itself must not be repeated.
pub fn credentials_in_url(host: &str) -> Diagnostic {
    Diagnostic::error(Rule::Credentials, format!("the URL for `{}` holds a user name or a password", short(host)))
        .why("it would be visible in the image's history, in the build's cache and in its logs")
        .help("take it out and change the password or token, since it was in a file; `index` of the spec says how to log in to a private index")
}

/// `https://${TOKEN}@host`
pub fn variable_in_url(variable: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("`{}` is not replaced", short(variable)))
        .why("the environment of the machine that asks for the build is not visible to the build")
        .help("write the URL out; if the variable holds a password, take it out, and say with `index` of the spec how to log in")
}

/// A marker that ends too early.
pub fn marker_ends() -> Diagnostic {
    requirement("the marker is not complete")
        .help("a marker compares: `; python_version < \"3.11\"`")
}

/// `; python_version < 3.11`
pub fn marker_unquoted(found: &str) -> Diagnostic {
    requirement(format!("`{}` in a marker needs quotes", short(found)))
        .help(format!("write `\"{}\"`", short(found)))
}

/// `; python_versoin < "3"`
pub fn marker_variable<'a>(
    found: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let diagnostic = requirement(format!("a marker knows no `{}`", short(found)));
    match did_you_mean(found, known.clone()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help(format!(
            "known are {}; a text needs quotes",
            list(known, "and")
        )),
    }
}

/// `; "a" == "b"`
pub fn marker_without_variable() -> Diagnostic {
    requirement("this part of the marker compares nothing with the environment")
        .help("one side must be a variable such as `python_version` or `sys_platform`")
}

/// `extras == "a"`
pub fn marker_set() -> Diagnostic {
    requirement("`extras` and `dependency_groups` are sets")
        .help("ask whether they hold a name: `\"NAME\" in extras` (PEP 751)")
}

/// `; python_version => "3"`
pub fn marker_operator(found: &str) -> Diagnostic {
    requirement(format!("`{}` does not compare", short(found)))
        .help("use `==`, `!=`, `<`, `<=`, `>`, `>=`, `~=`, `in` or `not in`; join comparisons with `and` and `or`")
}

/// A quote that is never closed.
pub fn marker_quote() -> Diagnostic {
    requirement("the quote is not closed").help("add the same quote at the end of the text")
}

/// Parentheses deeper than anyone writes.
pub fn marker_too_deep() -> Diagnostic {
    requirement("the marker has too many parentheses inside each other").help("write it with fewer")
}
