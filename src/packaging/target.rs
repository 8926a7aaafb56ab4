//! What artifacts are chosen for: an interpreter on a machine.

/// A `CPython` on a Linux machine, as far as markers and wheels can tell one from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The interpreter's full version, as it reports it: `3.13.5`, `3.15.0a1+`.
    pub python: String,
    /// The tag of its bytecode, `cpython-313`; a free-threaded build's ends with `t`.
    pub cache_tag: String,
    /// The machine as Linux names it: `x86_64`, `aarch64`, `armv7l`.
    pub machine: String,
    /// The C library.
    pub libc: CLibrary,
}

/// The C library that compiled wheels have to fit (PEP 600, PEP 656).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CLibrary {
    /// The GNU C library.
    Glibc {
        /// 2 of `2.41`.
        major: u32,
        /// 41 of `2.41`.
        minor: u32,
    },
    /// musl.
    Musl {
        /// 1 of `1.2.5`.
        major: u32,
        /// 2 of `1.2.5`.
        minor: u32,
    },
    /// Another one: only wheels without compiled code fit, and those that name nothing but `linux`.
    Other,
}

impl CLibrary {
    /// From the names that a base reports: a family (`glibc`, `musl`) and a version (`2.41`).
    pub fn new(family: &str, version: &str) -> Self {
        match (family, feature_version(version)) {
            ("glibc", Some((major, minor))) => Self::Glibc { major, minor },
            ("musl", Some((major, minor))) => Self::Musl { major, minor },
            _ => Self::Other,
        }
    }
}

impl Target {
    /// The first two numbers of the interpreter's version; `None` if it does not begin with them.
    pub fn feature_version(&self) -> Option<(u32, u32)> {
        feature_version(&self.python)
    }

    /// The interpreter's version as Python's packaging libraries read it: a build from a checkout ends with `+`.
    pub fn full_version(&self) -> String {
        match self.python.strip_suffix('+') {
            Some(version) => format!("{version}+local"),
            None => self.python.clone(),
        }
    }
}

/// Linux's name of a machine, from the architecture and variant of an image (`arm64` and nothing, `arm` and `v7`).
pub fn machine(architecture: &str, variant: &str) -> String {
    let machine = match (architecture, variant) {
        ("amd64", _) => "x86_64",
        ("386", _) => "i686",
        ("arm64", _) => "aarch64",
        ("arm", "v5") => "armv5tel",
        ("arm", "v6") => "armv6l",
        ("arm", _) => "armv7l",
        ("loong64", _) => "loongarch64",
        (same, _) => same,
    };
    machine.to_owned()
}

/// The first two numbers of a version: 2 and 41 of `2.41-debian`. `None` for one that cannot be: there is a tag for each that
/// came before it.
fn feature_version(version: &str) -> Option<(u32, u32)> {
    const MOST: u32 = 999;
    let (major, rest) = version.split_once('.')?;
    let digits = rest
        .find(|letter: char| !letter.is_ascii_digit())
        .map_or(rest, |end| &rest[..end]);
    let minor = digits.parse().ok().filter(|minor| *minor <= MOST)?;
    Some((major.parse().ok()?, minor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packaging::Tags;

    #[test]
    fn a_base_that_lies_about_its_versions_costs_little() {
        let target = Target {
            python: "3.4294967".to_owned(),
            cache_tag: "cpython-313".to_owned(),
            machine: "x86_64".to_owned(),
            libc: CLibrary::new("glibc", "2.4294967v8296"),
        };
        assert!(Tags::new(&target).iter().nth(10_000).is_none());
    }
}
