//! Addresses of git repositories, with what to take of them.

use std::collections::BTreeMap;

use super::boolean;
use crate::diagnostic::{Diagnostic, texts::context as texts};
use crate::packaging::url::{decode, without_credentials};

/// A repository, and what to take of it, as the last argument of a build and `--build-context` write it:
/// `https://example.com/repository.git?tag=v1&checksum=0123abc#:docs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitReference {
    /// The repository, without a query and a fragment.
    pub remote: String,
    /// A branch, a tag, a commit or a full `refs/…`; empty for the default branch.
    pub reference: String,
    /// The directory that counts; empty for the top.
    pub subdir: String,
    /// The start of the hash that the commit, or the annotated tag, must have.
    pub checksum: Option<String>,
    /// Whether `.git` is left there; `None` where the address does not tell.
    pub keep_git_dir: Option<bool>,
    /// Whether submodules are fetched. Default: yes.
    pub submodules: bool,
    /// How old files are; `None` where the address does not tell.
    pub times: Option<Times>,
    /// Whether the commit is asked for by its hash.
    pub fetch_by_commit: bool,
}

/// How old the files of a repository are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// As old as the checkout.
    Checkout,
    /// As old as the commit.
    Commit,
}

impl GitReference {
    /// Reads an address; `None` if it is not one of git.
    ///
    /// `git://`, `ssh://` and `user@host:path` are; a URL of the web is if its path ends with `.git`.
    pub fn parse(text: &str) -> Option<Result<Self, Diagnostic>> {
        let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (remote, query) = rest.split_once('?').unwrap_or((rest, ""));
        let is_git = match remote.split_once("://") {
            Some(("git" | "ssh", rest)) => rest.contains('/'),
            Some(("http" | "https", rest)) => rest
                .split_once('/')
                .is_some_and(|(_, path)| path.strip_suffix(".git").is_some()),
            Some(_) => false,
            None => is_scp_like(remote),
        };
        is_git.then(|| Self::read(remote, query, fragment))
    }

    /// The same for the main context alone, where an old form is allowed too: `github.com/…`.
    pub fn parse_main(text: &str) -> Option<Result<Self, Diagnostic>> {
        if text.starts_with("github.com/") {
            let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
            let (remote, query) = rest.split_once('?').unwrap_or((rest, ""));
            return Some(Self::read(&format!("https://{remote}"), query, fragment));
        }
        Self::parse(text)
    }

    fn read(remote: &str, query: &str, fragment: &str) -> Result<Self, Diagnostic> {
        let fragment = decode(fragment);
        let (reference, subdir) = fragment.split_once(':').unwrap_or((&fragment, ""));
        let mut git = Self {
            remote: remote.to_owned(),
            reference: reference.to_owned(),
            subdir: subdir.to_owned(),
            checksum: None,
            keep_git_dir: None,
            submodules: true,
            times: None,
            fetch_by_commit: false,
        };
        for (key, value) in pairs(query)? {
            git.set(key, value)?;
        }
        Ok(git)
    }

    fn set(&mut self, key: &str, value: String) -> Result<(), Diagnostic> {
        match key {
            "ref" => choose(&mut self.reference, value)?,
            "tag" => choose(&mut self.reference, in_namespace("refs/tags/", value))?,
            "branch" => choose(&mut self.reference, in_namespace("refs/heads/", value))?,
            "subdir" => choose(&mut self.subdir, value)?,
            "checksum" | "commit" => {
                let known = self.checksum.get_or_insert_default();
                choose(known, value)?;
            }
            "keep-git-dir" => self.keep_git_dir = Some(flag(key, &value)?),
            "submodules" => self.submodules = flag(key, &value)?,
            "fetch-by-commit" => self.fetch_by_commit = flag(key, &value)?,
            "mtime" => {
                self.times = Some(match value.as_str() {
                    "checkout" => Times::Checkout,
                    "commit" => Times::Commit,
                    _ => return Err(texts::git_query_value(key, &value)),
                });
            }
            _ => return Err(texts::git_query_key(key)),
        }
        Ok(())
    }

    /// What is shown of it: without a name and a password.
    pub fn shown(&self) -> String {
        let remote = without_credentials(&self.remote);
        match (self.reference.as_str(), self.subdir.as_str()) {
            ("", "") => remote.into_owned(),
            (reference, "") => format!("{remote}#{reference}"),
            (reference, subdir) => format!("{remote}#{reference}:{subdir}"),
        }
    }
}

/// `git@example.com:team/repository`
fn is_scp_like(text: &str) -> bool {
    let Some((user, rest)) = text.split_once('@') else {
        return false;
    };
    let Some((host, path)) = rest.split_once(':') else {
        return false;
    };
    let is_word = |text: &str, more: &[u8]| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || more.contains(&byte);
        !text.is_empty() && text.bytes().all(allowed)
    };
    is_word(user, b"-_") && is_word(host, b"-.") && !path.is_empty()
}

/// The pairs of a query. Flags may stand alone; all else has a value, once.
fn pairs(query: &str) -> Result<BTreeMap<&str, String>, Diagnostic> {
    const FLAGS: [&str; 3] = ["keep-git-dir", "submodules", "fetch-by-commit"];
    let mut pairs = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if value.is_empty() && !FLAGS.contains(&key) {
            return Err(texts::git_query_without_value(key));
        }
        if pairs.insert(key, decode(value).into_owned()).is_some() {
            return Err(texts::git_query_twice(key));
        }
    }
    Ok(pairs)
}

/// Fills in what the fragment or another key may have said already.
fn choose(known: &mut String, value: String) -> Result<(), Diagnostic> {
    if !known.is_empty() && *known != value {
        return Err(texts::git_query_conflict(known, &value));
    }
    *known = value;
    Ok(())
}

