//! Strings: where they end, and what is in them.

/// A place in a text that moves on.
pub(super) struct Scanner<'text> {
    text: &'text str,
    at: usize,
}

/// How deep formatted strings may stand in each other. Python allows 150.
const DEEPEST: usize = 64;

impl<'text> Scanner<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        Self { text, at: 0 }
    }

    /// In bytes.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'text str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    /// So many bytes, which must end between two characters.
    pub(super) fn take(&mut self, length: usize) -> &'text str {
        let taken = &self.rest()[..length];
        self.at += length;
        taken
    }

    pub(super) fn take_while(&mut self, mut wanted: impl FnMut(char) -> bool) -> &'text str {
        let rest = self.rest();
        self.take(rest.find(|letter| !wanted(letter)).unwrap_or(rest.len()))
    }

    fn skip(&mut self, expected: &str) -> bool {
        let is_here = self.rest().starts_with(expected);
        if is_here {
            self.at += expected.len();
        }
        is_here
    }

    pub(super) fn line_break(&mut self) {
        if !self.skip("\r\n") && !self.skip("\n") {
            self.skip("\r");
        }
    }

    pub(super) fn comment(&mut self) {
        self.take_while(|letter| !matches!(letter, '\n' | '\r'));
    }

    /// A string whose prefix, in lower case, was read; it begins with its quote. The value of bytes, of formatted strings
    /// and of rare escapes is `None`. A string that is not closed ends with its line, or with the text.
    pub(super) fn string(&mut self, prefix: &str, nesting: usize) -> Option<String> {
        let quote = self.take(1);
        let thrice = quote.repeat(3);
        let is_triple = thrice.strip_prefix(quote).is_some_and(|two| self.skip(two));
        let end = if is_triple { thrice.as_str() } else { quote };
        let is_raw = prefix.contains('r');
        if prefix.contains(['f', 't']) {
            self.formatted(end, is_raw, nesting);
            return None;
        }
        let mut value = Some(String::new()).filter(|_| !prefix.contains('b'));
        while !self.skip(end) {
            if !is_triple && matches!(self.peek(), Some('\n' | '\r')) {
                return None;
            }
            let letter = self.next()?;
            let letter = match letter {
                '\\' if is_raw => {
                    if let Some(value) = &mut value {
                        value.push('\\');
                    }
                    self.next()
                }
                '\\' => match self.next() {
                    Some('\r') => {
                        self.skip("\n");
                        continue;
                    }
                    Some('\n') => continue,
                    Some('n') => Some('\n'),
                    Some('t') => Some('\t'),
                    Some(escaped @ ('\\' | '\'' | '"')) => Some(escaped),
                    _ => None,
                },
                letter => Some(letter),
            };
            match (&mut value, letter) {
                (Some(value), Some(letter)) => value.push(letter),
                _ => value = None,
            }
        }
        value
    }

    /// The rest of a formatted string (PEP 701, which allows all that was allowed before it).
    fn formatted(&mut self, end: &str, is_raw: bool, nesting: usize) {
        if nesting > DEEPEST {
            self.at = self.text.len();
        }
        while !self.skip(end) {
            match self.peek() {
                None => return,
                Some('\n' | '\r') if end.len() == 1 => return,
                Some('{') => {
                    self.next();
                    if !self.skip("{") {
                        self.field(end, is_raw, nesting + 1);
                    }
                }
                Some('\\') => self.escape(is_raw),
                Some(_) => {
                    self.next();
                }
            }
        }
    }

    /// A backslash in a formatted string: it does not keep a brace from beginning a field, unless it names a character.
    fn escape(&mut self, is_raw: bool) {
        self.next();
        if !is_raw && self.skip("N{") {
            self.take_while(|letter| !matches!(letter, '}' | '\n' | '"' | '\''));
            self.skip("}");
        } else if self.peek() != Some('{') {
            self.next();
        }
    }

    /// An expression inside a formatted string, its `{` read, up to its `}`.
    fn field(&mut self, end: &str, is_raw: bool, nesting: usize) {
        let mut depth = 0_usize;
        while let Some(letter) = self.peek() {
            match letter {
                '}' if depth == 0 => {
                    self.next();
                    return;
                }
                ':' if depth == 0 => {
                    self.next();
                    return self.format(end, is_raw, nesting);
                }
                '\n' | '\r' if end.len() == 1 && depth == 0 => return,
                '#' => self.comment(),
                letter if letter.is_whitespace() || letter == '\\' => {
                    self.next();
                }
                letter if letter.is_alphabetic() || letter == '_' || letter.is_ascii_digit() => {
                    let word = self.take_while(|letter| letter.is_alphanumeric() || letter == '_');
                    if matches!(self.peek(), Some('"' | '\'')) {
                        self.string(&word.to_ascii_lowercase(), nesting);
                    }
                }
                '"' | '\'' => {
                    self.string("", nesting);
                }
                letter => {
                    self.next();
                    match letter {
                        '(' | '[' | '{' => depth += 1,
                        ')' | ']' | '}' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                }
            }
        }
    }

    /// How a value is to be shown, up to the `}` of its field; it may hold fields in turn.
    fn format(&mut self, end: &str, is_raw: bool, nesting: usize) {
        if nesting > DEEPEST {
            self.at = self.text.len();
        }
        while let Some(letter) = self.peek() {
            if self.rest().starts_with(end) {
                return;
            }
            match letter {
                '}' => {
                    self.next();
                    return;
                }
                '{' => {
                    self.next();
                    self.field(end, is_raw, nesting + 1);
                }
                '\\' => self.escape(is_raw),
                _ => {
                    self.next();
                }
            }
        }
    }
}
