//! A lock that was read: what is chosen from it, and later, when the base is known, what of it is installed.

use super::allowed::Allowed;
use super::distribution::Policy;
use super::locked::Locked;
use super::pylock::Pylock;
use super::requirements::Requirements;
use super::uv_lock::UvLock;
use crate::diagnostic::{Diagnostics, SourceFile, Span, Spanned};
use crate::packaging::{Tags, Target};
use crate::spec::{Dependencies, Distributions, Spec};

/// A lock that was read. It holds artifacts for many targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedLock {
    pub(super) format: Format,
    pub(super) choice: Choice,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Uv(UvLock),
    Pylock(Pylock),
}

/// What the spec chooses from a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// The spec, where the choice was written.
    pub spec: SourceFile,
    /// Where the spec names dependencies.
    pub at: Span,
    /// The member of the workspace, normalized; `None` for the project at its root.
    pub package: Option<Spanned<String>>,
    /// More members of it, normalized.
    pub members: Vec<Spanned<String>>,
    /// Normalized names of extras.
    pub extras: Vec<Spanned<String>>,
    /// Normalized names of dependency groups.
    pub groups: Vec<Spanned<String>>,
    no_binary: Distributions,
    only_binary: Distributions,
    /// The hashes of the requirements that a lock was made of.
    allowed: Allowed,
}

impl ParsedLock {
    /// The lock that a resolution made of requirements: all of it is wanted, and nothing else is to be chosen.
    ///
    /// # Errors
    /// When the text is not a lock.
    pub fn resolved(
        spec: &Spec,
        file: &SourceFile,
        requirements: &Requirements,
    ) -> Result<Self, Diagnostics> {
        let choice = Choice {
            package: None,
            members: Vec::new(),
            extras: Vec::new(),
            groups: Vec::new(),
            no_binary: requirements.options.no_binary.clone(),
            only_binary: requirements.options.only_binary.clone(),
            allowed: Allowed::by(requirements),
            ..Choice::of(spec)
        };
        let lock = Pylock::parse(file)?.with(&requirements.commits);
        Ok(Self {
            format: Format::Pylock(lock),
            choice,
        })
    }

    /// Chooses what is installed on a target, with warnings.
    ///
    /// # Errors
    /// When the lock does not fit the target: another Python, an environment it was not made for, no wheel that fits and
    /// no source distribution. When the spec chooses what the lock does not have.
    pub fn select(&self, target: &Target) -> Result<(Locked, Diagnostics), Diagnostics> {
        match &self.format {
            Format::Uv(lock) => lock.select(&self.choice, target),
            Format::Pylock(lock) => lock.select(&self.choice, target),
        }
    }
}

impl ParsedLock {
    /// Whether an extra can be chosen from it.
    pub(super) fn has_extra(&self, name: &str) -> bool {
        match &self.format {
            Format::Uv(lock) => lock.has_extra(&self.choice, name),
            Format::Pylock(lock) => lock.has_extra(name),
        }
    }

    /// Whether a dependency group can be chosen from it.
    pub(super) fn has_group(&self, name: &str) -> bool {
        match &self.format {
            Format::Uv(lock) => lock.has_group(&self.choice, name),
            Format::Pylock(lock) => lock.has_group(name),
        }
    }
}

impl Choice {
    pub(super) fn of(spec: &Spec) -> Self {
        let Dependencies {
            package,
            members,
            extras,
            groups,
            no_binary,
            only_binary,
            ..
        } = spec.dependencies.value.clone();
        Self {
            spec: spec.file.clone(),
            at: spec.dependencies.span,
            package,
            members,
            extras,
            groups,
            no_binary,
            only_binary,
            allowed: Allowed::default(),
        }
    }

    /// The same of another project of the lock, by normalized names.
    pub(super) fn of_project(&self, name: &str, extras: impl Iterator<Item = String>) -> Self {
        let written = |text| Spanned::new(text, self.at);
        Self {
            package: Some(written(name.to_owned())),
            members: Vec::new(),
            extras: extras.map(written).collect(),
            groups: Vec::new(),
            ..self.clone()
        }
    }

    pub(super) fn policy<'a>(&'a self, target: &'a Target) -> Policy<'a> {
        Policy {
            tags: Tags::new(target),
            target,
            no_binary: &self.no_binary,
            only_binary: &self.only_binary,
            allowed: &self.allowed,
        }
    }
}
