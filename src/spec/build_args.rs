//! Values that a build gives: `${NAME}` in a spec stands for what `--build-arg NAME=…` says, if `args` declares the name.

use std::collections::BTreeMap;

use super::env::check_name;
use super::reader::Reader;
use super::yaml::{Kind, Node};
use crate::diagnostic::texts::{build_args as texts, spec as spec_texts};
use crate::diagnostic::{Diagnostic, Spanned};

/// What the client gives, by name.
pub type Given = BTreeMap<String, String>;

/// The field that declares.
pub(super) const FIELD: &str = "args";

/// The most bytes that all values together add to a spec: far more than any needs.
const LONGEST: usize = 1 << 20;

/// Arguments that BuildKit gives to every step by itself, in upper or lower case.
const PROXIES: [&str; 5] = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "FTP_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
];

/// A value that builds can give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildArg {
    /// Its name, with its place.
    pub name: Spanned<String>,
    /// What it is where a build does not say; `None` if every build has to.
    pub default: Option<String>,
}

/// Whether an argument has a meaning of its own, and is none that a spec declares.
pub fn is_reserved(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    PROXIES.contains(&upper.as_str())
        || name.starts_with("BUILDKIT_")
        || name.starts_with("BUILDX_")
        || name == "SOURCE_DATE_EPOCH"
}

/// Reads `args`: a map of defaults, or a list of `NAME` and `NAME=default`, as in compose.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Vec<BuildArg> {
    let written: Vec<_> = match &node.kind {
        Kind::Map(entries) => entries
            .iter()
            .filter_map(|(name, value)| of_entry(reader, name, value))
            .collect(),
        Kind::List(items) => items
            .iter()
            .filter_map(|item| of_item(reader, field, item))
            .collect(),
        Kind::Null | Kind::Scalar(_) => {
            reader.report(texts::not_a_map(node.describe()), node.span);
            return Vec::new();
        }
    };
    let mut args: Vec<BuildArg> = Vec::new();
    for arg in written {
        match check(&arg.name.value, &args) {
            Ok(()) => args.push(arg),
            Err(problem) => reader.report(problem, arg.name.span),
        }
    }
    args
}

/// `NAME: default`, or `NAME:`
fn of_entry(reader: &mut Reader, name: &Spanned<String>, value: &Node) -> Option<BuildArg> {
    let default = match value.kind {
        Kind::Null => None,
        _ => Some(reader.text(&name.value, value)?.to_owned()),
    };
    let name = name.clone();
    Some(BuildArg { name, default })
}

/// `NAME=default`, or `NAME`
fn of_item(reader: &mut Reader, field: &str, item: &Node) -> Option<BuildArg> {
    let text = reader.text(field, item)?;
    let (name, default) = match text.split_once('=') {
        Some((name, default)) => (name, Some(default.to_owned())),
        None => (text, None),
    };
    let at = item.within(text)(0..name.chars().count());
    Some(BuildArg {
        name: Spanned::new(name.to_owned(), at),
        default,
    })
}

fn check(name: &str, known: &[BuildArg]) -> Result<(), Diagnostic> {
    if is_reserved(name) {
        return Err(texts::reserved(name));
    }
    if known.iter().any(|arg| arg.name.value == name) {
        return Err(spec_texts::given_twice(name));
    }
    check_name(name).map_err(|_| texts::name(name))
}

/// What is put into texts, and how much more.
pub(super) struct Expansion<'a> {
    args: &'a [BuildArg],
    given: &'a Given,
    left: usize,
}

impl<'a> Expansion<'a> {
    /// Nothing is expanded yet.
    pub(super) fn new(args: &'a [BuildArg], given: &'a Given) -> Self {
        Self {
            args,
            given,
            left: LONGEST,
        }
    }

    /// Puts values in the place of `${NAME}`, wherever `args` declares the name; everything else stays as it is written.
    pub(super) fn expand(&mut self, reader: &mut Reader, node: &mut Node) {
        match &mut node.kind {
            Kind::Null => {}
            Kind::Scalar(text) => match self.expanded(text) {
                Ok(expanded) => *text = expanded,
                Err(problem) => reader.report(problem, node.span),
            },
            Kind::List(items) => {
                for item in items {
                    self.expand(reader, item);
                }
            }
            Kind::Map(entries) => {
                for (_, value) in entries {
                    self.expand(reader, value);
                }
            }
        }
    }

    /// One text. What a value holds is not looked into.
    fn expanded(&mut self, text: &str) -> Result<String, Diagnostic> {
        let mut parts = text.split("${");
        let mut whole = parts.next().unwrap_or_default().to_owned();
        let mut added = 0;
        for part in parts {
            let declared = part.split_once('}').and_then(|(name, rest)| {
                let arg = self.args.iter().find(|arg| arg.name.value == name)?;
                Some((arg, rest))
            });
            let Some((BuildArg { name, default }, rest)) = declared else {
                whole.extend(["${", part]);
                continue;
            };
            let name = &name.value;
            let value = self.given.get(name).or(default.as_ref());
            let value = value.ok_or_else(|| texts::no_value(name))?;
            added += value.len();
            if added > self.left {
                return Err(texts::too_long(name));
            }
            whole.extend([value, rest]);
        }
        self.left -= added;
        Ok(whole)
    }
}
