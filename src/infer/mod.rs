//! How an application starts, where the spec does not say it: found by reading its source.
//!
//! Pure: it says which directories and files it wants to see, and is given them. What the project declares comes first,
//! then what is served, then what runs by itself. Looked at are the root, its directories and those of `src`, and what
//! their modules import; nothing is imported, and nothing is run.

mod applications;
mod candidate;
mod django;
mod programs;
mod project;
pub(crate) mod python;
mod scripts;
mod servers;
mod tree;

pub use candidate::Inferred;
pub use project::Project;
pub use tree::{Entry, Listing, Tree, Want};

use crate::diagnostic::{Diagnostic, texts};
use candidate::{Candidate, choose};
use tree::View;

/// How far the search has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// This has to be seen next; it may not exist.
    Wants(Vec<Want>),
    /// The answer.
    Done(Box<Inferred>),
}

/// One kind of thing that can be started.
type Finder = fn(&Project, &mut View) -> Vec<Candidate>;

/// The first that finds something decides.
const FINDERS: [Finder; 7] = [
    scripts::find,
    django::find,
    applications::find,
    programs::dashboards,
    programs::packages,
    programs::files,
    programs::workers,
];

/// What a script may be whose dependencies are installed (PEP 723): nothing beside it is looked at.
const OF_A_SCRIPT: [Finder; 3] = [applications::find, programs::dashboards, programs::script];

/// Finds how the application starts.
///
/// Called again and again with more of the tree, until it is done. The same tree gives the same answer.
///
/// # Errors
/// When nothing is found, when several things are equally good, or when what is found has no server to run it.
pub fn infer(project: &Project, tree: &Tree) -> Result<Progress, Diagnostic> {
    let mut view = View::of(tree);
    let finders: &[Finder] = match project.script {
        Some(_) => &OF_A_SCRIPT,
        None => &FINDERS,
    };
    for find in finders {
        let candidates = find(project, &mut view);
        if view.misses() {
            return Ok(Progress::Wants(view.missed()));
        }
        if let Some(inferred) = choose(candidates)? {
            return Ok(Progress::Done(Box::new(inferred)));
        }
    }
    let procfile = project.directory.file("Procfile");
    let has_procfile = procfile.is_ok_and(|path| view.has(&path));
    if view.misses() {
        return Ok(Progress::Wants(view.missed()));
    }
    Err(texts::infer::nothing_found(view.read(), has_procfile))
}

#[cfg(test)]
mod tests;
