//! Files that several wheels would install.

use std::collections::BTreeMap;
use std::fmt;

use crate::error::{Error, Fault};
use crate::plan::Item;
use crate::safe_path::SafePath;

/// A file that two wheels have with different content. No reason to stop: a stray `tests/__init__.py` is common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shadowed {
    /// Where it is installed.
    pub file: String,
    /// The wheel whose content is left out.
    pub wheel: String,
    /// The wheel whose content is installed.
    pub owner: String,
}

impl fmt::Display for Shadowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, wheel, owner } = self;
        let [file, wheel, owner] = [file, wheel, owner].map(|text| text.escape_debug());
        write!(
            f,
            "warning: `{file}` of {wheel} is left out: {owner} has another one"
        )
    }
}

/// What came of sharing files out.
#[derive(Debug, Default)]
pub struct Settled {
    /// Files of which one wheel's content is lost.
    pub reports: Vec<Shadowed>,
    /// A file where another wheel has a directory.
    pub errors: Vec<Error>,
}

/// Leaves each file to the first wheel that has it, and drops it from the others' items: silently where the content is
/// the same, as with the `__init__.py` of namespace packages. Wheels are given by file name.
pub fn settle(wheels: &mut [(String, Vec<Item>)]) -> Settled {
    let mut owners = BTreeMap::new();
    let Settled {
        mut reports,
        mut errors,
    } = Settled::default();
    for (wheel, items) in wheels.iter_mut() {
        items.retain(|item| {
            let Some((owner, claim)) = owners.get(&item.destination) else {
                owners.insert(
                    item.destination.clone(),
                    (wheel.clone(), item.claim.clone()),
                );
                return true;
            };
            if *claim != item.claim || claim.digest.is_none() {
                reports.push(Shadowed {
                    file: item.destination.as_str().to_owned(),
                    wheel: wheel.clone(),
                    owner: owner.clone(),
                });
            }
            false
        });
    }
    for (path, (wheel, _)) in &owners {
        let directory = path
            .parents()
            .find_map(|parent| owners.get_key_value(&SafePath::known(parent)));
        if let Some((file, (owner, _))) = directory {
            errors.push(conflict(wheel, file, owner));
        }
    }
    Settled { reports, errors }
}

fn conflict(wheel: &str, file: &SafePath, owner: &str) -> Error {
    Error::from(Fault::Owned(owner.to_owned()))
        .in_file(file.as_str())
        .in_wheel(wheel)
}
