//! `wheelwright audit`: whether the libraries and programs are there that an environment needs.
//!
//! Nothing is loaded: what a loader would do is worked out from what the files say. What programs load by name as they run
//! (`dlopen`, ctypes) is in no file: it is found missing where the request tells of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::error::Error;
use crate::inventory::{self, Distribution};
use crate::loader::{Loader, absolute};
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
    /// `PATH` of the image; empty if it has none.
    pub path: String,
    /// Distributions, and programs that their code runs.
    pub runs: Vec<(String, String)>,
    /// What the environment has.
    pub inventories: Vec<PathBuf>,
    /// The file for the findings.
    pub out: PathBuf,
}

/// What may not be there, by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A library.
    Library(String),
    /// A program.
    Program(String),
}

impl Need {
    fn name(&self) -> &str {
        match self {
            Self::Library(name) | Self::Program(name) => name,
        }
    }
}

/// A library that is not there, or a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The distribution that needs it.
    pub distribution: String,
    /// Whether that was built for the machine that built it.
    pub is_local: bool,
    /// The first of its files that is linked to it; `None` if its code asks for it by name.
    pub object: Option<String>,
    /// What it needs.
    pub need: Need,
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

/// What is not there. Nothing is found for an interpreter that has no loader.
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
            findings.add_by_name(&members, distribution, Need::Library(library.clone()));
        }
    }
    let path = absolute(&request.path, &[':']);
    for (distribution, program) in &request.runs {
        let mut places = path.iter().map(|it| format!("{it}/{program}"));
        if !places.any(|path| loader.has(&path) || members.open(&path).is_some()) {
            findings.add_by_name(&members, distribution, Need::Program(program.clone()));
        }
    }
    Ok(findings.0.into_values().collect())
}

/// What was found, by distribution and what that needs.
#[derive(Default)]
struct Findings(BTreeMap<(String, Need), Finding>);

impl Findings {
    /// The objects that miss a library, and its name, once a member is loaded.
    fn add(&mut self, members: &Members, member: &Member, missing: Vec<(String, String)>) {
        for (object, library) in missing {
            let owner = members.by_path.get(&object).unwrap_or(member);
            let distribution = owner.distribution;
            let finding = self.of(members, &distribution.name, Need::Library(library));
            finding.is_local = distribution.is_local;
            finding.is_needed_by_entry |= member.is_entry();
            finding.object.get_or_insert(object);
        }
    }

    /// What the code of a distribution asks for by its name.
    fn add_by_name(&mut self, members: &Members, distribution: &str, need: Need) {
        self.of(members, distribution, need).is_needed_by_entry = true;
    }

    fn of(&mut self, members: &Members, distribution: &str, need: Need) -> &mut Finding {
        let key = (distribution.to_owned(), need.clone());
        self.0.entry(key).or_insert_with(|| Finding {
            distribution: distribution.to_owned(),
            is_local: false,
            object: None,
            is_needed_by_entry: false,
            is_elsewhere: members.names.contains(need.name()),
            need,
        })
    }
}

/// The most findings that are shown to people.
const SHOWN: usize = 40;

fn summary(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "everything is there".to_owned();
    }
    let mut text = String::new();
    for finding in findings.iter().take(SHOWN) {
        let Finding {
            distribution,
            object,
            need,
            ..
        } = finding;
        let name = need.name();
        let object = object.as_deref().unwrap_or("its code");
        let _ = writeln!(
            text,
            "{distribution}: {object} needs {name}, which is not there"
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
            let kind = match finding.need {
                Need::Library(_) => "library",
                Need::Program(_) => "program",
            };
            format!(
                r#"{{"distribution":{},"local":{},"object":{},"{kind}":{},"entry":{},"elsewhere":{}}}"#,
                json(&finding.distribution),
                finding.is_local,
                finding.object.as_deref().map_or("null".to_owned(), json),
                json(finding.need.name()),
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