fn in_namespace(namespace: &str, name: String) -> String {
    if name.starts_with(namespace) {
        name
    } else {
        format!("{namespace}{name}")
    }
}

/// A flag that is there without a value is on.
fn flag(key: &str, value: &str) -> Result<bool, Diagnostic> {
    match value {
        "" => Ok(true),
        _ => boolean(value).ok_or_else(|| texts::git_query_value(key, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        match GitReference::parse(text) {
            None => "no address of git".to_owned(),
            Some(Err(problem)) => problem.what,
            Some(Ok(git)) => {
                let GitReference {
                    remote,
                    reference,
                    subdir,
                    ..
                } = &git;
                let mut told = format!("{remote} [{reference}] [{subdir}]");
                told.extend(git.checksum.map(|sum| format!(" checksum {sum}")));
                told.extend(git.keep_git_dir.map(|keep| format!(" .git {keep}")));
                told.extend((!git.submodules).then_some(" no submodules"));
                told.extend(git.times.map(|times| format!(" {times:?}")));
                told.extend(git.fetch_by_commit.then_some(" by commit"));
                told
            }
        }
    }

    #[test]
    fn addresses_of_git_are_told_from_others() {
        let rows = [
            "https://example.com/a/b.git",
            "http://example.com/a/b.git#v1",
            "https://me:secret@example.com/b.git#:docs",
            "git://example.com/a#main:docs/api",
            "ssh://git@example.com:2222/a/b",
            "git@example.com:a/b.git#0123abc",
            "git@example.com:a/b#refs/pull/1/head",
            // Not these.
            "https://example.com/a/b",
            "https://example.com/b.git.tar.gz",
            "https://example.git",
            "./git@example.com:a",
            "../a.git",
            "ftp://example.com/a.git",
            "github.com/a/b",
            "context",
            "",
        ];
        let rows = rows.map(|text| format!("{text}  ->  {}", parsed(text)));
        insta::assert_snapshot!(rows.join("\n"), @"
        https://example.com/a/b.git  ->  https://example.com/a/b.git [] []
        http://example.com/a/b.git#v1  ->  http://example.com/a/b.git [v1] []
        https://me:secret@example.com/b.git#:docs  ->  https://me:secret@example.com/b.git [] [docs]
        git://example.com/a#main:docs/api  ->  git://example.com/a [main] [docs/api]
        ssh://git@example.com:2222/a/b  ->  ssh://git@example.com:2222/a/b [] []
        git@example.com:a/b.git#0123abc  ->  git@example.com:a/b.git [0123abc] []
        git@example.com:a/b#refs/pull/1/head  ->  git@example.com:a/b [refs/pull/1/head] []
        https://example.com/a/b  ->  no address of git
        https://example.com/b.git.tar.gz  ->  no address of git
        https://example.git  ->  no address of git
        ./git@example.com:a  ->  no address of git
        ../a.git  ->  no address of git
        ftp://example.com/a.git  ->  no address of git
        github.com/a/b  ->  no address of git
        context  ->  no address of git
          ->  no address of git
        ");
        let old = GitReference::parse_main("github.com/a/b#v1")
            .unwrap()
            .unwrap();
        assert_eq!(old.remote, "https://github.com/a/b");
        assert_eq!(old.reference, "v1");
    }

    #[test]
    fn queries_say_more() {
        let rows = [
            "ref=v1",
            "tag=v1",
            "tag=refs/tags/v1&subdir=a%20b",
            "branch=main&checksum=0123abc",
            "commit=0123abc&keep-git-dir",
            "keep-git-dir=false&submodules=0&mtime=commit&fetch-by-commit=1",
            "submodules",
            "mtime=checkout",
            // Not these.
            "tag=v1&branch=main",
            "ref=v1&ref=v1",
            "ref=",
            "checksum=1&commit=2",
            "mtime=now",
            "submodules=maybe",
            "depth=1",
        ];
        let rows = rows.map(|query| {
            let text = format!("git://h/p?{query}");
            format!("{query}  ->  {}", parsed(&text))
        });
        insta::assert_snapshot!(rows.join("\n"), @"
        ref=v1  ->  git://h/p [v1] []
        tag=v1  ->  git://h/p [refs/tags/v1] []
        tag=refs/tags/v1&subdir=a%20b  ->  git://h/p [refs/tags/v1] [a b]
        branch=main&checksum=0123abc  ->  git://h/p [refs/heads/main] [] checksum 0123abc
        commit=0123abc&keep-git-dir  ->  git://h/p [] [] checksum 0123abc .git true
        keep-git-dir=false&submodules=0&mtime=commit&fetch-by-commit=1  ->  git://h/p [] [] .git false no submodules Commit by commit
        submodules  ->  git://h/p [] []
        mtime=checkout  ->  git://h/p [] [] Checkout
        tag=v1&branch=main  ->  the address of the git repository names both `refs/heads/main` and `refs/tags/v1`
        ref=v1&ref=v1  ->  `ref` is there twice in the address of a git repository
        ref=  ->  `ref` has no value in the address of a git repository
        checksum=1&commit=2  ->  the address of the git repository names both `1` and `2`
        mtime=now  ->  `mtime` cannot be `now` in the address of a git repository
        submodules=maybe  ->  `submodules` cannot be `maybe` in the address of a git repository
        depth=1  ->  `depth` means nothing in the address of a git repository
        ");
        assert_eq!(parsed("git://h/p?ref=v1#v1:d"), "git://h/p [v1] [d]");
        insta::assert_snapshot!(parsed("git://h/p?ref=v1#v2"), @"the address of the git repository names both `v2` and `v1`");
    }
}
