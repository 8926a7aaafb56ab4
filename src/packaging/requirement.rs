//! One requirement, as people and metadata write it (PEP 508).

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use pep440_rs::VersionSpecifier;

use super::cursor::Cursor;
use super::marker::{self, Marker};
use super::{is_valid_name, normalize_name, url};
use crate::diagnostic::{Fault, texts::packaging as texts};

/// One requirement. Its [`Display`](fmt::Display) is canonical: two spellings of the same requirement give the same text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Requirement {
    /// The project, normalized (PEP 503).
    pub name: String,
    /// The extras, normalized, sorted.
    pub extras: Vec<String>,
    /// Which release of the project.
    pub source: Source,
    /// The condition under which it is needed; `None` for always.
    pub marker: Option<Marker>,
}

/// Which release of a project is wanted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// Releases of an index that satisfy all of these (`>=1.2`), in the order written; none for any release.
    Index(Vec<String>),
    /// A file or a repository. Never holds credentials.
    Url(String),
}

impl Requirement {
    /// Any version of a package, by its normalized name.
    pub fn any(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            extras: Vec::new(),
            source: Source::Index(Vec::new()),
            marker: None,
        }
    }

    /// The same requirement under one more condition.
    #[must_use]
    pub fn under(mut self, condition: Option<&Marker>) -> Self {
        self.marker = match (condition.cloned(), self.marker) {
            (Some(one), Some(other)) => Some(one.and([other])),
            (one, other) => one.or(other),
        };
        self
    }
}

impl FromStr for Requirement {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let mut cursor = Cursor::new(text);
        let name = name(&mut cursor)?;
        let extras = extras(&mut cursor)?;
        let source = if cursor.eat('@') {
            Source::Url(direct_url(&mut cursor)?)
        } else {
            Source::Index(specifiers(&mut cursor)?)
        };
        cursor.skip_spaces();
        let marker = if cursor.eat(';') {
            Some(marker::in_requirement(&mut cursor)?)
        } else {
            None
        };
        cursor.skip_spaces();
        if cursor.is_at_end() {
            Ok(Self {
                name,
                extras,
                source,
                marker,
            })
        } else {
            let (rest, range) = cursor.rest();
            Err(unexpected(rest, range))
        }
    }
}

fn unexpected(rest: &str, range: Range<usize>) -> Fault {
    if let Some(swapped) = ["=>", "=<"]
        .into_iter()
        .find(|operator| rest.starts_with(operator))
    {
        texts::requirement_swapped(swapped).within(range.start..range.start + 2)
    } else if rest.starts_with('=') {
        texts::requirement_single_equals().within(range.start..range.start + 1)
    } else if rest.starts_with(['^', '~']) {
        texts::requirement_caret().within(range.start..range.start + 1)
    } else {
        texts::requirement_unexpected(rest).within(range)
    }
}

fn name(cursor: &mut Cursor) -> Result<String, Fault> {
    cursor.skip_spaces();
    let (rest, whole) = cursor.rest();
    let rest = rest.trim_end();
    if rest.is_empty() {
        return Err(texts::requirement_empty().into());
    }
    if rest.starts_with('-') {
        return Err(texts::requirement_is_an_option(rest).within(whole));
    }
    if rest.starts_with(['.', '/', '~']) || rest.starts_with("file:") {
        return Err(texts::requirement_is_a_path(rest).within(whole));
    }
    let (name, range) =
        cursor.take_while(|letter| letter.is_alphanumeric() || "-_.".contains(letter));
    // A `+` or `:` right after the first word can only be a URL's scheme.
    if cursor.peek().is_some_and(|next| "+:".contains(next)) && rest.contains("://") {
        url::check(rest).map_err(|diagnostic| diagnostic.within(whole.clone()))?;
        return Err(texts::requirement_url_without_name(rest).within(whole));
    }
    if name.is_empty() {
        return Err(texts::requirement_without_name(rest).within(whole));
    }
    if cursor.peek() == Some('/') {
        let path = rest.split_whitespace().next().unwrap_or(rest);
        return Err(if is_dependency_file(path) {
            texts::requirement_is_a_file(path)
        } else {
            texts::requirement_is_a_path(rest)
        }
        .within(whole));
    }
    // An index could have a package of that name, and it would not be what is meant.
    if is_dependency_file(name) {
        return Err(texts::requirement_is_a_file(name).within(range));
    }
    if is_valid_name(name) {
        Ok(normalize_name(name))
    } else {
        Err(texts::requirement_name(name).within(range))
    }
}

