//! Programs and libraries of installed distributions: what [`audit`](crate::audit) is made from.
//!
//! Written where a distribution is unpacked, a few lines for each, so that an audit reads no environment, and depends on
//! nothing but what could change its result. Every line has fields between tabs, which no name holds.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::elf::{self, Object, Search};
use crate::error::{Error, Fault};
use crate::installed;
use crate::limits;
use crate::listing::Listing;
use crate::parallel;
use crate::safe_path::SafePath;
use crate::wheel_name::{is_local, normalize};

/// What to take an inventory of.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// The environment's prefix, or the directory of a project.
    pub prefix: PathBuf,
    /// What is there.
    pub contents: Contents,
    /// The file to write.
    pub out: PathBuf,
}

/// What a directory holds.
#[derive(Clone, Debug)]
pub enum Contents {
    /// An environment that another installer made, with the directory of its modules, relative to the prefix.
    Environment(SafePath),
    /// Modules that the build of a project left among its sources, and the name of the project.
    Project(String),
}

/// A distribution with programs or libraries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// The project, normalised.
    pub name: String,
    /// Whether its wheel was made for one machine (`linux_x86_64`), as when it was built there, and not for many.
    pub is_local: bool,
    /// What it has, by path.
    pub objects: Vec<Listed>,
}

/// A program or library, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Relative to the environment's prefix.
    pub path: SafePath,
    /// Whether Python imports it, or a user starts it.
    pub is_entry: bool,
    /// What its loader reads.
    pub object: Object,
}

/// Finds the programs and libraries among the files of an environment.
pub fn examine(prefix: &Path, paths: &[&SafePath]) -> Result<Vec<Listed>, Error> {
    let count = AtomicUsize::new(0);
    let found = parallel::map(paths, |path| {
        let listed = open(prefix, path).map_err(Error::from)?;
        if listed.is_some() && count.fetch_add(1, Ordering::Relaxed) >= limits::OBJECTS {
            return Err(Fault::TooManyObjects.into());
        }
        Ok(listed)
    });
    let found = found.into_iter().zip(paths);
    let found =
        found.map(|(found, path)| found.map_err(|error: Error| error.in_file(path.as_str())));
    let mut listed = found
        .filter_map(Result::transpose)
        .collect::<Result<Vec<_>, _>>()?;
    listed.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    Ok(listed)
}

fn open(prefix: &Path, path: &SafePath) -> io::Result<Option<Listed>> {
    let at = path.on(prefix);
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    let is_source = [".py", ".pyc", ".pyi"]
        .iter()
        .any(|end| name.ends_with(end));
    if is_source {
        return Ok(None);
    }
    let file = File::open(at)?;
    let Some(object) = elf::read(&file)? else {
        return Ok(None);
    };
    let is_module = match name.split_once('.') {
        Some((module, tags)) if tags.rsplit('.').next() == Some("so") => {
            elf::has_symbol(&file, &format!("PyInit_{module}"))?
        }
        _ => false,
    };
    Ok(Some(Listed {
        path: path.clone(),
        is_entry: is_module || path.as_str().starts_with("bin/"),
        object,
    }))
}

/// Takes the inventory of what others made.
pub fn run(request: &Inventory) -> Result<(), Error> {
    let distributions = match &request.contents {
        Contents::Environment(site_packages) => scan(&request.prefix, site_packages)?,
        Contents::Project(name) => vec![project(&request.prefix, name)?],
    };
    save(&distributions, &request.out)
}

/// Writes an inventory into a file.
pub fn save(distributions: &[Distribution], out: &Path) -> Result<(), Error> {
    fs::write(out, write(distributions))
        .map_err(|error| Error::from(error).in_file(out.to_string_lossy()))
}

/// A project that was built where its sources are: nothing records what of that is its own.
pub fn project(directory: &Path, name: &str) -> Result<Distribution, Error> {
    let listing = Listing::of(directory)?;
    let paths = listing.files.iter().filter_map(|path| path.to_str());
    let paths: Vec<_> = paths
        .filter_map(|path| SafePath::parse(path).ok())
        .collect();
    let is_file = |path: &&SafePath| is_file(directory, path);
    Ok(Distribution {
        name: normalize(name),
        is_local: true,
        objects: examine(directory, &paths.iter().filter(is_file).collect::<Vec<_>>())?,
    })
}

