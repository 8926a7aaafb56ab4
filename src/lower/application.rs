//! The application's own files.

use buildkit_llb::Output;

use super::graph::Graph;
use super::runtime::Below;
use super::sources;
use crate::diagnostic::Diagnostic;

impl Graph<'_> {
    /// The application as the root of a file system: what is sent, what build steps make of it, and bytecode.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn application(&self, below: &Below<'_>) -> Result<Output, Diagnostic> {
        let application = &self.plan.application;
        let sent = sources::application(&application.files, self.site.settings);
        let built = self.build_steps(below, sent)?;
        let (workdir, epoch) = (&application.workdir, self.plan.epoch);
        Ok(self.seal(built, workdir, epoch, "app"))
    }
}
