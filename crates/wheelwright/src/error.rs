//! Everything that can go wrong, as data; and the one place where it becomes text.

use std::fmt::{self, Write as _};
use std::io;

use crate::limits;
use crate::safe_path::PathFault;

/// What is wrong, and where.
#[derive(Debug)]
pub struct Error {
    /// The file name of the wheel.
    pub wheel: Option<String>,
    /// The file in the wheel, or in the tree that is written.
    pub file: Option<String>,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What can be wrong.
#[derive(Debug)]
pub enum Fault {
    /// The command line is not understood: why.
    Usage(String),
    /// Reading or writing failed.
    Io(io::Error),
    /// The file name is none of a wheel.
    FileName,
    /// No wheel is in the directory.
    NoWheels,
    /// No interpreter that a loader starts.
    NoPython,
    /// The archive cannot be read: why.
    Archive(String),
    /// Something stands before the archive's first entry.
    Prefixed,
    /// More entries than [`limits`](crate::limits) allow.
    TooManyEntries(usize),
    /// More bytes, once unpacked, than the limits allow.
    TooLarge(u64),
    /// Unpacked, it is so many times as large.
    Bomb(u64),
    /// The name of an entry is not text in the archive's encoding.
    NameEncoding,
    /// A path that could leave its directory.
    Path(PathFault),
    /// Two entries have the same name.
    DuplicateNames,
    /// Two entries have this name, once it is in normal form.
    Duplicate,
    /// A file that another entry uses as a directory.
    FileIsDirectory,
    /// The entry is encrypted.
    Encrypted,
    /// The entry is compressed by a method other than deflate.
    Compression,
    /// A symbolic link, device or pipe.
    Special,
    /// No `.dist-info` directory of the announced name and version; what there is instead.
    DistInfo(Vec<String>),
    /// A file of `.dist-info` that every wheel has.
    Missing,
    /// A text file that is not UTF-8.
    NotText,
    /// The WHEEL file has no version that is understood; what it has.
    WheelVersion(Option<String>),
    /// A row of RECORD that is not understood.
    RecordRow(String),
    /// RECORD lists the file twice.
    RecordTwice,
    /// The archive has the file, RECORD does not list it.
    Unlisted,
    /// RECORD lists the file, the archive does not have it.
    Absent,
    /// RECORD has no hash of the file.
    Unhashed,
    /// The content has another hash.
    Hash {
        /// What RECORD says.
        claimed: String,
        /// What the content has.
        found: String,
    },
    /// The content has another size, in bytes.
    Size {
        /// What RECORD or the archive says.
        claimed: u64,
        /// What the content has.
        found: u64,
    },
    /// A directory of `.data` that is not known.
    Scheme(String),
    /// An entry point that is not understood.
    EntryPoint(String),
    /// The file is the environment's own.
    Reserved,
    /// The file lies in the `.dist-info` of another distribution.
    Foreign,
    /// Another entry of the same wheel is installed under the same path.
    TwiceInWheel,
    /// The file is a directory in another wheel; its file name.
    Owned(String),
    /// Another wheel is of the same distribution; its file name.
    SameDistribution(String),
    /// The interpreter could not be run, or failed: why.
    Interpreter(String),
    /// A line of an inventory that is not understood.
    Inventory(String),
    /// More programs and libraries than [`limits`](crate::limits) allow.
    TooManyObjects,
    /// More places to look for libraries at than the limits allow.
    TooManyLookups,
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self {
            wheel: None,
            file: None,
            fault,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Fault::Io(error).into()
    }
}

impl Error {
    /// Says which file it is about, unless that is known already.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file.get_or_insert_with(|| file.into());
        self
    }

    /// Says which wheel it is about, unless that is known already.
    #[must_use]
    pub fn in_wheel(mut self, wheel: impl Into<String>) -> Self {
        self.wheel.get_or_insert_with(|| wheel.into());
        self
    }
}

