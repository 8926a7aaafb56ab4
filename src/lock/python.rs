//! Which version of Python to build for.

use pep440_rs::{Version, VersionSpecifiers};

use crate::diagnostic::{
    Diagnostic, Location, SourceFile, Spanned, render_place,
    texts::{lock, project},
};
use crate::packaging::{PythonVersion, Target};

/// The version the spec says, or else `.python-version`, or else the nearest to [`PythonVersion::DEFAULT`] that
/// `requires-python` allows; and where that is said. A version that `requires-python` does not allow is an error.
pub(super) fn choose(
    spec: &SourceFile,
    written: Option<&Spanned<PythonVersion>>,
    version_file: Option<&SourceFile>,
    requires: Option<&Requires>,
) -> Result<(PythonVersion, Option<Location>), Diagnostic> {
    let said = match (written, version_file) {
        (Some(version), _) => Some((version.value, spec.at(version.span))),
        (None, Some(file)) => Some(version_of(file)?),
        (None, None) => None,
    };
    let allowed = requires.map(Allowed::of).transpose()?;
    match (said, allowed) {
        (None, None) => Ok((PythonVersion::DEFAULT, None)),
        (Some((version, at)), None) => Ok((version, Some(at))),
        (None, Some(allowed)) => match candidates().find(|version| allowed.contains(*version)) {
            Some(version) => Ok((version, Some(allowed.at))),
            None => Err(project::python_impossible(&allowed.text).at(allowed.at)),
        },
        (Some((version, at)), Some(allowed)) if allowed.contains(version) => {
            Ok((version, Some(at)))
        }
        (Some((version, at)), Some(allowed)) => {
            let place = render_place(&allowed.at);
            Err(project::python_contradiction(&version.to_string(), &allowed.text, &place).at(at))
        }
    }
}

/// A `requires-python`, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Requires {
    /// Version specifiers (PEP 440).
    pub text: String,
    /// Where it was written.
    pub at: Location,
}

impl Requires {
    /// The versions that it allows.
    pub(super) fn specifiers(&self) -> Result<VersionSpecifiers, Diagnostic> {
        let specifiers = self.text.parse();
        specifiers.map_err(|_| project::requires_python(&self.text).at(self.at.clone()))
    }

    /// Fails if it does not allow the interpreter of a target; a lock said it.
    pub(super) fn check(&self, target: &Target) -> Result<(), Diagnostic> {
        if self.allows(target)? {
            return Ok(());
        }
        Err(lock::base_python(&target.python, &self.text).at(self.at.clone()))
    }

    /// The same; a project said it.
    pub(super) fn check_project(&self, name: &str, target: &Target) -> Result<(), Diagnostic> {
        if self.allows(target)? {
            return Ok(());
        }
        Err(project::project_python(name, &target.python, &self.text).at(self.at.clone()))
    }

    fn allows(&self, target: &Target) -> Result<bool, Diagnostic> {
        let version = target.full_version().parse::<Version>();
        let allowed = self.specifiers()?;
        Ok(version.is_ok_and(|version| allowed.contains(&version)))
    }
}

struct Allowed {
    specifiers: VersionSpecifiers,
    text: String,
    at: Location,
}

impl Allowed {
    fn of(requires: &Requires) -> Result<Self, Diagnostic> {
        Ok(Self {
            specifiers: requires.specifiers()?,
            text: requires.text.clone(),
            at: requires.at.clone(),
        })
    }

    /// Whether a version is allowed; without a patch number it stands for the newest patch.
    fn contains(&self, version: PythonVersion) -> bool {
        const NEWEST: u64 = 9999;
        let PythonVersion {
            major,
            minor,
            patch,
        } = version;
        let patch = patch.map_or(NEWEST, u64::from);
        self.specifiers
            .contains(&Version::new([u64::from(major), u64::from(minor), patch]))
    }
}

/// Reads `.python-version`: the first line that is no comment.
fn version_of(file: &SourceFile) -> Result<(PythonVersion, Location), Diagnostic> {
    let line = file.text().lines().zip(1..).find(|(line, _)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    });
    let (text, number) = line.unwrap_or(("", 1));
    let at = file.at(file.line(number));
    let text = text.trim();
    match text.strip_prefix("cpython-").unwrap_or(text).parse() {
        Ok(version) => Ok((version, at)),
        Err(problem) => Err(problem.at(at)),
    }
}

/// The default, then older ones, then newer ones: what is proven comes first.
fn candidates() -> impl Iterator<Item = PythonVersion> {
    let PythonVersion { major, minor, .. } = PythonVersion::DEFAULT;
    let older = (PythonVersion::OLDEST.minor..=minor).rev();
    let newer = minor + 1..minor + 10;
    older
        .chain(newer)
        .map(move |minor| PythonVersion::new(major, minor))
}
