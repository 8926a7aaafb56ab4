//! From what a lock writes about files, directories and repositories to artifacts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::commits::Commit;
use super::distribution::{Chosen, Policy, Release};
use super::hashes::take_sha256;
use super::locked::{Artifact, File, Origin};
use super::supplied;
use super::toml_lock::Wheels;
use crate::diagnostic::{Diagnostic, SourceFile, texts::artifact as texts};
use crate::packaging::{Repository, SdistName, WheelName, is_commit, url};
use crate::spec::{ContextDirectory, ContextPath};

/// A file, as a lock lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct FileEntry {
    /// Its name, where the address does not end with it.
    #[serde(alias = "filename", alias = "file")]
    pub name: Option<String>,
    pub url: Option<String>,
    pub path: Option<String>,
    /// uv's way to write a digest, `sha256:…`.
    pub hash: Option<String>,
    #[serde(default)]
    pub hashes: BTreeMap<String, String>,
    pub size: Option<u64>,
    pub subdirectory: Option<String>,
}

/// The files of a release, as a lock lists them.
pub(super) struct Listing<'a> {
    /// The project, normalized.
    pub name: &'a str,
    pub version: Option<&'a str>,
    /// The directory that paths are relative to.
    pub directory: &'a ContextDirectory,
    pub wheels: Option<Wheels<'a>>,
    pub sdist: Option<&'a FileEntry>,
}

impl FileEntry {
    pub(super) fn file_name(&self) -> String {
        let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        match (&self.name, &self.url, &self.path) {
            (Some(name), ..) => name.clone(),
            (None, Some(url), _) => url::file_name(url),
            (None, None, Some(path)) => last(path),
            (None, None, None) => String::new(),
        }
    }

    /// The digests by the names of their algorithms.
    fn digests(&self) -> BTreeMap<String, String> {
        let mut digests = self.hashes.clone();
        let hash = self.hash.as_deref().and_then(|hash| hash.split_once(':'));
        digests.extend(hash.map(|(algorithm, digest)| (algorithm.to_owned(), digest.to_owned())));
        digests
    }

    /// Whether it has one of some digests: `sha256:…`.
    fn has_one_of(&self, hashes: &BTreeSet<String>) -> bool {
        let mut digests = self.digests().into_iter();
        digests.any(|(algorithm, digest)| hashes.contains(&format!("{algorithm}:{digest}")))
    }

    fn to_file(&self, directory: &ContextDirectory) -> Result<File, Diagnostic> {
        let name = self.file_name();
        let mut hashes = self.digests();
        let place = self.path.as_ref().or(self.url.as_ref());
        let supplied = place.and_then(|place| supplied::path(place));
        let origin = match (supplied, &self.path, &self.url) {
            (Some(path), ..) => Origin::Context(path),
            (None, Some(path), _) => Origin::Context(directory.file(path)?),
            (None, None, Some(url)) => {
                // A fragment is for those who download; what matters of it is the digest.
                let url = url.split('#').next().unwrap_or(url);
                url::check(url)?;
                Origin::Url(url.to_owned())
            }
            (None, None, None) => return Err(texts::file_without_place()),
        };
        Ok(File {
            sha256: take_sha256(&name, &mut hashes)?,
            name,
            origin,
            hashes,
            size: self.size,
        })
    }
}

