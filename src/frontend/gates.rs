//! The packages that gates have beside what ships.

use std::collections::BTreeMap;

use super::conversation::{Conversation, Part};
use super::dependencies::Chooser;
use crate::diagnostic::{Diagnostics, texts};
use crate::gateway::{Failure, Reference};
use crate::lock::{Extra, Locked, LockedPackage};
use crate::plan::{BaseImage, EXIT_CODE, Facts, Plan, Wanted};
use crate::spec::{Gate, Spec};

/// What each gate needs, by its name, with warnings.
pub(super) async fn packages(
    part: &Part<'_>,
    spec: &Spec,
    extras: &BTreeMap<String, Extra>,
    wanted: &Wanted,
    base: &BaseImage,
    facts: &Facts,
) -> Result<(BTreeMap<String, Vec<LockedPackage>>, Diagnostics), Failure> {
    let mut packages = BTreeMap::new();
    let mut warnings = Diagnostics::new();
    for gate in &spec.gates {
        // By pip: what gates ask for beside it was refused.
        let (Some(ships), Some(extra)) = (wanted.locked(), extras.get(&gate.name)) else {
            continue;
        };
        let chooser = Chooser {
            part,
            spec,
            gate: Some(gate),
            base,
            facts,
        };
        let (found, more) = choose(&chooser, gate, extra, ships).await?;
        packages.insert(gate.name.clone(), found);
        warnings.extend(more);
    }
    Ok((packages, warnings))
}

/// The lock's own choice first; what is in no lock is resolved to go with it.
async fn choose(
    chooser: &Chooser<'_>,
    gate: &Gate,
    extra: &Extra,
    ships: &Locked,
) -> Result<(Vec<LockedPackage>, Diagnostics), Failure> {
    let mut all = ships.clone();
    let mut warnings = Diagnostics::new();
    if let Some(lock) = &extra.lock {
        // Its warnings were told with what ships.
        let (locked, _) = chooser.choose(lock).await?;
        add(&mut all, locked, chooser.spec, gate)?;
    }
    if !extra.requirements.is_empty() {
        let (locked, more) = chooser.find(&extra.keep_to(&all)).await?;
        add(&mut all, locked, chooser.spec, gate)?;
        warnings = more;
    }
    let ships = |package: &LockedPackage| ships.packages.iter().any(|it| it.name == package.name);
    all.packages.retain(|package| !ships(package));
    Ok((all.packages, warnings))
}

/// Adds packages that are not there; those that are have to be the same.
fn add(all: &mut Locked, more: Locked, spec: &Spec, gate: &Gate) -> Result<(), Failure> {
    for package in more.packages {
        let known = all.packages.iter().find(|it| it.name == package.name);
        match known.map(|known| (&known.version, &package.version)) {
            None => all.packages.push(package),
            Some((Some(ships), Some(wants))) if ships != wants => {
                let problem = texts::gate::other_version(&gate.name, &package.name, ships, wants);
                return Err(problem.at(spec.file.at(gate.at)).into());
            }
            Some(_) => {}
        }
    }
    all.packages.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(())
}

/// Warnings of the gates that failed, as their reports tell: there is no other way to tell it than beside them.
pub(super) async fn failures(
    conversation: &Conversation,
    reports: &Reference,
    plan: &Plan,
) -> Result<Diagnostics, Failure> {
    let mut failed = Diagnostics::new();
    for gate in &plan.gates {
        let path = format!("{}/{EXIT_CODE}", gate.name);
        let written = conversation.bridge.read_file(reports, &path).await?;
        let code = String::from_utf8_lossy(&written);
        if code.trim() != "0" {
            let warning = texts::gate::failed(&gate.name, code.trim());
            failed.push(warning.at(gate.at.clone()));
        }
    }
    Ok(failed)
}
