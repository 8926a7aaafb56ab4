//! `wheelwright overlaps`: files that several distributions have, of which only one is there.
//!
//! An environment may be in several trees, which were filled without knowing of each other, and lie on each other in an image.
//! RECORD says what each distribution has, or would have if it were alone; the files say whose they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::audit::json;
use crate::digest::Digest;
use crate::error::Error;
use crate::installed;
use crate::layout::Layout;
use crate::parallel;
use crate::safe_path::SafePath;

/// What to compare.
#[derive(Clone, Debug)]
pub struct Overlaps {
    /// Where the environment is.
    pub layout: Layout,
    /// Roots that have parts of it, from the lowest.
    pub roots: Vec<PathBuf>,
    /// The file for the findings.
    pub out: PathBuf,
}

/// Two distributions that have different files of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The distribution whose files are not there.
    pub lost: String,
    /// The distribution whose files are.
    pub installed: String,
    /// The first of the files, relative to the environment's prefix.
    pub file: String,
    /// How many there are.
    pub count: usize,
}

/// A file, as one distribution has it.
struct Claim<'a> {
    name: &'a str,
    digest: Option<&'a Digest>,
}

/// Compares, writes the findings as JSON, and says what they are.
pub fn run(request: &Overlaps) -> Result<String, Error> {
    let found = find(&request.layout, &request.roots)?;
    fs::write(&request.out, to_json(&found))
        .map_err(|error| Error::from(error).in_file(request.out.to_string_lossy()))?;
    Ok(summary(&found))
}

/// Files of one name and different content, in roots from the lowest.
pub fn find(layout: &Layout, roots: &[PathBuf]) -> Result<Vec<Overlap>, Error> {
    let below = |root: &PathBuf| root.join(layout.below_root());
    let prefixes: Vec<_> = roots.iter().map(below).collect();
    let read = |prefix: &PathBuf| installed::distributions(prefix, &layout.site_packages);
    let trees = parallel::map(&prefixes, read).into_iter();
    let trees = trees.collect::<Result<Vec<_>, _>>()?;

    let mut claims: BTreeMap<&SafePath, Vec<Claim>> = BTreeMap::new();
    for distribution in trees.iter().flatten() {
        for (path, digest) in distribution.shareable() {
            claims.entry(path).or_default().push(Claim {
                name: &distribution.name,
                digest: digest.as_ref(),
            });
        }
    }
    let mut found: BTreeMap<(&str, &str), Overlap> = BTreeMap::new();
    for (path, claims) in &claims {
        let Some(owner) = owner(path, claims, &prefixes) else {
            continue;
        };
        for lost in claims.iter().filter(|claim| !claim.is_same(owner)) {
            let overlap = found.entry((lost.name, owner.name));
            let overlap = overlap.or_insert_with(|| Overlap {
                lost: lost.name.to_owned(),
                installed: owner.name.to_owned(),
                file: path.to_string(),
                count: 0,
            });
            overlap.count += 1;
        }
    }
    Ok(found.into_values().collect())
}

impl Claim<'_> {
    /// Whether nobody loses anything. What has no hash may be anything.
    fn is_same(&self, other: &Self) -> bool {
        self.name == other.name || (self.digest.is_some() && self.digest == other.digest)
    }
}

/// Whose file is seen, of distributions with different ones: the one that the file of the highest tree is of. A distribution may be
/// spread over several trees, so that its RECORD is in another one.
fn owner<'c, 'a>(
    path: &SafePath,
    claims: &'c [Claim<'a>],
    prefixes: &[PathBuf],
) -> Option<&'c Claim<'a>> {
    let (last, others) = claims.split_last()?;
    if others.iter().all(|claim| claim.is_same(last)) {
        return None;
    }
    let mut files = prefixes.iter().rev().map(|prefix| path.on(prefix));
    let file = files.find(|file| fs::symlink_metadata(file).is_ok());
    let is_its = |claim: &&Claim| {
        let known = file.as_ref().zip(claim.digest);
        known.is_some_and(|(file, digest)| digest.is_of(file).unwrap_or(false))
    };
    claims.iter().rev().find(is_its).or(Some(last))
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
