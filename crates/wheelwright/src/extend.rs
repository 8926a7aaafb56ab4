//! `wheelwright extend`: what packages brought to a system, and what that needs, for the part of it that [`reduce`] keeps.
//!
//! [`reduce`]: crate::reduce

use std::path::PathBuf;

use crate::changes::{Changes, changes};
use crate::debian;
use crate::error::Error;
use crate::keep::Kept;
use crate::needed;
use crate::reduce::{Reduced, loader};
use crate::root::Root;
use crate::stranded::{Stranded, stranded};

/// What to keep.
#[derive(Clone, Debug)]
pub struct Extend {
    /// The system with the packages.
    pub root: PathBuf,
    /// The system without them.
    pub before: PathBuf,
    /// The part of it that is there already: what it has is not kept again.
    pub base: PathBuf,
    /// The directory that becomes the root of a layer.
    pub out: PathBuf,
    /// The packages that were asked for, of which all is kept: the system may have had them.
    pub packages: Vec<String>,
}

/// What `ctypes.util.find_library` asks which libraries there are.
const LDCONFIG: &str = "/sbin/ldconfig";

/// Keeps what is new, and tells what of it cannot be started.
pub fn extend(request: &Extend) -> Result<(Reduced, Vec<Stranded>), Error> {
    let root = Root(request.root.clone());
    let loader = loader(&root)?;
    let changes = changes(&root, &Root(request.before.clone()))?;
    let asked: Vec<_> = request
        .packages
        .iter()
        .flat_map(|name| debian::files(&root, name))
        .collect();
    let mut kept = Kept::on(root, &request.base, &request.out)?;
    let Changes { files, directories } = &changes;
    for path in directories.iter().chain(files).chain(&asked) {
        kept.keep_itself(path)?;
    }
    kept.keep(LDCONFIG)?;
    let files = kept.files().iter();
    let objects = files.filter_map(|path| needed::load(&loader, path));
    needed::keep(&loader, objects.collect(), &mut kept)?;
    let packages = debian::record(&mut kept)?;
    let files = kept.files().len();
    let stranded = stranded(&kept);
    kept.finish()?;
    Ok((Reduced { files, packages }, stranded))
}
