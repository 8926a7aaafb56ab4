//! Command lines, split like a shell and never run by one.

use std::fmt;
use std::iter::Enumerate;
use std::ops::Range;
use std::str::{Chars, FromStr};

use super::env;
use super::reader::Reader;
use super::yaml::{Kind, Node};
use crate::diagnostic::{
    Diagnostic, Fault, Span, Spanned, texts::spec as texts, texts::task as task_texts,
};

/// A program and its arguments; never empty.
#[derive(Clone)]
pub struct Argv {
    words: Vec<String>,
    /// Where each of them is written; empty if nobody wrote them.
    places: Vec<Span>,
    is_list: bool,
}

/// What shells do themselves.
const BUILTINS: [&str; 9] = [
    "cd", "exec", "export", "source", ".", "eval", "set", "ulimit", "umask",
];

impl Argv {
    /// The program first, then its arguments.
    pub fn as_slice(&self) -> &[String] {
        &self.words
    }

    /// Where a word is written; `None` if nobody wrote it.
    pub fn place(&self, word: usize) -> Option<Span> {
        self.places.get(word).copied()
    }

    /// Whether it is written as a list: then a word may look like a shell's without being quoted.
    pub fn is_list(&self) -> bool {
        self.is_list
    }

    /// Words as they are.
    ///
    /// # Errors
    /// When there is no program, or one that only a shell has.
    pub fn new(words: Vec<String>) -> Result<Self, Diagnostic> {
        match words.first().map(String::as_str) {
            None | Some("") => Err(texts::argv_without_program()),
            Some(program) if BUILTINS.contains(&program) => Err(texts::argv_builtin(program)),
            Some(_) => Ok(Self {
                words,
                places: Vec::new(),
                is_list: false,
            }),
        }
    }
}

/// Equal is what starts the same, wherever it is written.
impl PartialEq for Argv {
    fn eq(&self, other: &Self) -> bool {
        self.words == other.words
    }
}

impl Eq for Argv {}

impl fmt::Debug for Argv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Argv").field(&self.words).finish()
    }
}

/// A text that is split, or a list that is taken as it is.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Option<Spanned<Argv>> {
    let (words, places) = if let Kind::List(items) = &node.kind {
        let word = |item| Some((reader.text(field, item)?.to_owned(), item.span));
        items.iter().filter_map(word).unzip()
    } else {
        let text = reader.text(field, node)?;
        let words = reader
            .value_with(field, node, |text| split(text, false))?
            .value
            .into_iter();
        let place = node.within(text);
        words.map(|word| (word.text, place(word.at))).unzip()
    };
    let is_list = matches!(node.kind, Kind::List(_));
    let argv = Argv::new(words).and_then(|argv| match argv.as_slice() {
        [program, ..] if is_list && program.contains(' ') => Err(task_texts::line_as_word(program)),
        _ => Ok(argv),
    });
    match argv {
        Ok(argv) => {
            let argv = Argv {
                places,
                is_list,
                ..argv
            };
            Some(Spanned::new(argv, node.span))
        }
        Err(problem) => {
            reader.report(problem, node.span);
            None
        }
    }
}

impl FromStr for Argv {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let words = split(text, false)?.into_iter().map(|word| word.text);
        Ok(Self::new(words.collect())?)
    }
}

/// The words of a command in a line for a shell, variables as they are; `None` where a shell does more than to start it.
pub(super) fn plain_words(text: &str) -> Option<Vec<String>> {
    let words = split(text, true).ok()?;
    Some(words.into_iter().map(|word| word.text).collect())
}

/// Whether a word means something to shells, and is no program.
pub(super) fn is_of_shell(word: &str) -> bool {
    const OTHERS: [&str; 29] = [
        "!", "alias", "case", "command", "do", "done", "elif", "else", "esac", "exit", "fi", "for",
        "function", "hash", "if", "local", "read", "readonly", "return", "shift", "then", "time",
        "trap", "type", "unset", "until", "wait", "while", "{",
    ];
    BUILTINS.contains(&word) || OTHERS.contains(&word)
}

/// A word of a text.
struct Word {
    text: String,
    /// The characters that it is written with.
    at: Range<usize>,
}

/// Splits as a POSIX shell splits words: quotes and backslashes as usual. Whatever a shell would do beyond that is refused, but
/// for variables, where they may be left as they are.
fn split(text: &str, keeps_variables: bool) -> Result<Vec<Word>, Fault> {
    // Block scalars end with a line break.
    let text = text.trim_end_matches('\n');
    let mut words: Vec<Word> = Vec::new();
    let mut word: Option<String> = None;
    let mut start = 0;
    let mut letters = text.chars().enumerate();
    while let Some((at, letter)) = letters.next() {
        if word.is_none() {
            start = at;
        }
        match letter {
            ' ' | '\t' => words.extend(word.take().map(|text| Word {
                text,
                at: start..at,
            })),
            '\'' => single_quoted(&mut letters, at, word.get_or_insert_default())?,
            '"' => double_quoted(
                &mut letters,
                at,
                word.get_or_insert_default(),
                text,
                keeps_variables,
            )?,
            '\\' => match letters.next() {
                Some((_, '\n')) => {}
                Some((_, escaped)) => word.get_or_insert_default().push(escaped),
                None => return Err(texts::argv_backslash().within(at..at + 1)),
            },
            '$' if keeps_variables => word.get_or_insert_default().push(letter),
            '&' | ';' if words.first().is_some_and(|word| word.text == "cd") => {
                return Err(texts::argv_builtin("cd").within(0..at));
            }
            '$' | '`' | '|' | '&' | ';' | '<' | '>' | '(' | ')' | '*' | '?' | '[' | '\n' => {
                return Err(shell_only(letter, text, at));
            }
            '#' | '~' if word.is_none() => return Err(shell_only(letter, text, at)),
            '=' if words.is_empty() && word.as_deref().is_some_and(is_variable) => {
                return Err(
                    texts::argv_assignment(word.as_deref().unwrap_or_default()).within(0..at + 1)
                );
            }
            letter => word.get_or_insert_default().push(letter),
        }
    }
    let end = text.chars().count();
    words.extend(word.map(|text| Word {
        text,
        at: start..end,
    }));
    Ok(words)
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
    keeps_variables: bool,
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
            '$' if keeps_variables => word.push(letter),
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
