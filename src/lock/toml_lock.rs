//! Locks that are written in TOML.
//!
//! Nine tenths of a lock are its lists of wheels, and nearly all of these are for other targets. Programs write them in one
//! way, one wheel on a line; such lists stay text, of which only the chosen lines are ever parsed. A list in any other
//! form is parsed with the rest of the file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned as At;

use super::artifact::FileEntry;
use crate::diagnostic::{Diagnostic, SourceFile, Span, texts::lock as texts};
use crate::lock::read_toml;
use crate::packaging::url;

/// A lock that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TomlLock<T> {
    /// All of it but the lists of wheels that stayed text.
    pub document: T,
    /// The file for messages: credentials are hidden in it. Spans of the document are not spans of this text: [`Self::span`]
    /// knows how they relate.
    pub shown: SourceFile,
    /// The text that was parsed. It has the lines of the file, with fewer characters on some.
    rest: SourceFile,
    file: SourceFile,
    /// For each list that stayed text: where it begins in the text that was parsed, and its wheels in the file.
    lists: BTreeMap<usize, Vec<Line>>,
}

/// A line with a wheel, in bytes of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    table: Range<usize>,
    /// The name of the file, not decoded.
    name: Range<usize>,
}

/// A list of wheels.
pub(super) enum Wheels<'a> {
    Parsed(&'a [FileEntry]),
    Text(Lines<'a>),
}

/// Wheels that stayed text.
#[derive(Clone, Copy)]
pub(super) struct Lines<'a> {
    text: &'a str,
    lines: &'a [Line],
}

/// The first and the last line of a list of wheels.
const LIST: (&str, &str) = ("wheels = [", "]");

impl<T: DeserializeOwned> TomlLock<T> {
    /// Reads a lock.
    pub(super) fn read(file: &SourceFile) -> Result<Self, Diagnostic> {
        let shown = match url::without_credentials(file.text()) {
            Cow::Borrowed(_) => file.clone(),
            Cow::Owned(text) => SourceFile::new(file.name(), text),
        };
        let (rest, lists) = set_aside(file.text());
        let rest = SourceFile::new(file.name(), rest);
        match read_toml(rest.text()) {
            Ok(document) => Ok(Self {
                document,
                shown,
                rest,
                file: file.clone(),
                lists,
            }),
            Err(error) => {
                let span = error.span().map_or_else(Span::default, |it| rest.span(it));
                let message = url::without_credentials(error.message()).into_owned();
                Err(texts::lock_syntax(file.name(), &message).at(shown.at(span)))
            }
        }
    }
}

impl<T> TomlLock<T> {
    /// The place of a value of the document.
    pub(super) fn span<V>(&self, value: &At<V>) -> Span {
        self.rest.span(value.span())
    }

    /// The wheels of a list of the document.
    pub(super) fn wheels<'a>(&'a self, list: &'a At<Vec<FileEntry>>) -> Wheels<'a> {
        match self.lists.get(&list.span().start) {
            Some(lines) => Wheels::Text(Lines {
                text: self.file.text(),
                lines,
            }),
            None => Wheels::Parsed(list.get_ref()),
        }
    }
}

impl Wheels<'_> {
    /// The names of the files, in the order of the list.
    pub(super) fn names(&self) -> Vec<Cow<'_, str>> {
        match self {
            Self::Parsed(entries) => entries
                .iter()
                .map(|entry| Cow::Owned(entry.file_name()))
                .collect(),
            Self::Text(Lines { text, lines }) => {
                let names = lines.iter().map(|line| &text[line.name.clone()]);
                names.map(url::decode).collect()
            }
        }
    }

    /// One wheel, by its number in the list.
    pub(super) fn get(&self, number: usize) -> Option<FileEntry> {
        #[derive(Deserialize)]
        struct Document {
            wheel: FileEntry,
        }
        match self {
            Self::Parsed(entries) => entries.get(number).cloned(),
            Self::Text(Lines { text, lines }) => {
                let table = &text[lines.get(number)?.table.clone()];
                let document = toml::from_str::<Document>(&format!("wheel = {table}"));
                document.ok().map(|document| document.wheel)
            }
        }
    }
}

