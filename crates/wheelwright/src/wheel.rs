//! A wheel that is what it says: its name, its metadata and its RECORD agree with its files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::archive::{Archive, Entries};
use crate::entry_points::{self, EntryPoint};
use crate::error::{Error, Fault};
use crate::record::{self, Claim};
use crate::safe_path::SafePath;
use crate::wheel_name::WheelName;

/// A wheel that was opened and found consistent. Hashes are compared when files are copied.
pub struct Wheel {
    /// Its file name.
    pub file_name: String,
    /// What the file name says.
    pub name: WheelName,
    /// Its content.
    pub archive: Archive,
    /// Its files.
    pub entries: Entries,
    /// What RECORD says of them.
    pub claims: BTreeMap<SafePath, Claim>,
    /// Its `.dist-info` directory.
    pub dist_info: SafePath,
    /// Its commands.
    pub scripts: Vec<EntryPoint>,
}

impl Wheel {
    /// Opens a wheel; all errors name it.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let file_name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned();
        Self::read(path, &file_name).map_err(|error| error.in_wheel(file_name))
    }

    fn read(path: &Path, file_name: &str) -> Result<Self, Error> {
        let name = WheelName::parse(file_name).ok_or(Fault::FileName)?;
        let (mut archive, entries) = Archive::open(path)?;
        let dist_info = dist_info(&name, &entries)?;
        let mut text = |file: &str| {
            let path = dist_info.joined(&SafePath::known(file));
            let entry = *entries.get(&path)?;
            let text = archive
                .read(entry, &Claim::NOTHING)
                .and_then(|bytes| String::from_utf8(bytes).map_err(|_| Fault::NotText.into()))
                .map_err(|error| error.in_file(path.as_str()));
            Some((path, text))
        };
        let mut required = |file: &str| {
            text(file).unwrap_or_else(|| {
                let path = dist_info.joined(&SafePath::known(file));
                (
                    path.clone(),
                    Err(Error::from(Fault::Missing).in_file(path.as_str())),
                )
            })
        };
        let (at, wheel) = required("WHEEL");
        check_version(&wheel?).map_err(|fault| Error::from(fault).in_file(at.as_str()))?;
        required("METADATA").1?;
        let (at, record) = required("RECORD");
        let claims = record::parse(&record?).map_err(|error| error.in_file(at.as_str()))?;
        check_claims(&dist_info, &entries, &claims)?;
        let scripts = match text("entry_points.txt") {
            None => Vec::new(),
            Some((at, text)) => entry_points::scripts(&text?)
                .map_err(|fault| Error::from(fault).in_file(at.as_str()))?,
        };
        Ok(Self {
            file_name: file_name.to_owned(),
            name,
            archive,
            entries,
            claims,
            dist_info,
            scripts,
        })
    }
}

/// The wheels among some paths: files as they are, and those in directories, each sorted by name.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut wheels = Vec::new();
    for path in paths {
        if !path.is_dir() {
            wheels.push(path.clone());
            continue;
        }
        let at = |error: Error| error.in_file(path.to_string_lossy());
        let mut found = Vec::new();
        for entry in path.read_dir().map_err(|error| at(error.into()))? {
            let path = entry.map_err(|error| at(error.into()))?.path();
            if path.extension().is_some_and(|extension| extension == "whl") {
                found.push(path);
            }
        }
        if found.is_empty() {
            return Err(at(Fault::NoWheels.into()));
        }
        wheels.append(&mut found);
    }
    wheels.sort_unstable_by(|one, other| one.file_name().cmp(&other.file_name()));
    Ok(wheels)
}

fn dist_info(name: &WheelName, entries: &Entries) -> Result<SafePath, Fault> {
    let found: BTreeSet<&str> = entries
        .keys()
        .map(SafePath::as_str)
        .filter_map(|path| Some(path.split_once('/')?.0))
        .filter(|directory| directory.ends_with(".dist-info"))
        .collect();
    let directories: Vec<&str> = found.into_iter().collect();
    match directories[..] {
        [directory]
            if directory
                .strip_suffix(".dist-info")
                .is_some_and(|stem| name.is_stem(stem)) =>
        {
            Ok(SafePath::known(directory))
        }
        _ => Err(Fault::DistInfo(
            directories.into_iter().map(str::to_owned).collect(),
        )),
    }
}

fn check_version(wheel: &str) -> Result<(), Fault> {
    let version = wheel
        .lines()
        .find_map(|line| line.strip_prefix("Wheel-Version:"))
        .map(str::trim);
    match version {
        Some(version) if version.split('.').next() == Some("1") => Ok(()),
        version => Err(Fault::WheelVersion(version.map(str::to_owned))),
    }
}

/// Every file is listed with its hash, and every listed file is there. RECORD and its signatures cannot hold their own.
fn check_claims(
    dist_info: &SafePath,
    entries: &Entries,
    claims: &BTreeMap<SafePath, Claim>,
) -> Result<(), Error> {
    let exempt =
        ["RECORD", "RECORD.jws", "RECORD.p7s"].map(|file| dist_info.joined(&SafePath::known(file)));
    let is_exempt = |path: &SafePath| exempt.contains(path);
    for path in entries.keys().filter(|path| !is_exempt(path)) {
        let fault = match claims.get(path) {
            None => Fault::Unlisted,
            Some(Claim { digest: None, .. }) => Fault::Unhashed,
            Some(_) => continue,
        };
        return Err(Error::from(fault).in_file(path.as_str()));
    }
    match claims
        .keys()
        .find(|path| !entries.contains_key(*path) && !is_exempt(path))
    {
        Some(path) => Err(Error::from(Fault::Absent).in_file(path.as_str())),
        None => Ok(()),
    }
}
