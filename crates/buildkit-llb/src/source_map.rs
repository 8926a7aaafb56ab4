//! Which lines of which file an operation comes from.

use std::{collections::HashMap, sync::Arc};

use crate::{Digest, pb};

/// A file that operations come from. The client shows its lines beside an error.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceFile {
    /// The name as the user knows it.
    pub filename: String,
    /// The whole text.
    pub data: Vec<u8>,
    /// The language, for highlighting: `YAML`.
    pub language: String,
    /// The definition that loads the file, for provenance.
    pub definition: Option<pb::Definition>,
}

impl From<&SourceFile> for pb::SourceInfo {
    fn from(file: &SourceFile) -> Self {
        Self {
            filename: file.filename.clone(),
            data: file.data.clone(),
            definition: file.definition.clone(),
            language: file.language.clone(),
        }
    }
}

/// A position in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 0. Clients do not show it.
    pub character: u32,
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceRange {
    /// Where it starts.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

impl SourceRange {
    /// Whole lines, both included, from 1.
    pub const fn lines(first: u32, last: u32) -> Self {
        Self {
            start: Position {
                line: first,
                character: 0,
            },
            end: Position {
                line: last,
                character: 0,
            },
        }
    }
}

impl From<Position> for pb::Position {
    fn from(position: Position) -> Self {
        let number = |n| i32::try_from(n).unwrap_or(i32::MAX);
        Self {
            line: number(position.line),
            character: number(position.character),
        }
    }
}

impl From<SourceRange> for pb::Range {
    fn from(range: SourceRange) -> Self {
        Self {
            start: Some(range.start.into()),
            end: Some(range.end.into()),
        }
    }
}

/// Places in one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The places.
    pub ranges: Vec<SourceRange>,
}

/// The source maps of a definition in the making.
#[derive(Debug, Default)]
pub(crate) struct SourceMap {
    message: pb::Source,
    /// By the address of the file, which the caller keeps alive.
    known: HashMap<usize, i32>,
}

impl SourceMap {
    /// Adds places of an op.
    pub(crate) fn add(&mut self, digest: &Digest, location: &Location) {
        if location.ranges.is_empty() {
            return;
        }
        let address = Arc::as_ptr(&location.file).addr();
        let known = self.known.get(&address).copied();
        let source_index = known.unwrap_or_else(|| {
            let index = self.info_index((&*location.file).into());
            self.known.insert(address, index);
            index
        });
        let ranges = location
            .ranges
            .iter()
            .map(|range| (*range).into())
            .collect();
        self.add_message(
            digest,
            pb::Location {
                source_index,
                ranges,
            },
        );
    }

    /// Adds places of an op that is made by others, which come from this file.
    pub(crate) fn add_foreign(
        &mut self,
        digest: &Digest,
        info: &pb::SourceInfo,
        ranges: &[pb::Range],
    ) {
        let source_index = self.info_index(info.clone());
        self.add_message(
            digest,
            pb::Location {
                source_index,
                ranges: ranges.into(),
            },
        );
    }

    fn info_index(&mut self, info: pb::SourceInfo) -> i32 {
        let infos = &mut self.message.infos;
        let index = infos
            .iter()
            .position(|other| *other == info)
            .unwrap_or_else(|| {
                infos.push(info);
                infos.len() - 1
            });
        i32::try_from(index).unwrap_or(i32::MAX)
    }

    /// Places that are already known are not repeated.
    fn add_message(&mut self, digest: &Digest, location: pb::Location) {
        let places = self
            .message
            .locations
            .entry(digest.to_string())
            .or_default();
        if !places.locations.contains(&location) {
            places.locations.push(location);
        }
    }

    pub(crate) fn into_pb(self) -> Option<pb::Source> {
        (!self.message.infos.is_empty()).then_some(self.message)
    }
}
