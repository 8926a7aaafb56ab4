//! The programs and libraries of an environment, as its interpreter's loader sees them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::elf::Object;
use crate::inventory::{Distribution, Listed};
use crate::loader::Loader;

/// An object of the environment.
pub struct Member<'a> {
    /// What it belongs to.
    pub distribution: &'a Distribution,
    listed: &'a Listed,
    /// What its loader reads.
    pub object: Rc<Object>,
}

impl Member<'_> {
    /// Whether Python imports it, a user starts it, or its distribution has nothing else that it could be for.
    pub fn is_entry(&self) -> bool {
        self.listed.is_entry || self.distribution.objects.len() == 1
    }
}

/// The objects of an environment that the interpreter's loader takes.
pub struct Members<'a> {
    /// By absolute path.
    pub by_path: BTreeMap<String, Member<'a>>,
    /// The names that they could be needed by.
    pub names: BTreeSet<&'a str>,
    prefix: String,
}

impl<'a> Members<'a> {
    /// What distributions have, in an environment at an absolute path.
    pub fn of(distributions: &'a [Distribution], prefix: &str, loader: &Loader) -> Self {
        let mut by_path = BTreeMap::new();
        let mut names = BTreeSet::new();
        for distribution in distributions {
            for listed in &distribution.objects {
                let Listed { path, object, .. } = listed;
                let other = object
                    .interpreter
                    .as_ref()
                    .is_some_and(|it| *it != loader.path);
                if object.machine != loader.machine() || other {
                    continue;
                }
                names.extend(path.as_str().rsplit('/').next());
                names.extend(object.soname.as_deref());
                let member = Member {
                    distribution,
                    listed,
                    object: Rc::new(object.clone()),
                };
                by_path.insert(format!("{prefix}/{path}"), member);
            }
        }
        Self {
            by_path,
            names,
            prefix: format!("{prefix}/"),
        }
    }

    /// The object at an absolute path. `lib64` is a link to `lib`.
    pub fn open(&self, path: &str) -> Option<(String, Rc<Object>)> {
        let inside = path.strip_prefix(&self.prefix)?;
        let path = match inside.strip_prefix("lib64/") {
            Some(rest) => format!("{}lib/{rest}", self.prefix),
            None => path.to_owned(),
        };
        let object = Rc::clone(&self.by_path.get(&path)?.object);
        Some((path, object))
    }
}
