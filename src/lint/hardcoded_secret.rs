//! `env: {API_TOKEN: …}`: never repeat the value.

use super::Subject;
use super::program::{commands, lasting_variables, passing_variables};
use crate::diagnostic::texts::lint as texts;

/// What the names of secrets end with.
const NAMES: [&str; 12] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "CREDENTIALS",
    "API_KEY",
    "APIKEY",
    "ACCESS_KEY",
    "SECRET_KEY",
    "PRIVATE_KEY",
    "ENCRYPTION_KEY",
];

/// What tokens of well-known services begin with.
const TOKENS: [&str; 10] = [
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "sk_live_",
    "pypi-AgEI",
    "AKIA",
];

/// Shorter values are no tokens.
const SHORTEST_TOKEN: usize = 16;

pub(super) fn check(subject: &mut Subject) {
    let spec = subject.spec;
    let lasting = lasting_variables(spec);
    let lasting = lasting.chain(&spec.labels).chain(&spec.annotations);
    for (name, value) in lasting {
        if is_secret(&value.value) || names_secret(name) && is_literal(&value.value) {
            subject.report(texts::hardcoded_secret(Some(name)), value.span);
        }
    }
    for (name, value) in passing_variables(spec) {
        if is_secret(&value.value) {
            subject.report(texts::hardcoded_secret(Some(name)), value.span);
        }
    }
    for command in commands(spec) {
        for (number, word) in command.as_slice().iter().enumerate() {
            if is_secret(word)
                && let Some(place) = command.place(number)
            {
                subject.report(texts::hardcoded_secret(None), place);
            }
        }
    }
}

/// Whether a value is called a secret: `DB_PASSWORD`, `com.example.token`.
pub(super) fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase().replace(['-', '.'], "_");
    NAMES.iter().any(|secret| {
        let before = name.strip_suffix(secret);
        before.is_some_and(|before| before.is_empty() || before.ends_with('_'))
    })
}

/// Whether a value could be the secret itself, and not a switch, a number, the path of a file that holds it or a reference.
fn is_literal(value: &str) -> bool {
    let is_word = matches!(value, "" | "true" | "false" | "none" | "null");
    let is_number = value.chars().all(|letter| letter.is_ascii_digit());
    !is_word && !is_number && !value.starts_with(['/', '$', '<'])
}

/// Whether a value looks like a secret, whatever it is called.
fn is_secret(value: &str) -> bool {
    let is_token = |word: &str| {
        word.len() >= SHORTEST_TOKEN && TOKENS.iter().any(|start| word.starts_with(start))
    };
    let mut words =
        value.split(|letter: char| letter.is_whitespace() || "=:,;\"'".contains(letter));
    value.contains("-----BEGIN ") && value.contains("PRIVATE KEY-----")
        || words.any(is_token)
        || has_password(value)
}

/// `postgres://app:password@db/app`
fn has_password(value: &str) -> bool {
    value.split("://").skip(1).any(|rest| {
        let authority = rest.split(['/', '?', '#', ' ']).next().unwrap_or(rest);
        let user = authority.rsplit_once('@').map(|(user, _)| user);
        let password = user.and_then(|user| user.split_once(':'));
        password.is_some_and(|(_, password)| is_literal(password))
    })
}
