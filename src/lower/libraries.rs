//! The audit of shared libraries, and the search for packages that bring what is missing.
//!
//! Their results decide what is in the image: both are asked for before there is one.

use buildkit_llb::{Bind, Cache, Output, OutputMount, Sharing, Tmpfs};

use super::graph::Graph;
use super::root::Root;
use super::runtime::Below;
use super::{Site, step};
use crate::diagnostic::Diagnostic;
use crate::plan::{
    Builder, ByName, Environment, FINDINGS, INVENTORIES, OBJECTS, OUT, OWNERS, Plan, helper,
};
use crate::spec::PackageManager;

/// What an audit of the runtime finds; `None` if nothing in the environment was compiled, and nothing is known to ask for a
/// library or a program by its name.
///
/// # Errors
/// When a lock names an address that no engine can fetch.
pub fn audit(plan: &Plan, site: &Site) -> Result<Option<Output>, Diagnostic> {
    let graph = Graph::new(plan, site);
    let below = graph.below()?;
    let by_name = plan.by_name();
    let needs_any = !below.inventories.is_empty() || !by_name.is_empty();
    Ok(needs_any.then(|| graph.audit(&below, &by_name)))
}

/// Which packages bring some libraries.
pub fn owners(plan: &Plan, wanted: &[String], site: &Site) -> Output {
    Graph::new(plan, site).owners(wanted)
}

/// A list of an unpacking, in a directory: a step that reads it depends on no other.
pub(super) fn only(list: &str, lists: &Output, directory: &str) -> Bind {
    Bind::new(format!("{directory}/{list}"), lists).selector(format!("/{list}"))
}

impl Graph<'_> {
    /// Reads what the environment needs, and not the environment: another one with the same needs is audited already.
    fn audit(&self, below: &Below<'_>, by_name: &ByName<'_>) -> Output {
        let mut root = below.root.clone();
        // They may hold libraries, where the loader looks.
        if !below.copies.is_empty() {
            root = self.join(root, below.copies.clone(), "copies");
        }
        let place = |name: &str| format!("{INVENTORIES}/{name}");
        let names = below.inventories.iter().map(|(name, _)| name);
        let lists: Vec<_> = names
            .map(|name| format!("{}/{OBJECTS}", place(name)))
            .collect();
        let paths = ["PATH", "LD_LIBRARY_PATH"].map(|name| self.plan.image.env(name));
        let out = format!("{OUT}/{FINDINGS}");
        let command = helper::audit(root.base, paths, by_name, &out, &lists);
        let inventories = below.inventories.iter();
        let exec = root
            .helper(&command)
            .mounts(inventories.map(|(name, list)| only(OBJECTS, list, &place(name))));
        let title = format!("{} AUDIT shared libraries", self.site.stage("runtime"));
        let [report] = self
            .describe(exec, title, &[])
            .produce([OutputMount::scratch(OUT)]);
        report
    }

    /// Where something was built, its libraries are there: their packages are known. Where nothing was, or for another
    /// release than the one that ships, apt has to say.
    fn owners(&self, wanted: &[String]) -> Output {
        match self.built_on() {
            Some(builder) => self.search(&builder, wanted),
            None => self.search(&self.compiler().system(), wanted),
        }
    }

    fn built_on(&self) -> Option<Root<'_, Builder>> {
        let bases = &self.plan.bases;
        if bases.builder.facts.release != bases.runtime.facts.release {
            return None;
        }
        match self.plan.environment.as_ref()? {
            Environment::Wheels(wheels) if wheels.builds.is_empty() => None,
            Environment::Wheels(wheels) => Some(self.toolchain(wheels.builds.packages.as_ref())),
            Environment::Pip(installation) => Some(self.toolchain(installation.packages.as_ref())),
        }
    }

    fn search<Role>(&self, root: &Root<'_, Role>, wanted: &[String]) -> Output {
        let cache = self.plan.caches.system(root.base, PackageManager::Apt);
        let cache = Cache::new("/var/cache/cartwright", cache).sharing(Sharing::Locked);
        let arguments = [format!("{OUT}/{OWNERS}")];
        let exec = root
            .script(&step::OWNERS, arguments.iter().chain(wanted))
            .online()
            .mount(cache)
            .mount(Tmpfs::new("/tmp"));
        let stage = self.site.stage("builder");
        let title = format!("{stage} FIND packages with {}", wanted.join(", "));
        let (_, [report]) = self
            .describe(exec, title, &[])
            .run_and_produce([OutputMount::scratch(OUT)]);
        report
    }
}
