//! Texts about secrets of the build. What is written where an id belongs may be the secret itself, and is never repeated.

use crate::diagnostic::{Diagnostic, Rule};

/// `auth: {password: hunter 2}`, `secrets: [hunter 2]`
pub fn id() -> Diagnostic {
    Diagnostic::error(Rule::Credentials, "this is not the id of a secret")
        .why("ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file")
        .help("write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`")
}

/// `secrets: [{env: TOKEN}]`
pub fn without_id() -> Diagnostic {
    Diagnostic::error(Rule::Missing, "this secret has no `id`")
        .help("add it, for example `{id: api_token, env: API_TOKEN}`")
}

/// The client did not give a secret to the build; `purpose` is what would be done with it.
pub fn missing(id: &str, purpose: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("the build has no secret `{id}` {purpose}"),
    )
    .help(format!(
        "give it to the build: `--secret id={id},src=FILE` or `--secret id={id},env=VARIABLE`"
    ))
}
