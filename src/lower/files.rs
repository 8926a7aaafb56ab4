//! Locked files: each a source of its own, with its checksum.

use buildkit_llb::{Describe, Digest, Http, Local, Output, ProgressGroup};

use super::graph::Graph;
use super::source_map::located;
use crate::diagnostic::{Diagnostic, texts};
use crate::lock::{File, LockedPackage, Origin};

impl Graph<'_> {
    /// A file, alone in a directory. Its key is its checksum: the same file is fetched once for all projects.
    pub(super) fn file(&self, file: &File, package: &LockedPackage) -> Result<Output, Diagnostic> {
        let at = self.place(package);
        let url = match &file.origin {
            Origin::Url(url) => url,
            Origin::Context(path) => return Ok(self.context_file(path.as_str(), package)),
        };
        let unusable = || texts::lock::unusable_file(&file.name).at(package.at.clone());
        let checksum: Digest = format!("sha256:{}", file.sha256)
            .parse()
            .map_err(|_| unusable())?;
        let source = Http::new(url, &file.name)
            .map_err(|_| unusable())?
            .checksum(&checksum)
            .mode(0o644);
        let group = ProgressGroup {
            id: format!("wheels-{}", self.settings.session.as_str()),
            name: "[environment] download the locked files".to_owned(),
            weak: false,
        };
        Ok(located(
            source
                .progress_group(&group)
                .title(format!("download {}", file.name)),
            at,
        )
        .into_output())
    }

    fn context_file(&self, path: &str, package: &LockedPackage) -> Output {
        let source = Local::new("context", &self.settings.session)
            .follow_paths([path])
            .shared_key_hint(format!("context-{path}"))
            .title(format!("[internal] load {path}"));
        located(source, self.place(package)).into_output()
    }
}
