//! Texts about where the client says that files are.

use super::{did_you_mean, short};
use crate::diagnostic::{Diagnostic, Rule};

fn invalid(what: String) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

const QUERY_KEYS: [&str; 10] = [
    "ref",
    "tag",
    "branch",
    "subdir",
    "checksum",
    "commit",
    "keep-git-dir",
    "submodules",
    "mtime",
    "fetch-by-commit",
];

/// The address of the build context leads nowhere.
pub fn address(text: &str) -> Diagnostic {
    invalid(format!(
        "`{}` is not the address of a build context",
        short(text)
    ))
    .help("name a directory, a git repository, or the URL of an archive")
}

/// `--build-context NAME=ftp://…`
pub fn named_address(name: &str, value: &str) -> Diagnostic {
    invalid(format!(
        "the context `{}` cannot be `{}`",
        short(name),
        short(value)
    ))
    .help("give a directory, `docker-image://…`, `oci-layout://…`, a git repository, or the URL of a file")
}

/// A name that has to be given, and is not.
pub fn not_given(name: &str) -> Diagnostic {
    let name = short(name);
    Diagnostic::error(Rule::Missing, format!("the build has no context `{name}`")).help(format!(
        "give it one: `--build-context {name}=DIRECTORY`, or a repository, an image, or the URL of a file"
    ))
}

/// `from: wheelhouse`, which the client says nothing about, and which is no image either.
pub fn neither_given_nor_image(name: &str, said: &str) -> Diagnostic {
    let name = short(name);
    Diagnostic::error(
        Rule::Missing,
        format!("the build has no context `{name}`, and an image of that name cannot be had"),
    )
    .why(said)
    .help(format!(
        "say what it is: `--build-context {name}=DIRECTORY`, or a repository, an image, or the URL of a file"
    ))
}

/// `--build-context NAME=input:…`, and the client hands in nothing like that.
pub fn no_input(key: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("the client did not hand in the result `{}`", short(key)),
    )
}

/// A policy that replaces one source by another, again and again.
pub fn too_many_hops(name: &str) -> Diagnostic {
    invalid(format!(
        "the source policy replaces `{}` again and again",
        short(name)
    ))
}

/// A file is larger than any that people write; in mebibytes.
pub fn too_large(path: &str, most: usize) -> Diagnostic {
    invalid(format!("`{path}` has more than {most} MiB"))
        .help("is it the right file? locks of hundreds of packages take one or two")
}

/// The result of another build cannot be used.
pub fn input(reason: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Internal,
        format!("the result of another build cannot be used: {reason}"),
    )
}

/// `https://example.com/a.git?depth=1`
pub fn git_query_key(key: &str) -> Diagnostic {
    let problem = invalid(format!(
        "`{}` means nothing in the address of a git repository",
        short(key)
    ));
    match did_you_mean(key, QUERY_KEYS) {
        Some(nearest) => problem.help(nearest),
        None => problem.help(format!(
            "its query knows {}",
            super::list(QUERY_KEYS, "and")
        )),
    }
}

/// `https://example.com/a.git?ref=`
pub fn git_query_without_value(key: &str) -> Diagnostic {
    invalid(format!(
        "`{}` has no value in the address of a git repository",
        short(key)
    ))
}

/// `https://example.com/a.git?ref=a&ref=b`
pub fn git_query_twice(key: &str) -> Diagnostic {
    invalid(format!(
        "`{}` is there twice in the address of a git repository",
        short(key)
    ))
}

/// `https://example.com/a.git?mtime=now`
pub fn git_query_value(key: &str, value: &str) -> Diagnostic {
    invalid(format!(
        "`{key}` cannot be `{}` in the address of a git repository",
        short(value)
    ))
    .help(match key {
        "mtime" => "write `checkout` or `commit`",
        _ => "write `true` or `false`",
    })
}

/// `https://example.com/a.git?tag=v1#main`
pub fn git_query_conflict(one: &str, other: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!(
            "the address of the git repository names both `{}` and `{}`",
            short(one),
            short(other)
        ),
    )
    .help("name one of them")
}
