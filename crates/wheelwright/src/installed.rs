//! Distributions that are installed, as their metadata has them.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::error::Error;
use crate::limits;
use crate::record;
use crate::safe_path::SafePath;
use crate::wheel_name::normalize;

/// A distribution with a `.dist-info`.
#[derive(Debug)]
pub struct Distribution {
    /// The project, normalised.
    pub name: String,
    /// What RECORD has: paths relative to the environment's prefix, with hashes. What is outside of it is left out.
    pub files: Vec<(SafePath, Option<Digest>)>,
    /// Its `.dist-info`, relative to the same.
    own: SafePath,
    /// The same directory, where it is.
    directory: PathBuf,
}

impl Distribution {
    /// The files that others might have too: nobody else may write into its `.dist-info`.
    pub fn shareable(&self) -> impl Iterator<Item = &(SafePath, Option<Digest>)> {
        let is_own = |path: &SafePath| path.within(&self.own).is_some();
        self.files.iter().filter(move |(path, _)| !is_own(path))
    }

    /// A file of its metadata; nothing if it is not there.
    pub fn metadata(&self, name: &str) -> Result<String, Error> {
        text(&self.directory.join(name))
    }
}

/// The distributions of an environment, sorted by name; none if there is no such directory of modules.
pub fn distributions(prefix: &Path, site_packages: &SafePath) -> Result<Vec<Distribution>, Error> {
    let modules = site_packages.on(prefix);
    let at = |error: io::Error| Error::from(error).in_file(modules.to_string_lossy());
    let entries = match fs::read_dir(&modules) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(at)?,
    };
    let mut distributions = Vec::new();
    for entry in entries {
        let name = entry.map_err(at)?.file_name();
        let Some(name) = name.to_str() else { continue };
        let Some(stem) = name.strip_suffix(".dist-info") else {
            continue;
        };
        let project = stem.rsplit_once('-').map_or(stem, |(project, _)| project);
        let Ok(directory) = SafePath::parse(name) else {
            continue;
        };
        let directory = site_packages.joined(&directory);
        let record = text(&directory.on(prefix).join("RECORD"))?;
        let files = record::files(&record).into_iter();
        let files =
            files.filter_map(|(path, digest)| Some((site_packages.followed(&path)?, digest)));
        distributions.push(Distribution {
            name: normalize(project),
            files: files.collect(),
            directory: directory.on(prefix),
            own: directory,
        });
    }
    distributions.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(distributions)
}

/// A small file; nothing if it is not there.
fn text(path: &Path) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|it| it.take(limits::IN_MEMORY).read_to_end(&mut bytes));
    match read {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::from(error).in_file(path.to_string_lossy()))
        }
        _ => Ok(String::from_utf8_lossy(&bytes).into_owned()),
    }
}
