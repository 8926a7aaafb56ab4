//! Texts about package indexes.

use super::{secret, short};
use crate::diagnostic::{Diagnostic, Rule};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// `index: [corp]`
pub fn url(text: &str) -> Diagnostic {
    invalid(format!(
        "`{}` is not the URL of a package index",
        short(text)
    ))
    .help("write it as pip and uv take it, for example `https://packages.example.com/simple`")
}

/// `url: https://user:password@host/simple`: the URL itself must not be repeated.
pub fn credentials_in_url() -> Diagnostic {
    Diagnostic::error(Rule::Credentials, "the URL of the index holds a user name or a password")
        .why("it would be visible in the image's history, in the build's cache and in its logs")
        .help("take it out, change the password, since it was in a file, and log in with a secret: `auth: {username: NAME, password: SECRET_ID}`")
}

/// `index: {name: corp}`
pub fn without_url() -> Diagnostic {
    Diagnostic::error(Rule::Missing, "this index has no `url`")
        .help("add it, for example `url: https://packages.example.com/simple`")
}

/// `index: {path: wheels, auth: netrc}`
pub fn not_of_a_directory(key: &str) -> Diagnostic {
    Diagnostic::error(Rule::Conflict, format!("a directory of packages has no `{key}`"))
        .why("`path` and `from` say where files are that the build has; `url` is for an index, which is asked for them")
        .help("remove this key, or make two entries of it")
}

/// `name: my index`
pub fn name(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not a name for an index", short(text)))
        .help("use letters, digits, `-`, `_` and `.`")
}

/// `fetch: curl`
pub fn fetch(text: &str) -> Diagnostic {
    invalid(format!("`{}` does not fetch files", short(text)))
        .help("use `engine` (the default), or `step` where the engine does not reach the index and steps do")
}

/// `auth: hunter2`: what is written may be the secret itself, and must not be repeated.
pub fn auth_is_text() -> Diagnostic {
    Diagnostic::error(Rule::Credentials, "this does not say how to log in")
        .help("write `auth: netrc`, or a map such as `auth: {username: NAME, password: SECRET_ID}` or `auth: {token: SECRET_ID}`")
}

/// `auth: {username: deploy}`
pub fn auth() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "this does not say how to log in")
        .help("write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`")
}

/// `username: "a:b"`
pub fn username() -> Diagnostic {
    invalid("this is not a user name")
        .why("a `:` would end it, and what follows would be taken for the password")
        .help("write the name alone, and the id of the password's secret as `password`")
}

/// `packages` with `installer: pip`
pub fn packages_need_uv() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "`packages` needs uv")
        .why("pip takes any package from any index")
        .help("remove `installer: pip`, or this key")
}

/// `auth` with `installer: pip`
pub fn auth_needs_uv() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "`auth` needs uv")
        .why("pip downloads and builds in one step, where code of packages would see the secret")
        .help("remove `installer: pip`, or this key")
}

/// `fetch` with `installer: pip`
pub fn fetch_needs_uv() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "`fetch` needs uv")
        .why("pip downloads by itself, always in a step")
        .help("remove this key, or `installer: pip`")
}

/// `no-binary` or `NAME @ git+https://…`, and an index that asks for a login.
pub fn login_and_build() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "nothing can be built while versions are looked up with a login")
        .why("code of packages would run beside the secret; `no-binary` and requirements such as `NAME @ https://…/NAME.tar.gz` ask for builds")
        .help("lock first, with `uv lock` or `uv pip compile -o pylock.toml`, and name the lock as `dependencies`: what it lists is built without the secret")
}

/// The client did not give a secret to the build.
pub fn no_secret(id: &str, index: &str) -> Diagnostic {
    secret::missing(id, &format!("to log in to `{}` with", short(index)))
}
