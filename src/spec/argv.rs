//! Command lines, split like a shell and never run by one.

use std::iter::Enumerate;
use std::str::{Chars, FromStr};

use super::env;
use super::reader::Reader;
use super::yaml::{Kind, Node};
use crate::diagnostic::{Diagnostic, Fault, Spanned, texts::spec as texts};

/// A program and its arguments; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argv(Vec<String>);

impl Argv {
    /// The program first, then its arguments.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// Words as they are.
    ///
    /// # Errors
    /// When there is no program, or one that only a shell has.
    pub fn new(words: Vec<String>) -> Result<Self, Diagnostic> {
        match words.first().map(String::as_str) {
            None | Some("") => Err(texts::argv_without_program()),
            Some(
                builtin @ ("cd" | "exec" | "export" | "source" | "." | "eval" | "set" | "ulimit"
                | "umask"),
            ) => Err(texts::argv_builtin(builtin)),
            Some(_) => Ok(Self(words)),
        }
    }
}

/// A text that is split, or a list that is taken as it is.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Option<Spanned<Argv>> {
    let Kind::List(items) = &node.kind else {
        return reader.value(field, node);
    };
    let words: Vec<String> = items
        .iter()
        .filter_map(|item| reader.text(field, item).map(str::to_owned))
        .collect();
    for (word, item) in words.iter().zip(items) {
        if env::reference(word) == Some(word) {
            reader.report(texts::argv_reference(word), item.span);
        }
    }
    match Argv::new(words) {
        Ok(argv) => Some(Spanned::new(argv, node.span)),
        Err(problem) => {
            reader.report(problem, node.span);
            None
        }
    }
}

/// Splits as a POSIX shell splits words: quotes and backslashes as usual. Whatever a shell would do beyond that is refused.
impl FromStr for Argv {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        // Block scalars end with a line break.
        let text = text.trim_end_matches('\n');
        let mut words = Vec::new();
        let mut word: Option<String> = None;
        let mut letters = text.chars().enumerate();
        while let Some((at, letter)) = letters.next() {
            match letter {
                ' ' | '\t' => words.extend(word.take()),
                '\'' => single_quoted(&mut letters, at, word.get_or_insert_default())?,
                '"' => double_quoted(&mut letters, at, word.get_or_insert_default(), text)?,
                '\\' => match letters.next() {
                    Some((_, '\n')) => {}
                    Some((_, escaped)) => word.get_or_insert_default().push(escaped),
                    None => return Err(texts::argv_backslash().within(at..at + 1)),
                },
                '$' | '`' | '|' | '&' | ';' | '<' | '>' | '(' | ')' | '*' | '?' | '[' | '\n' => {
                    return Err(shell_only(letter, text, at));
                }
                '#' | '~' if word.is_none() => return Err(shell_only(letter, text, at)),
                '=' if words.is_empty() && word.as_deref().is_some_and(is_variable) => {
                    return Err(texts::argv_assignment(word.as_deref().unwrap_or_default())
                        .within(0..at + 1));
                }
                letter => word.get_or_insert_default().push(letter),
            }
        }
        words.extend(word);
        Ok(Self::new(words)?)
    }
}

type Letters<'text> = Enumerate<Chars<'text>>;

fn single_quoted(letters: &mut Letters, open: usize, word: &mut String) -> Result<(), Fault> {
    loop {
        match letters.next() {
            Some((_, '\'')) => return Ok(()),
            Some((_, quoted)) => word.push(quoted),
            None => return Err(texts::argv_quote('\'').within(open..open + 1)),
        }
    }
}

fn double_quoted(
    letters: &mut Letters,
    open: usize,
    word: &mut String,
    text: &str,
) -> Result<(), Fault> {
    let unclosed = || texts::argv_quote('"').within(open..open + 1);
    loop {
        let (at, letter) = letters.next().ok_or_else(unclosed)?;
        match letter {
            '"' => return Ok(()),
            '\\' => match letters.next().ok_or_else(unclosed)? {
                (_, escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                (_, '\n') => {}
                (_, other) => word.extend(['\\', other]),
            },
            '$' | '`' => return Err(shell_only(letter, text, at)),
            quoted => word.push(quoted),
        }
    }
}

fn is_variable(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// The error for a character that only a shell gives its meaning.
fn shell_only(letter: char, text: &str, at: usize) -> Fault {
    let rest: String = text.chars().skip(at).collect();
    let what = match letter {
        '$' => env::reference(&rest).unwrap_or("$"),
        '&' if rest.starts_with("&&") => "&&",
        '|' if rest.starts_with("||") => "||",
        _ => &rest[..letter.len_utf8()],
    };
    let range = at..at + what.chars().count();
    match letter {
        '$' if what.len() > 1 => texts::argv_variable(what),
        '\n' => texts::argv_line_break(),
        '*' | '?' | '[' => texts::argv_glob(what),
        _ => texts::argv_operator(what),
    }
    .within(range)
}
