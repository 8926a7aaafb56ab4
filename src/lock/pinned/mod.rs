//! Locks that pin versions and hashes, and leave it to an index to say where the files are: those of Poetry, PDM and
//! Pipenv.
//!
//! What is installed is decided here, for a target; the addresses of the files are looked up in a step.

mod constraint;
mod content_hash;
mod pdm;
mod pipfile;
mod poetry;
mod selection;
mod walk;

use pdm::PdmLock;
use pipfile::PipfileLock;
use poetry::PoetryLock;
use selection::Selection;

use super::locked::{Locked, LockedPackage};
use super::parsed::Choice;
use super::python::Requires;
use super::requirements::Requirements;
use crate::diagnostic::{Diagnostic, Diagnostics, Fault, Location, SourceFile};
use crate::packaging::{Marker, Target};

/// A lock that pins versions. It holds packages for many targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinnedLock {
    format: Format,
    choice: Choice,
}

/// The tools that write such locks.
#[derive(Clone, Copy, Debug)]
pub(super) enum PinnedKind {
    Poetry,
    Pdm,
    Pipfile,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Format {
    Poetry(PoetryLock),
    Pdm(PdmLock),
    Pipfile(PipfileLock),
}

/// What such a lock installs on a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    /// Releases of an index, whose files are to be looked up: one version each, with the hashes that are allowed.
    pub requirements: Requirements,
    /// What needs no look-up: repositories, directories, and files that the lock names by their addresses.
    packages: Vec<LockedPackage>,
}

impl Pinned {
    /// Everything to install, with the files that were found for the requirements.
    #[must_use]
    pub fn with(self, found: Locked) -> Locked {
        let mut locked = found;
        let projects = self.packages.iter().filter_map(LockedPackage::project);
        locked.others = projects.collect();
        locked.others.sort();
        locked.packages.extend(self.packages);
        let by_name = |one: &LockedPackage, other: &LockedPackage| one.name.cmp(&other.name);
        locked.packages.sort_by(by_name);
        locked
    }
}

impl PinnedLock {
    /// Reads a lock, with the manifest that it was made from.
    ///
    /// # Errors
    /// When the text is not a lock of this kind, or the manifest has changed since.
    pub(super) fn read(
        kind: PinnedKind,
        file: &SourceFile,
        manifest: Option<&SourceFile>,
        choice: Choice,
    ) -> Result<Self, Diagnostics> {
        let format = match kind {
            PinnedKind::Poetry => Format::Poetry(PoetryLock::parse(file, manifest)?),
            PinnedKind::Pdm => Format::Pdm(PdmLock::parse(file, manifest, &choice)?),
            PinnedKind::Pipfile => Format::Pipfile(PipfileLock::parse(file, manifest)?),
        };
        Ok(Self { format, choice })
    }

    /// The versions of Python it was made for.
    pub(super) fn requires_python(&self) -> Option<Requires> {
        match &self.format {
            Format::Poetry(lock) => lock.requires_python(),
            Format::Pdm(lock) => lock.requires_python(),
            Format::Pipfile(lock) => lock.requires_python(),
        }
    }

    /// Whether there is a dependency group of a normalized name.
    pub(super) fn has_group(&self, name: &str) -> bool {
        let groups = match &self.format {
            Format::Poetry(lock) => lock.groups(),
            Format::Pdm(lock) => lock.groups(),
            Format::Pipfile(lock) => lock.groups(),
        };
        groups.contains(name)
    }

    /// Chooses what is installed on a target, with warnings.
    ///
    /// # Errors
    /// When the lock does not allow the target's Python, or the spec chooses what the lock does not have, or a package is
    /// not pinned.
    pub fn select(&self, target: &Target) -> Result<(Pinned, Diagnostics), Diagnostics> {
        if let Some(requires) = self.requires_python() {
            requires.check(target)?;
        }
        let mut selection = Selection::new(&self.choice, target);
        match &self.format {
            Format::Poetry(lock) => lock.select(&mut selection)?,
            Format::Pdm(lock) => lock.select(&mut selection)?,
            Format::Pipfile(lock) => lock.select(&mut selection)?,
        }
        selection.finish()
    }
}

/// A marker of a lock.
fn marker(text: &str, at: &Location) -> Result<Marker, Diagnostic> {
    let parsed = text.parse();
    parsed.map_err(|fault: Fault| fault.diagnostic.at(at.clone()))
}

#[cfg(test)]
mod tests;
