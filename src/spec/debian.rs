//! Debian's releases, as far as images of Python are named after them.

use crate::packaging::PythonVersion;

/// A release of Debian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DebianRelease {
    /// Its number, `13`.
    pub number: &'static str,
    /// Its name, `trixie`, which ends the tags of official images.
    pub name: &'static str,
    /// Its own Python, if there is a distroless image with it.
    pub distroless: Option<PythonVersion>,
}

const RELEASES: [DebianRelease; 3] = [
    DebianRelease {
        number: "11",
        name: "bullseye",
        distroless: None,
    },
    DebianRelease {
        number: "12",
        name: "bookworm",
        distroless: Some(PythonVersion::new(3, 11)),
    },
    DebianRelease {
        number: "13",
        name: "trixie",
        distroless: Some(PythonVersion::new(3, 13)),
    },
];

impl DebianRelease {
    /// The release of a number.
    pub fn of_number(number: &str) -> Option<Self> {
        RELEASES.into_iter().find(|it| it.number == number)
    }

    /// The release whose distroless image has a version of Python, whatever its patch number.
    pub fn with_distroless(python: PythonVersion) -> Option<Self> {
        let feature = PythonVersion::new(python.major, python.minor);
        let mut releases = RELEASES.into_iter();
        releases.find(|it| it.distroless == Some(feature))
    }

    /// Every version of Python that there is a distroless image with, and its release.
    pub fn all_distroless() -> impl Iterator<Item = (PythonVersion, Self)> {
        let releases = RELEASES.into_iter();
        releases.filter_map(|release| Some((release.distroless?, release)))
    }
}
