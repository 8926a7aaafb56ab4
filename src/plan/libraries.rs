//! The system's libraries and programs: what the environment needs of them, what the runtime lacks, and which packages bring that.
//!
//! A wheel that is made for many machines brings what it needs, but for what it calls the system's. It may also have parts
//! that are used where something else is installed, such as plugins for databases: what only those need is nobody's loss.
//! What was built here needs what was there when it was built.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Inputs, Packages, Plan, package_of_program};
use crate::diagnostic::texts::libraries::{Lack, reason};
use crate::diagnostic::{Diagnostics, Location};
use crate::spec::{PackageManager, Spec, SystemPackage};

/// Where an unpacking lists what it unpacks.
pub const INVENTORY: &str = "/run/cartwright/inventory";

/// The list of programs and libraries, in [`INVENTORY`].
pub const OBJECTS: &str = "objects";

/// Where inventories are mounted, each in a directory of its own.
pub const INVENTORIES: &str = "/run/cartwright/inventories";

/// What an audit writes.
pub const FINDINGS: &str = "findings.json";

/// What the search for packages writes.
pub const OWNERS: &str = "owners.json";

/// A library or program that is not there, as the helper reports it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Finding {
    /// The package that needs it.
    distribution: String,
    /// Whether that was built for the machine that built it.
    local: bool,
    /// The file that is linked to it; `None` if code asks for it by its name.
    object: Option<String>,
    #[serde(flatten)]
    need: Need,
    /// Whether something needs it that Python imports, or a user starts.
    entry: bool,
    /// Whether the environment has it, where the loader does not look: the package's own code loads it.
    elsewhere: bool,
}

/// What is not there, by its name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Need {
    Library(String),
    Program(String),
}

impl Need {
    fn name(&self) -> &str {
        match self {
            Self::Library(name) | Self::Program(name) => name,
        }
    }

    fn is_program(&self) -> bool {
        matches!(self, Self::Program(_))
    }
}

/// What the environment cannot do without, and the runtime does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lacking(Vec<Finding>);

/// Packages of the distribution by the libraries and programs that they bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners(BTreeMap<String, SystemPackage>);

impl Owners {
    /// Reads the report of the search.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(report: &[u8]) -> serde_json::Result<Self> {
        let found: BTreeMap<String, String> = serde_json::from_slice(report)?;
        // What a database of packages says becomes an argument: it has to look like one.
        let owners = found.into_iter().filter_map(|(library, name)| {
            let package = PackageManager::Apt.package(&name).ok()?;
            Some((library, package))
        });
        Ok(Self(owners.collect()))
    }

    /// Those of Alpine, where a package can be asked for by a library that it has.
    pub fn by_library(libraries: Vec<String>) -> Self {
        let owners = libraries.into_iter().filter_map(|library| {
            let package = PackageManager::Apk.package(&format!("so:{library}")).ok()?;
            Some((library, package))
        });
        Self(owners.collect())
    }

    /// The same, and the packages of programs, which are well known.
    #[must_use]
    pub fn with_programs(mut self, lacking: &Lacking, manager: PackageManager) -> Self {
        let needs = lacking.0.iter().map(|finding| &finding.need);
        let programs = needs.filter(|need| need.is_program()).map(Need::name);
        self.0.extend(programs.filter_map(|program| {
            let package = package_of_program(program, manager)?;
            Some((program.to_owned(), manager.package(package).ok()?))
        }));
        self
    }

    fn of(&self, finding: &Finding) -> Option<&str> {
        self.0.get(finding.need.name()).map(SystemPackage::as_str)
    }
}

impl Lacking {
    /// What matters of the findings of an audit.
    ///
    /// # Errors
    /// When the report is none.
    pub fn read(report: &[u8]) -> serde_json::Result<Self> {
        let mut findings: Vec<Finding> = serde_json::from_slice(report)?;
        findings.retain(|finding| !finding.elsewhere && (finding.local || finding.entry));
        Ok(Self(findings))
    }

    /// Whether everything is there.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of the libraries, sorted.
    pub fn libraries(&self) -> Vec<String> {
        let needs = self.0.iter().map(|finding| &finding.need);
        let libraries = needs.filter(|need| !need.is_program());
        let names: BTreeSet<_> = libraries.map(Need::name).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// The packages that bring it, as far as any do.
    pub fn packages(&self, plan: &Plan, owners: &Owners) -> Option<Packages> {
        let mut needs: BTreeMap<&str, [BTreeSet<&str>; 2]> = BTreeMap::new();
        for finding in &self.0 {
            if let Some(owner) = owners.of(finding) {
                let [names, distributions] = needs.entry(owner).or_default();
                names.insert(finding.need.name());
                distributions.insert(&finding.distribution);
            }
        }
        let reasons = needs.iter().map(|(owner, [names, distributions])| {
            ((*owner).to_owned(), reason(names, distributions))
        });
        let at = needs.values().flat_map(|[_, distributions]| distributions);
        let at = at.flat_map(|name| places(plan, name)).cloned();
        Packages::because(reasons.collect(), at.collect())
    }

    /// What is still wrong. A package that was built here does not work; of one that others built, a part does not.
    pub fn problems(&self, inputs: &Inputs, plan: &Plan, owners: &Owners) -> Diagnostics {
        let mut problems = Diagnostics::new();
        let matters = |it: &&Finding| owners.of(it).is_some() || (it.local && it.entry);
        // A report has the libraries of a package first, and then its programs.
        let is_same = |one: &Finding, other: &Finding| {
            one.distribution == other.distribution
                && one.need.is_program() == other.need.is_program()
        };
        for findings in self.0.chunk_by(is_same) {
            let findings: Vec<_> = findings.iter().filter(matters).collect();
            let Some(first) = findings.first() else {
                continue;
            };
            let packages: BTreeSet<_> = findings.iter().filter_map(|it| owners.of(it)).collect();
            let lack = Lack {
                distribution: &first.distribution,
                object: first.object.as_deref(),
                names: findings.iter().map(|it| it.need.name()).collect(),
                packages: packages.into_iter().collect(),
                field: inputs
                    .bases
                    .runtime
                    .facts
                    .package_manager()
                    .map(PackageManager::run_key),
                is_listed: inputs.spec.system.run.is_some(),
            };
            let problem = match (first.need.is_program(), first.local) {
                (true, _) => lack.program(),
                (false, true) => lack.error(),
                (false, false) => lack.warning(),
            };
            problems.push(problem.at(place(inputs.spec, plan, &first.distribution)));
        }
        problems
    }
}

/// Where the spec asks for a package.
fn places<'a>(plan: &'a Plan, name: &str) -> &'a [Location] {
    let environment = plan.environment.as_ref();
    environment.map_or(&[], |environment| environment.places(name))
}

/// Where something can be done about what a package lacks.
fn place(spec: &Spec, plan: &Plan, name: &str) -> Location {
    let listed = spec.system.run.as_ref().map(|run| spec.file.at(run.span));
    let asked = || places(plan, name).first().cloned();
    let base = || plan.bases.runtime.image.at.clone();
    listed.or_else(asked).unwrap_or_else(base)
}
