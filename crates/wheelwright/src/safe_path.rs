//! Paths that stay where they are put.

use std::borrow::Borrow;
use std::fmt;
use std::path::{Path, PathBuf};

/// A relative path below some directory, in normal form: no empty, `.` or `..` component, no backslash, no drive letter,
/// no control character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SafePath(String);

/// Why a text is not a [`SafePath`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFault {
    /// Nothing is left of it.
    Empty,
    /// It begins with `/`.
    Absolute,
    /// A component is `..`.
    Parent,
    /// Windows would see a separator.
    Backslash,
    /// It begins with a drive, such as `C:`.
    Drive,
    /// It holds NUL or another control character.
    Control,
    /// It is longer than Linux takes.
    Long,
}

/// The longest path that Linux takes, in bytes.
const LONGEST: usize = 4095;

impl SafePath {
    /// Reads a path with `/` between its components; `.` and empty components are left out.
    pub fn parse(text: &str) -> Result<Self, PathFault> {
        if text.contains('\\') {
            return Err(PathFault::Backslash);
        }
        if text.chars().any(char::is_control) {
            return Err(PathFault::Control);
        }
        if text.starts_with('/') {
            return Err(PathFault::Absolute);
        }
        if let [drive, b':', ..] = text.as_bytes()
            && drive.is_ascii_alphabetic()
        {
            return Err(PathFault::Drive);
        }
        let mut normal = String::with_capacity(text.len());
        for component in text.split('/') {
            match component {
                "" | "." => {}
                ".." => return Err(PathFault::Parent),
                component => {
                    if !normal.is_empty() {
                        normal.push('/');
                    }
                    normal.push_str(component);
                }
            }
        }
        if normal.is_empty() {
            return Err(PathFault::Empty);
        }
        if normal.len() > LONGEST {
            return Err(PathFault::Long);
        }
        Ok(Self(normal))
    }

    /// The path as text, with `/` between its components.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A path that is known to be safe.
    pub(crate) fn known(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// A path below this one.
    #[must_use]
    pub fn joined(&self, path: &Self) -> Self {
        Self(format!("{}/{}", self.0, path.0))
    }

    /// Where a relative path leads from here, unless it leads out of everything.
    pub fn followed(&self, path: &str) -> Option<Self> {
        if path.starts_with('/') {
            return None;
        }
        let mut parts: Vec<&str> = self.0.split('/').collect();
        for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
            if part == ".." {
                parts.pop()?;
            } else {
                parts.push(part);
            }
        }
        Self::parse(&parts.join("/")).ok()
    }

    /// What is left of it below a directory, unless it is elsewhere.
    pub fn within(&self, directory: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(&directory.0)?.strip_prefix('/')?;
        Some(Self(rest.to_owned()))
    }

    /// Its first component, and the rest if there is any.
    pub fn split_first(&self) -> (&str, Option<Self>) {
        match self.0.split_once('/') {
            Some((first, rest)) => (first, Some(Self(rest.to_owned()))),
            None => (&self.0, None),
        }
    }

    /// The directories that it is in, the innermost first.
    pub fn parents(&self) -> impl Iterator<Item = &str> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            rest = rest.rsplit_once('/')?.0;
            Some(rest)
        })
    }

    /// How many components it has.
    pub fn depth(&self) -> usize {
        self.0.split('/').count()
    }

    /// The path in the file system, below a directory.
    pub fn on(&self, directory: &Path) -> PathBuf {
        directory.join(&self.0)
    }
}

impl Borrow<str> for SafePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SafePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::Component;

    #[test]
    fn spellings_of_one_path_are_equal() {
        for spelling in ["a/b", "./a/b", "a//b", "a/./b", "a/b/"] {
            assert_eq!(SafePath::parse(spelling).unwrap().as_str(), "a/b");
        }
    }

    #[test]
    fn what_leaves_the_directory_is_refused() {
        for (text, fault) in [
            ("", PathFault::Empty),
            ("./", PathFault::Empty),
            ("/etc/passwd", PathFault::Absolute),
            ("../x", PathFault::Parent),
            ("a/../../x", PathFault::Parent),
            ("a/..", PathFault::Parent),
            ("a\\..\\x", PathFault::Backslash),
            ("C:/x", PathFault::Drive),
            ("c:x", PathFault::Drive),
            ("a\0b", PathFault::Control),
            ("a\nb", PathFault::Control),
            (&"a/".repeat(2049), PathFault::Long),
        ] {
            assert_eq!(SafePath::parse(text), Err(fault), "{text:?}");
        }
    }

    #[test]
    fn paths_know_where_they_are() {
        let path = SafePath::parse("a/b/c").unwrap();
        assert_eq!(path.parents().collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(path.depth(), 3);
        assert_eq!(
            path.within(&SafePath::parse("a").unwrap())
                .unwrap()
                .as_str(),
            "b/c"
        );
        assert_eq!(path.within(&SafePath::parse("a/b/c").unwrap()), None);
        assert_eq!(path.within(&SafePath::parse("a/b/cc").unwrap()), None);
        for (relative, end) in [
            ("../../d", Some("a/d")),
            ("./x//y", Some("a/b/c/x/y")),
            ("../../..", None),
            ("../../../../x", None),
            ("/x", None),
        ] {
            let followed = path.followed(relative);
            assert_eq!(followed.as_ref().map(SafePath::as_str), end, "{relative}");
        }
    }

    proptest! {
        #[test]
        fn no_text_escapes(text in "[a./\\\\:\\x00 é]{0,12}|.{0,40}") {
            if let Ok(path) = SafePath::parse(&text) {
                let joined = path.on(Path::new("/out"));
                prop_assert!(joined.strip_prefix("/out").unwrap().components().all(|component| matches!(component, Component::Normal(_))));
                prop_assert_eq!(SafePath::parse(path.as_str()), Ok(path.clone()));
            }
        }
    }
}
