//! `wheelwright overlaps`: files that several distributions would install, wherever each of them is unpacked.
//!
//! Trees are filled without knowing of each other, so each comes with a list of the files that its wheels have. Every line of
//! it has fields between tabs, which no name holds.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::audit::json;
use crate::digest::Digest;
use crate::error::{Error, Fault};
use crate::safe_path::SafePath;

/// Which lists to compare.
#[derive(Clone, Debug)]
pub struct Overlaps {
    /// What the trees have, from the lowest.
    pub lists: Vec<PathBuf>,
    /// The file for the findings.
    pub out: PathBuf,
}

/// The files that a distribution would install if it were alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The project, normalised.
    pub name: String,
    /// Paths relative to the environment's prefix, with hashes as far as RECORD has them. Those of its `.dist-info` are left
    /// out: nobody else may have them.
    pub files: Vec<(SafePath, Option<Digest>)>,
}

/// Two distributions that have different files of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The distribution whose files are not there.
    pub lost: String,
    /// The distribution whose files are.
    pub installed: String,
    /// The first of the files.
    pub file: String,
    /// How many there are.
    pub count: usize,
}

/// Compares, writes the findings as JSON, and says what they are.
pub fn run(request: &Overlaps) -> Result<String, Error> {
    let mut trees = Vec::new();
    for path in &request.lists {
        let at = |error: Error| error.in_file(path.to_string_lossy());
        let text = fs::read_to_string(path).map_err(|error| at(error.into()))?;
        trees.extend(read(&text).map_err(at)?);
    }
    let found = find(&trees);
    fs::write(&request.out, to_json(&found))
        .map_err(|error| Error::from(error).in_file(request.out.to_string_lossy()))?;
    Ok(summary(&found))
}

/// Files of one name and different content. Of those in one tree the first is installed, as [`settle`](crate::owners::settle)
/// decides; of those in several, the highest is seen.
pub fn find(trees: &[Vec<Claimed>]) -> Vec<Overlap> {
    let mut owners = BTreeMap::new();
    let mut found: BTreeMap<(&str, &str), Overlap> = BTreeMap::new();
    let all = trees.iter().enumerate();
    let all = all.flat_map(|(tree, distributions)| distributions.iter().map(move |it| (tree, it)));
    for (tree, distribution) in all {
        for (path, digest) in &distribution.files {
            let claim = (tree, distribution.name.as_str(), digest);
            let mut owner = match owners.entry(path) {
                Entry::Vacant(free) => {
                    free.insert(claim);
                    continue;
                }
                Entry::Occupied(taken) => taken,
            };
            let is_same = digest.is_some() && owner.get().2 == digest;
            let (lost, installed) = if owner.get().0 == tree {
                (claim.1, owner.get().1)
            } else {
                (owner.insert(claim).1, claim.1)
            };
            if !is_same {
                let overlap = found.entry((lost, installed)).or_insert_with(|| Overlap {
                    lost: lost.to_owned(),
                    installed: installed.to_owned(),
                    file: path.to_string(),
                    count: 0,
                });
                overlap.count += 1;
            }
        }
    }
    found.into_values().collect()
}

/// Writes the list of some trees into a file.
pub fn save(trees: &[Vec<Claimed>], out: &Path) -> Result<(), Error> {
    fs::write(out, write(trees)).map_err(|error| Error::from(error).in_file(out.to_string_lossy()))
}

/// The list of some trees.
pub fn write(trees: &[Vec<Claimed>]) -> String {
    let mut text = String::new();
    for tree in trees {
        text.push_str("tree\n");
        for distribution in tree {
            let _ = writeln!(text, "distribution\t{}", distribution.name);
            for (path, digest) in &distribution.files {
                let digest = digest.as_ref().map(ToString::to_string);
                // Of a file that was not unpacked, nobody has compared it with anything.
                let digest = digest.filter(|it| !it.contains(char::is_control));
                let _ = writeln!(text, "file\t{path}\t{}", digest.unwrap_or_default());
            }
        }
    }
    text
}

/// Reads what [`write`] wrote.
pub fn read(text: &str) -> Result<Vec<Vec<Claimed>>, Error> {
    let mut trees: Vec<Vec<Claimed>> = Vec::new();
    for line in text.lines() {
        add(&mut trees, line).ok_or_else(|| Error::from(Fault::Inventory(line.to_owned())))?;
    }
    Ok(trees)
}

fn add(trees: &mut Vec<Vec<Claimed>>, line: &str) -> Option<()> {
    let fields: Vec<&str> = line.split('\t').collect();
    match fields[..] {
        ["tree"] => trees.push(Vec::new()),
        ["distribution", name] => trees.last_mut()?.push(Claimed {
            name: name.to_owned(),
            files: Vec::new(),
        }),
        ["file", path, digest] => {
            let digest = match digest {
                "" => None,
                text => Some(Digest::parse(text)?),
            };
            let files = &mut trees.last_mut()?.last_mut()?.files;
            files.push((SafePath::parse(path).ok()?, digest));
        }
        _ => return None,
    }
    Some(())
}

fn summary(found: &[Overlap]) -> String {
    if found.is_empty() {
        return "no file is of two packages".to_owned();
    }
    let lines = found.iter().map(|overlap| {
        let Overlap {
            lost,
            installed,
            file,
            count,
        } = overlap;
        format!("{lost}: {file} is that of {installed} ({count} in all)")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn to_json(found: &[Overlap]) -> String {
    let objects: Vec<_> = found
        .iter()
        .map(|overlap| {
            format!(
                r#"{{"lost":{},"installed":{},"file":{},"count":{}}}"#,
                json(&overlap.lost),
                json(&overlap.installed),
                json(&overlap.file),
                overlap.count,
            )
        })
        .collect();
    format!("[{}]\n", objects.join(",\n"))
}
