//! The parts of an ELF file that lead to what a loader reads.
//!
//! The file is hostile. Sizes are limited, so that neither time nor memory depend on what it claims.

use std::io;
use std::ops::Range;

use super::{Bytes, Machine, Object, Search};

/// Why nothing came of reading.
pub(super) enum Stop {
    /// It is no program or library, or none that a loader would take.
    Unsound,
    /// It cannot be read.
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The most bytes of all names of symbols. The largest library of any wheel has a tenth of it.
const NAMES: u64 = 512 << 20;

/// The most bytes of a string; paths are not longer.
const LONGEST: usize = 4096;

/// The most program headers, entries of the dynamic section, and needed libraries. Real files stay far below.
const MOST: usize = 4096;

/// The most bytes of the names of all needed libraries, which may share their letters: a small file can name very many.
const NEEDED: usize = 16 << 10;

/// A part of the file that is loaded at an address.
struct Segment {
    kind: u64,
    offset: u64,
    address: u64,
    size: u64,
}

const PT_LOAD: u64 = 1;
const PT_DYNAMIC: u64 = 2;
const PT_INTERP: u64 = 3;

/// An entry of the dynamic section.
struct Entry {
    tag: u64,
    value: u64,
}

const DT_NEEDED: u64 = 1;
const DT_STRTAB: u64 = 5;
const DT_STRSZ: u64 = 10;
const DT_SONAME: u64 = 14;
const DT_RPATH: u64 = 15;
const DT_RUNPATH: u64 = 29;

/// Strings of the file, each ended by a zero byte.
#[derive(Clone, Copy)]
struct Strings {
    offset: u64,
    size: u64,
}

pub(super) struct Elf<'a, File: ?Sized> {
    file: &'a File,
    machine: Machine,
    segments: Vec<Segment>,
}

impl<'a, File: Bytes + ?Sized> Elf<'a, File> {
    pub(super) fn open(file: &'a File) -> Result<Self, Stop> {
        let mut header = [0; 64];
        if file.read(0, &mut header)? < 52 || header[..4] != *b"\x7fELF" {
            return Err(Stop::Unsound);
        }
        let (is_64, is_big) = match (header[4], header[5]) {
            (1, 1) => (false, false),
            (1, 2) => (false, true),
            (2, 1) => (true, false),
            (2, 2) => (true, true),
            _ => return Err(Stop::Unsound),
        };
        let number = u16::try_from(number(&header[18..20], is_big));
        let mut elf = Self {
            file,
            machine: Machine {
                is_64,
                is_big,
                number: number.unwrap_or_default(),
            },
            segments: Vec::new(),
        };
        elf.segments = elf.segments(&header)?;
        Ok(elf)
    }

    fn segments(&self, header: &[u8; 64]) -> Result<Vec<Segment>, Stop> {
        let size = small(self.field(header, 42..44, 54..56))?;
        let count = small(self.field(header, 44..46, 56..58))?;
        let known = if self.machine.is_64 { 56 } else { 32 };
        if size < known {
            return Err(Stop::Unsound);
        }
        let table = self.exact(self.field(header, 28..32, 32..40), size * count)?;
        let segment = |header: &[u8]| Segment {
            kind: self.field(header, 0..4, 0..4),
            offset: self.field(header, 4..8, 8..16),
            address: self.field(header, 8..12, 16..24),
            size: self.field(header, 16..20, 32..40),
        };
        Ok(table.chunks_exact(size).map(segment).collect())
    }

    /// A number of a header, which lies elsewhere where addresses are short.
    fn field(&self, header: &[u8], short: Range<usize>, long: Range<usize>) -> u64 {
        let range = if self.machine.is_64 { long } else { short };
        number(&header[range], self.machine.is_big)
    }

    pub(super) fn object(&self) -> Result<Object, Stop> {
        let interpreter = match self.segment(PT_INTERP) {
            Some(&Segment { offset, size, .. }) => self.name(Strings { offset, size }, 0)?,
            None => None,
        };
        let mut object = Object {
            machine: self.machine,
            interpreter,
            soname: None,
            search: Search::Nowhere,
            needed: Vec::new(),
        };
        let entries = self.entries()?;
        let wanted = [DT_NEEDED, DT_SONAME, DT_RPATH, DT_RUNPATH];
        if !entries.iter().any(|entry| wanted.contains(&entry.tag)) {
            return Ok(object);
        }
        let strings = self.strings(&entries)?;
        let mut length = 0;
        for Entry { tag, value } in entries {
            match (tag, &object.search) {
                (DT_NEEDED, _) => {
                    let name = self.string(strings, value)?;
                    length += name.len();
                    if length > NEEDED {
                        return Err(Stop::Unsound);
                    }
                    object.needed.push(name);
                }
                (DT_SONAME, _) => object.soname = self.name(strings, value)?,
                (DT_RUNPATH, _) => object.search = Search::Own(self.string(strings, value)?),
                (DT_RPATH, Search::Nowhere) => {
                    object.search = Search::Inherited(self.string(strings, value)?);
                }
                _ => {}
            }
        }
        Ok(object)
    }

