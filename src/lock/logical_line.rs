//! Lines of a requirements file, joined where a backslash says so, and without comments.

use std::ops::Range;

use crate::diagnostic::{Position, SourceFile, Span};

/// A line as pip understands it, which may be several of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LogicalLine {
    pub text: String,
    /// For each line of the file: where it begins in the text (in characters), and which line it is (from 1).
    pieces: Vec<(usize, usize)>,
}

impl LogicalLine {
    /// The place in the file of some characters of the text.
    pub(super) fn span(&self, characters: Range<usize>) -> Span {
        Span {
            start: self.position(characters.start),
            end: self.position(characters.end),
        }
    }

    /// The place of what is wrong: some characters of the text, or all of it.
    pub(super) fn place(&self, within: Option<Range<u32>>) -> Span {
        within.map_or_else(
            || self.whole(),
            |range| self.span(range.start as usize..range.end as usize),
        )
    }

    /// The place of everything but the space around it.
    pub(super) fn whole(&self) -> Span {
        let length = |text: &str| text.chars().count();
        let start = length(&self.text) - length(self.text.trim_start());
        self.span(start..start.max(length(self.text.trim_end())))
    }

    fn position(&self, character: usize) -> Position {
        let piece = self
            .pieces
            .iter()
            .rev()
            .find(|(start, _)| *start <= character);
        let (start, line) = piece.copied().unwrap_or((0, 1));
        Position::new(line, character - start + 1)
    }
}

/// Splits a file into logical lines; those without content are left out.
pub(super) fn logical_lines(file: &SourceFile) -> Vec<LogicalLine> {
    let mut lines = Vec::new();
    let mut text = String::new();
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    let mut finish = |text: &mut String, pieces: &mut Vec<_>| {
        without_comment(text);
        if !text.trim().is_empty() {
            lines.push(LogicalLine {
                text: std::mem::take(text),
                pieces: std::mem::take(pieces),
            });
        }
        text.clear();
        pieces.clear();
    };
    for (index, line) in file.text().lines().enumerate() {
        start = if pieces.is_empty() { 0 } else { start };
        pieces.push((start, index + 1));
        // A comment ends a joined line, whatever it ends with.
        let is_comment = line.trim_start().starts_with('#');
        match line.strip_suffix('\\') {
            Some(begun) if !is_comment => {
                text.push_str(begun);
                start += begun.chars().count();
            }
            _ if is_comment => finish(&mut text, &mut pieces),
            _ => {
                text.push_str(line);
                finish(&mut text, &mut pieces);
            }
        }
    }
    finish(&mut text, &mut pieces);
    lines
}

/// Cuts off a comment: `#` at the beginning or after a space. In a URL it is something else.
fn without_comment(text: &mut String) {
    let mut after_space = true;
    let start = text.char_indices().find_map(|(at, letter)| {
        let begins = letter == '#' && after_space;
        after_space = letter.is_whitespace();
        begins.then_some(at)
    });
    text.truncate(start.unwrap_or(text.len()));
}
