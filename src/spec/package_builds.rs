//! What builds of packages get: variables, and packages that they need and do not list.

use std::collections::BTreeMap;

use super::reader::Reader;
use super::yaml::{Kind, Node, is_reported_key};
use super::{dependencies, env};
use crate::diagnostic::{Spanned, texts::spec as texts};
use crate::packaging::Requirement;

/// The most variables that all builds get: there may be a build of every package.
const MOST_VARIABLES: usize = 100;

/// Variables by their names.
type Variables = BTreeMap<String, Spanned<String>>;

/// Variables of builds, of which nothing is in the image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildEnv {
    /// Those of all builds.
    pub of_all: Variables,
    /// Those of some, by the normalized name of the package. They come after those of all.
    pub of_packages: BTreeMap<String, Variables>,
}

impl BuildEnv {
    /// All that are written, with their places.
    pub fn written(&self) -> impl Iterator<Item = (&String, &Spanned<String>)> {
        let of_packages = self.of_packages.values().flatten();
        self.of_all.iter().chain(of_packages)
    }
}

/// A map of variables, and of packages to their own; or a list of `NAME=value`.
pub(super) fn read_env(reader: &mut Reader, field: &str, node: &Node) -> BuildEnv {
    let mut variables = node.clone();
    let mut packages = Vec::new();
    if let Kind::Map(entries) = &mut variables.kind {
        let is_package = |node: &Node| matches!(node.kind, Kind::Map(_) | Kind::List(_));
        packages = entries
            .extract_if(.., |(_, value)| is_package(value))
            .collect();
    }
    let found = BuildEnv {
        of_all: env::read(reader, field, &variables),
        of_packages: by_package(reader, &packages, env::read),
    };
    if found.of_all.len() > MOST_VARIABLES {
        reader.report(texts::too_many_variables(field, MOST_VARIABLES), node.span);
    }
    found
}

/// A map of packages to requirements.
pub(super) fn read_dependencies(
    reader: &mut Reader,
    field: &str,
    node: &Node,
) -> BTreeMap<String, Vec<Spanned<Requirement>>> {
    let Kind::Map(entries) = &node.kind else {
        let problem = texts::build_dependencies(field, node.describe());
        reader.report(problem, node.span);
        return BTreeMap::new();
    };
    by_package(reader, entries, Reader::values)
}

/// What is written for each package, by its normalized name; for one that is written twice, all of it.
fn by_package<T>(
    reader: &mut Reader,
    entries: &[(Spanned<String>, Node)],
    read: impl Fn(&mut Reader, &str, &Node) -> T,
) -> BTreeMap<String, T>
where
    T: Default + IntoIterator + Extend<T::Item>,
{
    let mut found: BTreeMap<String, T> = BTreeMap::new();
    for (name, value) in entries {
        if is_reported_key(&name.value) {
            continue;
        }
        let values = read(reader, &name.value, value);
        match dependencies::name(&name.value) {
            Ok(package) => found.entry(package).or_default().extend(values),
            Err(problem) => reader.report(problem, name.span),
        }
    }
    found
}
