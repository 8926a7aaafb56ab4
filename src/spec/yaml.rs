//! YAML as a tree that keeps what was written: raw texts, quotes and places.
//!
//! A small YAML on purpose: no anchors, aliases, tags, merge keys or second documents. The parser behind it is used in
//! this file only.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, StructureStyle};

use crate::diagnostic::{Diagnostics, Position, SourceFile, Span, Spanned, texts::spec as texts};

/// Deeper than any spec, and far from the end of the stack.
const DEEPEST: usize = 16;

/// More than any spec has.
const MOST_NODES: usize = 20_000;

/// Merges maps in YAML 1.1.
const MERGE_KEY: &str = "<<";

/// A value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub kind: Kind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// The text as written, without its quotes.
    Scalar(String),
    List(Vec<Node>),
    /// In the order written, without duplicates.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// How people call this kind of value.
    pub(super) fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }

    /// Tells the places of characters of a scalar. All of it if quotes, escapes or line breaks blur where they are.
    pub(super) fn within(&self, text: &str) -> impl Fn(Range<usize>) -> Span + use<> {
        let whole = self.span;
        let written = whole.end.column.saturating_sub(whole.start.column) as usize;
        let quotes = match written.checked_sub(text.chars().count()) {
            _ if whole.start.line != whole.end.line => None,
            Some(0) => Some(0),
            Some(2) => Some(1),
            _ => None,
        };
        move |characters| {
            let Some(quotes) = quotes else {
                return whole;
            };
            let column = |offset: usize| whole.start.column as usize + quotes + offset;
            let columns = column(characters.start)..column(characters.end);
            Span::on_line(whole.start.line as usize, columns)
        }
    }
}

/// Whether a key was already reported when the tree was made.
pub(super) fn is_reported_key(key: &str) -> bool {
    key.is_empty() || key == MERGE_KEY
}

/// Reads the only document of a file; `None` if it holds nothing.
///
/// What the tree leaves out (an alias, the second of two equal keys) is in the diagnostics; the rest can still be read.
pub(super) fn parse(file: &SourceFile, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut tree = Tree {
        file,
        diagnostics,
        open: Vec::new(),
        root: None,
        nodes: 0,
        documents: 0,
    };
    if let Some(byte) = lone_return(file.text()) {
        tree.report(texts::yaml_carriage_return(), file.span(byte..byte + 1));
        return None;
    }
    let options = granit_parser::options! { emit_unresolved_aliases: true };
    for next in Parser::new_from_str_with_options(file.text(), options) {
        let goes_on = match next {
            Ok((event, span)) => tree.take(&event, place(span)),
            Err(error) => tree.fail(&error),
        };
        if !goes_on {
            return None;
        }
    }
    tree.root
}

/// A carriage return that no line feed follows: a line's end to YAML, and to nobody who counts lines.
fn lone_return(text: &str) -> Option<usize> {
    let mut returns = text.match_indices('\r');
    let lone = returns.find(|(byte, _)| !text[*byte..].starts_with("\r\n"));
    lone.map(|(byte, _)| byte)
}

fn place(span: granit_parser::Span) -> Span {
    let position = |marker: granit_parser::Marker| Position::new(marker.line(), marker.col() + 1);
    Span {
        start: position(span.start),
        end: position(span.end),
    }
}

struct Tree<'a> {
    file: &'a SourceFile,
    diagnostics: &'a mut Diagnostics,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    documents: usize,
}

/// A collection whose end has not been met.
struct Open {
    kind: Kind,
    span: Span,
    is_flow: bool,
    /// In a map: the key that waits for its value.
    key: Option<Spanned<String>>,
}

