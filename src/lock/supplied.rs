//! Packages that the build supplies itself: files of the build context, which a resolution finds in a directory of its own.

use super::artifact::directory_of;
use super::requirements::Requirements;
use crate::diagnostic::{Diagnostic, Location, SourceFile};
use crate::packaging::{Requirement, SdistName, Source, WheelName, url};
use crate::spec::{ContextDirectory, ContextPath};

/// Where they are while versions are found.
pub const SUPPLIED: &str = "/run/cartwright/supplied";

/// A directory of packages, `--find-links ./wheels`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    /// The directory.
    pub directory: ContextDirectory,
    /// Where it is asked for.
    pub at: Location,
}

impl Requirements {
    /// The files that requirements are for, `./wheels/core-1.0-py3-none-any.whl`.
    pub fn supplied(&self) -> impl Iterator<Item = (ContextPath, &Location)> {
        self.requirements.iter().filter_map(|entry| {
            let Source::Url(address) = &entry.requirement.source else {
                return None;
            };
            Some((path(address)?, &entry.at))
        })
    }
}

/// Where a file is while versions are found.
pub(super) fn address(path: &ContextPath) -> String {
    url::of_file(&format!("{SUPPLIED}/{path}"))
}

/// The file that is at such an address, or at the path in it.
pub(super) fn path(address: &str) -> Option<ContextPath> {
    let path = match address.strip_prefix("file://") {
        Some(path) => url::decode(path),
        None => address.into(),
    };
    let path = path.strip_prefix(SUPPLIED)?.strip_prefix('/')?;
    path.parse().ok()
}

/// The project, normalized, that a file is a wheel or a source distribution of, by its name.
pub(super) fn project(file_name: &str) -> Option<String> {
    let wheel = WheelName::parse(file_name).map(|wheel| wheel.name());
    wheel.or_else(|| SdistName::parse(file_name).map(|sdist| sdist.name))
}

/// A directory as a requirements file names it: pip counts from where it is started, which is the build context in most
/// projects, and the file's directory in others.
pub(super) fn directory(path: &str, file: &SourceFile) -> Result<ContextDirectory, Diagnostic> {
    let beside = || directory_of(file)?.directory(path);
    let root = ContextDirectory::default();
    root.directory(path)
        .or_else(|problem| beside().map_err(|_| problem))
}

/// A requirement for a file by its path: `./wheels/core-1.0-py3-none-any.whl[web]`, `core @ ./wheels/core-1.0-py3-none-any.whl`.
/// `None` for any other.
pub(super) fn requirement(
    text: &str,
    file: &SourceFile,
) -> Option<Result<Requirement, Diagnostic>> {
    let (named, place) = match text.split_once('@') {
        Some((named, place)) => (Some(named), place.trim_start()),
        None => (None, text),
    };
    let end = place.find(|letter: char| letter.is_whitespace() || "[;".contains(letter));
    let (path, rest) = place.split_at(end.unwrap_or(place.len()));
    let path = path.strip_prefix("file:").unwrap_or(path);
    let (parent, name) = path.rsplit_once('/').filter(|_| !path.contains("://"))?;
    let project = project(name)?;
    let read = || {
        let path = directory(parent, file)?.file(name)?;
        let plain = format!("{}{rest}", named.unwrap_or(&project));
        let plain = plain.parse::<Requirement>();
        let mut requirement = plain.map_err(|fault| fault.diagnostic)?;
        requirement.source = Source::Url(address(&path));
        Ok(requirement)
    };
    Some(read())
}

#[cfg(test)]
mod tests {
    use crate::lock::tests::good;
    use crate::lock::{Requested, Requirements};

    fn requirements(path: &str, text: &str) -> Requirements {
        let spec = format!("dependencies: {path}");
        match good((&spec, &[(path, text)])).requested {
            Requested::Requirements(requirements) => requirements,
            other => panic!("a lock: {other:?}"),
        }
    }

    fn read(path: &str, line: &str) -> String {
        let requirements = requirements(path, line);
        let text = requirements.to_requirements_txt();
        let files = requirements.supplied().map(|(path, _)| format!(" {path}"));
        let links = requirements.links.iter();
        let links = links.map(|it| format!(" {}/", it.directory));
        text.trim_end().to_owned() + &files.chain(links).collect::<String>()
    }

    #[test]
    fn files_and_directories_are_found_where_a_step_has_them() {
        let all = [
            "./wheels/core-1.0-py3-none-any.whl",
            "wheels/Core_Lib-1.0+cu1-py3-none-any.whl[web,db] ; python_version >= '3'",
            "core[web] @ ./core-1.0-py3-none-any.whl",
            "core @ file:wheels/core-1.0.tar.gz; sys_platform == 'linux'",
            "-f wheels",
            "--find-links='./my wheels'",
            "--find-links .",
        ];
        insta::assert_snapshot!(all.map(|line| read("requirements.txt", line)).join("\n"), @r#"
    core @ file:///run/cartwright/supplied/wheels/core-1.0-py3-none-any.whl wheels/core-1.0-py3-none-any.whl
    core-lib[db,web] @ file:///run/cartwright/supplied/wheels/Core_Lib-1.0%2Bcu1-py3-none-any.whl ; python_version >= "3" wheels/Core_Lib-1.0+cu1-py3-none-any.whl
    core[web] @ file:///run/cartwright/supplied/core-1.0-py3-none-any.whl core-1.0-py3-none-any.whl
    core @ file:///run/cartwright/supplied/wheels/core-1.0.tar.gz ; sys_platform == "linux" wheels/core-1.0.tar.gz
     wheels/
     my wheels/
     ./
    "#);
        let above = "../wheels/core-1.0-py3-none-any.whl\n-f ../wheels";
        insta::assert_snapshot!(read("app/requirements.txt", above), @"core @ file:///run/cartwright/supplied/wheels/core-1.0-py3-none-any.whl wheels/core-1.0-py3-none-any.whl wheels/");
    }

    #[test]
    fn a_wheel_needs_no_build_and_sources_do() {
        let needs_builds = |line| requirements("requirements.txt", line).need_builds();
        assert!(!needs_builds("./core-1.0-py3-none-any.whl"));
        assert!(needs_builds("./core-1.0.tar.gz"));
    }
}