/// The most characters of a path that are shown.
const LONGEST: usize = 200;

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("error: ")?;
        if let Some(wheel) = &self.wheel {
            write!(formatter, "{}: ", wheel.escape_debug())?;
        }
        if let Some(file) = &self.file {
            let shown: String = file.chars().take(LONGEST).collect();
            let more = if shown.len() < file.len() { "…" } else { "" };
            write!(formatter, "`{}{more}` ", shown.escape_debug())?;
        }
        write!(formatter, "{}", self.fault.why())?;
        match self.fault.help() {
            Some(help) => write!(formatter, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// How many errors are shown; the others are counted.
const SHOWN: usize = 20;

/// All errors as one text.
pub fn render(errors: &[Error]) -> String {
    let mut text = String::new();
    for error in errors.iter().take(SHOWN) {
        let _ = writeln!(text, "{error}");
    }
    if let Some(more @ 1..) = errors.len().checked_sub(SHOWN) {
        let _ = writeln!(text, "… and {more} more errors");
    }
    text
}

impl Fault {
    fn why(&self) -> String {
        match self {
            Self::Usage(why) => why.clone(),
            Self::Io(error) => format!("cannot be read or written: {error}"),
            Self::FileName => "is not the file name of a wheel".into(),
            Self::NoWheels => "is a directory without wheels".into(),
            Self::NoPython => "there is no Python interpreter here".into(),
            Self::Archive(why) => format!("is not a sound zip archive: {why}"),
            Self::Prefixed => "has something before its first entry".into(),
            Self::TooManyEntries(count) => format!("has {count} entries"),
            Self::TooLarge(size) => format!("would take {size} bytes"),
            Self::Bomb(ratio) => format!("would take {ratio} times its own size"),
            Self::NameEncoding => "has an entry whose name cannot be read".into(),
            Self::Path(PathFault::Empty) => "names no file".into(),
            Self::Path(PathFault::Absolute) => "is an absolute path".into(),
            Self::Path(PathFault::Parent) => "leads out of its directory".into(),
            Self::Path(PathFault::Backslash) => "has a backslash".into(),
            Self::Path(PathFault::Drive) => "begins with a drive".into(),
            Self::Path(PathFault::Control) => "has a control character".into(),
            Self::Path(PathFault::Long) => "is longer than Linux takes".into(),
            Self::DuplicateNames => "has two entries of the same name".into(),
            Self::Duplicate => "is there twice".into(),
            Self::FileIsDirectory => "is a file, and a directory of other files".into(),
            Self::Encrypted => "is encrypted".into(),
            Self::Compression => "is compressed by a method that wheels do not use".into(),
            Self::Special => "is a link or a device".into(),
            Self::DistInfo(found) if found.is_empty() => "has no .dist-info directory".into(),
            Self::DistInfo(found) => format!(
                "should have the .dist-info directory of its own name and version alone, and has {}",
                found.join(", ")
            ),
            Self::Missing => "is missing".into(),
            Self::NotText => "is not UTF-8 text".into(),
            Self::WheelVersion(None) => {
                "does not say which version of the wheel format it has".into()
            }
            Self::WheelVersion(Some(version)) => {
                format!("has version {version} of the wheel format")
            }
            Self::RecordRow(row) => {
                format!("has a row that is not understood: {}", row.escape_debug())
            }
            Self::RecordTwice => "is listed twice in RECORD".into(),
            Self::Unlisted => "is not listed in RECORD".into(),
            Self::Absent => "is listed in RECORD, but not there".into(),
            Self::Unhashed => "has no hash in RECORD".into(),
            Self::Hash { claimed, found } => format!("should be {claimed}, and is {found}"),
            Self::Size { claimed, found } => {
                format!("should have {claimed} bytes, and has {found}")
            }
            Self::Scheme(scheme) => {
                format!("belongs to the unknown scheme {}", scheme.escape_debug())
            }
            Self::EntryPoint(text) => format!(
                "has an entry point that is not understood: {}",
                text.escape_debug()
            ),
            Self::Reserved => "would replace a file of the environment".into(),
            Self::Foreign => "lies in the .dist-info of another distribution".into(),
            Self::TwiceInWheel => "is where two files of this wheel would go".into(),
            Self::Owned(other) => {
                format!("is a directory in {}", other.escape_debug())
            }
            Self::SameDistribution(other) => {
                format!("is of the same distribution as {}", other.escape_debug())
            }
            Self::Interpreter(why) => format!(
                "the interpreter that should compile bytecode failed: {}",
                why.escape_debug()
            ),
            Self::Inventory(line) => {
                format!("has a line that no inventory has: {}", line.escape_debug())
            }
            Self::TooManyObjects => {
                format!(
                    "is one of more than {} programs and libraries",
                    limits::OBJECTS
                )
            }
            Self::TooManyLookups => {
                format!(
                    "the libraries of the environment may be in more than {} places",
                    limits::LOOKUPS
                )
            }
        }
    }

    fn help(&self) -> Option<&'static str> {
        const DAMAGED: &str = "the wheel is damaged or was changed after it was built: get it again, or ask its authors";
        const HOSTILE: &str = "no build tool makes such a wheel: do not trust it";
        Some(match self {
            Self::Usage(_) => "run `wheelwright --help`",
            Self::Io(_)
            | Self::Interpreter(_)
            | Self::NoWheels
            | Self::NoPython
            | Self::Inventory(_)
            | Self::TooManyObjects
            | Self::TooManyLookups => {
                return None;
            }
            Self::FileName => "wheels are named `name-version-python-abi-platform.whl`",
            Self::Archive(_)
            | Self::Missing
            | Self::NotText
            | Self::Unlisted
            | Self::Absent
            | Self::Unhashed
            | Self::Hash { .. }
            | Self::Size { .. }
            | Self::RecordRow(_)
            | Self::RecordTwice => DAMAGED,
            Self::Prefixed
            | Self::NameEncoding
            | Self::Path(_)
            | Self::DuplicateNames
            | Self::Duplicate
            | Self::FileIsDirectory
            | Self::Encrypted
            | Self::Compression
            | Self::Special
            | Self::Reserved
            | Self::Foreign
            | Self::TwiceInWheel => HOSTILE,
            Self::TooManyEntries(_) => "at most 500000 entries are unpacked",
            Self::TooLarge(_) => "at most 8 GiB are unpacked, and 64 MiB of a file of .dist-info",
            Self::Bomb(_) => "at most 200 times the size of the archive is unpacked",
            Self::DistInfo(_) => "was the wheel renamed?",
            Self::WheelVersion(_) => "version 1 is understood",
            Self::Scheme(_) => "the schemes are purelib, platlib, scripts, headers and data",
            Self::EntryPoint(_) => "scripts are written `name = module:function`",
            Self::Owned(_) => {
                "both cannot be installed: leave one of them out, or choose versions that agree"
            }
            Self::SameDistribution(_) => "give one wheel for each distribution",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_where_why_and_what_helps() {
        let error = Error::from(Fault::Unlisted)
            .in_file("demo/x.py")
            .in_wheel("demo-1.0-py3-none-any.whl");
        insta::assert_snapshot!(render(&[error]), @r"
        error: demo-1.0-py3-none-any.whl: `demo/x.py` is not listed in RECORD
          help: the wheel is damaged or was changed after it was built: get it again, or ask its authors
        ");
    }

    #[test]
    fn a_flood_is_counted() {
        let errors: Vec<_> = (0..23).map(|_| Fault::NoWheels.into()).collect();
        assert!(render(&errors).ends_with("… and 3 more errors\n"));
    }
}
