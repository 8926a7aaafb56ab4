//! The packages that tasks have beside what ships.

use std::collections::BTreeMap;

use super::conversation::Part;
use super::dependencies::Chooser;
use crate::diagnostic::{Diagnostics, texts};
use crate::gateway::Failure;
use crate::lock::{Extra, Inputs, Locked, LockedPackage};
use crate::plan::{Bases, Trust, Wanted};
use crate::spec::{Spec, Task};

/// What each task needs, by its name, with warnings.
pub(super) async fn packages(
    part: &Part<'_>,
    spec: &Spec,
    inputs: &Inputs,
    trust: &Trust,
    wanted: &Wanted,
    bases: &Bases,
) -> Result<(BTreeMap<String, Vec<LockedPackage>>, Diagnostics), Failure> {
    let mut packages = BTreeMap::new();
    let mut warnings = Diagnostics::new();
    for task in spec.tasks() {
        // By pip: what tasks ask for beside it was refused.
        let (Some(ships), Some(extra)) = (wanted.locked(), inputs.tasks.get(&task.name)) else {
            continue;
        };
        let chooser = Chooser {
            part,
            spec,
            builds: &inputs.builds,
            task: Some(task),
            trust,
            bases,
        };
        let (found, more) = choose(&chooser, task, extra, ships).await?;
        packages.insert(task.name.clone(), found);
        warnings.extend(more);
    }
    Ok((packages, warnings))
}

/// The lock's own choice first; what is in no lock is resolved to go with it.
async fn choose(
    chooser: &Chooser<'_>,
    task: &Task,
    extra: &Extra,
    ships: &Locked,
) -> Result<(Vec<LockedPackage>, Diagnostics), Failure> {
    let mut all = ships.clone();
    let mut warnings = Diagnostics::new();
    if let Some(lock) = &extra.lock {
        // Its warnings were told with what ships.
        let (locked, _) = chooser.choose(lock).await?;
        add(&mut all, locked, chooser.spec, task)?;
    }
    if !extra.requirements.is_empty() {
        let (locked, more) = chooser.find(&extra.keep_to(&all)).await?;
        add(&mut all, locked, chooser.spec, task)?;
        warnings = more;
    }
    let ships = |package: &LockedPackage| ships.packages.iter().any(|it| it.name == package.name);
    all.packages.retain(|package| !ships(package));
    Ok((all.packages, warnings))
}

/// Adds packages that are not there; those that are have to be the same.
fn add(all: &mut Locked, more: Locked, spec: &Spec, task: &Task) -> Result<(), Failure> {
    for package in more.packages {
        let known = all.packages.iter().find(|it| it.name == package.name);
        match known.map(|known| (&known.version, &package.version)) {
            None => all.packages.push(package),
            Some((Some(ships), Some(wants))) if ships != wants => {
                let problem = texts::task::other_version(&task.name, &package.name, ships, wants);
                return Err(problem.at(spec.file.at(task.at)).into());
            }
            Some(_) => {}
        }
    }
    all.packages.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(())
}
