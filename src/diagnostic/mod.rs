//! Errors and warnings as data.
//!
//! The pure rooms say what is wrong with a [`Diagnostic`]; the words come from [`texts`], and [`render`] is the one place
//! that turns them into what a user reads.

mod lint;
mod render;
mod source;
pub mod texts;

use std::ops::Range;

pub use lint::Lint;
pub use render::{render, render_line, render_one, render_place, render_without_place};
pub use source::{Location, Position, SourceFile, Span, Spanned};

/// What a diagnostic is: an error stops the build, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The build cannot go on.
    Error(Rule),
    /// The build goes on, and the user is told.
    Warning(Lint),
}

/// The kind of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The text is not what its format allows.
    Syntax,
    /// A key nobody knows.
    UnknownKey,
    /// A thing that Cartwright means to do, and does not do yet.
    NotSupported,
    /// A list where a text is expected, and the like.
    WrongType,
    /// The right type and a value that makes no sense.
    InvalidValue,
    /// Something that must be there is not.
    Missing,
    /// Two things that contradict each other.
    Conflict,
    /// A password or token where it would be seen.
    Credentials,
    /// A rule that was to be an error.
    Lint,
    /// A defect of ours.
    Internal,
}

impl Kind {
    /// Whether the place of the problem is a secret, which must not be shown.
    pub fn is_secret(self) -> bool {
        matches!(
            self,
            Self::Error(Rule::Credentials) | Self::Warning(Lint::HardcodedSecret)
        )
    }
}

/// One problem: what, where, why, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is.
    pub kind: Kind,
    /// What is wrong, in one line without a full stop.
    pub what: String,
    /// Why it is wrong, where that is not plain.
    pub why: Option<String>,
    /// What to do next.
    pub help: Option<String>,
    /// Where it is wrong.
    pub at: Option<Location>,
}

impl Diagnostic {
    /// An error that has no place yet.
    pub fn error(rule: Rule, what: impl Into<String>) -> Self {
        Self::new(Kind::Error(rule), what.into())
    }

    /// A warning that has no place yet.
    pub fn warning(lint: Lint, what: impl Into<String>) -> Self {
        Self::new(Kind::Warning(lint), what.into())
    }

    fn new(kind: Kind, what: String) -> Self {
        Self {
            kind,
            what,
            why: None,
            help: None,
            at: None,
        }
    }

    /// Adds the reason.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// Adds what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.at = Some(location);
        self
    }
}

/// A problem inside a value, found by a parser that does not know where the value stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The problem, without a place.
    pub diagnostic: Diagnostic,
    /// The characters of the value that are at fault; `None` for all of them.
    pub within: Option<Range<u32>>,
}

impl From<Diagnostic> for Fault {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostic,
            within: None,
        }
    }
}

impl Diagnostic {
    /// Points at some characters (counted from 0) of the value that is at fault.
    #[must_use]
    pub fn within(self, characters: Range<usize>) -> Fault {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Fault {
            diagnostic: self,
            within: Some(narrow(characters.start)..narrow(characters.end)),
        }
    }
}

/// The most errors that a user is shown.
const SHOWN: usize = 50;

/// What a run found, in the order it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Nothing found.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds all of another run.
    pub fn extend(&mut self, other: Self) {
        self.items.extend(other.items);
    }

    /// Gives those a place that have none.
    #[must_use]
    pub fn at(mut self, location: &Location) -> Self {
        for item in &mut self.items {
            item.at.get_or_insert_with(|| location.clone());
        }
        self
    }

    /// Brings what was found into the order of files and lines.
    pub fn sort(&mut self) {
        let place = |at: &Location| (at.file.name().to_owned(), at.span.start);
        self.items.sort_by_key(|item| item.at.as_ref().map(place));
    }

    /// Everything, errors and warnings.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// The errors only.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter()
            .filter(|item| matches!(item.kind, Kind::Error(_)))
    }

    /// The errors that a user is shown: the first ones. A file of another kind under the right name has one in every line.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Diagnostic> {
        self.errors().take(SHOWN)
    }

    /// The warnings only, each with its rule.
    pub fn warnings(&self) -> impl Iterator<Item = (Lint, &Diagnostic)> {
        self.iter().filter_map(|item| match item.kind {
            Kind::Warning(lint) => Some((lint, item)),
            Kind::Error(_) => None,
        })
    }

    /// The warnings that a build tells: the first ones, and how many more there are.
    pub fn told(&self) -> Vec<(Lint, Diagnostic)> {
        let owned = |(lint, warning): (Lint, &Diagnostic)| (lint, warning.clone());
        let mut told: Vec<_> = self.warnings().take(SHOWN).map(owned).collect();
        let mut others = self.warnings().skip(SHOWN);
        if let Some((lint, _)) = others.next() {
            told.push((lint, texts::lint::more_warnings(lint, others.count() + 1)));
        }
        told
    }

    /// Whether the build must stop.
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Whether nothing was found at all.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Keeps the value if there was no error, with the warnings beside it.
    pub fn or_fail<T>(self, value: T) -> Result<(T, Self), Self> {
        if self.has_errors() {
            Err(self)
        } else {
            Ok((value, self))
        }
    }

    /// The file of the first error that has a place, and the places of all that are shown in that file: what the client shows.
    ///
    /// One file only, because the client prints one block of lines well and several in no useful order.
    pub fn source(&self) -> Option<(SourceFile, Vec<Span>)> {
        let first = self.shown().find_map(|item| item.at.as_ref())?;
        let placed = self.shown().filter_map(|item| item.at.as_ref());
        let inside = placed.filter(|at| at.file == first.file);
        Some((self.masked(&first.file), inside.map(|at| at.span).collect()))
    }

    /// A file as it may be shown: without the secrets that were complained about. Logs are kept, and so is the history of builds.
    pub fn masked(&self, file: &SourceFile) -> SourceFile {
        let secrets = self.iter().filter(|item| item.kind.is_secret());
        let inside = secrets.filter_map(|item| item.at.as_ref().filter(|at| at.file == *file));
        file.masked(&inside.map(|at| at.span).collect::<Vec<_>>())
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            items: vec![diagnostic],
        }
    }
}

#[cfg(test)]
mod tests;
