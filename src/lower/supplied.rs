//! Packages that the build supplies itself, where a step looks for them.

use buildkit_llb::{Bind, Copy, Definition, Describe, FileActions, Output, Owner, Timestamp};

use super::source_map::located;
use super::{Site, sources};
use crate::diagnostic::Diagnostic;
use crate::lock::SUPPLIED;
use crate::plan::{Supplied, TIME};

/// All of them, each in its place; `None` if there are none.
///
/// # Errors
/// When nothing stands for the name of a directory.
pub fn supplied(supplied: &Supplied, site: &Site) -> Result<Option<Definition>, Diagnostic> {
    let tree = tree(supplied, site)?;
    Ok(tree.map(|tree| Definition::build(tree, site.settings.engine.order)))
}

/// The same for a step.
pub(super) fn mount(supplied: &Supplied, site: &Site) -> Result<Option<Bind>, Diagnostic> {
    let tree = tree(supplied, site)?;
    Ok(tree.map(|tree| Bind::new(SUPPLIED, tree)))
}

fn tree(supplied: &Supplied, site: &Site) -> Result<Option<Output>, Diagnostic> {
    let files = supplied.of_context();
    let mut tree = files.map(|files| sources::supplied(&files, site.settings));
    for supply in supplied.directories() {
        let Some(elsewhere) = &supply.from else {
            continue;
        };
        let at = std::slice::from_ref(&supply.at);
        let from = site.named_files(&elsewhere.name, &supply.packages(), at)?;
        let copy = Copy::new(from, "/", format!("/{}", elsewhere.name))
            .contents()
            .create_dest()
            .owner(Owner::new(0, 0))
            .timestamp(Timestamp::from_secs(TIME));
        let title = format!("{} COPY packages of {}", site.stage("lock"), elsewhere.name);
        let copy = FileActions::new(tree.take(), copy).title(title);
        tree = Some(located(copy, at).into_output());
    }
    Ok(tree)
}
