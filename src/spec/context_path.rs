//! Paths of the build context.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::{Diagnostic, texts};

/// The bytes of a path that Linux takes.
const LONGEST: usize = 4096;

/// A relative path that stays inside the build context: no `.`, no `..`, no doubled slashes, never empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContextPath(String);

impl ContextPath {
    /// The path from the context's root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The directory that it is in.
    pub fn directory(&self) -> ContextDirectory {
        let directory = self.0.rsplit_once('/');
        ContextDirectory(directory.map_or("", |(directory, _)| directory).to_owned())
    }

    /// A path written in this file, which is relative to the directory of this file.
    pub fn join(&self, relative: &str) -> Result<Self, Diagnostic> {
        self.directory().file(relative)
    }
}

/// A directory of the build context, which may be all of it. The default is all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContextDirectory(String);

impl ContextDirectory {
    /// The path from the context's root; empty for the root itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A file by its path from here.
    pub fn file(&self, relative: &str) -> Result<ContextPath, Diagnostic> {
        let parts = resolve(&self.0, relative)?;
        if parts.is_empty() || relative.ends_with('/') {
            return Err(texts::spec::path_not_a_file(relative));
        }
        Ok(ContextPath(parts))
    }

    /// A directory by its path from here; `.` is this one.
    pub fn directory(&self, relative: &str) -> Result<Self, Diagnostic> {
        resolve(&self.0, relative).map(Self)
    }
}

impl FromStr for ContextPath {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        ContextDirectory::default().file(text)
    }
}

fn resolve(directory: &str, relative: &str) -> Result<String, Diagnostic> {
    if relative.starts_with('/')
        || relative.contains('\\')
        || relative.contains(|letter: char| letter.is_control())
    {
        return Err(texts::spec::path_not_relative(relative));
    }
    let mut parts: Vec<&str> = directory
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts
                    .pop()
                    .ok_or_else(|| texts::spec::path_outside_context(relative))?;
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    if path.len() > LONGEST {
        return Err(texts::spec::path_too_long(relative));
    }
    Ok(path)
}

impl fmt::Display for ContextDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

impl fmt::Display for ContextPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