impl Listing<'_> {
    /// The file that is installed: among those with an allowed hash, if hashes are listed.
    pub(super) fn choose(&self, policy: &Policy) -> Result<Artifact, Diagnostic> {
        let hashes = policy.allowed.of_project(self.name);
        // If none of them fits, the one that would be installed is refused later, by its name.
        self.choose_among(hashes, policy)
            .or_else(|error| hashes.map_or(Err(error), |_| self.choose_among(None, policy)))
    }

    /// The file that is installed: among those with one of some hashes, if there are any.
    fn choose_among(
        &self,
        hashes: Option<&BTreeSet<String>>,
        policy: &Policy,
    ) -> Result<Artifact, Diagnostic> {
        let names = self.wheels.as_ref().map(Wheels::names).unwrap_or_default();
        let may_install = |entry: &FileEntry| hashes.is_none_or(|hashes| entry.has_one_of(hashes));
        let may_install_wheel = |number| {
            // Without hashes no wheel has to be read but the one that is chosen.
            let wheels = self.wheels.as_ref().filter(|_| hashes.is_some());
            let wheel = wheels.and_then(|wheels| wheels.get(number));
            // An entry that nobody can read is told about when it is the best.
            wheel.is_none_or(|wheel| may_install(&wheel))
        };
        let release = Release {
            name: self.name,
            version: self.version,
            wheels: &names,
            may_install: &may_install_wheel,
            has_sdist: self.sdist.is_some_and(may_install),
        };
        match (release.choose(policy)?, &self.wheels, self.sdist) {
            (Chosen::Wheel(number), Some(wheels), _) => {
                let wheel = wheels.get(number);
                let wheel = wheel.ok_or_else(|| texts::wheel_syntax(&names[number]))?;
                Ok(Artifact::Wheel(wheel.to_file(self.directory)?))
            }
            (Chosen::Sdist, _, Some(sdist)) => {
                let file = sdist.to_file(self.directory)?;
                match SdistName::parse(&file.name) {
                    Some(_) => Ok(Artifact::Sdist {
                        file,
                        pythons: release.other_pythons(policy),
                    }),
                    None => Err(texts::not_an_sdist(&file.name)),
                }
            }
            _ => Err(texts::no_source(self.name)),
        }
    }
}

/// A file that was named by its address: a wheel must fit.
pub(super) fn archive(
    entry: &FileEntry,
    directory: &ContextDirectory,
    package: &str,
    policy: &Policy,
) -> Result<Artifact, Diagnostic> {
    let file = entry.to_file(directory)?;
    if let Some(wheel) = WheelName::parse(&file.name)
        && policy.tags.rank(&wheel).is_none()
    {
        return Err(texts::no_file_fits(&texts::Unfit {
            name: package,
            version: Some(wheel.version),
            wheels: std::slice::from_ref(&wheel),
            tags: &policy.tags,
            target: policy.target,
            has_sdist: false,
        }));
    }
    let subdirectory = entry.subdirectory.clone();
    Ok(Artifact::Archive { file, subdirectory })
}

/// `https://host/repository?rev=v1&subdirectory=x#COMMIT`, as uv writes it.
pub(super) fn git_reference(reference: &str) -> Result<Artifact, Diagnostic> {
    let (address, commit) = reference.rsplit_once('#').unwrap_or((reference, ""));
    let (url, query) = address.split_once('?').unwrap_or((address, ""));
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(key, _)| *key == name)
            .map(|(_, value)| url::decode(value).into_owned())
    };
    let repository = Repository {
        url: url.to_owned(),
        revision: ["rev", "tag", "branch"].into_iter().find_map(value),
        subdirectory: value("subdirectory"),
    };
    git(repository, commit)
}

/// A repository's address as a URL: `git@host:path` is a short way to write one.
pub(super) fn ssh_url(address: &str) -> Cow<'_, str> {
    let address = address.strip_prefix("git+").unwrap_or(address);
    match address.split_once(':') {
        Some((host, path)) if host.contains('@') && !path.starts_with("//") => {
            Cow::Owned(format!("ssh://{host}/{path}"))
        }
        _ => Cow::Borrowed(address),
    }
}

/// A commit that is to be built; the address and the hash are checked.
pub(super) fn git(repository: Repository, hash: &str) -> Result<Artifact, Diagnostic> {
    url::check(&format!("git+{}", repository.url))?;
    if !is_commit(hash) {
        return Err(texts::not_a_commit(hash));
    }
    let hash = hash.to_ascii_lowercase();
    Ok(Artifact::Git(Commit { repository, hash }))
}

/// The directory of a lock, which its paths are relative to.
pub(super) fn directory_of(lock: &SourceFile) -> Result<ContextDirectory, Diagnostic> {
    Ok(lock.name().parse::<ContextPath>()?.directory())
}