/// Files in which other tools list what to install, and that are not read.
pub const UNREAD: [&str; 3] = ["Pipfile", "environment.yml", "environment.yaml"];

/// Files of projects that are read, and have no ending that tells it.
const READ: [&str; 3] = ["pyproject.toml", "setup.py", "setup.cfg"];

/// Whether a path is that of a file in which tools list what to install.
fn is_dependency_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let end = name.rsplit_once('.').map(|(_, end)| end);
    matches!(end, Some("txt" | "lock")) || READ.contains(&name) || UNREAD.contains(&name)
}

fn extras(cursor: &mut Cursor) -> Result<Vec<String>, Fault> {
    let mut extras = Vec::new();
    cursor.skip_spaces();
    let start = cursor.offset();
    if !cursor.eat('[') {
        return Ok(extras);
    }
    cursor.skip_spaces();
    while !cursor.eat(']') {
        let (extra, range) =
            cursor.take_while(|letter| !letter.is_whitespace() && !"[],;@".contains(letter));
        if extra.is_empty() {
            return Err(texts::requirement_extras().within(start..cursor.offset()));
        }
        if !is_valid_name(extra) {
            return Err(texts::requirement_name(extra).within(range));
        }
        extras.push(normalize_name(extra));
        cursor.skip_spaces();
        if cursor.eat(',') {
            cursor.skip_spaces();
        } else if cursor.peek() != Some(']') {
            return Err(texts::requirement_extras().within(start..cursor.offset()));
        }
    }
    cursor.skip_spaces();
    extras.sort();
    extras.dedup();
    Ok(extras)
}

fn direct_url(cursor: &mut Cursor) -> Result<String, Fault> {
    cursor.skip_spaces();
    let (found, range) = cursor.take_while(|letter| !letter.is_whitespace());
    if found.is_empty() {
        return Err(texts::requirement_without_url().into());
    }
    url::check(found).map_err(|diagnostic| diagnostic.within(range))?;
    Ok(found.to_owned())
}

fn specifiers(cursor: &mut Cursor) -> Result<Vec<String>, Fault> {
    let start = cursor.offset();
    let in_parentheses = cursor.eat('(');
    let mut specifiers = Vec::new();
    loop {
        cursor.skip_spaces();
        let Some(specifier) = specifier(cursor)? else {
            break;
        };
        specifiers.push(specifier);
        cursor.skip_spaces();
        if !cursor.eat(',') {
            break;
        }
    }
    if in_parentheses && !cursor.eat(')') {
        return Err(texts::requirement_parenthesis().within(start..start + 1));
    }
    Ok(specifiers)
}

fn specifier(cursor: &mut Cursor) -> Result<Option<String>, Fault> {
    const OPERATORS: [&str; 8] = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];
    let start = cursor.offset();
    let Some(operator) = OPERATORS
        .into_iter()
        .find(|operator| cursor.eat_text(operator))
    else {
        return Ok(None);
    };
    cursor.skip_spaces();
    let (version, range) =
        cursor.take_while(|letter| !letter.is_whitespace() && !",;)".contains(letter));
    if version.is_empty() {
        return Err(texts::requirement_without_version(operator).within(start..range.end));
    }
    let clause = format!("{operator}{version}");
    // Arbitrary equality compares texts, so anything is a version there.
    if operator != "==="
        && let Err(error) = clause.parse::<VersionSpecifier>()
    {
        return Err(
            texts::requirement_version(&clause, &error.to_string()).within(start..range.end)
        );
    }
    Ok(Some(clause))
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.extras.is_empty() {
            write!(f, "[{}]", self.extras.join(","))?;
        }
        match &self.source {
            Source::Index(specifiers) => f.write_str(&specifiers.join(","))?,
            Source::Url(url) => write!(f, " @ {url}")?,
        }
        match &self.marker {
            Some(marker) => write!(f, " ; {marker}"),
            None => Ok(()),
        }
    }
}
