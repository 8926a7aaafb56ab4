//! Files, and places in them.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::{Diagnostic, texts};

/// A text file under the name its user gave it. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceFile(Arc<Inner>);

#[derive(PartialEq, Eq)]
struct Inner {
    name: String,
    text: String,
    /// Where each line begins, in bytes: long files have many places.
    lines: Vec<usize>,
}

impl SourceFile {
    /// A file whose text is known.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let newlines = text.match_indices('\n').map(|(byte, _)| byte + 1);
        let lines = std::iter::once(0).chain(newlines).collect();
        Self(Arc::new(Inner {
            name: name.into(),
            text,
            lines,
        }))
    }

    /// Decodes a file: UTF-8, or UTF-16 with a byte order mark (which `pip freeze > file` writes in some Windows shells).
    ///
    /// The byte order mark is not part of the text.
    pub fn decode(name: impl Into<String>, bytes: &[u8]) -> Result<Self, Diagnostic> {
        let name = name.into();
        let utf16 = |unit: fn([u8; 2]) -> u16| {
            let (pairs, _) = bytes[2..].as_chunks::<2>();
            let units = pairs.iter().map(|pair| unit(*pair));
            char::decode_utf16(units)
                .collect::<Result<String, _>>()
                .ok()
                .filter(|_| bytes.len().is_multiple_of(2))
        };
        let text = match bytes {
            [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
            [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
            [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
            _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
        };
        match text {
            Some(text) if !text.contains('\0') => Ok(Self::new(name, text)),
            _ => Err(texts::not_text(&name)),
        }
    }

    /// The name, as the user wrote it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// A place in this file.
    pub fn at(&self, span: Span) -> Location {
        Location {
            file: self.clone(),
            span,
        }
    }

    /// The span of a range of bytes of the text.
    pub fn span(&self, bytes: Range<usize>) -> Span {
        Span {
            start: self.position(bytes.start),
            end: self.position(bytes.end),
        }
    }

    fn position(&self, byte: usize) -> Position {
        let text = self.text();
        let byte = (0..=byte.min(text.len()))
            .rev()
            .find(|byte| text.is_char_boundary(*byte))
            .unwrap_or(0);
        let line = self.0.lines.partition_point(|start| *start <= byte);
        let start = self.0.lines[line - 1];
        Position::new(line, text[start..byte].chars().count() + 1)
    }

    /// The same file with `*` for every character of some spans.
    pub(super) fn masked(&self, spans: &[Span]) -> Self {
        if spans.is_empty() {
            return self.clone();
        }
        let mut position = Position::default();
        let mask = |letter: char| {
            let is_secret = spans
                .iter()
                .any(|span| span.start <= position && position < span.end);
            if letter == '\n' {
                position = Position {
                    line: position.line + 1,
                    column: 1,
                };
                return letter;
            }
            position.column += 1;
            if is_secret { '*' } else { letter }
        };
        Self::new(
            self.name(),
            self.text().chars().map(mask).collect::<String>(),
        )
    }

    /// The span of a whole line, counted from 1.
    pub fn line(&self, line: usize) -> Span {
        let start = self.0.lines.get(line.saturating_sub(1));
        let rest = start.and_then(|start| self.text()[*start..].lines().next());
        Span::on_line(line, 1..rest.unwrap_or("").chars().count() + 1)
    }
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name().fmt(f)
    }
}

/// A point between two characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
}

impl Position {
    /// A position; numbers beyond 32 bits are cut to the greatest.
    pub fn new(line: usize, column: usize) -> Self {
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            line: narrow(line),
            column: narrow(column),
        }
    }
}

impl Default for Position {
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A run of characters. The default is the very start of a file: the place of values nobody wrote.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Before the first character.
    pub start: Position,
    /// After the last character.
    pub end: Position,
}

impl Span {
    /// A run of columns, counted from 1, on one line.
    pub fn on_line(line: usize, columns: Range<usize>) -> Self {
        Self {
            start: Position::new(line, columns.start),
            end: Position::new(line, columns.end),
        }
    }

    /// From the start of this span to the end of another.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start,
            end: other.end,
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.start, self.end)
    }
}

/// A span in a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: SourceFile,
    /// The place in it.
    pub span: Span,
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.name(), self.span.start)
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place in its file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at a place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Changes the value and keeps the place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned::new(change(self.value), self.span)
    }

    /// Borrows the value.
    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned::new(&self.value, self.span)
    }
}
