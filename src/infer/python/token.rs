//! Python's words: enough of the lexical rules to know where statements begin and end.
//!
//! Never fails: what is no Python gives words that mean nothing.

use super::string::Scanner;

/// What a word is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind<'text> {
    /// A name or a keyword.
    Name(&'text str),
    /// A string with its value; `None` where only a running program knows it.
    Text(Option<String>),
    /// A number.
    Number,
    /// An operator or a bracket.
    Operator(&'text str),
}

/// A word and where it begins, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'text> {
    pub(super) kind: Kind<'text>,
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn is_name(&self, name: &str) -> bool {
        matches!(self.kind, Kind::Name(found) if found == name)
    }

    pub(super) fn is(&self, operator: &str) -> bool {
        matches!(self.kind, Kind::Operator(found) if found == operator)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(value) => value.as_deref(),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        match self.kind {
            Kind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// By how much the words after it are deeper in brackets.
    pub(super) fn nesting(&self) -> isize {
        match self.kind {
            Kind::Operator("(" | "[" | "{") => 1,
            Kind::Operator(")" | "]" | "}") => -1,
            _ => 0,
        }
    }
}

/// A line as Python sees it: it goes on inside brackets, and after a backslash. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'text> {
    /// In columns, a tab being up to eight.
    pub(super) indent: usize,
    pub(super) tokens: Vec<Token<'text>>,
}

/// Operators of more than one character, the longest first.
const LONG: [&str; 25] = [
    "**=", "//=", ">>=", "<<=", "...", "==", "!=", "<=", ">=", ":=", "->", "+=", "-=", "*=", "/=",
    "%=", "@=", "&=", "|=", "^=", "**", "//", ">>", "<<", "<>",
];

/// Prefixes of strings, in lower case.
const PREFIXES: [&str; 11] = ["r", "u", "b", "f", "t", "br", "rb", "fr", "rf", "tr", "rt"];

/// All lines of a text that hold more than comments.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut scanner = Scanner::new(text);
    let mut lines = Vec::new();
    let mut line: Option<Line> = None;
    let (mut indent, mut depth) = (0, 0);
    while let Some(letter) = scanner.peek() {
        match letter {
            '\n' | '\r' => {
                scanner.next();
                if depth == 0 {
                    lines.extend(line.take());
                    indent = 0;
                }
            }
            ' ' => {
                scanner.next();
                indent += 1;
            }
            '\t' => {
                scanner.next();
                indent = (indent / 8 + 1) * 8;
            }
            '\x0c' => {
                scanner.next();
                indent = 0;
            }
            '\\' => {
                scanner.next();
                scanner.line_break();
            }
            '#' => scanner.comment(),
            _ => {
                let start = scanner.position();
                let kind = scanner.token();
                let token = Token { kind, start };
                depth = (depth + token.nesting()).max(0);
                line.get_or_insert_with(|| Line {
                    indent,
                    tokens: Vec::new(),
                })
                .tokens
                .push(token);
            }
        }
    }
    lines.extend(line);
    lines
}

impl<'text> Scanner<'text> {
    /// The word that begins here; something must.
    pub(super) fn token(&mut self) -> Kind<'text> {
        let rest = self.rest();
        let first = self.peek().unwrap_or_default();
        let second = rest[first.len_utf8().min(rest.len())..].chars().next();
        if first.is_alphabetic() || first == '_' {
            let name = self.take_while(|letter| letter.is_alphanumeric() || letter == '_');
            let prefix = name.to_ascii_lowercase();
            if matches!(self.peek(), Some('"' | '\'')) && PREFIXES.contains(&prefix.as_str()) {
                return Kind::Text(self.string(&prefix, 0));
            }
            return Kind::Name(name);
        }
        if matches!(first, '"' | '\'') {
            return Kind::Text(self.string("", 0));
        }
        let is_digit = |letter: char| letter.is_ascii_digit();
        if is_digit(first) || first == '.' && second.is_some_and(is_digit) {
            self.number();
            return Kind::Number;
        }
        let long = LONG.iter().find(|long| rest.starts_with(**long));
        let length = long.map_or(first.len_utf8(), |long| long.len());
        Kind::Operator(self.take(length))
    }

    fn number(&mut self) {
        let is_hexadecimal = self.rest().starts_with("0x") || self.rest().starts_with("0X");
        let mut last = ' ';
        self.take_while(|letter| {
            let is_exponent = matches!(last, 'e' | 'E') && !is_hexadecimal;
            last = letter;
            letter.is_alphanumeric()
                || matches!(letter, '_' | '.')
                || is_exponent && matches!(letter, '+' | '-')
        });
    }
}
