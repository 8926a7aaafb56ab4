//! Texts about files that are copied from elsewhere.

use super::{did_you_mean, short};
use crate::diagnostic::{Diagnostic, Rule};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// `copy: [dist]`
pub fn not_a_map(field: &str) -> Diagnostic {
    Diagnostic::error(Rule::WrongType, format!("`{field}` is a list of maps")).help(
        "write what is copied, and where to: `{from: node:22-slim, src: /usr/local/bin/node, dest: /usr/local/bin/}`",
    )
}

/// `copy: {from: node:22-slim}`
pub fn without(key: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("this copy has no `{key}`")).help(
        "write what is copied, and where to: `src: /usr/local/bin/node`, `dest: /usr/local/bin/`",
    )
}

/// `src: ../x`
pub fn src(text: &str) -> Diagnostic {
    invalid(format!("`{}` cannot be copied from", short(text)))
        .why("paths are those of what is copied from, and lead nowhere else")
        .help("write a path from its root, such as `/usr/local/bin/node` or `dist/*.js`")
}

/// `dest: /`
pub fn dest(text: &str) -> Diagnostic {
    invalid(format!("`{}` cannot be copied to", short(text)))
        .help("write a path of the image, or one in the application's directory: `/usr/local/bin/`, `static`")
}

/// `dest: /bin/node`
pub fn dest_is_link(path: &str, link: &str, target: &str) -> Diagnostic {
    let rest = path.strip_prefix(link).unwrap_or_default();
    invalid(format!("`{path}` cannot be copied to"))
        .why(format!(
            "`{link}` is a link to `{target}`, and a directory would take its place"
        ))
        .help(format!("write `{target}{rest}`"))
}

/// `dest: /tmp/x`
pub fn dest_taken(path: &str, taken: &str) -> Diagnostic {
    let why = match taken {
        "/opt/venv" => "the environment is there, and is made of packages alone".to_owned(),
        "/tmp" => "containers start with another `/tmp`, in memory".to_owned(),
        _ => format!("what is in `{taken}` is made when a container starts"),
    };
    invalid(format!("`{path}` cannot be copied to"))
        .why(why)
        .help("choose another place")
}

/// `mode: u+x`
pub fn mode(text: &str) -> Diagnostic {
    invalid(format!("`{}` is no mode", short(text))).help("write octal digits, such as `0755`")
}

/// What is to be copied from another place is not there.
pub fn nothing_in(place: &str, src: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("there is no `{}` in {place}", short(src)),
    )
    .help("write the whole path, from the root of what is copied from")
}

/// What is to be copied from the build context is not there.
pub fn nothing_in_context(src: &str) -> Diagnostic {
    nothing_in("the build context", src).help(
        "check its name, whether the last argument of `docker buildx build` is its directory, and whether `.dockerignore` leaves it out",
    )
}

/// `from: buidler`; `None` if no known name is near.
pub fn misspelt<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str>,
    said: &str,
) -> Option<Diagnostic> {
    let nearest = did_you_mean(name, known)?;
    let problem = Diagnostic::error(
        Rule::Missing,
        format!("there is no image `{}`", short(name)),
    );
    Some(problem.why(said).help(nearest))
}
