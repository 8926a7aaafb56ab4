//! Python's syntax, as far as it tells what a module is: no more than that, and never an error.

mod import;
mod module;
mod statement;
mod string;
mod token;

pub(crate) use module::{Argument, Call, Module, Value};

/// Whether a text can be a name in Python.
pub(super) fn is_identifier(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() || letter == '_';
    text.starts_with(is_letter)
        && text
            .chars()
            .all(|letter| is_letter(letter) || letter.is_numeric())
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
