//! Texts about values that builds give.

use super::{did_you_mean, short};
use crate::diagnostic::{Diagnostic, Lint, Rule};

/// `args: VERSION`
pub fn not_a_map(what: &str) -> Diagnostic {
    Diagnostic::error(Rule::WrongType, format!("`args` is a map, not {what}"))
        .help("write names and defaults: `args: {VERSION: dev}`; without a default, every build has to give a value")
}

/// `args: [A-B]`
pub fn name(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("`{}` is not a name for a build argument", short(name)),
    )
    .help("use letters, digits and `_`, and do not begin with a digit")
}

/// `args: {HTTP_PROXY: …}`
pub fn reserved(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("`{name}` has a meaning of its own"),
    )
    .why("proxies reach every step that has a network by themselves, and what begins with BUILDKIT_ is for BuildKit")
    .help("choose another name, or leave it out")
}

/// `${VERSION}`, and neither the build nor the spec says what it is.
pub fn no_value(name: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("`${{{name}}}` has no value"))
        .why("`args` declares it without a default")
        .help(format!(
            "give it to the build, `--build-arg {name}=…`, or a default in `args`"
        ))
}

/// Texts that have grown without end.
pub fn too_long(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::InvalidValue,
        format!("the value of `{name}` makes the spec too long"),
    )
    .help("all values together may add 1 MiB")
}

/// `--build-arg VERSOIN=2`
pub fn unused<'a>(name: &str, declared: impl Iterator<Item = &'a str>) -> Diagnostic {
    let declared: Vec<_> = declared.collect();
    let warning = Diagnostic::warning(
        Lint::UnusedBuildArg,
        format!("nothing uses the build argument `{}`", short(name)),
    );
    let warning = match declared.as_slice() {
        [] => warning.why("the spec has no `args`"),
        _ => warning.why(format!("`args` declares `{}`", declared.join("`, `"))),
    };
    match did_you_mean(name, declared.iter().copied()) {
        Some(help) => warning.help(help),
        None => warning.help(format!(
            "declare it, `args: {{{name}: default}}`, and write `${{{name}}}` where its value goes"
        )),
    }
}
