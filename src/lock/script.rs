//! Scripts that say what they need (PEP 723).

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned as At, Value};

use super::pyproject::DECISIVE;
use super::python::Requires;
use crate::diagnostic::{Diagnostic, SourceFile, Span, Spanned, texts::lock_formats as texts};

/// What a script says.
pub(super) struct Script {
    /// Requirements (PEP 508).
    pub dependencies: Vec<Spanned<String>>,
    pub requires_python: Option<Requires>,
    /// `exclude-newer` of `[tool.uv]`.
    pub exclude_newer: Option<String>,
    /// Settings of `[tool.uv]` that would change what is installed from where.
    pub settings: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    requires_python: Option<At<String>>,
    #[serde(default)]
    dependencies: Vec<At<String>>,
    #[serde(default)]
    tool: Tool,
}

#[derive(Default, Deserialize)]
struct Tool {
    #[serde(default)]
    uv: BTreeMap<At<String>, Value>,
}

const BEGIN: &str = "# /// script";
const END: &str = "# ///";

/// Reads the block of a script.
pub(super) fn parse(file: &SourceFile) -> Result<Script, Diagnostic> {
    let text = block(file)?;
    // It has the lines and columns of the script.
    let text = SourceFile::new(file.name(), text);
    let document: Document = toml::from_str(text.text()).map_err(|error| {
        let span = error.span().map_or_else(Span::default, |it| text.span(it));
        texts::script_syntax(error.message()).at(file.at(span))
    })?;
    let requires = document.requires_python.map(|requires| Requires {
        at: file.at(text.span(requires.span())),
        text: requires.into_inner(),
    });
    let spanned = |it: At<String>| {
        let span = text.span(it.span());
        Spanned::new(it.into_inner(), span)
    };
    let uv = document.tool.uv;
    let moment = uv.get("exclude-newer").and_then(Value::as_str);
    let exclude_newer = moment.map(str::to_owned);
    let is_decisive = |key: &At<String>| {
        let key = key.get_ref().as_str();
        DECISIVE.contains(&key) || key == "sources"
    };
    let settings = uv.into_keys().filter(is_decisive);
    Ok(Script {
        dependencies: document.dependencies.into_iter().map(spanned).collect(),
        requires_python: requires,
        exclude_newer,
        settings: settings.map(spanned).collect(),
    })
}

/// The block with spaces for its number signs, and empty lines for what is above it.
fn block(file: &SourceFile) -> Result<String, Diagnostic> {
    let lines: Vec<_> = file.text().lines().map(str::trim_end).collect();
    let mut found = None;
    let mut from = 0;
    while let Some(begin) = lines[from..].iter().position(|line| *line == BEGIN) {
        let begin = from + begin + 1;
        let is_comment = |line: &&&str| **line == "#" || line.starts_with("# ");
        let length = lines[begin..].iter().take_while(is_comment).count();
        let comments = &lines[begin..begin + length];
        from = begin;
        // Without an end it is a comment like any other.
        let Some(end) = comments.iter().rposition(|line| *line == END) else {
            continue;
        };
        if found.is_some() {
            return Err(texts::several_script_blocks().at(file.at(file.line(begin))));
        }
        from = begin + end + 1;
        let content = comments[..end].iter();
        let content = content.map(|line| format!("  {}\n", line.get(2..).unwrap_or_default()));
        found = Some("\n".repeat(begin) + &content.collect::<String>());
    }
    let start = || file.at(Span::default());
    found.ok_or_else(|| texts::no_script_block(file.name()).at(start()))
}
