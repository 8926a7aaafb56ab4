//! Patterns of paths, in the syntax of `.dockerignore`.

use super::reader::Reader;
use super::yaml::Node;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile, Spanned, texts::spec as texts};

/// Patterns of what to ship.
pub(super) fn read_included(reader: &mut Reader, field: &str, node: &Node) -> Vec<Spanned<String>> {
    reader.values_with(field, node, |text| match inside(text)? {
        pattern if pattern.starts_with('!') => Err(texts::include_is_negated(text)),
        pattern => Ok(pattern),
    })
}

/// Patterns of what not to ship; `!` brings back what an earlier one took away.
pub(super) fn read_excluded(reader: &mut Reader, field: &str, node: &Node) -> Vec<Spanned<String>> {
    reader.values_with(field, node, inside)
}

/// The patterns of an ignore file, in their order: what BuildKit's local source takes as patterns to exclude.
///
/// A `#` in the first column makes a comment.
pub fn ignore_file(file: &SourceFile) -> Result<Vec<String>, Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    let mut patterns = Vec::new();
    for (index, line) in file.text().lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        match normalize(line) {
            // Docker takes patterns that can match nothing, and so do we.
            Ok(Some(pattern)) if pattern != "." => patterns.push(pattern),
            Ok(_) => {}
            Err(problem) => diagnostics.push(problem.at(file.at(file.line(index + 1)))),
        }
    }
    if diagnostics.has_errors() {
        Err(diagnostics)
    } else {
        Ok(patterns)
    }
}

/// A pattern that can match something in the context.
fn inside(text: &str) -> Result<String, Diagnostic> {
    normalize(text)?.ok_or_else(|| texts::pattern_outside(text))
}

/// Trims a pattern and cleans its path: `!/a//b/../c/` becomes `!a/c`. `None` if it leads out of the context.
fn normalize(text: &str) -> Result<Option<String>, Diagnostic> {
    let trimmed = text.trim();
    let (negation, path) = match trimmed.strip_prefix('!') {
        Some(path) => ("!", path.trim()),
        None => ("", trimmed),
    };
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Ok(None);
                }
            }
            part => parts.push(part),
        }
    }
    let pattern = parts.join("/");
    if path.is_empty() || pattern.contains(char::is_control) || !classes_are_closed(&pattern) {
        return Err(texts::pattern(text));
    }
    // The context itself.
    let pattern = if pattern.is_empty() { "." } else { &pattern };
    Ok(Some(format!("{negation}{pattern}")))
}

/// Whether each `[` has its `]` and each `\` something to escape.
fn classes_are_closed(pattern: &str) -> bool {
    let mut in_class = false;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.next().is_none() => return false,
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
    }
    !in_class
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::render;

    #[test]
    fn ignore_files_are_read_like_docker_reads_them() {
        let text = "# comment\r\n\n  #no-comment\n*.log\n ! /keep//x/../a.log/ \n/build/\n./**/tmp\n../out\n/\n";
        let patterns = ignore_file(&SourceFile::new(".dockerignore", text)).unwrap();
        assert_eq!(
            patterns,
            ["#no-comment", "*.log", "!keep/a.log", "build", "**/tmp"]
        );
    }

    #[test]
    fn broken_patterns_are_told_with_their_lines() {
        let errors = ignore_file(&SourceFile::new(".dockerignore", "a\n!\n[a\nb\\\n")).unwrap_err();
        insta::assert_snapshot!(render(&errors), @r"
        3 errors
        1. .dockerignore:2:1: `!` is not a pattern
             help: use the syntax of `.dockerignore`: `*.log`, `docs/**`, `data/[a-z]*`; a `\` takes the next letter as it is
        2. .dockerignore:3:1: `[a` is not a pattern
             help: use the syntax of `.dockerignore`: `*.log`, `docs/**`, `data/[a-z]*`; a `\` takes the next letter as it is
        3. .dockerignore:4:1: `b\` is not a pattern
             help: use the syntax of `.dockerignore`: `*.log`, `docs/**`, `data/[a-z]*`; a `\` takes the next letter as it is
        ");
    }
}
