//! `wheelwright audit`: whether the libraries are there that the programs and libraries of an environment need.
//!
//! Nothing is loaded: what a loader would do is worked out from what the files say. What programs load by name as they run
//! (`dlopen`, ctypes) is in no file: it is found missing where the request tells of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::error::Error;
use crate::inventory::{self, Distribution};
use crate::loader::Loader;
use crate::members::{Member, Members};
use crate::process::Process;
use crate::root::Root;

/// What to audit.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The file system that will run it, without the environment.
    pub root: PathBuf,
    /// The absolute path of its interpreter.
    pub python: String,
    /// The absolute path of the environment.
    pub prefix: String,
    /// `LD_LIBRARY_PATH` of the image; empty if it has none.
    pub library_path: String,
    /// Distributions, and libraries that their code loads by name.
    pub loads: Vec<(String, String)>,
    /// What the environment has.
    pub inventories: Vec<PathBuf>,
    /// The file for the findings.
    pub out: PathBuf,
}

/// A library that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The distribution that needs it.
    pub distribution: String,
    /// Whether that was built for the machine that built it.
    pub is_local: bool,
    /// The first of its files that is linked to it; `None` if its code loads it by name.
    pub object: Option<String>,
    /// The name of the library.
    pub library: String,
    /// Whether something needs it that Python imports, or a user starts.
    pub is_needed_by_entry: bool,
    /// Whether it is in the environment, where the loader does not find it: code may load it first.
    pub is_elsewhere: bool,
}

/// Audits, writes the findings as JSON, and says what they are.
pub fn run(request: &Audit) -> Result<String, Error> {
    let mut distributions = Vec::new();
    for path in &request.inventories {
        let at = |error: Error| error.in_file(path.to_string_lossy());
        let text = fs::read_to_string(path).map_err(|error| at(error.into()))?;
        distributions.extend(inventory::read(&text).map_err(at)?);
    }
    let findings = audit(request, &distributions)?;
    fs::write(&request.out, to_json(&findings))
        .map_err(|error| Error::from(error).in_file(request.out.to_string_lossy()))?;
    Ok(summary(&findings))
}

/// The libraries that are not there. Nothing is found for an interpreter that has no loader.
pub fn audit(request: &Audit, distributions: &[Distribution]) -> Result<Vec<Finding>, Error> {
    let root = Root(request.root.clone());
    let Some(loader) = Loader::of(root, &request.python, &request.library_path) else {
        return Ok(Vec::new());
    };
    let members = Members::of(distributions, &request.prefix, &loader);
    let interpreter = Process::of_interpreter(&loader, &members)?;

    let mut reached = BTreeSet::new();
    for (path, member) in &members.by_path {
        reached.append(&mut interpreter.closure(path, member)?.reached);
    }
    // What only others load is there with what those have loaded before, and looks where they say: alone, it could seem to
    // lack what it never lacks. It comes second, and counts if it was not loaded by then: objects may need each other.
    let is_start = |path: &String, member: &Member| member.is_entry() || !reached.contains(path);
    let mut order: Vec<_> = members.by_path.iter().collect();
    order.sort_by_key(|(path, member)| !is_start(path, member));
    let mut findings = Findings::default();
    let mut covered = BTreeSet::new();
    for (path, member) in order {
        if is_start(path, member) || !covered.contains(path) {
            let mut closure = interpreter.closure(path, member)?;
            covered.insert(path.clone());
            covered.append(&mut closure.reached);
            findings.add(&members, member, closure.missing);
        }
    }
    for (distribution, library) in &request.loads {
        if !interpreter.finds(library)? {
            findings.add_by_name(&members, distribution, library);
        }
    }
    Ok(findings.0.into_values().collect())
}

/// What was found, by distribution and library.
#[derive(Default)]
struct Findings(BTreeMap<(String, String), Finding>);

impl Findings {
    /// The objects that miss a library, and its name, once a member is loaded.
    fn add(&mut self, members: &Members, member: &Member, missing: Vec<(String, String)>) {
        for (object, library) in missing {
            let owner = members.by_path.get(&object).unwrap_or(member);
            let distribution = owner.distribution;
            let finding = self.of(members, &distribution.name, &library);
            finding.is_local = distribution.is_local;
            finding.is_needed_by_entry |= member.is_entry();
            finding.object.get_or_insert(object);
        }
    }

    /// A library that the code of a distribution loads by its name.
    fn add_by_name(&mut self, members: &Members, distribution: &str, library: &str) {
        let finding = self.of(members, distribution, library);
        finding.is_needed_by_entry = true;
    }

    fn of(&mut self, members: &Members, distribution: &str, library: &str) -> &mut Finding {
        let key = (distribution.to_owned(), library.to_owned());
        self.0.entry(key).or_insert_with(|| Finding {
            distribution: distribution.to_owned(),
            is_local: false,
            object: None,
            library: library.to_owned(),
            is_needed_by_entry: false,
            is_elsewhere: members.names.contains(library),
        })
    }
}

/// The most findings that are shown to people.
const SHOWN: usize = 40;

fn summary(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "every library is there".to_owned();
    }
    let mut text = String::new();
    for finding in findings.iter().take(SHOWN) {
        let Finding {
            distribution,
            object,
            library,
            ..
        } = finding;
        let object = object.as_deref().unwrap_or("its code");
        let _ = writeln!(
            text,
            "{distribution}: {object} needs {library}, which is not there"
        );
    }
    if let Some(more @ 1..) = findings.len().checked_sub(SHOWN) {
        let _ = writeln!(text, "… and {more} more");
    }
    text
}

fn to_json(findings: &[Finding]) -> String {
    let objects: Vec<_> = findings
        .iter()
        .map(|finding| {
            format!(
                r#"{{"distribution":{},"local":{},"object":{},"library":{},"entry":{},"elsewhere":{}}}"#,
                json(&finding.distribution),
                finding.is_local,
                finding.object.as_deref().map_or("null".to_owned(), json),
                json(&finding.library),
                finding.is_needed_by_entry,
                finding.is_elsewhere,
            )
        })
        .collect();
    format!("[{}]\n", objects.join(",\n"))
}

/// A text that has no control characters.
pub(crate) fn json(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
