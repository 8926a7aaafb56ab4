//! Which file of a release is installed.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::allowed::Allowed;
use crate::diagnostic::{Diagnostic, texts::artifact as texts};
use crate::packaging::{PythonVersion, Tags, Target, WheelName};
use crate::spec::Distributions;

/// What decides between the files of a release.
pub(super) struct Policy<'a> {
    pub tags: Tags,
    pub target: &'a Target,
    /// Projects never to install from a wheel.
    pub no_binary: &'a Distributions,
    /// Projects never to build.
    pub only_binary: &'a Distributions,
    /// Hashes of the files that may be installed.
    pub allowed: &'a Allowed,
}

/// A file of a release.
pub(super) enum Chosen {
    /// The number of the wheel in the list of all.
    Wheel(usize),
    Sdist,
}

/// A release and the names of its files.
pub(super) struct Release<'a> {
    /// The project, normalized.
    pub name: &'a str,
    pub version: Option<&'a str>,
    pub wheels: &'a [Cow<'a, str>],
    /// Whether a wheel, by its number, may be installed at all.
    pub may_install: &'a dyn Fn(usize) -> bool,
    pub has_sdist: bool,
}

impl Release<'_> {
    /// The best wheel that fits, or else the source distribution.
    pub(super) fn choose(&self, policy: &Policy) -> Result<Chosen, Diagnostic> {
        let Self { name, version, .. } = *self;
        let may_be_wheel = !policy.no_binary.contains(name);
        let may_be_built = !policy.only_binary.contains(name);
        let best = self.best(&policy.tags).filter(|_| may_be_wheel);
        match best {
            Some(wheel) => Ok(Chosen::Wheel(wheel)),
            None if self.has_sdist && may_be_built => Ok(Chosen::Sdist),
            None if may_be_wheel => Err(texts::no_file_fits(&texts::Unfit {
                name,
                version,
                wheels: &self
                    .wheels
                    .iter()
                    .filter_map(|it| WheelName::parse(it))
                    .collect::<Vec<_>>(),
                tags: &policy.tags,
                target: policy.target,
                has_sdist: self.has_sdist,
            })),
            None if self.has_sdist => Err(texts::never_and_only(name)),
            None => Err(texts::no_sdist(name, version)),
        }
    }

    /// The other versions of Python that have wheels for this machine, sorted; none for a project that is built whatever it
    /// has.
    pub(super) fn other_pythons(&self, policy: &Policy) -> Vec<PythonVersion> {
        if policy.no_binary.contains(self.name) {
            return Vec::new();
        }
        let wheels = self.wheels.iter().filter_map(|name| WheelName::parse(name));
        let wheels = wheels.filter(|wheel| policy.tags.fit_platform(wheel));
        let version = |tag: &str| {
            let minor = tag.strip_prefix("cp3")?.parse().ok()?;
            Some(PythonVersion::new(3, minor))
        };
        let pythons = wheels.flat_map(|wheel| wheel.pythons());
        let pythons: BTreeSet<_> = pythons.filter_map(version).collect();
        let own = policy.target.feature_version();
        let is_other =
            |it: &PythonVersion| *it >= PythonVersion::OLDEST && Some((it.major, it.minor)) != own;
        pythons.into_iter().filter(is_other).collect()
    }

    /// The wheel that fits best; of two that fit as well, the one with the greater build number.
    fn best(&self, tags: &Tags) -> Option<usize> {
        let fitting = self.wheels.iter().enumerate().filter_map(|(number, name)| {
            let wheel = WheelName::parse(name)?;
            Some(((tags.rank(&wheel)?, Reverse(wheel.build)), number))
        });
        let mut fitting: Vec<_> = fitting.collect();
        fitting.sort();
        let mut numbers = fitting.into_iter().map(|(_, number)| number);
        numbers.find(|number| (self.may_install)(*number))
    }
}