/// Empties the lists of wheels, and tells what was in them. No line is lost.
fn set_aside(text: &str) -> (String, BTreeMap<usize, Vec<Line>>) {
    let mut rest = String::new();
    let mut lists = BTreeMap::new();
    let mut copied = 0;
    let mut offset = 0;
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        offset += line.len();
        if line.trim_end() != LIST.0 {
            continue;
        }
        let mut ahead = lines.clone();
        if let Some(wheels) = wheels(&mut ahead, offset) {
            rest.push_str(&text[copied..offset]);
            let bracket = rest.trim_end().len() - 1;
            rest.extend(wheels.iter().map(|_| '\n'));
            copied = wheels
                .last()
                .map_or(offset, |last| next_line(text, last.table.end));
            offset = copied;
            for _ in &wheels {
                lines.next();
            }
            lists.insert(bracket, wheels);
        }
    }
    rest.push_str(&text[copied..]);
    (rest, lists)
}

fn next_line(text: &str, offset: usize) -> usize {
    text[offset..]
        .find('\n')
        .map_or(text.len(), |end| offset + end + 1)
}

/// The wheels of a list, up to its end; `None` if they are not in the form that programs write.
fn wheels<'a>(lines: impl Iterator<Item = &'a str>, mut offset: usize) -> Option<Vec<Line>> {
    let mut wheels = Vec::new();
    for line in lines {
        let content = line.trim_end();
        if content == LIST.1 {
            return Some(wheels);
        }
        let table = content.trim_start();
        let begin = offset + content.len() - table.len();
        let table = table.strip_suffix(',').unwrap_or(table);
        let name = name(table)?;
        wheels.push(Line {
            table: begin..begin + table.len(),
            name: begin + name.start..begin + name.end,
        });
        offset += line.len();
    }
    None
}

/// The name of the file in a table of a wheel, not decoded; `None` for a table in a form that programs do not write.
fn name(table: &str) -> Option<Range<usize>> {
    let is_escape = |byte: u8| matches!(byte, b'\\' | b'\'');
    let is_one = table
        .find('}')
        .is_some_and(|end| matches!(&table[end..], "}" | "} }"));
    let is_plain = table.starts_with("{ ") && is_one && !table.bytes().any(is_escape);
    let end = table.find(".whl").filter(|_| is_plain)? + ".whl".len();
    let bytes = table.as_bytes();
    let begin = bytes[..end]
        .iter()
        .rposition(|byte| b"/\"".contains(byte))?
        + 1;
    let follows = bytes.get(end)?;
    b"\"?#".contains(follows).then_some(begin..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aside(text: &str) -> (String, Vec<Vec<String>>) {
        let (rest, lists) = set_aside(text);
        assert_eq!(rest.matches('\n').count(), text.matches('\n').count());
        for start in lists.keys() {
            assert!(rest[*start..].starts_with('['), "{start} of {rest}");
        }
        let words = |lines: &Vec<Line>| {
            let tables = lines.iter().map(|it| text[it.table.clone()].to_owned());
            tables.collect()
        };
        (rest, lists.values().map(words).collect())
    }

    #[test]
    fn lists_that_programs_write_stay_text() {
        let text = "a = 1\nwheels = [\n    { url = \"u/x-1.whl\", size = 1 },\r\n    { path = \"y%2B.whl\" }\n]\nb = 2\nwheels = [\n]";
        let (rest, lists) = aside(text);
        assert_eq!(rest, "a = 1\nwheels = [\n\n\n]\nb = 2\nwheels = [\n]");
        assert_eq!(
            lists,
            [
                vec![
                    "{ url = \"u/x-1.whl\", size = 1 }",
                    "{ path = \"y%2B.whl\" }"
                ],
                vec![]
            ]
        );
    }

    #[test]
    fn lists_in_other_forms_are_parsed() {
        for text in [
            "wheels = [\n    { url = \"x.whl\" },\n    { url = 'y.whl' },\n]\n",
            "wheels = [\n    { url = \"x.whl\" }, { url = \"y.whl\" },\n]\n",
            "wheels = [\n    { url = \"x.whl\" }, # why\n]\n",
            "wheels = [\n    { url = \"x.whl/y\" },\n]\n",
            "wheels = [\n    { url = \"x.whl\" },\n",
            "wheels = [\n",
            "wheels = [{ url = \"x.whl\" }]\n",
        ] {
            let (rest, lists) = aside(text);
            assert_eq!((rest.as_str(), lists.len()), (text, 0));
        }
    }
}
