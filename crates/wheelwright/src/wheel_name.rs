//! What the file name of a wheel says: `name-version[-build]-python-abi-platform.whl`.

/// The distribution that a wheel's file name announces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WheelName {
    /// The project, normalised (PEP 503): `zope-interface`.
    pub project: String,
    /// The version as it is written in the file name.
    pub version: String,
    /// Whether it is for one machine, such as the one that built it, and not for many.
    pub is_local: bool,
}

impl WheelName {
    /// Reads a file name, unless it is none of a wheel.
    pub fn parse(file_name: &str) -> Option<Self> {
        let parts: Vec<&str> = file_name.strip_suffix(".whl")?.split('-').collect();
        let (project, version, platforms) = match parts[..] {
            [project, version, _, _, platforms] => (project, version, platforms),
            [project, version, build, _, _, platforms]
                if build.starts_with(|letter: char| letter.is_ascii_digit()) =>
            {
                (project, version, platforms)
            }
            _ => return None,
        };
        if parts.iter().any(|part| part.is_empty()) || !project.chars().all(is_name_letter) {
            return None;
        }
        Some(Self {
            project: normalize(project),
            version: version.to_owned(),
            is_local: is_local(platforms),
        })
    }

    /// Whether `name-version`, as in `name-version.dist-info`, is this distribution.
    pub fn is_stem(&self, stem: &str) -> bool {
        // No directory has a longer name.
        const LONGEST: usize = 255;
        let mut dashes = stem.match_indices('-');
        stem.len() <= LONGEST
            && dashes.any(|(dash, _)| {
                normalize(&stem[..dash]) == self.project
                    && same_version(&stem[dash + 1..], &self.version)
            })
    }
}

/// Whether one of some platforms, separated by dots, is a machine's own: `linux_x86_64`, and not `manylinux_2_28_x86_64`.
pub fn is_local(platforms: &str) -> bool {
    platforms.split('.').any(|it| it.starts_with("linux_"))
}

fn is_name_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.')
}

/// The name that all spellings of a project share: lower case, one `-` for any run of `-`, `_` and `.` (PEP 503).
pub fn normalize(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            letter => normal.push(letter.to_ascii_lowercase()),
        }
    }
    normal
}

/// Versions differ in spelling only if case, separators and zeros at the end of the release are all that differ.
fn same_version(one: &str, other: &str) -> bool {
    fn canonical(version: &str) -> String {
        let version = version.to_ascii_lowercase().replace(['-', '_'], ".");
        let release = version
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(version.len());
        let (release, rest) = version.split_at(release);
        let mut release = release.trim_end_matches('.');
        while let Some(shorter) = release.strip_suffix(".0") {
            release = shorter;
        }
        format!("{release}{rest}")
    }
    canonical(one) == canonical(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_name_a_distribution() {
        for (file_name, project, version) in [
            ("Django-5.2-py3-none-any.whl", "django", "5.2"),
            (
                "zope.interface-8.7-1-cp311-cp311-manylinux1_x86_64.whl",
                "zope-interface",
                "8.7",
            ),
            (
                "torch-2.9.0+cu128-cp313-cp313-linux_x86_64.whl",
                "torch",
                "2.9.0+cu128",
            ),
        ] {
            let name = WheelName::parse(file_name).unwrap();
            assert_eq!(
                (name.project.as_str(), name.version.as_str()),
                (project, version)
            );
        }
    }

    #[test]
    fn a_stem_is_the_name_and_the_version_in_any_spelling() {
        let name = WheelName::parse("zope.interface-8.7-py3-none-any.whl").unwrap();
        let dashes = |count: usize| format!("Zope{}interface-8.7", "-".repeat(count));
        for stem in ["zope.interface-8.7", "zope_interface-8.7", &dashes(200)] {
            assert!(name.is_stem(stem), "{stem}");
        }
        // To look at all of them would take a second.
        for stem in ["zope.interface-8.8", "zope-8.7", &dashes(60_000)] {
            assert!(!name.is_stem(stem), "{stem}");
        }
    }

    #[test]
    fn other_file_names_are_refused() {
        for file_name in [
            "django-5.2.tar.gz",
            "django-5.2.whl",
            "django-5.2-py3-none.whl",
            "django-5.2-build-py3-none-any.whl",
            "django--py3-none-any.whl",
            "dja ngo-1-py3-none-any.whl",
            ".whl",
        ] {
            assert_eq!(WheelName::parse(file_name), None, "{file_name}");
        }
    }

    #[test]
    fn stems_are_compared_by_meaning() {
        let name = WheelName::parse("google_auth-1.0+local.1-py3-none-any.whl").unwrap();
        for stem in [
            "google_auth-1.0+local.1",
            "google-auth-1.0+local.1",
            "Google.Auth-1.0.0+local_1",
        ] {
            assert!(name.is_stem(stem), "{stem}");
        }
        for stem in [
            "google_auth-1.1",
            "google-1.0+local.1",
            "google_auth",
            "google_auth_x-1.0+local.1",
        ] {
            assert!(!name.is_stem(stem), "{stem}");
        }
    }
}
