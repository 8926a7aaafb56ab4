//! Places in the form that subrequests give them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostics, Location, SourceFile, Span};
use crate::lower::range;

/// A place in the first of an answer's sources, which is the spec.
pub(super) fn location(span: Span) -> Value {
    let range = range(span);
    let position = |position: buildkit_llb::Position| json!({"line": position.line, "character": position.character});
    json!({"ranges": [{"start": position(range.start), "end": position(range.end)}]})
}

/// A file's bytes.
pub(super) fn data(file: &SourceFile) -> String {
    STANDARD.encode(file.text())
}

/// The files that places are in, in the order of their indexes.
pub(super) struct Sources(Vec<SourceFile>);

impl Sources {
    /// The spec, which is always the first.
    pub(super) fn new(spec: SourceFile) -> Self {
        Self(vec![spec])
    }

    /// A place in any file, which becomes one of the sources; or none at all.
    pub(super) fn location(&mut self, at: Option<&Location>) -> Value {
        let Some(Location { file, span }) = at else {
            return json!({"sourceIndex": -1, "ranges": []});
        };
        let known = self.0.iter().position(|source| source == file);
        let index = known.unwrap_or_else(|| {
            self.0.push(file.clone());
            self.0.len() - 1
        });
        let mut place = location(*span);
        place["sourceIndex"] = json!(index);
        place
    }

    /// Whether a place is in the spec.
    pub(super) fn is_in_spec(&self, at: &Location) -> bool {
        self.0.first() == Some(&at.file)
    }

    /// Names and bytes of the files, without the secrets that were found in them.
    pub(super) fn to_json(&self, found: &Diagnostics) -> Value {
        let source = |file: &SourceFile| {
            let shown = found.masked(file);
            json!({"filename": file.name(), "language": language(file.name()), "data": data(&shown)})
        };
        self.0.iter().map(source).collect()
    }
}

fn language(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "toml" | "lock")) => "TOML",
        Some((_, "txt" | "in")) => "requirements",
        _ => "YAML",
    }
}
