//! Wheels as files, to look at or to install elsewhere.

use buildkit_llb::{Copy, Definition, FileActions, Output, Owner, Timestamp};

use super::Site;
use super::graph::Graph;
use crate::diagnostic::{Diagnostic, texts};
use crate::lock::LockedPackage;
use crate::plan::{BUILT, Environment, Plan, TIME, Wheels};

/// A graph whose result is the wheels of an environment, those that were built among them.
///
/// # Errors
/// When a lock names an address that no engine can fetch, or when pip makes the environment.
pub fn wheels(plan: &Plan, site: &Site) -> Result<Definition, Diagnostic> {
    let graph = Graph::new(plan, site);
    let all = match &plan.environment {
        Some(Environment::Wheels(wheels)) => {
            graph.files_of(wheels, wheels.packages(), "wheels", "/")?
        }
        Some(Environment::Pip(_)) => return Err(texts::request::no_wheels_by_pip()),
        None => None,
    };
    Ok(Definition::build(all, site.settings.engine.order))
}

impl Graph<'_> {
    /// The root of a layer with the wheels that were built, for an image that shows them.
    pub(super) fn built(&self) -> Result<Option<Output>, Diagnostic> {
        match &self.plan.environment {
            Some(Environment::Wheels(wheels)) if self.plan.shows_built() => {
                self.files_of(wheels, wheels.built(), self.stage(), BUILT)
            }
            _ => Ok(None),
        }
    }

    /// The wheels of packages, in a directory.
    fn files_of<'p>(
        &self,
        wheels: &Wheels,
        packages: impl Iterator<Item = &'p LockedPackage>,
        stage: &str,
        directory: &str,
    ) -> Result<Option<Output>, Diagnostic> {
        let mut copies = Vec::new();
        for package in packages {
            let wheel = self.wheel(wheels, package)?;
            let copy = Copy::new(wheel, "/", directory)
                .contents()
                .create_dest()
                .include(["*.whl"])
                .owner(Owner::new(0, 0))
                .timestamp(Timestamp::from_secs(TIME));
            copies.push(copy);
        }
        let title = format!("{} COPY wheels {directory}", self.site.stage(stage));
        let copies = FileActions::all(copies).map(|all| self.describe(all, title, &[]));
        Ok(copies.map(FileActions::into_output))
    }
}
