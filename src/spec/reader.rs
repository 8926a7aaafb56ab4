//! From the tree to typed values, collecting every problem on the way.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::yaml::{self, Kind, Node};
use crate::diagnostic::{
    Diagnostic, Diagnostics, Fault, SourceFile, Span, Spanned, texts::spec as texts,
};

/// More processes, checks, build steps or copies than any application has: each of them becomes a step of its own.
const MOST_STEPS: usize = 100;

/// A file that is being read, and what was found wrong with it so far.
pub(super) struct Reader {
    pub file: SourceFile,
    pub diagnostics: Diagnostics,
}

impl Reader {
    /// Notes a problem at a place.
    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.diagnostics.push(diagnostic.at(self.file.at(span)));
    }

    /// What becomes steps, as far as there are not too many.
    pub(super) fn steps<'n, T>(&mut self, field: &str, all: &'n [T], span: Span) -> &'n [T] {
        if all.len() <= MOST_STEPS {
            return all;
        }
        self.report(texts::too_many_steps(field, MOST_STEPS), span);
        &all[..MOST_STEPS]
    }

    /// The text of a scalar.
    pub(super) fn text<'n>(&mut self, field: &str, node: &'n Node) -> Option<&'n str> {
        match &node.kind {
            // No argument, variable or path can hold it; only an escape can write it.
            Kind::Scalar(text) if text.contains('\0') => {
                self.report(texts::nul_character(field), node.span);
                None
            }
            Kind::Scalar(text) => Some(text),
            Kind::Null => {
                self.report(texts::no_value(field), node.span);
                None
            }
            Kind::List(_) | Kind::Map(_) => {
                self.report(
                    texts::wrong_type(field, "a text", node.describe()),
                    node.span,
                );
                None
            }
        }
    }

    /// A scalar as the type it stands for.
    pub(super) fn value<T>(&mut self, field: &str, node: &Node) -> Option<Spanned<T>>
    where
        T: FromStr,
        T::Err: Into<Fault>,
    {
        self.value_with(field, node, T::from_str)
    }

    /// A scalar as a function reads it.
    pub(super) fn value_with<T, E: Into<Fault>>(
        &mut self,
        field: &str,
        node: &Node,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Spanned<T>> {
        let text = self.text(field, node)?;
        match parse(text) {
            Ok(value) => Some(Spanned::new(value, node.span)),
            Err(fault) => {
                let Fault { diagnostic, within } = fault.into();
                let span = within.map_or(node.span, |range| {
                    node.within(text)(range.start as usize..range.end as usize)
                });
                self.report(diagnostic, span);
                None
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, field: &str, node: &Node) -> Option<bool> {
        let flag = self.value_with(field, node, |text| match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(texts::not_a_flag(field, text)),
        });
        flag.map(|flag| flag.value)
    }

    /// A list of scalars, or one alone.
    pub(super) fn values<T>(&mut self, field: &str, node: &Node) -> Vec<Spanned<T>>
    where
        T: FromStr,
        T::Err: Into<Fault>,
    {
        self.values_with(field, node, T::from_str)
    }

    /// A list of scalars, or one alone, as a function reads each.
    pub(super) fn values_with<T, E: Into<Fault>>(
        &mut self,
        field: &str,
        node: &Node,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<Spanned<T>> {
        match &node.kind {
            Kind::List(items) => items
                .iter()
                .filter_map(|item| self.value_with(field, item, &parse))
                .collect(),
            Kind::Map(_) => {
                self.report(
                    texts::wrong_type(field, "a list", node.describe()),
                    node.span,
                );
                Vec::new()
            }
            Kind::Null | Kind::Scalar(_) => {
                self.value_with(field, node, parse).into_iter().collect()
            }
        }
    }

    /// Named texts: a map, or a list of `name=text`.
    pub(super) fn pairs(
        &mut self,
        field: &str,
        node: &Node,
        check: impl Fn(&str) -> Result<(), Diagnostic>,
    ) -> BTreeMap<String, Spanned<String>> {
        let mut pairs = BTreeMap::new();
        let mut add = |reader: &mut Self, name: &str, at: Span, text: &str, span: Span| {
            if let Err(problem) = check(name) {
                reader.report(problem, at);
            } else if pairs
                .insert(name.to_owned(), Spanned::new(text.to_owned(), span))
                .is_some()
            {
                reader.report(texts::given_twice(name), at);
            }
        };
        match &node.kind {
            Kind::Map(entries) => {
                for (name, value) in entries {
                    if name.value == "<<" {
                        // A merge key, which is told as one.
                    } else if value.kind == Kind::Null {
                        self.report(texts::pair_without_value(&name.value), name.span);
                    } else if let Some(text) = self.text(&name.value, value) {
                        add(self, &name.value, name.span, text, value.span);
                    }
                }
            }
            Kind::List(items) => {
                for item in items {
                    if let Kind::Map(entries) = &item.kind
                        && let Some((name, _)) = entries.first()
                    {
                        self.report(texts::pair_as_map(field, &name.value), item.span);
                        continue;
                    }
                    match self
                        .text(field, item)
                        .map(|text| (text, text.split_once('=')))
                    {
                        Some((written, Some((name, text)))) => {
                            let end = written.chars().count();
                            let span = item.within(written)(end - text.chars().count()..end);
                            add(self, name, item.span, text, span);
                        }
                        Some((text, None)) => {
                            self.report(texts::pair_without_equals(field, text), item.span);
                        }
                        None => {}
                    }
                }
            }
            Kind::Null => self.report(texts::no_value(field), node.span),
            Kind::Scalar(_) => self.report(
                texts::wrong_type(field, "a map", node.describe()),
                node.span,
            ),
        }
        pairs
    }
}

/// The keys of a map, taken one by one.
pub(super) struct Fields<'r, 'n> {
    reader: &'r mut Reader,
    entries: BTreeMap<&'static str, (&'n Spanned<String>, &'n Node)>,
}

/// A key that is known: its name, and other names that mean the same.
pub(super) type Known = (&'static str, &'static [&'static str]);

impl<'r, 'n> Fields<'r, 'n> {
    /// Sorts out what is known and what is not. A key without a value is an error.
    pub(super) fn of(
        reader: &'r mut Reader,
        entries: &'n [(Spanned<String>, Node)],
        known: &[Known],
    ) -> Self {
        let mut taken: BTreeMap<&'static str, (&'n Spanned<String>, &'n Node)> = BTreeMap::new();
        // What belongs to it may follow it without being indented.
        let mut empty: Option<&str> = None;
        for (key, node) in entries {
            let Spanned {
                value: written,
                span,
            } = key;
            let name = written.replace('-', "_");
            let found = known
                .iter()
                .find(|(field, aliases)| *field == name || aliases.contains(&name.as_str()));
            match found {
                Some((field, _)) => {
                    empty = (node.kind == Kind::Null).then_some(written);
                    if let Some((first, _)) = taken.get(field) {
                        reader.report(
                            texts::given_under_two_names(
                                written,
                                &first.value,
                                first.span.start.line,
                            ),
                            *span,
                        );
                    } else {
                        taken.insert(field, (key, node));
                    }
                }
                None if yaml::is_reported_key(written) => {}
                None => {
                    let names = known.iter().map(|(field, _)| *field);
                    reader.report(texts::unknown_key(written, empty, names), *span);
                }
            }
        }
        Self {
            reader,
            entries: taken,
        }
    }

    /// Whether a key was written.
    pub(super) fn has(&self, field: &str) -> bool {
        self.entries.contains_key(field)
    }

    /// Whether anything was wrong so far.
    pub(super) fn has_errors(&self) -> bool {
        self.reader.diagnostics.has_errors()
    }

    /// Where a key was written.
    pub(super) fn place(&self, field: &str) -> Option<Span> {
        self.entries.get(field).map(|(key, _)| key.span)
    }

    /// Notes a problem at a place.
    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.reader.report(diagnostic, span);
    }

    /// The value of a key, if it was written, as a function reads it, which is told the name that it was written with.
    pub(super) fn read<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Reader, &str, &Node) -> T,
    ) -> Option<T> {
        let (key, node) = self.entries.get(field)?;
        if node.kind == Kind::Null {
            self.reader.report(texts::no_value(&key.value), key.span);
            return None;
        }
        Some(read(self.reader, &key.value, node))
    }

    /// The value of a key, if it was written, as the type it stands for.
    pub(super) fn value<T>(&mut self, field: &'static str) -> Option<Spanned<T>>
    where
        T: FromStr,
        T::Err: Into<Fault>,
    {
        self.read(field, Reader::value).flatten()
    }
}
