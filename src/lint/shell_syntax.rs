//! `command: [migrate, "&&", serve]`

use super::Subject;
use super::program::commands;
use crate::diagnostic::texts::lint as texts;

/// Words that no program is likely to take. (`;` ends the commands of `find`.)
const OPERATORS: [&str; 13] = [
    "&&", "||", "|", "|&", "&", ">", ">>", "<", "<<", "&>", "2>", "2>&1", "1>&2",
];

pub(super) fn check(subject: &mut Subject) {
    // In a line, they are errors unless they are quoted.
    for command in commands(subject.spec).filter(|command| command.is_list()) {
        for (number, word) in command.as_slice().iter().enumerate() {
            if OPERATORS.contains(&word.as_str())
                && let Some(place) = command.place(number)
            {
                subject.report(texts::shell_syntax(word), place);
            }
        }
    }
}
