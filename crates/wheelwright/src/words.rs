//! Words of Python: enough of the lexical rules to tell code, texts and comments apart.
//!
//! Never fails: what is no Python gives words that mean nothing.

/// A word of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<'text> {
    /// A name or a keyword, with the dots before and in it: `import`, `..a.b`.
    Name(&'text str),
    /// What stands between quotes, as it is written.
    Text(&'text str),
    /// Any other character.
    Sign(char),
    /// Where a statement ends.
    End,
}

/// All words of a text, without comments.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = text;
    let mut depth = 0_usize;
    while let Some(letter) = rest.chars().next() {
        let mut length = letter.len_utf8();
        match letter {
            '#' => length = rest.find('\n').unwrap_or(rest.len()),
            // The line goes on.
            '\\' => length = rest.find('\n').map_or(rest.len(), |end| end + 1),
            '\n' if depth == 0 => words.push(Word::End),
            '"' | '\'' => {
                let (held, whole) = string(rest);
                words.push(Word::Text(held));
                length = whole;
            }
            letter if is_of_name(letter) => {
                length = rest.find(|it| !is_of_name(it)).unwrap_or(rest.len());
                let (name, next) = rest.split_at(length);
                if !(is_prefix(name) && next.starts_with(['"', '\''])) {
                    words.push(Word::Name(name));
                }
            }
            letter if letter.is_whitespace() => {}
            sign => {
                match sign {
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                words.push(Word::Sign(sign));
            }
        }
        rest = &rest[length..];
    }
    words
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.')
}

/// Whether a string may begin with it: `rb"…"`.
fn is_prefix(name: &str) -> bool {
    name.len() <= 2 && name.chars().all(|letter| "bfrtuBFRTU".contains(letter))
}

/// What the string at the beginning of a text holds, and how long it is with its quotes. One that is not closed ends with its line,
/// or with the text.
fn string(text: &str) -> (&str, usize) {
    let is_long = text.starts_with("\"\"\"") || text.starts_with("'''");
    let (quotes, rest) = text.split_at(if is_long { 3 } else { 1 });
    let mut is_escaped = false;
    for (position, letter) in rest.char_indices() {
        if is_escaped {
            is_escaped = false;
        } else if letter == '\\' {
            is_escaped = true;
        } else if rest[position..].starts_with(quotes) {
            return (&rest[..position], position + 2 * quotes.len());
        } else if letter == '\n' && !is_long {
            return (&rest[..position], position + quotes.len());
        }
    }
    (rest, text.len())
}

#[cfg(test)]
mod tests {
    use super::Word::{End, Name, Sign, Text};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_told_apart() {
        let text = "from ..a.b import (c,\n  d)  # e\nx = rb'\\'y' + f\"\"\"a\n\"b\"\"\"\n";
        let expected = [
            Name("from"),
            Name("..a.b"),
            Name("import"),
            Sign('('),
            Name("c"),
            Sign(','),
            Name("d"),
            Sign(')'),
            End,
            Name("x"),
            Sign('='),
            Text("\\'y"),
            Sign('+'),
            Text("a\n\"b"),
            End,
        ];
        assert_eq!(words(text), expected);
    }

    #[test]
    fn lines_go_on_and_strings_do_not() {
        assert_eq!(words("a \\\r\nb"), [Name("a"), Name("b")]);
        assert_eq!(words("'a\nb"), [Text("a"), End, Name("b")]);
        assert_eq!(words("''"), [Text("")]);
        assert_eq!(words("'''a"), [Text("a")]);
        assert_eq!(words("'\\"), [Text("\\")]);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(?s).{0,100}|[a.'\"\\\\\n#(é)]{0,40}") {
            words(&text);
        }
    }
}