fn is_file(prefix: &Path, path: &SafePath) -> bool {
    fs::symlink_metadata(path.on(prefix)).is_ok_and(|found| found.is_file())
}

/// The distributions of an environment that another installer made, as far as they have programs or libraries.
pub fn scan(prefix: &Path, site_packages: &SafePath) -> Result<Vec<Distribution>, Error> {
    let installed = installed::distributions(prefix, site_packages)?;
    let examined = installed.into_iter().map(|it| {
        let is_file = |path: &&SafePath| is_file(prefix, path);
        let paths = it.files.iter().map(|(path, _)| path).filter(is_file);
        Ok(Distribution {
            is_local: it.metadata("WHEEL")?.lines().any(is_local_tag),
            objects: examine(prefix, &paths.collect::<Vec<_>>())?,
            name: it.name,
        })
    });
    examined.collect()
}

/// `Tag: cp313-cp313-linux_x86_64`
fn is_local_tag(line: &str) -> bool {
    let tag = line.strip_prefix("Tag:");
    let platforms = tag.and_then(|tag| tag.trim().rsplit('-').next());
    platforms.is_some_and(is_local)
}

/// Writes an inventory. Distributions without programs and libraries leave no trace in it.
pub fn write(distributions: &[Distribution]) -> String {
    let mut text = String::new();
    for distribution in distributions.iter().filter(|it| !it.objects.is_empty()) {
        let origin = if distribution.is_local {
            "local"
        } else {
            "portable"
        };
        let _ = writeln!(text, "distribution\t{}\t{origin}", distribution.name);
        for listed in &distribution.objects {
            let kind = if listed.is_entry { "entry" } else { "part" };
            let object = &listed.object;
            let (search, directories) = match &object.search {
                Search::Nowhere => ("nowhere", ""),
                Search::Inherited(path) => ("inherited", path.as_str()),
                Search::Own(path) => ("own", path.as_str()),
            };
            let _ = write!(
                text,
                "{kind}\t{}\t{}\t{}\t{}\t{search}\t{directories}",
                listed.path,
                object.machine,
                object.interpreter.as_deref().unwrap_or_default(),
                object.soname.as_deref().unwrap_or_default(),
            );
            for name in &object.needed {
                let _ = write!(text, "\t{name}");
            }
            text.push('\n');
        }
    }
    text
}

/// Reads what [`write`] wrote.
pub fn read(text: &str) -> Result<Vec<Distribution>, Error> {
    let mut distributions: Vec<Distribution> = Vec::new();
    for line in text.lines() {
        let wrong = || Error::from(Fault::Inventory(line.to_owned()));
        let fields: Vec<&str> = line.split('\t').collect();
        if let ["distribution", name, origin] = fields[..] {
            distributions.push(Distribution {
                name: name.to_owned(),
                is_local: origin == "local",
                objects: Vec::new(),
            });
        } else {
            let distribution = distributions.last_mut().ok_or_else(wrong)?;
            distribution
                .objects
                .push(listed(&fields).ok_or_else(wrong)?);
        }
    }
    Ok(distributions)
}

fn listed(fields: &[&str]) -> Option<Listed> {
    let [
        kind,
        path,
        machine,
        interpreter,
        soname,
        search,
        directories,
        needed @ ..,
    ] = fields
    else {
        return None;
    };
    let unless_empty = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some(Listed {
        path: SafePath::parse(path).ok()?,
        is_entry: match *kind {
            "entry" => true,
            "part" => false,
            _ => return None,
        },
        object: Object {
            machine: machine.parse().ok()?,
            interpreter: unless_empty(interpreter),
            soname: unless_empty(soname),
            search: match *search {
                "nowhere" => Search::Nowhere,
                "inherited" => Search::Inherited((*directories).to_owned()),
                "own" => Search::Own((*directories).to_owned()),
                _ => return None,
            },
            needed: needed.iter().map(|&name| name.to_owned()).collect(),
        },
    })
}
