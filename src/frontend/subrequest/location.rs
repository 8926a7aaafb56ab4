//! Places in the form that subrequests give them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::diagnostic::{SourceFile, Span};
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
