//! `env: {PATH: /x:$PATH}`, `command: [serve, --port, $PORT]`

use super::Subject;
use super::hardcoded_secret::names_secret;
use super::program::{commands, variables};
use crate::diagnostic::texts::lint as texts;
use crate::spec::variable_reference;

/// The hash of a password: `$2b$12$…`, `$argon2id$…`.
fn is_hash(value: &str) -> bool {
    let scheme = value
        .strip_prefix('$')
        .and_then(|rest| rest.split_once('$'));
    let is_name = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    scheme.is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.chars().all(is_name))
}

pub(super) fn check(subject: &mut Subject) {
    let spec = subject.spec;
    for (name, value) in variables(spec) {
        if let Some(variable) = variable_reference(&value.value)
            && !is_hash(&value.value)
        {
            let mut args = spec.args.iter().map(|arg| arg.name.value.as_str());
            let name_of = variable.trim_start_matches(['$', '{']);
            let name_of = name_of.split([':', '-', '}']).next();
            let declared = args.find(|arg| name_of == Some(*arg));
            let finding = texts::variable_in_env(name, variable, declared, names_secret(name));
            subject.report(finding, value.span);
        }
    }
    for command in commands(spec).filter(|command| command.is_list()) {
        for (number, word) in command.as_slice().iter().enumerate() {
            // As a part of a word, it may be meant as it is.
            if variable_reference(word) == Some(word)
                && let Some(place) = command.place(number)
            {
                subject.report(texts::variable_in_command(word), place);
            }
        }
    }
}
