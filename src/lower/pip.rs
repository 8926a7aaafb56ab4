//! The environment that pip makes in the builder.

use buildkit_llb::{Bind, Cache, Output, OutputMount, Sharing, Tmpfs};

use super::builder::lists;
use super::graph::Graph;
use super::supplied;
use crate::diagnostic::Diagnostic;
use crate::plan::{Builder, Command, INSTALLER_CACHE, INVENTORY, Installation, LISTS, TIME, VENV};

impl Graph<'_> {
    /// The virtual environment, as the root of a file system, and the list of its libraries.
    ///
    /// # Errors
    /// When nothing stands for the name of a directory of packages.
    pub(super) fn pip(&self, installation: &Installation) -> Result<(Output, Output), Diagnostic> {
        let created = self.create(&installation.create);
        let installed = self.install(created, installation)?;
        let sealed = self.seal(installed, VENV, Some(TIME), "builder");
        let exec = self
            .base()
            .helper(&installation.inventory)
            .mount(Bind::new(VENV, &sealed));
        let title = format!("{} LIST libraries of {VENV}", self.site.stage("builder"));
        let [inventory] = self
            .describe(exec, title, &[])
            .produce([OutputMount::scratch(INVENTORY)]);
        Ok((sealed, inventory))
    }

    /// Depends on the base alone, so that all projects share it.
    fn create(&self, command: &Command<Builder>) -> Output {
        let exec = self.builder().exec(command).mount(Tmpfs::new("/tmp"));
        let [venv] = self
            .describe(
                exec,
                format!("{} CREATE {VENV}", self.site.stage("builder")),
                &[],
            )
            .produce([OutputMount::scratch(VENV)]);
        venv
    }

    fn install(&self, venv: Output, installation: &Installation) -> Result<Output, Diagnostic> {
        let toolchain = self.toolchain(installation.packages.as_ref());
        let cache = self.plan.caches.installer(toolchain.base);
        let cache = Cache::new(INSTALLER_CACHE, cache).sharing(Sharing::Shared);
        let exec = toolchain
            .exec(&installation.install)
            .online()
            .mount(Bind::new(LISTS, lists(&installation.lists)))
            .mounts(supplied::mount(&installation.supplied, self.site)?)
            .mount(cache);
        let title = format!(
            "{} INSTALL {}",
            self.site.stage("builder"),
            installation.summary
        );
        // Builds of source distributions may write anywhere; none of that is kept.
        let (_, [installed]) = self
            .describe(exec, title, &installation.at)
            .run_and_produce([OutputMount::new(VENV, venv)]);
        Ok(installed)
    }
}
