//! A place in a text that is being parsed, counted in characters.

use std::ops::Range;

#[derive(Clone, Copy)]
pub(super) struct Cursor<'text> {
    rest: &'text str,
    offset: usize,
}

impl<'text> Cursor<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        Self {
            rest: text,
            offset: 0,
        }
    }

    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// What is left, and its range of characters.
    pub(super) fn rest(&self) -> (&'text str, Range<usize>) {
        (
            self.rest,
            self.offset..self.offset + self.rest.chars().count(),
        )
    }

    pub(super) fn eat(&mut self, expected: char) -> bool {
        self.eat_text(expected.encode_utf8(&mut [0; 4]))
    }

    pub(super) fn eat_text(&mut self, expected: &str) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                self.offset += expected.chars().count();
                true
            }
            None => false,
        }
    }

    pub(super) fn skip_spaces(&mut self) {
        self.take_while(char::is_whitespace);
    }

    pub(super) fn take_while(
        &mut self,
        wanted: impl Fn(char) -> bool,
    ) -> (&'text str, Range<usize>) {
        let end = self
            .rest
            .find(|letter| !wanted(letter))
            .unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        let start = self.offset;
        self.offset += taken.chars().count();
        self.rest = rest;
        (taken, start..self.offset)
    }
}
