//! Directories of packages, beside the indexes: wheels that a team built, or was given.

use super::image_reference::ImageReference;
use super::reader::{Fields, Reader};
use super::yaml::Node;
use super::{ContextDirectory, ContextPath};
use crate::diagnostic::{Span, Spanned, texts};

/// A directory whose wheels and source distributions are taken before those of any index (`index: {path: wheels}`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageDirectory {
    /// What it is a directory of: a named context of the client's, or an image; `None` for the build context.
    pub from: Option<Spanned<ImageReference>>,
    /// Where it is there. Default, with [`Self::from`]: all of it.
    pub path: ContextDirectory,
    /// Where the spec says it.
    pub at: Span,
}

impl PackageDirectory {
    /// What it is from, by its familiar name.
    pub fn from(&self) -> Option<String> {
        self.from.as_ref().map(|from| from.value.familiar())
    }

    /// Where locks have its files: in the build context, or below the name of what it is from.
    pub fn place(&self) -> ContextDirectory {
        let below = self.from().and_then(|name| {
            let root = ContextDirectory::default().directory(&name).ok()?;
            root.directory(self.path.as_str()).ok()
        });
        below.unwrap_or_else(|| self.path.clone())
    }

    /// What a file in it is from and where it is there, by the path that locks have; `None` for files of the build context.
    pub fn elsewhere(&self, path: &ContextPath) -> Option<(String, ContextPath)> {
        let name = self.from().filter(|_| path.directory() == self.place())?;
        let inner = path.as_str().strip_prefix(&name)?.strip_prefix('/')?;
        Some((name, inner.parse().ok()?))
    }
}

/// What a map has that is about a directory.
pub(super) const KEYS: [&str; 2] = ["from", "path"];

/// Reads a map that has one of [`KEYS`].
pub(super) fn read(mut fields: Fields, at: Span) -> PackageDirectory {
    for key in ["name", "url", "explicit", "packages", "auth", "fetch"] {
        if let Some(place) = fields.place(key) {
            fields.report(texts::index::not_of_a_directory(key), place);
        }
    }
    let path = fields.read("path", |reader: &mut Reader, field, node: &Node| {
        let root = ContextDirectory::default();
        reader.value_with(field, node, |text| root.directory(text))
    });
    let path = path.flatten().map(|path| path.value);
    PackageDirectory {
        from: fields.value("from"),
        path: path.unwrap_or_default(),
        at,
    }
}
