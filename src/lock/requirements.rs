//! What is to be installed, whatever it was read from.

use std::fmt::Write;

use super::commits::Commits;
use super::locked::LockedPackage;
use super::package_index::PackageIndex;
use super::supplied::Links;
use super::undeclared::Undeclared;
use crate::diagnostic::Location;
use crate::packaging::{Marker, MarkerEnvironment, Requirement, Source, Target, WheelName, url};
use crate::spec::{Distributions, Installer};

/// What is to be installed. Two sources that differ in comments and layout only are equal in every text given out here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    /// In the order of the source.
    pub requirements: Vec<Entry>,
    /// Versions to keep to, for what gets installed.
    pub constraints: Vec<Entry>,
    /// Versions that replace whatever else is asked for, by anybody (uv only).
    pub overrides: Vec<Entry>,
    /// Projects of the build context, which are installed with them.
    pub projects: Vec<LockedPackage>,
    /// Those that say what they need in nothing but a build.
    pub undeclared: Vec<Undeclared>,
    /// Directories of the build context whose packages may be installed.
    pub links: Vec<Links>,
    /// The indexes of packages that come from nowhere else.
    pub package_indexes: Vec<PackageIndex>,
    /// How to install them.
    pub options: Options,
    /// The commits that some of them are for; what is not among them is installed by its URL.
    pub commits: Commits,
}

/// One requirement and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The requirement.
    pub requirement: Requirement,
    /// Allowed digests of its files (`sha256:…`), sorted; none for any file.
    pub hashes: Vec<String>,
    /// Where it was written.
    pub at: Location,
}

impl Entry {
    /// A requirement that any file may satisfy.
    pub(super) fn new(requirement: Requirement, at: Location) -> Self {
        Self {
            requirement,
            hashes: Vec::new(),
            at,
        }
    }
}

impl Requirements {
    /// Whether there is nothing to install.
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty() && self.projects.is_empty() && self.undeclared.is_empty()
    }

    /// Without the files and repositories that a target does not need: nobody has to find them.
    #[must_use]
    pub fn for_target(&self, target: &Target) -> Self {
        let environment = MarkerEnvironment::new(target);
        let mut needed = self.clone();
        needed.requirements.retain(|entry| {
            let Requirement { source, marker, .. } = &entry.requirement;
            let is_indexed = matches!(source, Source::Index(_));
            let is_needed = |it: &Marker| it.evaluate(&environment);
            is_indexed || marker.as_ref().is_none_or(is_needed)
        });
        needed
    }

    /// Whether some of them are for sources, which are built even to learn what they need in turn. Commits may tell it: it is tried.
    pub fn need_builds(&self) -> bool {
        let is_source = |entry: &Entry| match &entry.requirement.source {
            Source::Url(url) if self.commits.has(url) => false,
            Source::Url(url) => WheelName::parse(&url::file_name(url)).is_none(),
            Source::Index(_) => false,
        };
        self.options.no_binary != Distributions::None || self.requirements.iter().any(is_source)
    }

    /// The requirements as a file that uv and pip read: no comments, no options.
    pub fn to_requirements_txt(&self) -> String {
        self.lines(&self.requirements)
    }

    /// The constraints as a file that uv and pip read.
    pub fn to_constraints_txt(&self) -> String {
        self.lines(&self.constraints)
    }

    /// The overrides as a file that uv reads.
    pub fn to_overrides_txt(&self) -> String {
        self.lines(&self.overrides)
    }

    fn lines(&self, entries: &[Entry]) -> String {
        let mut text = String::new();
        for entry in entries {
            let _ = write!(text, "{}", self.commits.place(&entry.requirement));
            for hash in &entry.hashes {
                let _ = write!(text, " --hash={hash}");
            }
            text.push('\n');
        }
        text
    }
}

/// How to install requirements. Never holds credentials.
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are pip's independent flags"
)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The index instead of PyPI.
    pub index_url: Option<String>,
    /// More indexes, in the order written.
    pub extra_index_urls: Vec<String>,
    /// Pages that list files, in the order written.
    pub find_links: Vec<String>,
    /// Whether no index is asked.
    pub no_index: bool,
    /// Whether pre-releases are allowed.
    pub pre: bool,
    /// Whether an older wheel is better than a newer source distribution (pip only).
    pub prefer_binary: bool,
    /// Whether every requirement must have a hash. pip checks it; for uv, [`check_hashes`](super::check_hashes) does.
    pub require_hashes: bool,
    /// Whether the requirements are all there is: nothing is installed because another one needs it.
    pub is_complete: bool,
    /// Projects never to install from a wheel.
    pub no_binary: Distributions,
    /// Projects never to build.
    pub only_binary: Distributions,
    /// Hosts whose certificates are not checked, sorted.
    pub trusted_hosts: Vec<String>,
    /// Ignores what was published after this moment (uv only).
    pub exclude_newer: Option<String>,
}

impl Options {
    /// The arguments for `uv pip compile` or `pip install`, in an order that does not depend on the source's.
    pub fn arguments(&self, installer: Installer) -> Vec<String> {
        let mut arguments = Vec::new();
        let mut add =
            |name: &str, value: &str| arguments.extend([name.to_owned(), value.to_owned()]);
        if let Some(url) = &self.index_url {
            add("--index-url", url);
        }
        for url in &self.extra_index_urls {
            add("--extra-index-url", url);
        }
        for url in &self.find_links {
            add("--find-links", url);
        }
        for (name, projects) in [
            ("--no-binary", &self.no_binary),
            ("--only-binary", &self.only_binary),
        ] {
            match projects {
                Distributions::None => {}
                Distributions::All => add(name, ":all:"),
                Distributions::Some(projects) => {
                    for project in projects {
                        add(name, project);
                    }
                }
            }
        }
        let trusted = match installer {
            Installer::Uv => "--allow-insecure-host",
            Installer::Pip => "--trusted-host",
        };
        for host in &self.trusted_hosts {
            add(trusted, host);
        }
        if let Some(moment) = &self.exclude_newer {
            add("--exclude-newer", moment);
        }
        // Versions and hashes are decided: any index that has the version may give it.
        if self.is_complete && installer == Installer::Uv && !self.extra_index_urls.is_empty() {
            add("--index-strategy", "unsafe-best-match");
        }
        if self.pre && installer == Installer::Uv {
            add("--prerelease", "allow");
        }
        let flags = [
            (self.pre && installer == Installer::Pip, "--pre"),
            (
                self.require_hashes && installer == Installer::Pip,
                "--require-hashes",
            ),
            (self.prefer_binary, "--prefer-binary"),
            (self.no_index, "--no-index"),
            (self.is_complete, "--no-deps"),
        ];
        arguments.extend(
            flags
                .into_iter()
                .filter(|(set, _)| *set)
                .map(|(_, flag)| flag.to_owned()),
        );
        arguments
    }
}
