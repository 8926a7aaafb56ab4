//! The environment from locked files: each file a source of its own, each package a layer of its own.

use buildkit_llb::{
    Bind, Cache, Describe, Digest, Git, Http, Local, Mount, Output, OutputMount, ProgressGroup,
    Sharing, Tmpfs, Writable,
};

use super::graph::Graph;
use super::source_map::located;
use crate::diagnostic::{Diagnostic, Location, texts};
use crate::lock::{Artifact, File, LockedPackage, Origin};
use crate::plan::{
    Environment, HELPER, INSTALLER_CACHE, LAYERS, OUT, SOURCE, UV, Unpacking, WHEELS, Wheels,
    label, wheel,
};

impl Graph<'_> {
    /// The parts of the environment, each the root of a layer, in the order of the history.
    ///
    /// # Errors
    /// When a lock names an address that no engine can fetch.
    pub(super) fn wheels(&self, base: &Output, wheels: &Wheels) -> Result<Vec<Output>, Diagnostic> {
        let empty = self
            .exec(&wheels.create)
            .mount(self.helper())
            .mount(Tmpfs::new("/tmp"));
        let [empty] = self
            .describe(empty, "[environment] CREATE".to_owned(), &[])
            .produce(
                base,
                [OutputMount::scratch(format!("{LAYERS}/environment"))],
            );
        let mut layers = vec![empty];
        for unpacking in &wheels.unpackings {
            layers.extend(self.unpack(base, wheels, unpacking)?);
        }
        Ok(layers)
    }

    /// One step, and the layers that it fills.
    fn unpack(
        &self,
        base: &Output,
        wheels: &Wheels,
        unpacking: &Unpacking,
    ) -> Result<Vec<Output>, Diagnostic> {
        let mut exec = self
            .exec(&wheels.unpack(unpacking))
            .mount(self.helper())
            .mount(Tmpfs::new("/tmp"));
        for package in unpacking.packages() {
            let directory = self.wheel(base, wheels, package)?;
            exec = exec.mount(Bind::new(format!("{WHEELS}/{}", package.name), directory));
        }
        let packages: Vec<_> = unpacking.packages().map(label).collect();
        let layers = unpacking
            .layers
            .iter()
            .map(|layer| OutputMount::scratch(format!("{LAYERS}/{}", layer.name)));
        let exec = self.describe(
            exec,
            format!("[environment] UNPACK {}", packages.join(", ")),
            &wheels.at,
        );
        Ok(exec.produce_all(base, layers.collect()))
    }

    /// The directory that holds a package's wheel.
    fn wheel(
        &self,
        base: &Output,
        wheels: &Wheels,
        package: &LockedPackage,
    ) -> Result<Output, Diagnostic> {
        match wheel(&package.artifact) {
            Some(file) => self.file(file, package),
            None => self.build(base, wheels, package),
        }
    }

    /// A file, alone in a directory. Its key is its checksum: the same file is fetched once for all projects.
    fn file(&self, file: &File, package: &LockedPackage) -> Result<Output, Diagnostic> {
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

    /// A wheel made from sources, alone in a directory. Each package is built by itself, beside the others.
    fn build(
        &self,
        base: &Output,
        wheels: &Wheels,
        package: &LockedPackage,
    ) -> Result<Output, Diagnostic> {
        let (mount, path) = self.source(package)?;
        let uv = self
            .settings
            .uv(base, &self.plan.base.env, &wheels.fetch_uv);
        let cache =
            Cache::new(INSTALLER_CACHE, &self.plan.caches.installer).sharing(Sharing::Shared);
        let exec = self
            .exec(&wheels.build(&path))
            .mount(Bind::new(UV, uv))
            .mount(cache)
            .mount(mount);
        let at = self.place(package);
        // A build may write anywhere; only the wheel is kept.
        let (_, [wheel]) = self
            .describe(exec, format!("[builder] BUILD {}", label(package)), at)
            .run_and_produce(
                self.builder(base, wheels.packages.as_ref()),
                [OutputMount::scratch(OUT)],
            );
        Ok(wheel)
    }

    /// Where the sources of a package come from, and the path to build.
    fn source(&self, package: &LockedPackage) -> Result<(Mount, String), Diagnostic> {
        let below = |subdirectory: &Option<String>| match subdirectory {
            Some(directory) => format!("{SOURCE}/{directory}"),
            None => SOURCE.to_owned(),
        };
        let at = self.place(package);
        match &package.artifact {
            Artifact::Archive {
                subdirectory: Some(_),
                ..
            } => Err(texts::lock::archive_with_subdirectory(&package.name).at(package.at.clone())),
            Artifact::Wheel(file) | Artifact::Sdist(file) | Artifact::Archive { file, .. } => {
                let path = format!("{SOURCE}/{}", file.name);
                Ok((Bind::new(SOURCE, self.file(file, package)?).into(), path))
            }
            Artifact::Git {
                url,
                commit,
                subdirectory,
                ..
            } => {
                let git = Git::new(url)
                    .map_err(|_| texts::lock::unusable_file(url).at(package.at.clone()))?;
                let git = git
                    .reference(commit)
                    .title(format!("[builder] load {} from git", package.name));
                let tree = located(git, at).into_output();
                Ok((Writable::new(SOURCE, tree).into(), below(subdirectory)))
            }
            Artifact::Directory {
                path, subdirectory, ..
            } => {
                let source = Local::new("context", &self.settings.session)
                    .include_patterns((!path.as_str().is_empty()).then(|| path.as_str()))
                    .exclude_patterns(&self.plan.application.files.exclude)
                    .shared_key_hint(format!("context-{}", package.name))
                    .title(format!("[builder] load {} from {path}", package.name));
                let tree = located(source, at).into_output();
                let inner = [path.as_str(), subdirectory.as_deref().unwrap_or_default()];
                let inner: Vec<_> = inner.into_iter().filter(|part| !part.is_empty()).collect();
                let path = if inner.is_empty() {
                    None
                } else {
                    Some(inner.join("/"))
                };
                Ok((Writable::new(SOURCE, tree).into(), below(&path)))
            }
        }
    }

    /// The lines of the spec that ask for a package. Not those of its lock: every graph would carry the whole file.
    fn place(&self, package: &LockedPackage) -> &[Location] {
        match &self.plan.environment {
            Some(Environment::Wheels(wheels)) => wheels.place(package),
            _ => &[],
        }
    }

    /// The program that unpacks wheels, from the frontend's own image. Its bytes are in the key of a step, the image is not.
    fn helper(&self) -> Bind {
        Bind::new(
            format!("{HELPER}/wheelwright"),
            &self.settings.engine.frontend,
        )
        .selector("/wheelwright")
    }
}
