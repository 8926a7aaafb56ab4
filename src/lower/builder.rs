//! Steps that several parts of a graph share.

use std::iter;

use buildkit_llb::{Cache, Describe, FileActions, Mkfile, Output, OutputMount, Sharing, Tmpfs};

use super::graph::Graph;
use super::root::Root;
use super::step;
use crate::plan::{
    Builder, CONFIGURATION, CONSTRAINTS, Command, Lists, OVERRIDES, PROJECT, Packages,
    REQUIREMENTS, UV, UV_RELEASE, helper,
};

impl Graph<'_> {
    /// What compiles: the base that builds with the packages for builds.
    pub(super) fn toolchain(&self, packages: Option<&Packages>) -> Root<'_, Builder> {
        self.install_packages(self.builder(), packages, "builder")
    }

    /// A system with packages of its distribution on top, if there are any.
    pub(super) fn install_packages<'a, Role>(
        &self,
        base: Root<'a, Role>,
        packages: Option<&Packages>,
        stage: &str,
    ) -> Root<'a, Role> {
        let (Some(packages), Some(manager)) = (packages, base.base.facts.package_manager()) else {
            return base;
        };
        let cache = self.plan.caches.system(base.base, manager);
        let cache = Cache::new("/var/cache/cartwright", cache).sharing(Sharing::Locked);
        let arguments = iter::once(manager.key()).chain(packages.names.iter().map(String::as_str));
        let step = base.script(&step::INSTALL, arguments).online().mount(cache);
        let verb = manager.verb();
        let title = format!("{} {verb} {}", base.site.stage(stage), packages.summary());
        base.with(self.describe(step, title, &packages.at).run())
    }

    /// A tree that is ready to ship: readable by all, compiled if that is wanted. Without a time, files keep their own.
    pub(super) fn seal(&self, tree: Output, path: &str, time: Option<u64>, stage: &str) -> Output {
        let compiler = self.compiler();
        let python = self.plan.compiles.then(|| compiler.base.python());
        let step = compiler.helper(&helper::seal(python, time, path));
        let title = format!("{} SEAL {path}", self.site.stage(stage));
        let [sealed] = self
            .describe(step, title, &[])
            .produce([OutputMount::new(path, tree)]);
        sealed
    }
}

impl Root<'_, Builder> {
    /// uv, as the root of a file system. Depends on the base alone.
    pub(super) fn uv(&self, fetch: &Command<Builder>) -> Output {
        let title = format!("{} fetch {UV_RELEASE}", self.site.stage("internal"));
        let [directory] = self
            .exec(fetch)
            .online()
            .mount(Tmpfs::new("/tmp"))
            .title(title)
            .produce([OutputMount::scratch(UV)]);
        directory
    }
}

/// The files that an installer reads.
pub(super) fn lists(lists: &Lists) -> Output {
    let file = |name: &str, text: &str| Mkfile::new(format!("/{name}"), text);
    FileActions::new(None, file(REQUIREMENTS, &lists.requirements))
        .then_all(
            [
                (CONSTRAINTS, &lists.constraints),
                (OVERRIDES, &lists.overrides),
                (PROJECT, &lists.project),
                (CONFIGURATION, &lists.configuration),
            ]
            .into_iter()
            .filter_map(|(name, text)| Some(file(name, text.as_ref()?))),
        )
        .title("[internal] prepare the list of requirements")
        .into_output()
}
