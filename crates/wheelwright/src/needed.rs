//! The libraries that programs and libraries need, where the loader finds them.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::keep::Kept;
use crate::loader::{Loaded, Loader};

/// Keeps objects, and all that they need. What is not there is not kept.
pub fn keep(loader: &Loader, mut waiting: Vec<Loaded>, kept: &mut Kept) -> Result<(), Error> {
    let mut known = BTreeSet::new();
    while let Some(loaded) = waiting.pop() {
        if !known.insert(loaded.path.clone()) {
            continue;
        }
        kept.keep(&loaded.path)?;
        let needed = loaded.object.needed.iter();
        waiting.extend(needed.filter_map(|name| find(loader, name, &loaded)));
    }
    Ok(())
}

/// The library that an object needs, where the loader finds it.
pub fn find(loader: &Loader, name: &str, needing: &Loaded) -> Option<Loaded> {
    let chain = [needing, &loader.interpreter];
    let mut paths = loader.candidates(name, &chain);
    paths.find_map(|path| load(loader, &path))
}

/// The object at a path; `None` where there is none.
pub fn load(loader: &Loader, path: &str) -> Option<Loaded> {
    Some(Loaded {
        path: path.to_owned(),
        object: loader.open(path)?,
        parent: None,
    })
}
