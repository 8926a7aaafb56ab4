//! Debian packages.

use std::fmt;
use std::str::FromStr;

use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use crate::diagnostic::{Diagnostic, Spanned, texts};

/// The Debian packages of the two stages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Apt {
    /// Needed to build the dependencies; never shipped.
    pub build: Vec<Spanned<AptPackage>>,
    /// Needed by the running application, all of them; `None` leaves it to what is installed to say.
    pub run: Option<Spanned<Vec<Spanned<AptPackage>>>>,
}

impl Apt {
    /// What the spec itself puts into the image.
    pub fn shipped(&self) -> &[Spanned<AptPackage>] {
        self.run.as_ref().map_or(&[], |run| &run.value)
    }
}

/// A package as `apt-get install` takes it: `name`, `name:arch`, `name=version`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AptPackage(String);

impl AptPackage {
    /// The argument for `apt-get install`. Never begins with a `-`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AptPackage {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let (target, version) = match text.split_once('=') {
            Some((target, version)) => (target, Some(version)),
            None => (text, None),
        };
        let (name, arch) = match target.split_once(':') {
            Some((name, arch)) => (name, Some(arch)),
            None => (target, None),
        };
        let valid = is_name(name)
            && arch.is_none_or(|arch| !arch.is_empty() && arch.bytes().all(is_name_letter))
            && version.is_none_or(is_version);
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(texts::spec::apt_package(text))
        }
    }
}

fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 2
        && bytes[0].is_ascii_alphanumeric()
        && bytes.iter().all(|&byte| is_name_letter(byte) || b"+.".contains(&byte))
        // `apt-get install name+` and `name-` mean "install" and "remove": a letter of the name there would be a command.
        && bytes.last() != Some(&b'-')
}

fn is_name_letter(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

fn is_version(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".+-:~".contains(&byte);
    text.as_bytes().first().is_some_and(u8::is_ascii_digit) && text.bytes().all(allowed)
}

impl fmt::Display for AptPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The keys of the map form.
pub(super) const FIELDS: &[Known] = &[("build", &[]), ("run", &[])];

/// A map of both stages, or a list for the running application.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Apt {
    let shipped = |reader: &mut Reader, field: &str, node: &Node| {
        Spanned::new(reader.values(field, node), node.span)
    };
    let Kind::Map(entries) = &node.kind else {
        return Apt {
            build: Vec::new(),
            run: Some(shipped(reader, field, node)),
        };
    };
    let mut fields = Fields::of(reader, entries, FIELDS, &[]);
    Apt {
        build: fields.read("build", Reader::values).unwrap_or_default(),
        run: fields.read("run", shipped),
    }
}