impl Tree<'_> {
    /// Takes one event; `false` when there is no use in going on.
    fn take(&mut self, event: &Event, span: Span) -> bool {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.report(texts::yaml_second_document(), span);
                    return false;
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.report(texts::yaml_alias(), span);
                self.add(Node {
                    kind: Kind::Null,
                    span,
                });
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_properties(*anchor, tag.is_some(), span);
                let span = match style {
                    ScalarStyle::Literal | ScalarStyle::Folded => self.without_last_break(span),
                    _ => span,
                };
                let is_null = *style == ScalarStyle::Plain
                    && matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL");
                let kind = if is_null {
                    Kind::Null
                } else {
                    Kind::Scalar(text.to_string())
                };
                self.add(Node { kind, span });
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.refuse_properties(*anchor, tag.is_some(), span);
                self.open(Kind::List(Vec::new()), *style, span);
            }
            Event::MappingStart(style, anchor, tag) => {
                self.refuse_properties(*anchor, tag.is_some(), span);
                self.open(Kind::Map(Vec::new()), *style, span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            _ => {}
        }
        self.nodes += 1;
        let fits = self.nodes <= MOST_NODES && self.open.len() <= DEEPEST;
        if !fits {
            self.report(texts::yaml_too_large(), span);
        }
        fits
    }

    fn fail(&mut self, error: &ScanError) -> bool {
        let marker = error.marker();
        let column = marker.col() + 1;
        let span = Span::on_line(marker.line(), column..column + 1);
        let unclosed = self.unclosed(span.start.line);
        self.report(texts::yaml_syntax(&error.info(), unclosed), span);
        false
    }

    /// The bracket of an earlier line that is open at a line, with its own line.
    fn unclosed(&self, line: u32) -> Option<(char, u32)> {
        let open = self.open.iter().rev().find(|open| open.is_flow)?;
        let bracket = match open.kind {
            Kind::List(_) => '[',
            _ => '{',
        };
        let start = open.span.start.line;
        (start < line).then_some((bracket, start))
    }

    fn report(&mut self, diagnostic: crate::diagnostic::Diagnostic, span: Span) {
        self.diagnostics.push(diagnostic.at(self.file.at(span)));
    }

    fn refuse_properties(&mut self, anchor: usize, is_tagged: bool, span: Span) {
        if anchor != 0 {
            self.report(texts::yaml_anchor(), span);
        }
        if is_tagged {
            self.report(texts::yaml_tag(), span);
        }
    }

    /// The parser ends a block scalar at the start of the line after it.
    fn without_last_break(&self, span: Span) -> Span {
        if span.end.column > 1 || span.end.line <= span.start.line + 1 {
            return span;
        }
        span.to(self.file.line(span.end.line as usize - 1))
    }

    fn open(&mut self, kind: Kind, style: StructureStyle, span: Span) {
        self.open.push(Open {
            kind,
            span,
            is_flow: style == StructureStyle::Flow,
            key: None,
        });
    }

    fn close(&mut self, end: Span) {
        if let Some(open) = self.open.pop() {
            let last = match &open.kind {
                Kind::List(items) => items.last(),
                Kind::Map(entries) => entries.last().map(|(_, value)| value),
                Kind::Null | Kind::Scalar(_) => None,
            };
            // The parser ends a block collection where the next thing begins.
            let end = if open.is_flow {
                end
            } else {
                last.map_or(open.span, |last| last.span)
            };
            self.add(Node {
                kind: open.kind,
                span: open.span.to(end),
            });
        }
    }

    fn add(&mut self, node: Node) {
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match (&mut parent.kind, parent.key.take()) {
            (Kind::List(items), _) => items.push(node),
            (Kind::Map(entries), Some(key)) => {
                if let Some((first, _)) = entries.iter().find(|(known, _)| known.value == key.value)
                {
                    let text = texts::yaml_duplicate_key(&key.value, first.span.start.line);
                    self.report(text, key.span);
                } else {
                    entries.push((key, node));
                }
            }
            (Kind::Map(_), None) => {
                let span = node.span;
                // A key that is no text still needs its place taken, so that its value is not read as a key.
                let (key, problem) = match node.kind {
                    Kind::Scalar(key) if key == MERGE_KEY => (key, Some(texts::yaml_merge_key())),
                    Kind::Scalar(key) if !key.is_empty() => (key, None),
                    _ => (
                        String::new(),
                        Some(texts::yaml_key_is_not_text(node.describe())),
                    ),
                };
                parent.key = Some(Spanned::new(key, span));
                if let Some(problem) = problem {
                    self.report(problem, span);
                }
            }
            (Kind::Null | Kind::Scalar(_), _) => {}
        }
    }
}
