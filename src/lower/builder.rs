//! Steps that several parts of a graph share.

use buildkit_llb::{Cache, Describe, FileActions, Mkfile, Output, OutputMount, Sharing, Tmpfs};

use super::graph::Graph;
use super::{Site, step};
use crate::plan::{
    CONSTRAINTS, Command, Lists, OVERRIDES, Packages, REQUIREMENTS, UV, UV_RELEASE, helper,
};

impl Graph<'_> {
    /// What compiles: the base with the packages of `apt.build`.
    pub(super) fn builder(&self, base: &Output, packages: Option<&Packages>) -> Output {
        match packages {
            Some(packages) => self.apt(base, packages, "builder"),
            None => base.clone(),
        }
    }

    /// Debian packages on top of a root.
    pub(super) fn apt(&self, root: &Output, packages: &Packages, stage: &str) -> Output {
        let cache =
            Cache::new("/var/cache/cartwright", &self.plan.caches.apt).sharing(Sharing::Locked);
        let exec = self.script(&step::APT, &packages.names).mount(cache);
        self.describe(
            exec,
            format!(
                "{} APT {}",
                self.site.stage(stage),
                packages.names.join(" ")
            ),
            &packages.at,
        )
        .run(root)
    }

    /// A tree that is ready to ship: readable by all, compiled. Without a time, files keep their own.
    pub(super) fn seal(
        &self,
        base: &Output,
        tree: Output,
        path: &str,
        time: Option<u64>,
        stage: &str,
    ) -> Output {
        let exec = self.helper(&helper::seal(&self.plan.python, time, path));
        let [sealed] = self
            .describe(exec, format!("{} SEAL {path}", self.site.stage(stage)), &[])
            .produce(base, [OutputMount::new(path, tree)]);
        sealed
    }
}

impl Site<'_> {
    /// uv, as the root of a file system. Depends on the base alone.
    pub(super) fn uv(&self, base: &Output, env: &[String], fetch: &Command) -> Output {
        let exec = self.exec(&fetch.argv, env).mount(Tmpfs::new("/tmp"));
        let [directory] = exec
            .title(format!("{} fetch {UV_RELEASE}", self.stage("internal")))
            .produce(base, [OutputMount::scratch(UV)]);
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
            ]
            .into_iter()
            .filter_map(|(name, text)| Some(file(name, text.as_ref()?))),
        )
        .title("[internal] prepare the list of requirements")
        .into_output()
}
