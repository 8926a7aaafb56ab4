//! A wheel as a zip archive: read with suspicion, before anything is written.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::digest::{Algorithm, Digest, Hasher};
use crate::error::{Error, Fault};
use crate::inflate::Inflater;
use crate::limits;
use crate::record::Claim;
use crate::safe_path::SafePath;
use crate::shared_file::SharedFile;

/// An archive whose entries are plain files with safe, distinct names. Clones share the file.
#[derive(Clone)]
pub struct Archive {
    zip: ZipArchive<SharedFile>,
}

/// A file in an archive.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    index: usize,
    is_deflated: bool,
    /// Bytes that it takes in the archive.
    pub packed: u64,
    /// Bytes that it claims to have.
    pub size: u64,
    /// Whether its Unix mode lets anyone execute it.
    pub is_executable: bool,
}

/// The files of an archive. Directories are left out: those that hold a file follow from it.
pub type Entries = BTreeMap<SafePath, Entry>;

impl Archive {
    /// Opens an archive and checks all that can be checked without unpacking it.
    pub fn open(path: &Path) -> Result<(Self, Entries), Error> {
        let file = File::open(path)?;
        let packed = file.metadata()?.len();
        let mut zip = ZipArchive::new(SharedFile::new(file)?).map_err(unsound)?;
        if zip.offset() != 0 {
            return Err(Fault::Prefixed.into());
        }
        if zip.len() > limits::ENTRIES {
            return Err(Fault::TooManyEntries(zip.len()).into());
        }
        let entries = entries(&zip)?;
        check_size(&entries, packed)?;
        zip.validate_header_consistency().map_err(unsound)?;
        Ok((Self { zip }, entries))
    }

    /// Copies a file, and checks it against what is claimed of it. The archive's own checksum is weaker and not looked at.
    pub fn copy(
        &mut self,
        entry: Entry,
        claim: &Claim,
        inflater: &mut Inflater,
        mut write: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<(), Error> {
        let algorithm = claim
            .digest
            .as_ref()
            .map_or(Algorithm::Sha256, Digest::algorithm);
        let expected = claim.size.unwrap_or(entry.size);
        let mut hasher = Hasher::new(algorithm);
        let mut size = 0;
        let mut fault = None;
        let packed = self.zip.by_index_raw(entry.index).map_err(unsound)?;
        let hand_on = |bytes: &[u8]| {
            size += bytes.len() as u64;
            if size > expected {
                fault = Some(Fault::Size {
                    claimed: expected,
                    found: size,
                });
                return Err(io::ErrorKind::InvalidData.into());
            }
            hasher.update(bytes);
            write(bytes).inspect_err(|error| fault = Some(Fault::Io(error.kind().into())))
        };
        let copied = if entry.is_deflated {
            inflater.deflated(packed, hand_on)
        } else {
            inflater.stored(packed, hand_on)
        };
        if let Some(fault) = fault {
            return Err(fault.into());
        }
        copied.map_err(|error| Fault::Archive(error.to_string()))?;
        for claimed in [expected, entry.size] {
            if claimed != size {
                return Err(Fault::Size {
                    claimed,
                    found: size,
                }
                .into());
            }
        }
        let found = hasher.finish();
        match &claim.digest {
            Some(claimed) if *claimed != found => Err(Fault::Hash {
                claimed: claimed.to_string(),
                found: found.to_string(),
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// Reads a small file, and checks it against what is claimed of it.
    pub fn read(&mut self, entry: Entry, claim: &Claim) -> Result<Vec<u8>, Error> {
        if entry.size > limits::IN_MEMORY {
            return Err(Fault::TooLarge(entry.size).into());
        }
        let mut content = Vec::new();
        self.copy(entry, claim, &mut Inflater::new(), |bytes| {
            content.extend_from_slice(bytes);
            Ok(())
        })?;
        Ok(content)
    }

    /// Whether a file begins with some bytes.
    pub fn begins_with(&mut self, entry: Entry, start: &[u8]) -> Result<bool, Error> {
        let file = self.zip.by_index(entry.index).map_err(unsound)?;
        let mut found = Vec::new();
        file.take(start.len() as u64)
            .read_to_end(&mut found)
            .map_err(|error| Fault::Archive(error.to_string()))?;
        Ok(found == start)
    }
}

fn entries(zip: &ZipArchive<SharedFile>) -> Result<Entries, Error> {
    if zip.has_duplicate_names() {
        return Err(Fault::DuplicateNames.into());
    }
    let mut entries = Entries::new();
    let mut directories = Vec::new();
    for index in 0..zip.len() {
        let raw = zip.by_index_data(index).map_err(unsound)?;
        let name = raw.name().map_err(|_| Fault::NameEncoding)?;
        let at = |fault: Fault| Error::from(fault).in_file(name.as_ref());
        let path = SafePath::parse(&name).map_err(|fault| at(Fault::Path(fault)))?;
        if raw.encrypted() {
            return Err(at(Fault::Encrypted));
        }
        if !matches!(
            raw.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(at(Fault::Compression));
        }
        let mode = raw.unix_mode().unwrap_or_default();
        if !matches!(mode & 0o170_000, 0 | 0o040_000 | 0o100_000) {
            return Err(at(Fault::Special));
        }
        if raw.is_dir() {
            directories.push(path);
            continue;
        }
        let entry = Entry {
            index,
            is_deflated: raw.compression() == CompressionMethod::Deflated,
            packed: raw.compressed_size(),
            size: raw.size(),
            is_executable: mode & 0o111 != 0,
        };
        if entries.insert(path, entry).is_some() {
            return Err(at(Fault::Duplicate));
        }
    }
    match file_and_directory(&entries, &directories) {
        Some(path) => Err(Error::from(Fault::FileIsDirectory).in_file(path)),
        None => Ok(entries),
    }
}

/// A path that is a file, and a directory of others.
fn file_and_directory<'a>(entries: &'a Entries, directories: &'a [SafePath]) -> Option<&'a str> {
    let given = directories.iter().map(SafePath::as_str);
    // Asked for one by one: all parents of a deep path are as long as the square of it.
    let parents = entries.keys().flat_map(SafePath::parents);
    given
        .chain(parents)
        .find(|path| entries.contains_key(*path))
}

fn check_size(entries: &Entries, packed: u64) -> Result<(), Fault> {
    let unpacked = entries
        .values()
        .fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
    let ratio = unpacked / packed.max(1);
    if unpacked > limits::UNPACKED {
        Err(Fault::TooLarge(unpacked))
    } else if unpacked > limits::RATIO_FROM && ratio > limits::RATIO {
        Err(Fault::Bomb(ratio))
    } else {
        Ok(())
    }
}

fn unsound(error: ZipError) -> Error {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => error.into(),
        error => Fault::Archive(error.to_string()).into(),
    }
}
