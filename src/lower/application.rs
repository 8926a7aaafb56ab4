//! The application's own files.

use buildkit_llb::Output;

use super::graph::Graph;
use super::sources;

impl Graph<'_> {
    /// The application as the root of a file system.
    pub(super) fn application(&self, base: &Output) -> Output {
        let application = &self.plan.application;
        let sent = sources::application(&application.files, self.site.settings);
        self.seal(base, sent, &application.workdir, self.plan.epoch, "app")
    }
}
