//! Files from elsewhere: from other images and contexts, and from places of the build context that are not shipped as they are.

use std::str::FromStr;

use super::absolute_path::{self, is_inside};
use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use super::{ImageReference, Workdir};
use crate::diagnostic::{Diagnostic, Span, Spanned, texts::copy as texts};

/// The stage that files can be copied from.
const BUILDER: &str = "builder";

/// Links in most distributions: what is put there takes their place, and nothing works any more.
const LINKS: [(&str, &str); 8] = [
    ("/bin", "/usr/bin"),
    ("/lib", "/usr/lib"),
    ("/lib32", "/usr/lib32"),
    ("/lib64", "/usr/lib64"),
    ("/libx32", "/usr/libx32"),
    ("/sbin", "/usr/sbin"),
    ("/var/lock", "/run/lock"),
    ("/var/run", "/run"),
];

/// Directories that are made when a container starts, or by us.
const TAKEN: [&str; 6] = [
    "/dev",
    "/opt/venv",
    "/proc",
    "/run/cartwright",
    "/sys",
    "/tmp",
];

/// Directories that every system has: a file goes into them, and does not take their place.
const SHARED: [&str; 30] = [
    "/etc",
    "/home",
    "/media",
    "/mnt",
    "/opt",
    "/root",
    "/run",
    "/srv",
    "/usr",
    "/usr/bin",
    "/usr/include",
    "/usr/lib",
    "/usr/libexec",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/etc",
    "/usr/local/include",
    "/usr/local/lib",
    "/usr/local/libexec",
    "/usr/local/sbin",
    "/usr/local/share",
    "/usr/local/src",
    "/usr/sbin",
    "/usr/share",
    "/usr/src",
    "/var",
    "/var/cache",
    "/var/lib",
    "/var/log",
    "/var/tmp",
];

/// Files that are copied into the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Where they are.
    pub from: CopiedFrom,
    /// Which they are.
    pub src: Spanned<CopiedPath>,
    /// Where they go.
    pub dest: Spanned<Destination>,
    /// Permissions of every file and directory; `None` leaves each its own.
    pub mode: Option<u16>,
    /// Where it is written.
    pub at: Span,
}

/// Where files are copied from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopiedFrom {
    /// The build context.
    Context,
    /// The base that builds, with the packages of `apt.build`.
    Builder(Span),
    /// A named context of the client's, or an image.
    Named(Spanned<ImageReference>),
}

/// An absolute path in the place that is copied from, without `.`, `..`, doubled or trailing slashes; `/` is everything.
/// Maybe a pattern with `*`, `?` and `[…]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedPath(String);

impl CopiedPath {
    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it may match several files.
    pub fn is_pattern(&self) -> bool {
        self.0.contains(['*', '?', '['])
    }
}

impl FromStr for CopiedPath {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let path = absolute_path::normalize(&format!("/{text}"));
        let path = path
            .filter(|_| !text.is_empty())
            .ok_or_else(|| texts::src(text))?;
        if text.split('/').any(|part| part == "..") {
            return Err(texts::src(text));
        }
        Ok(Self(path))
    }
}

/// An absolute path in the image that files can be copied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Without `.`, `..`, doubled or trailing slashes.
    pub path: String,
    /// Whether it is a directory, so that a file goes into it: it ends in a slash, or every system has it.
    pub is_directory: bool,
}

impl Destination {
    /// A path that may be relative to the application's directory.
    fn parse(text: &str, workdir: &Workdir) -> Result<Self, Diagnostic> {
        let absolute = if text.starts_with('/') {
            text.to_owned()
        } else {
            format!("{}/{text}", workdir.as_str())
        };
        let path = absolute_path::normalize(&absolute).ok_or_else(|| texts::dest(text))?;
        if path == "/" || text.is_empty() {
            return Err(texts::dest(text));
        }
        let inside = |directory: &str| is_inside(&path, directory);
        if let Some((link, target)) = LINKS.into_iter().find(|(link, _)| inside(link)) {
            return Err(texts::dest_is_link(&path, link, target));
        }
        if let Some(taken) = TAKEN.into_iter().find(|taken| inside(taken)) {
            return Err(texts::dest_taken(&path, taken));
        }
        let is_directory = text.ends_with('/')
            || SHARED.contains(&path.as_str())
            || is_inside(workdir.as_str(), &path);
        Ok(Self { path, is_directory })
    }
}

pub(super) const FIELDS: &[Known] = &[
    ("from", &[]),
    ("src", &["source"]),
    ("dest", &["dst", "destination", "target"]),
    ("mode", &["chmod"]),
];

/// A list of copies, or one alone.
pub(super) fn read(
    reader: &mut Reader,
    field: &str,
    node: &Node,
    workdir: &Workdir,
) -> Vec<Copied> {
    let nodes = match &node.kind {
        Kind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut copies = Vec::new();
    for node in reader.steps(field, nodes, node.span) {
        if let Kind::Map(entries) = &node.kind {
            let fields = Fields::of(reader, entries, FIELDS);
            copies.extend(copied(fields, node.span, workdir));
        } else {
            reader.report(texts::not_a_map(field), node.span);
        }
    }
    copies
}

fn copied(mut fields: Fields, at: Span, workdir: &Workdir) -> Option<Copied> {
    for key in ["src", "dest"] {
        // After an unknown key, its absence is likely a consequence.
        if !fields.has(key) && !fields.has_errors() {
            fields.report(texts::without(key), at);
        }
    }
    let from = fields.read("from", from);
    let src = fields.value("src");
    let dest = fields.read("dest", |reader, field, node| {
        reader.value_with(field, node, |text| Destination::parse(text, workdir))
    });
    let mode = fields.read("mode", |reader, field, node| {
        reader.value_with(field, node, mode)
    });
    Some(Copied {
        from: from.unwrap_or(Some(CopiedFrom::Context))?,
        src: src?,
        dest: dest.flatten()?,
        mode: mode.flatten().map(|mode| mode.value),
        at,
    })
}

fn from(reader: &mut Reader, field: &str, node: &Node) -> Option<CopiedFrom> {
    match &node.kind {
        Kind::Scalar(name) if name == BUILDER => Some(CopiedFrom::Builder(node.span)),
        _ => reader.value(field, node).map(CopiedFrom::Named),
    }
}

/// Three or four octal digits.
fn mode(text: &str) -> Result<u16, Diagnostic> {
    let digits = matches!(text.len(), 3 | 4).then(|| u16::from_str_radix(text, 8).ok());
    digits.flatten().ok_or_else(|| texts::mode(text))
}
