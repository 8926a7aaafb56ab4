//! Places in the user's files, in BuildKit's terms.

use std::sync::Arc;

use buildkit_llb::{Describe, Position, SourceFile, SourceRange};

use crate::diagnostic::{self, Location};

/// Says where an operation comes from: one entry for each file, because the client prints each as a block.
pub(super) fn located<Op: Describe>(mut operation: Op, at: &[Location]) -> Op {
    let mut rest = at;
    while let Some(first) = rest.first() {
        let here = rest
            .iter()
            .take_while(|location| location.file == first.file)
            .count();
        let (same_file, others) = rest.split_at(here);
        let ranges = same_file.iter().map(|location| range(location.span));
        operation = operation.location(&source_file(&first.file), ranges);
        rest = others;
    }
    operation
}

/// A file as BuildKit's clients show it.
pub fn source_file(file: &diagnostic::SourceFile) -> Arc<SourceFile> {
    Arc::new(SourceFile {
        filename: file.name().to_owned(),
        data: file.text().as_bytes().to_vec(),
        language: "YAML".to_owned(),
        definition: None,
    })
}

/// A place as BuildKit counts: lines from 1, characters from 0.
pub fn range(span: diagnostic::Span) -> SourceRange {
    let position = |p: diagnostic::Position| Position {
        line: p.line,
        character: p.column.saturating_sub(1),
    };
    SourceRange {
        start: position(span.start),
        end: position(span.end),
    }
}
