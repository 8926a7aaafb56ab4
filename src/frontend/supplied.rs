//! Whether the packages are there that a build supplies itself.

use super::conversation::Part;
use crate::diagnostic::{
    Diagnostics,
    texts::{lock, requirements},
};
use crate::gateway::Failure;
use crate::lock::Requirements;
use crate::lower;
use crate::plan::Supplied;
use crate::spec::Spec;

/// Looks for them before a step does, which would not know where they were asked for.
///
/// # Errors
/// When a file is missing, or a directory has no packages.
pub(super) async fn check(
    part: &Part<'_>,
    spec: &Spec,
    requirements: &Requirements,
) -> Result<(), Failure> {
    let supplied = Supplied::new(spec, requirements);
    let Some(tree) = lower::supplied(&supplied, &part.site)? else {
        return Ok(());
    };
    let tree = part.conversation.solve(tree).await?;
    let bridge = &part.conversation.bridge;
    let mut missing = Diagnostics::new();
    for directory in supplied.directories() {
        let place = directory.place.as_str();
        let found = bridge.find_dir(&tree, place).await?.unwrap_or_default();
        if found.iter().all(|entry| entry.is_directory) {
            let name = directory.place.to_string();
            missing.push(requirements::no_packages(&name).at(directory.at.clone()));
        }
    }
    for file in supplied.files() {
        let path = file.place.as_str();
        if !bridge.has_file(&tree, path).await? {
            missing.push(lock::no_such_file(path, []).at(file.at.clone()));
        }
    }
    Ok(missing.or_fail(()).map(drop)?)
}
