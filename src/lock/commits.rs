//! Requirements for repositories: the engine fetches them, and what makes a lock finds directories.

use std::collections::BTreeMap;

use super::requirements::{Entry, Requirements};
use crate::packaging::{Repository, Requirement, Source, url};

/// Where the commits are that requirements are for, while a lock is made.
pub const COMMITS: &str = "/run/cartwright/commits";

/// A commit of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The repository, as the requirement names it.
    pub repository: Repository,
    /// The full hash.
    pub hash: String,
}

impl Commit {
    /// Where its files are while a lock is made. uv keeps what it learnt of a directory by its path, so each has its own.
    pub fn directory(&self) -> String {
        format!("{COMMITS}/{}", self.hash)
    }

    /// Where the project is, from [`COMMITS`].
    fn place(&self) -> String {
        match &self.repository.subdirectory {
            Some(inner) => format!("{}/{inner}", self.hash),
            None => self.hash.clone(),
        }
    }
}

/// Which commits the repositories of requirements are at, by the URLs of the requirements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commits(BTreeMap<String, Commit>);

impl FromIterator<(String, Commit)> for Commits {
    fn from_iter<T: IntoIterator<Item = (String, Commit)>>(commits: T) -> Self {
        Self(commits.into_iter().collect())
    }
}

impl Commits {
    /// Each of them once.
    pub fn all(&self) -> impl Iterator<Item = &Commit> {
        let by_hash: BTreeMap<_, _> = self.0.values().map(|it| (&it.hash, it)).collect();
        by_hash.into_values()
    }

    /// Whether the repository of a requirement is among them, by the requirement's URL.
    pub(super) fn has(&self, url: &str) -> bool {
        self.0.contains_key(url)
    }

    /// A requirement as what makes a lock gets it.
    pub(super) fn place(&self, requirement: &Requirement) -> Requirement {
        let mut placed = requirement.clone();
        if let Source::Url(address) = &mut placed.source
            && let Some(commit) = self.0.get(address)
        {
            *address = url::of_file(&format!("{COMMITS}/{}", commit.place()));
        }
        placed
    }

    /// The commit whose project is at a path, which may be relative.
    pub(super) fn at(&self, path: &str) -> Option<&Commit> {
        let path = path.trim_end_matches('/');
        let is_at = |commit: &&Commit| path.ends_with(&commit.place());
        self.0.values().find(is_at)
    }
}

impl Requirements {
    /// The requirements for repositories.
    pub fn repositories(&self) -> impl Iterator<Item = (&Entry, &str, Repository)> {
        self.requirements.iter().filter_map(|entry| {
            let Source::Url(address) = &entry.requirement.source else {
                return None;
            };
            Some((entry, address.as_str(), Repository::parse(address)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceFile;
    use crate::lock::ParsedLock;
    use crate::lock::tests::target;
    use crate::packaging::CLibrary;
    use crate::spec::Spec;

    const URL: &str = "git+https://git.example.com/tools.git@main#subdirectory=api";

    #[test]
    fn a_lock_is_made_of_directories_and_has_commits() {
        let text = format!("dependencies: ['tools-api[web] @ {URL}', six]\nentrypoint: app");
        let file = SourceFile::new("cart.yaml", text);
        let (spec, _) = Spec::read(&file).unwrap();
        let entry = |text: &str| Entry::new(text.parse().unwrap(), file.at(file.line(1)));
        let hash = "0123456789abcdef".repeat(2) + "01234567";
        let mut requirements = Requirements {
            requirements: vec![entry(&format!("tools-api[web] @ {URL}")), entry("six")],
            ..Requirements::default()
        };
        let elsewhere = "mac @ git+https://git.example.com/mac.git ; sys_platform == 'darwin'";
        requirements.requirements.push(entry(elsewhere));
        let libc = CLibrary::Glibc {
            major: 2,
            minor: 36,
        };
        let target = target("3.13.1", "cpython-313", "x86_64", libc);
        let mut requirements = requirements.for_target(&target);
        assert!(requirements.need_builds());
        let found: Vec<_> = requirements.repositories().collect();
        let [(_, url, repository)] = &found[..] else {
            panic!("{found:?}")
        };
        let commit = Commit {
            repository: repository.clone(),
            hash: hash.clone(),
        };
        requirements.commits = [((*url).to_owned(), commit)].into_iter().collect();
        assert!(!requirements.need_builds());
        let placed = format!("tools-api[web] @ file://{COMMITS}/{hash}/api\nsix\n");
        assert_eq!(requirements.to_requirements_txt(), placed);

        let lock = format!(
            "lock-version = \"1.0\"\ncreated-by = \"uv\"\n[[packages]]\nname = \"tools-api\"\ndirectory = {{ path = \"../commits/{hash}/api\" }}\n"
        );
        let lock = SourceFile::new("pylock.toml", lock);
        let lock = ParsedLock::resolved(&spec, &lock, &requirements).unwrap();
        let (locked, _) = lock.select(&target).unwrap();
        insta::assert_snapshot!(locked.to_pylock(&target), @r#"
    lock-version = "1.0"
    environments = ["implementation_name == 'cpython' and platform_machine == 'x86_64' and python_version == '3.13' and sys_platform == 'linux'"]
    created-by = "cartwright"

    [[packages]]
    name = "tools-api"
    vcs = { type = "git", url = "https://git.example.com/tools.git", requested-revision = "main", commit-id = "0123456789abcdef0123456789abcdef01234567", subdirectory = "api" }
    "#);
    }
}
