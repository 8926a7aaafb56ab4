//! The builder: the virtual environment with the dependencies.

use buildkit_llb::{
    Bind, Cache, Describe, FileActions, Mkfile, Output, OutputMount, Sharing, Tmpfs,
};

use super::graph::Graph;
use super::step;
use crate::plan::{
    CONSTRAINTS, Command, Environment, INSTALLER_CACHE, LISTS, Lists, Packages, REQUIREMENTS, Tool,
    VENV,
};

impl Graph<'_> {
    /// The virtual environment, as the root of a file system.
    pub(super) fn environment(&self, base: &Output, environment: &Environment) -> Output {
        let builder = match &environment.packages {
            Some(packages) => self.apt(base, packages, "[builder 1/4]"),
            None => base.clone(),
        };
        let created = self.create(base, &environment.create);
        let installed = self.install(base, &builder, created, environment);
        self.seal(base, installed, VENV, "[builder 4/4]")
    }

    /// Depends on the base alone, so that all projects share it.
    fn create(&self, base: &Output, command: &Command) -> Output {
        let exec = self.exec(command).mount(Tmpfs::new("/tmp"));
        let [venv] = self
            .describe(exec, format!("[builder 2/4] CREATE {VENV}"), &[])
            .produce(base, [OutputMount::scratch(VENV)]);
        venv
    }

    fn install(
        &self,
        base: &Output,
        builder: &Output,
        venv: Output,
        environment: &Environment,
    ) -> Output {
        let cache =
            Cache::new(INSTALLER_CACHE, &self.plan.caches.installer).sharing(Sharing::Shared);
        let exec = self
            .exec(&environment.install)
            .mount(Bind::new(LISTS, lists(&environment.lists)))
            .mount(cache)
            .mounts(
                environment
                    .tool
                    .as_ref()
                    .map(|tool| Bind::new(tool.directory, self.tool(base, tool))),
            );
        let title = format!("[builder 3/4] INSTALL {}", environment.summary);
        // Builds of source distributions may write anywhere; none of that is kept.
        let (_, [installed]) = self
            .describe(exec, title, &environment.at)
            .run_and_produce(builder, [OutputMount::new(VENV, venv)]);
        installed
    }

    fn tool(&self, base: &Output, tool: &Tool) -> Output {
        let exec = self.exec(&tool.fetch).mount(Tmpfs::new("/tmp"));
        let [directory] = self
            .describe(exec, format!("[internal] fetch {}", tool.name), &[])
            .produce(base, [OutputMount::scratch(tool.directory)]);
        directory
    }

    /// Debian packages on top of a root.
    pub(super) fn apt(&self, root: &Output, packages: &Packages, position: &str) -> Output {
        let argv = step::APT.argv(&self.plan.python, &packages.names);
        let cache =
            Cache::new("/var/cache/cartwright", &self.plan.caches.apt).sharing(Sharing::Locked);
        let exec = self
            .settings
            .exec(&argv, &self.plan.base.env)
            .mount(step::APT.mount())
            .mount(cache);
        self.describe(
            exec,
            format!("{position} APT {}", packages.names.join(" ")),
            &packages.at,
        )
        .run(root)
    }

    /// A tree that is ready to ship: readable by all, compiled.
    pub(super) fn seal(&self, base: &Output, tree: Output, path: &str, position: &str) -> Output {
        let argv = step::SEAL.argv(&self.plan.python, [path]);
        let exec = self
            .settings
            .exec(&argv, &self.plan.base.env)
            .mount(step::SEAL.mount())
            .mount(Tmpfs::new("/tmp"));
        let [sealed] = self
            .describe(exec, format!("{position} SEAL {path}"), &[])
            .produce(base, [OutputMount::new(path, tree)]);
        sealed
    }
}

/// The files that the installer reads.
fn lists(lists: &Lists) -> Output {
    let file = |name: &str, text: &str| Mkfile::new(format!("/{name}"), text);
    FileActions::new(None, file(REQUIREMENTS, &lists.requirements))
        .then_all(
            lists
                .constraints
                .as_ref()
                .map(|text| file(CONSTRAINTS, text)),
        )
        .title("[internal] prepare the list of requirements")
        .into_output()
}
