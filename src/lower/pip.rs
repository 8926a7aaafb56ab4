//! The environment that pip makes in the builder.

use buildkit_llb::{Bind, Cache, Output, OutputMount, Sharing, Tmpfs};

use super::builder::lists;
use super::graph::Graph;
use crate::plan::{Command, INSTALLER_CACHE, Installation, LISTS, TIME, VENV};

impl Graph<'_> {
    /// The virtual environment, as the root of a file system.
    pub(super) fn pip(&self, base: &Output, installation: &Installation) -> Output {
        let builder = self.builder(base, installation.packages.as_ref());
        let created = self.create(base, &installation.create);
        let installed = self.install(&builder, created, installation);
        self.seal(base, installed, VENV, Some(TIME), "builder")
    }

    /// Depends on the base alone, so that all projects share it.
    fn create(&self, base: &Output, command: &Command) -> Output {
        let exec = self.exec(command).mount(Tmpfs::new("/tmp"));
        let [venv] = self
            .describe(
                exec,
                format!("{} CREATE {VENV}", self.site.stage("builder")),
                &[],
            )
            .produce(base, [OutputMount::scratch(VENV)]);
        venv
    }

    fn install(&self, builder: &Output, venv: Output, installation: &Installation) -> Output {
        let cache =
            Cache::new(INSTALLER_CACHE, &self.plan.caches.installer).sharing(Sharing::Shared);
        let exec = self
            .exec(&installation.install)
            .mount(Bind::new(LISTS, lists(&installation.lists)))
            .mount(cache);
        let title = format!(
            "{} INSTALL {}",
            self.site.stage("builder"),
            installation.summary
        );
        // Builds of source distributions may write anywhere; none of that is kept.
        let (_, [installed]) = self
            .describe(exec, title, &installation.at)
            .run_and_produce(builder, [OutputMount::new(VENV, venv)]);
        installed
    }
}
