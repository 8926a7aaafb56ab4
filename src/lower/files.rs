//! Locked files: each a source of its own, with its checksum; or a step of its own, where the engine cannot log in.

use buildkit_llb::{Describe, Digest, Http, Output, OutputMount, ProgressGroup, Secret, Tmpfs};
use serde_json::Value;

use super::graph::Graph;
use super::source_map::located;
use super::{sources, step};
use crate::diagnostic::{Diagnostic, texts};
use crate::lock::{File, LockedPackage, Origin};
use crate::plan::{Download, Login, OUT};
use crate::spec::{Auth, ContextPath, Fetch};

impl Graph<'_> {
    /// A file, alone in a directory. Its key is its checksum: the same file is fetched once for all projects.
    pub(super) fn file(&self, file: &File, package: &LockedPackage) -> Result<Output, Diagnostic> {
        let url = match &file.origin {
            Origin::Url(url) => url,
            Origin::Context(path) => return self.supplied(path, package),
        };
        let Download { login, fetch } = self.download(package, url);
        // The one login that engines know is a whole header.
        let is_header = |login: &Login| matches!(login.auth, Auth::Header(_));
        let engine_can = match &login {
            Some(login) => self.site.settings.engine.logs_in && is_header(login),
            None => true,
        };
        if engine_can && fetch == Fetch::Engine {
            self.by_engine(url, file, package, login.as_ref())
        } else {
            self.by_step(url, file, package, login.as_ref())
        }
    }

    /// A file that the build supplies itself.
    fn supplied(&self, path: &ContextPath, package: &LockedPackage) -> Result<Output, Diagnostic> {
        let at = self.place(package);
        match self.wheels.and_then(|wheels| wheels.elsewhere(path)) {
            Some((name, path)) => self.site.named_file(&name, path.as_str(), at),
            None => Ok(sources::file(path.as_str(), at, self.site.settings)),
        }
    }

    /// The login's secret is a whole header.
    fn by_engine(
        &self,
        url: &str,
        file: &File,
        package: &LockedPackage,
        login: Option<&Login>,
    ) -> Result<Output, Diagnostic> {
        let (source, checksum) = source(url, file, package)?;
        let mut source = source.checksum(&checksum).mode(0o644);
        let mut at = self.place(package).to_vec();
        if let Some(login) = login {
            source = source.auth_header_secret(login.secret().as_str());
            at.push(login.at.clone());
        }
        let source = source
            .progress_group(&self.downloads())
            .title(format!("download {}", file.name));
        Ok(located(source, &at).into_output())
    }

    /// The same by a step of its own, so that a change of one package fetches one file.
    fn by_step(
        &self,
        url: &str,
        file: &File,
        package: &LockedPackage,
        login: Option<&Login>,
    ) -> Result<Output, Diagnostic> {
        source(url, file, package)?;
        let size = file.size.map(|size| size.to_string()).unwrap_or_default();
        let told = login.map_or(Value::Null, Login::to_json).to_string();
        let path = format!("{OUT}/{}", file.name);
        let mut exec = self
            .tools()
            .script(&step::FETCH, [url, &path, &file.sha256, &size, &told])
            .online()
            .mount(Tmpfs::new("/tmp"))
            .progress_group(&self.downloads());
        let mut at = self.place(package).to_vec();
        let mut title = format!("download {}", file.name);
        if let Some(login) = login {
            exec = exec.mount(Secret::new(login.secret().as_str()));
            at.push(login.at.clone());
            title = format!("{title} from {}", login.index);
        }
        let [directory] = located(exec.title(title), &at).produce([OutputMount::scratch(OUT)]);
        Ok(directory)
    }

    fn download(&self, package: &LockedPackage, url: &str) -> Download {
        match self.wheels {
            Some(wheels) => wheels.download(package, url),
            None => Download::default(),
        }
    }

    fn downloads(&self) -> ProgressGroup {
        ProgressGroup {
            id: format!("wheels-{}", self.site.settings.session.as_str()),
            name: "[environment] download the locked files".to_owned(),
            weak: false,
        }
    }
}

/// A file of the web and its checksum, if engines and steps can fetch it.
fn source(url: &str, file: &File, package: &LockedPackage) -> Result<(Http, Digest), Diagnostic> {
    let unusable = || texts::artifact::unusable_file(&file.name).at(package.at.clone());
    let source = Http::new(url, &file.name).map_err(|_| unusable())?;
    let checksum = format!("sha256:{}", file.sha256);
    Ok((source, checksum.parse().map_err(|_| unusable())?))
}