    fn segment(&self, kind: u64) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.kind == kind)
    }

    /// The dynamic section, without what follows its end.
    fn entries(&self) -> Result<Vec<Entry>, Stop> {
        let Some(section) = self.segment(PT_DYNAMIC) else {
            return Ok(Vec::new());
        };
        let half = if self.machine.is_64 { 8 } else { 4 };
        let size = small(section.size / (2 * half as u64))? * 2 * half;
        let table = self.exact(section.offset, size)?;
        let entries = table.chunks_exact(2 * half).map(|entry| Entry {
            tag: number(&entry[..half], self.machine.is_big),
            value: number(&entry[half..], self.machine.is_big),
        });
        Ok(entries.take_while(|entry| entry.tag != 0).collect())
    }

    fn strings(&self, entries: &[Entry]) -> Result<Strings, Stop> {
        let value = |tag: u64| {
            let entry = entries.iter().find(|entry| entry.tag == tag);
            entry.map(|entry| entry.value).ok_or(Stop::Unsound)
        };
        let (address, size) = (value(DT_STRTAB)?, value(DT_STRSZ)?);
        let holds = |segment: &&Segment| {
            let within = address.checked_sub(segment.address);
            segment.kind == PT_LOAD && within.is_some_and(|within| within < segment.size)
        };
        let segment = self.segments.iter().find(holds).ok_or(Stop::Unsound)?;
        let offset = segment.offset.checked_add(address - segment.address);
        let offset = offset.ok_or(Stop::Unsound)?;
        Ok(Strings { offset, size })
    }

    /// A string that is a name; an empty one names nothing.
    fn name(&self, strings: Strings, start: u64) -> Result<Option<String>, Stop> {
        let name = self.string(strings, start)?;
        Ok((!name.is_empty()).then_some(name))
    }

    fn string(&self, strings: Strings, start: u64) -> Result<String, Stop> {
        let most = strings.size.checked_sub(start).ok_or(Stop::Unsound)?;
        let most = usize::try_from(most).map_or(LONGEST, |most| most.min(LONGEST));
        let mut bytes = vec![0; most];
        let at = strings.offset.checked_add(start).ok_or(Stop::Unsound)?;
        let count = self.file.read(at, &mut bytes)?;
        let end = bytes[..count].iter().position(|&byte| byte == 0);
        Ok(text(&bytes[..end.ok_or(Stop::Unsound)?]))
    }

    pub(super) fn mentions(&self, name: &str) -> Result<bool, Stop> {
        const PIECE: usize = 64 * 1024;
        let Strings { mut offset, size } = self.strings(&self.entries()?)?;
        let needle = [b"\0", name.as_bytes(), b"\0"].concat();
        let overlap = needle.len() - 1;
        let end = offset.saturating_add(size.min(NAMES));
        let mut piece = vec![0; PIECE.max(2 * needle.len())];
        while offset < end {
            let count = self.file.read(offset, &mut piece)?;
            if piece[..count].windows(needle.len()).any(|it| it == needle) {
                return Ok(true);
            }
            if count <= overlap {
                break;
            }
            offset = offset.saturating_add((count - overlap) as u64);
        }
        Ok(false)
    }

    fn exact(&self, at: u64, size: usize) -> Result<Vec<u8>, Stop> {
        let mut bytes = vec![0; size];
        let count = self.file.read(at, &mut bytes)?;
        if count == size {
            Ok(bytes)
        } else {
            Err(Stop::Unsound)
        }
    }
}

/// A count that is not too large.
fn small(count: u64) -> Result<usize, Stop> {
    let count = usize::try_from(count).map_err(|_| Stop::Unsound)?;
    if count > MOST {
        return Err(Stop::Unsound);
    }
    Ok(count)
}

fn number(bytes: &[u8], is_big: bool) -> u64 {
    let join = |number, byte: &u8| number << 8 | u64::from(*byte);
    if is_big {
        bytes.iter().fold(0, join)
    } else {
        bytes.iter().rev().fold(0, join)
    }
}

/// What is no text, or would not fit into a line, names no real file.
fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.replace(char::is_control, "\u{fffd}")
}
