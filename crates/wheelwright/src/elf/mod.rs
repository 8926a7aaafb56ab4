//! What a loader reads of an ELF file: for which machine it is, which libraries it needs, and where it looks for them.

mod parse;

use std::fmt;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::str::FromStr;

use parse::{Elf, Stop};

/// The kind of machine code. Objects of different kinds never share a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Whether its addresses have 64 bits, and not 32.
    pub is_64: bool,
    /// Whether the most significant byte comes first.
    pub is_big: bool,
    /// The number of the architecture, `e_machine`.
    pub number: u16,
}

/// What a loader reads of a program or library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What runs it.
    pub machine: Machine,
    /// The loader that a program asks for (`PT_INTERP`).
    pub interpreter: Option<String>,
    /// The name that others know it by (`DT_SONAME`).
    pub soname: Option<String>,
    /// Where it looks for libraries before the system's own places.
    pub search: Search,
    /// The libraries that it cannot be loaded without (`DT_NEEDED`).
    pub needed: Vec<String>,
}

/// Directories, separated by `:`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Search {
    /// The system's places only.
    #[default]
    Nowhere,
    /// `DT_RPATH`: for what it needs, and for what that needs in turn.
    Inherited(String),
    /// `DT_RUNPATH`, beside which the other does not count.
    Own(String),
}

/// Bytes with places.
pub trait Bytes {
    /// Fills a buffer from a place on; the count is smaller at the end only.
    fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl Bytes for File {
    fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read_at(&mut buffer[filled..], at.saturating_add(filled as u64)) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

impl Bytes for [u8] {
    fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(at).ok().and_then(|at| self.get(at..));
        let rest = rest.unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

/// Reads a file; `None` if it is not ELF, or damaged: no loader would take it either.
pub fn read(file: &(impl Bytes + ?Sized)) -> io::Result<Option<Object>> {
    found(Elf::open(file).and_then(|elf| elf.object()))
}

/// Whether a name of a symbol is among those of the dynamic section, defined or not.
pub fn has_symbol(file: &(impl Bytes + ?Sized), name: &str) -> io::Result<bool> {
    let mentioned = Elf::open(file).and_then(|elf| elf.mentions(name));
    Ok(found(mentioned)?.unwrap_or_default())
}

fn found<T>(result: Result<T, Stop>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Stop::Unsound) => Ok(None),
        Err(Stop::Io(error)) => Err(error),
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = if self.is_64 { 64 } else { 32 };
        let order = if self.is_big { "be" } else { "le" };
        write!(f, "{bits}{order}{}", self.number)
    }
}

impl FromStr for Machine {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, number) = text.split_at_checked(4).ok_or(())?;
        let (is_64, is_big) = match kind {
            "32le" => (false, false),
            "32be" => (false, true),
            "64le" => (true, false),
            "64be" => (true, true),
            _ => return Err(()),
        };
        let number = number.parse().map_err(|_| ())?;
        Ok(Self {
            is_64,
            is_big,
            number,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_tells_its_loader_and_libraries() {
        let own = File::open("/proc/self/exe").unwrap();
        let object = read(&own).unwrap().unwrap();
        assert!(object.interpreter.unwrap().contains("/ld-"));
        let is_libc = |name: &String| name.starts_with("libc.");
        assert!(object.needed.iter().any(is_libc), "{:?}", object.needed);
        assert_eq!(object.soname, None);
        assert!(has_symbol(&own, "malloc").unwrap());
        assert!(!has_symbol(&own, "no_such_symbol").unwrap());
    }

    #[test]
    fn machines_are_written_as_they_are_read() {
        for text in ["64le62", "32be8"] {
            let machine: Machine = text.parse().unwrap();
            assert_eq!(machine.to_string(), text);
        }
        for text in ["", "64le", "64le70000", "65le1", "64lé1"] {
            assert!(text.parse::<Machine>().is_err(), "{text}");
        }
    }
}
