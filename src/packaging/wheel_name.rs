//! The file names of wheels (PEP 427, PEP 491).

use super::{is_valid_name, normalize_name};

/// What the file name of a wheel says. A lock names thousands of them, so it borrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WheelName<'a> {
    name: &'a str,
    /// The version of the project, as written.
    pub version: &'a str,
    /// The build number, and what follows it; of two wheels that fit as well, the greater one is meant. `None` comes
    /// before any.
    pub build: Option<(u64, &'a str)>,
    /// The tags of interpreters, of ABIs and of platforms, each with dots between them.
    tags: [&'a str; 3],
}

impl<'a> WheelName<'a> {
    /// Reads a file name; `None` if it is not a wheel's. Tags are in lower case, as all tools write them.
    pub fn parse(file_name: &'a str) -> Option<Self> {
        let mut parts = file_name.strip_suffix(".whl")?.rsplitn(4, '-');
        let mut tags = || {
            let tags = parts.next()?;
            let is_complete = tags.split('.').all(|tag| !tag.is_empty());
            is_complete.then_some(tags)
        };
        let (platforms, abis, pythons) = (tags()?, tags()?, tags()?);
        let mut parts = parts.next()?.splitn(3, '-');
        let (name, version) = (parts.next()?, parts.next()?);
        let build = match parts.next() {
            Some(build) => Some(build_number(build)?),
            None => None,
        };
        let is_whole = is_valid_name(name) && !version.is_empty();
        is_whole.then_some(Self {
            name,
            version,
            build,
            tags: [pythons, abis, platforms],
        })
    }

    /// The project, normalized.
    pub fn name(&self) -> String {
        normalize_name(self.name)
    }

    /// Tags of interpreters: `cp313`; several for a wheel that fits each of them.
    pub fn pythons(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.tags[0].split('.')
    }

    /// Tags of ABIs: `cp313`, `abi3`, `none`.
    pub fn abis(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.tags[1].split('.')
    }

    /// Tags of platforms: `manylinux_2_28_x86_64`, `any`.
    pub fn platforms(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.tags[2].split('.')
    }
}

/// Digits, and then anything but a dash.
fn build_number(text: &str) -> Option<(u64, &str)> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let rest = Some(rest).filter(|rest| !rest.contains('-'))?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn view(name: &str) -> Option<String> {
        let wheel = WheelName::parse(name)?;
        let all = |tags: Vec<&str>| tags.join(" ");
        Some(format!(
            "{} {} {:?} | {} | {} | {}",
            wheel.name(),
            wheel.version,
            wheel.build,
            all(wheel.pythons().collect()),
            all(wheel.abis().collect()),
            all(wheel.platforms().collect()),
        ))
    }

    #[test]
    fn names_are_taken_apart() {
        for (name, meant) in [
            (
                "Foo_Bar-1.0-py2.py3-none-any.whl",
                "foo-bar 1.0 None | py2 py3 | none | any",
            ),
            (
                "a-1.0+cpu-2b-cp313-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
                "a 1.0+cpu Some((2, \"b\")) | cp313 | abi3 | manylinux_2_17_x86_64 manylinux2014_x86_64",
            ),
        ] {
            assert_eq!(view(name).as_deref(), Some(meant));
        }
        for name in [
            "",
            "a.whl",
            "a-1-py3-none.whl",
            "a-1-b-py3-none-any.whl",
            "a-1-2-3-py3-none-any.whl",
            "a-1-py3..py2-none-any.whl",
            "-1-py3-none-any.whl",
            "a--py3-none-any.whl",
            "a-1-py3-none-any.zip",
            "a-1-py3-none-.whl",
        ] {
            assert_eq!(view(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_name_or_not(text in prop_oneof![".*", "[a-c1.é_-]{0,20}\\.whl"]) {
            let _ = view(&text);
        }
    }
}
