//! Scripts that cannot be started: what their first line names does not ship.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read as _;

use crate::debian;
use crate::keep::Kept;
use crate::root::Root;

/// Where users' programs are, in the order in which they are looked for.
const PATH: [&str; 6] = [
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
];

/// The most of a first line that Linux reads.
const LONGEST: u64 = 256;

/// Scripts for one program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranded {
    /// The program.
    pub interpreter: String,
    /// The package that has it, if one does.
    pub package: Option<String>,
    /// Their paths, sorted.
    pub scripts: Vec<String>,
}

impl fmt::Display for Stranded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            interpreter,
            package,
            scripts,
        } = self;
        let first = scripts.first().map_or("", String::as_str).escape_debug();
        let (others, verb) = match scripts.len() {
            0 | 1 => (String::new(), "is"),
            2 => (" and another".to_owned(), "are"),
            more => (format!(" and {} others", more - 1), "are"),
        };
        let interpreter = interpreter.escape_debug();
        write!(
            f,
            "note: `{first}`{others} {verb} for `{interpreter}`, which does not ship"
        )?;
        match package {
            Some(package) => write!(f, ": the package `{package}` brings it"),
            None => Ok(()),
        }
    }
}

/// Finds them among the programs of users.
pub fn stranded(kept: &Kept) -> Vec<Stranded> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in kept.files() {
        let directory = path.rsplit_once('/').unwrap_or_default().0;
        if PATH.contains(&directory)
            && let Some(interpreter) = interpreter(kept.root(), path)
            && !kept.has(&interpreter)
        {
            found.entry(interpreter).or_default().push(path.clone());
        }
    }
    let stranded = found.into_iter().map(|(interpreter, scripts)| Stranded {
        package: debian::owner(kept.root(), &interpreter),
        interpreter,
        scripts,
    });
    stranded.collect()
}

/// What a script is for, by its own path.
fn interpreter(root: &Root, script: &str) -> Option<String> {
    let mut line = Vec::new();
    let file = root.open(script)?;
    file.take(LONGEST).read_to_end(&mut line).ok()?;
    let line = String::from_utf8_lossy(&line);
    let line = line.strip_prefix("#!")?.lines().next()?;
    let mut words = line.split_whitespace();
    let program = words.next()?;
    if !program.ends_with("/env") {
        return root.real_path(program);
    }
    let name = words.find(|word| !word.starts_with('-'))?;
    let mut paths = PATH.iter().map(|directory| format!("{directory}/{name}"));
    paths.find_map(|path| root.real_path(&path))
}
