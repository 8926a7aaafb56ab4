//! One plan on its way to LLB.

use buildkit_llb::{Describe, Exec, Network};

use super::Site;
use super::root::Root;
use super::source_map::located;
use crate::diagnostic::Location;
use crate::plan::{Builder, Plan, Runtime, Wheels};

/// A plan, and the site that it is for.
pub(super) struct Graph<'a> {
    pub(super) plan: &'a Plan,
    pub(super) site: &'a Site<'a>,
    /// The packages that are being installed, if they are locked ones.
    pub(super) wheels: Option<&'a Wheels>,
}

impl<'a> Graph<'a> {
    /// A plan, and the packages that ship.
    pub(super) fn new(plan: &'a Plan, site: &'a Site) -> Self {
        Self {
            plan,
            site,
            wheels: plan.wheels(),
        }
    }
}

impl<'a> Graph<'a> {
    /// What titles call the image.
    pub(super) fn stage(&self) -> &'static str {
        self.plan.variant.stage()
    }

    /// The base that builds, where nothing of the image's machine runs.
    pub(super) fn tools(&self) -> Root<'a, Builder> {
        Root::of(&self.plan.bases.tools, self.site)
    }

    /// The base that ships, where bytecode is made.
    pub(super) fn compiler(&self) -> Root<'a, Runtime> {
        Root::of(&self.plan.bases.compiler, self.site)
    }

    /// The base that builds.
    pub(super) fn builder(&self) -> Root<'a, Builder> {
        Root::of(&self.plan.bases.builder, self.site)
    }

    /// The base that ships.
    pub(super) fn base(&self) -> Root<'a, Runtime> {
        Root::of(&self.plan.bases.runtime, self.site)
    }

    /// A title, the lines it comes from, and whether an older result will do.
    pub(super) fn describe<Op: Describe>(
        &self,
        operation: Op,
        title: String,
        at: &[Location],
    ) -> Op {
        located(self.site.settings.no_cache.titled(operation, title), at)
    }
}

impl Site<'_> {
    /// A program with its arguments, in the environment of an image, and without a network: setting one up takes half of the
    /// time that an empty step does.
    pub(super) fn exec(&self, argv: &[String], env: &[String]) -> Exec {
        let (program, arguments) = argv
            .split_first()
            .map_or((String::new(), argv), |(first, rest)| (first.clone(), rest));
        let variables = env.iter().filter_map(|entry| entry.split_once('='));
        Exec::new(self.platform.clone(), program)
            .args(arguments)
            .envs(variables)
            .network(Network::None)
    }
}
