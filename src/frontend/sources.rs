//! The user's files: in directories of the client, in a repository, in an archive, or in the result of another build.

use buildkit_llb::{Definition, Output, Session, caps, embed, pb};

use crate::context::{GitReference, HEAD, Times, boolean, is_archive};
use crate::diagnostic::texts;
use crate::gateway::{Bridge, Failure, Options, SolveRequest};
use crate::lower::{self, ClientDirectory, Context, DOWNLOAD, Engine, Sources};
use crate::packaging::url::without_credentials;

/// What the client calls the directory that holds the spec.
const ENTRY: &str = "dockerfile";

/// What it calls the build context.
const CONTEXT: &str = "context";

/// Finds the build context and the spec, by the rules that all frontends share.
///
/// # Errors
/// When an address cannot be understood, or when the engine gets nothing from it.
pub(super) async fn locate(
    bridge: &Bridge,
    options: &Options,
    engine: &Engine,
) -> Result<Sources, Failure> {
    let locator = Locator {
        bridge,
        options,
        engine,
    };
    let mut sources = locator.remote_or_local().await?;
    let subdirectory = options.get("contextsubdir").filter(|path| !path.is_empty());
    if let (Some(directory), Context::Tree(tree)) = (subdirectory, &sources.context) {
        sources.context = Context::Tree(lower::below(tree.clone(), directory));
    }
    if let Some(name) = options.get("dockerfilekey") {
        sources.entry = local(options, name)?;
    }
    Ok(sources)
}

struct Locator<'a> {
    bridge: &'a Bridge,
    options: &'a Options,
    engine: &'a Engine,
}

impl Locator<'_> {
    async fn remote_or_local(&self) -> Result<Sources, Failure> {
        let key = self.options.get("contextkey").unwrap_or(CONTEXT);
        let address = self.options.get(key).unwrap_or_default();
        if let Some(git) = GitReference::parse_main(address) {
            let tree = self.repository(git?, address)?;
            return Ok(self.only(tree));
        }
        if address.starts_with("http://") || address.starts_with("https://") {
            return self.download(address).await;
        }
        self.handed_in_or_local().await
    }

    /// Everything is in one tree.
    fn only(&self, tree: Output) -> Sources {
        let tree = Context::Tree(tree);
        Sources {
            entry: tree.clone(),
            filename: self.filename(),
            context: tree,
        }
    }

    fn filename(&self) -> String {
        let name = self.options.get("filename").unwrap_or("cart.yaml");
        name.to_owned()
    }

    fn repository(&self, git: GitReference, address: &str) -> Result<Output, Failure> {
        let has = |capability| self.bridge.llb_capabilities().has(capability);
        let keep = self.options.build_arg("BUILDKIT_CONTEXT_KEEP_GIT_DIR");
        let keep = keep.and_then(boolean).unwrap_or_default();
        let epoch = self.options.build_arg("SOURCE_DATE_EPOCH");
        let is_dated = epoch.is_some_and(|epoch| !epoch.is_empty());
        let times = (is_dated && has(caps::SOURCE_GIT_MTIME)).then_some(Times::Commit);
        let git = GitReference {
            keep_git_dir: git.keep_git_dir.or(Some(keep)),
            times: git.times.or(times),
            ..git
        };
        let title = format!("[internal] load git source {}", git.shown());
        let tree = lower::repository(&git, None, title, &[]);
        Ok(tree.map_err(|_| texts::context::address(&without_credentials(address)))?)
    }

    /// An archive of everything, or a spec alone.
    async fn download(&self, url: &str) -> Result<Sources, Failure> {
        let title = "[internal] load remote build context".to_owned();
        let file = lower::download(url, title)
            .map_err(|_| texts::context::address(&without_credentials(url)))?;
        let graph = Definition::build(file.clone(), self.engine.order);
        let request = SolveRequest {
            definition: graph.into_pb(),
            ..SolveRequest::default()
        };
        let reference = self.bridge.solve(request).await?;
        let head = self.bridge.read_head(&reference, DOWNLOAD, HEAD).await?;
        if is_archive(&head) {
            return Ok(self.only(lower::unpacked(file)));
        }
        Ok(Sources {
            filename: DOWNLOAD.to_owned(),
            ..self.only(file)
        })
    }

    async fn handed_in_or_local(&self) -> Result<Sources, Failure> {
        let inputs = self.bridge.inputs().await?;
        let place = |name| match inputs.get(name) {
            Some(definition) => handed_in(definition),
            None => local(self.options, name),
        };
        Ok(Sources {
            entry: place(ENTRY)?,
            filename: self.filename(),
            context: place(CONTEXT)?,
        })
    }
}

/// A directory of the client.
fn local(options: &Options, name: &str) -> Result<Context, Failure> {
    Ok(Context::Local(ClientDirectory {
        name: name.to_owned(),
        session: session(options, name)?,
        hint: name.to_owned(),
        ignored: Vec::new(),
    }))
}

/// The session that serves a directory of the client.
pub(super) fn session(options: &Options, name: &str) -> Result<Session, Failure> {
    let own = options.get(&format!("local-sessionid:{name}"));
    let session = Session::new(own.unwrap_or(options.session()));
    Ok(session.ok_or_else(texts::request::no_session)?)
}

/// The result of another build.
pub(super) fn handed_in(definition: &pb::Definition) -> Result<Context, Failure> {
    let tree = embed(definition).map_err(|error| texts::context::input(&error.to_string()))?;
    Ok(Context::Tree(tree.unwrap_or_else(lower::nothing)))
}
