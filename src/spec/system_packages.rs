//! Packages of the distribution.

use std::fmt;

use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use crate::diagnostic::{Diagnostic, Spanned, texts};

/// What installs packages of a distribution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageManager {
    /// That of Debian and its relatives.
    #[default]
    Apt,
    /// That of Alpine.
    Apk,
}

/// The packages of the two stages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SystemPackages {
    /// What installs them.
    pub manager: PackageManager,
    /// Needed to build the dependencies; never shipped.
    pub build: Vec<Spanned<SystemPackage>>,
    /// Needed by the running application, all of them; `None` leaves it to what is installed to say.
    pub run: Option<Spanned<Vec<Spanned<SystemPackage>>>>,
}

impl SystemPackages {
    /// What the spec itself puts into the image.
    pub fn shipped(&self) -> &[Spanned<SystemPackage>] {
        self.run.as_ref().map_or(&[], |run| &run.value)
    }
}

/// A package as its manager takes it: `name`, `name=version`; for apt also `name:arch`, for apk also `name~version`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemPackage(String);

impl SystemPackage {
    /// The argument for the manager. Never begins with a `-`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SystemPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PackageManager {
    /// Its key in a spec.
    pub fn key(self) -> &'static str {
        match self {
            Self::Apt => "apt",
            Self::Apk => "apk",
        }
    }

    /// What it does, in titles of steps.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Apt => "APT",
            Self::Apk => "APK",
        }
    }

    /// The program.
    pub fn program(self) -> &'static str {
        match self {
            Self::Apt => "apt-get",
            Self::Apk => "apk",
        }
    }

    /// The distributions that it belongs to, as `os-release` calls them.
    pub fn distributions(self) -> &'static [&'static str] {
        match self {
            Self::Apt => &["debian", "ubuntu"],
            Self::Apk => &["alpine"],
        }
    }

    /// The key that lists packages of the runtime.
    pub fn run_key(self) -> &'static str {
        match self {
            Self::Apt => "apt.run",
            Self::Apk => "apk.run",
        }
    }

    /// Reads a package.
    ///
    /// # Errors
    /// When the manager would take it for something else than a package.
    pub fn package(self, text: &str) -> Result<SystemPackage, Diagnostic> {
        let valid = match self {
            Self::Apt => is_apt_package(text),
            Self::Apk => is_apk_package(text),
        };
        if valid {
            Ok(SystemPackage(text.to_owned()))
        } else {
            Err(texts::spec::system_package(self, text))
        }
    }
}

fn is_apt_package(text: &str) -> bool {
    let (target, version) = match text.split_once('=') {
        Some((target, version)) => (target, Some(version)),
        None => (text, None),
    };
    let (name, arch) = match target.split_once(':') {
        Some((name, arch)) => (name, Some(arch)),
        None => (target, None),
    };
    is_apt_name(name)
        && arch.is_none_or(|arch| !arch.is_empty() && arch.bytes().all(is_name_letter))
        && version.is_none_or(|version| is_version(version, b".+-:~"))
}

fn is_apt_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 2
        && bytes[0].is_ascii_alphanumeric()
        && bytes.iter().all(|&byte| is_name_letter(byte) || b"+.".contains(&byte))
        // `apt-get install name+` and `name-` mean "install" and "remove": a letter of the name there would be a command.
        && bytes.last() != Some(&b'-')
}

/// Not what apk also takes: `!name` removes, `name@tag` needs a repository of that tag, and a path is a file.
fn is_apk_package(text: &str) -> bool {
    let (name, version) = match text.split_once(['=', '~']) {
        Some((name, version)) => (name, Some(version)),
        None => (text, None),
    };
    // What a package provides has a kind: `cmd:convert`, `so:libpq.so.5`.
    let (kind, name) = name.split_once(':').unwrap_or(("", name));
    let bytes = name.as_bytes();
    ["", "cmd", "pc", "so"].contains(&kind)
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes
            .iter()
            .all(|&byte| byte.is_ascii_alphanumeric() || b"+._-".contains(&byte))
        && version.is_none_or(|version| is_version(version, b"._-"))
}

fn is_name_letter(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

fn is_version(text: &str, others: &[u8]) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || others.contains(&byte);
    text.as_bytes().first().is_some_and(u8::is_ascii_digit) && text.bytes().all(allowed)
}

/// The keys of the map form.
pub(super) const FIELDS: &[Known] = &[("build", &[]), ("run", &[])];

/// The packages of the one manager that is named.
pub(super) fn read(fields: &mut Fields) -> SystemPackages {
    let [apt, apk] = [PackageManager::Apt, PackageManager::Apk].map(|manager| {
        fields.read(manager.key(), |reader, field, node| {
            read_one(reader, field, node, manager)
        })
    });
    if apt.is_some()
        && apk.is_some()
        && let Some(place) = fields.place("apk")
    {
        fields.report(texts::spec::two_package_managers(), place);
    }
    apt.or(apk).unwrap_or_default()
}

/// A map of both stages, or a list for the running application.
fn read_one(
    reader: &mut Reader,
    field: &str,
    node: &Node,
    manager: PackageManager,
) -> SystemPackages {
    let packages = |reader: &mut Reader, field: &str, node: &Node| {
        reader.values_with(field, node, |text| manager.package(text))
    };
    let shipped = |reader: &mut Reader, field: &str, node: &Node| {
        Spanned::new(packages(reader, field, node), node.span)
    };
    let Kind::Map(entries) = &node.kind else {
        return SystemPackages {
            manager,
            build: Vec::new(),
            run: Some(shipped(reader, field, node)),
        };
    };
    let mut fields = Fields::of(reader, entries, FIELDS);
    SystemPackages {
        manager,
        build: fields.read("build", packages).unwrap_or_default(),
        run: fields.read("run", shipped),
    }
}
