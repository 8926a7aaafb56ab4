//! Trees of files that were given to the build, wherever they are.

use buildkit_llb::{
    Copy, Describe, Differ, FileActions, Git, GitUrlError, Http, HttpError, Local, Mkdir, Output,
    Session,
};

use super::source_map::located;
use crate::context::{GitReference, Times};
use crate::diagnostic::Location;
use crate::packaging::url;
use crate::plan::{SentFiles, Ssh, literal};

/// The name that a download has, before anybody knows what it is.
pub const DOWNLOAD: &str = "context";

/// A tree of files that was given to the build.
#[derive(Clone, Debug)]
pub enum Context {
    /// A directory of the client, which sends what is asked for.
    Local(ClientDirectory),
    /// A tree that the engine has or fetches, as a whole: a repository, an archive, the result of another build.
    Tree(Output),
}

/// A directory of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientDirectory {
    /// What the client calls it.
    pub name: String,
    /// The session that serves it.
    pub session: Session,
    /// What the engine's copies of it are known by: those of two directories must not be taken for each other.
    pub hint: String,
    /// Patterns of what it never sends: those of its ignore file, unless a plan has them.
    pub ignored: Vec<String>,
}

/// How a part of a context is known.
pub(super) struct Part<'a> {
    /// Each part of a directory has a copy of its own in the engine, or they would evict each other. Empty for the main one.
    pub(super) name: &'a str,
    /// For people.
    pub(super) title: String,
    /// Where it is asked for.
    pub(super) at: &'a [Location],
}

impl Context {
    /// Everything.
    pub(super) fn all(&self, part: &Part) -> Output {
        match self {
            Self::Local(directory) => part.describe(directory.source(part)).into_output(),
            Self::Tree(tree) => tree.clone(),
        }
    }

    /// What patterns let through.
    pub(super) fn matching(&self, files: &SentFiles, part: &Part) -> Output {
        match self {
            Self::Local(directory) => {
                let source = directory.source(part).include_patterns(&files.include);
                let exclude = directory.ignored.iter().chain(&files.exclude);
                let source = source.exclude_patterns(exclude);
                part.describe(source).into_output()
            }
            Self::Tree(tree) => {
                let copy = Copy::new(tree, "/", "/").contents();
                let copy = copy.include(&files.include).exclude(&files.exclude);
                part.describe(FileActions::new(None, copy)).into_output()
            }
        }
    }

    /// A tree where some paths can be read, among others. Those that do not exist are not there.
    pub(super) fn with(&self, paths: &[String], part: &Part) -> Output {
        match self {
            Self::Local(directory) => {
                let source = directory.source(part).follow_paths(paths);
                part.describe(source).into_output()
            }
            Self::Tree(tree) => tree.clone(),
        }
    }

    /// The same for a few small files, which are sent again each time.
    pub(super) fn glance(&self, paths: &[String], part: &Part) -> Output {
        match self {
            Self::Local(directory) => {
                let source = directory.source(part).follow_paths(paths);
                part.describe(source.differ(Differ::None)).into_output()
            }
            Self::Tree(tree) => tree.clone(),
        }
    }

    /// A file in its place, alone, so that the others do not matter. It may not exist.
    pub(super) fn alone(&self, path: &str, part: &Part) -> Output {
        match self {
            Self::Local(_) => self.glance(&[path.to_owned()], part),
            Self::Tree(tree) => {
                let path = format!("/{path}");
                let copy = Copy::new(tree, literal(&path), path);
                let copy = copy.optional_wildcard().follow_symlink().create_dest();
                part.describe(FileActions::new(None, copy)).into_output()
            }
        }
    }

    /// A file that exists, in the root of a tree.
    pub(super) fn file(&self, path: &str, part: &Part) -> Output {
        let name = path.rsplit('/').next().unwrap_or(path);
        let tree = self.with(&[path.to_owned()], part);
        if name == path && matches!(self, Self::Local(_)) {
            return tree;
        }
        let copy = Copy::new(tree, format!("/{path}"), format!("/{name}")).follow_symlink();
        let copy = FileActions::new(None, copy).title(format!("[internal] copy {path}"));
        located(copy, part.at).into_output()
    }
}

impl ClientDirectory {
    fn source(&self, part: &Part) -> Local {
        let hint = match part.name {
            "" => self.hint.clone(),
            name => format!("{}-{name}", self.hint),
        };
        Local::new(&self.name, &self.session)
            .exclude_patterns(&self.ignored)
            .shared_key_hint(hint)
    }
}

impl Part<'_> {
    fn describe<Op: Describe>(&self, operation: Op) -> Op {
        located(operation.title(&self.title), self.at)
    }
}

/// A repository. `ssh` is how it is reached where its address is one of SSH; without it, engines check no host.
///
/// # Errors
/// When the address is none.
pub fn repository(
    reference: &GitReference,
    ssh: Option<&Ssh>,
    title: String,
    at: &[Location],
) -> Result<Output, GitUrlError> {
    let mut git = reached(&reference.remote, ssh)?
        .reference(&reference.reference)
        .subdir(&reference.subdir);
    if let Some(checksum) = &reference.checksum {
        git = git.checksum(checksum);
    }
    if reference.keep_git_dir.unwrap_or_default() {
        git = git.keep_git_dir();
    }
    if !reference.submodules {
        git = git.skip_submodules();
    }
    if reference.times == Some(Times::Commit) {
        git = git.commit_times();
    }
    if reference.fetch_by_commit {
        git = git.fetch_by_commit();
    }
    Ok(located(git.title(title), at).into_output())
}

/// The repository at an address, by the agent of the client where that is one of SSH.
pub(super) fn reached(url: &str, ssh: Option<&Ssh>) -> Result<Git, GitUrlError> {
    let git = Git::new(url)?;
    Ok(match ssh.filter(|_| git.is_ssh()) {
        Some(ssh) => git.ssh(&ssh.agent).known_hosts(&ssh.known_hosts),
        None => git,
    })
}

/// A file of the web, called [`DOWNLOAD`].
///
/// # Errors
/// When the URL is none.
pub fn download(url: &str, title: String) -> Result<Output, HttpError> {
    Ok(Http::new(url, DOWNLOAD)?.title(title).into_output())
}

/// A file of the web under its own name, for all to read.
///
/// # Errors
/// When the URL is none.
pub fn web_file(url: &str, title: String, at: &[Location]) -> Result<Output, HttpError> {
    let name = url::file_name(url);
    let name = if name.is_empty() { DOWNLOAD } else { &name };
    let file = Http::new(url, name)?.mode(0o644);
    Ok(located(file.title(title), at).into_output())
}

/// What an archive holds that was downloaded.
pub fn unpacked(download: Output) -> Output {
    let copy = Copy::new(download, format!("/{DOWNLOAD}"), "/").unpack();
    FileActions::new(None, copy)
        .title("[internal] unpack the build context")
        .into_output()
}

/// The files of an image.
pub fn image(image: impl Describe + Into<Output>, title: String, at: &[Location]) -> Context {
    Context::Tree(located(image.title(title), at).into())
}

/// A tree without files.
pub fn nothing() -> Output {
    FileActions::new(None, Mkdir::new("/"))
        .title("[internal] make an empty directory")
        .into_output()
}

/// A directory of a tree, as a tree.
pub fn below(tree: Output, directory: &str) -> Output {
    let copy = Copy::new(tree, format!("/{}", directory.trim_matches('/')), "/").contents();
    FileActions::new(None, copy)
        .title(format!("[internal] enter {directory}"))
        .into_output()
}
