//! Packages of the distribution.

use std::collections::BTreeMap;

use crate::diagnostic::{Location, Spanned};
use crate::spec::{Spec, SystemPackage};

/// Packages of the distribution, and the lines that they are installed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packages {
    /// What the package manager takes, sorted.
    pub names: Vec<String>,
    /// Why they are installed, where no line says it; by name.
    reasons: BTreeMap<String, String>,
    /// The lines that ask for them, or for what needs them.
    pub at: Vec<Location>,
}

impl Packages {
    /// What the spec lists; `None` when the list is empty.
    pub(super) fn of(spec: &Spec, packages: &[Spanned<SystemPackage>]) -> Option<Self> {
        let mut names: Vec<_> = packages
            .iter()
            .map(|package| package.value.as_str().to_owned())
            .collect();
        names.sort();
        names.dedup();
        let at = packages
            .iter()
            .map(|package| spec.file.at(package.span))
            .collect();
        (!names.is_empty()).then_some(Self {
            names,
            reasons: BTreeMap::new(),
            at,
        })
    }

    /// What an image has by its nature; sorted.
    pub(super) fn named(names: &[&str]) -> Self {
        Self {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            reasons: BTreeMap::new(),
            at: Vec::new(),
        }
    }

    /// What nobody lists, with the reasons; `None` when there is nothing.
    pub(super) fn because(reasons: BTreeMap<String, String>, at: Vec<Location>) -> Option<Self> {
        (!reasons.is_empty()).then_some(Self {
            names: reasons.keys().cloned().collect(),
            reasons,
            at,
        })
    }

    /// Names of what nobody lists, as in a list of the spec; `None` if the spec lists them.
    pub fn found(&self) -> Option<String> {
        (!self.reasons.is_empty()).then(|| self.names.join(", "))
    }

    /// For people: `curl`, `libpq5 (libpq.so.5, for psycopg2)`.
    pub fn summary(&self) -> String {
        let described = self.names.iter().map(|name| match self.reasons.get(name) {
            Some(reason) => format!("{name} ({reason})"),
            None => name.clone(),
        });
        described.collect::<Vec<_>>().join(" ")
    }
}
