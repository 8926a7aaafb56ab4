//! From any source of dependencies to one list.
//!
//! Pure: it says which files it needs, and is given their bytes.
//!
//! ```
//! use cartwright::{diagnostic::SourceFile, lock, spec::Spec};
//!
//! let file = SourceFile::new("cart.yaml", "dependencies: requirements.txt\nentrypoint: app");
//! let (spec, _) = Spec::read(&file).unwrap();
//! let mut files = lock::Files::new();
//! let inputs = loop {
//!     match lock::collect(&spec, &files).unwrap() {
//!         // Here they would be read from the build context.
//!         lock::Progress::Wants(paths) => {
//!             for path in paths {
//!                 let bytes = (path.as_str() == "requirements.txt").then_some(b"Flask >= 3 # web".as_slice());
//!                 files.insert(path, bytes);
//!             }
//!         }
//!         lock::Progress::Done(inputs) => break inputs,
//!     }
//! };
//! let lock::Requested::Requirements(requirements) = inputs.requested else { unreachable!() };
//! assert_eq!(requirements.to_requirements_txt(), "flask>=3\n");
//! ```

mod about;
mod allowed;
mod artifact;
mod collect;
mod commits;
mod detect;
mod distribution;
mod dynamic;
mod files;
mod hashes;
mod local;
mod locked;
mod logical_line;
mod metadata;
mod package_builds;
mod package_index;
mod parsed;
mod pinned;
mod pylock;
mod pyproject;
mod python;
mod read_toml;
mod requirements;
mod requirements_txt;
mod script;
mod setup;
mod source;
mod supplied;
mod tasks;
mod toml_lock;
mod undeclared;
mod unsatisfied;
mod uv_lock;
mod uv_settings;
mod write;
mod yanked;

pub use about::About;
pub use allowed::check_hashes;
pub use collect::{Inputs, Progress, Requested, collect};
pub use commits::{Commit, Commits};
pub use detect::{REQUIREMENTS, rivals};
pub use files::{Files, View};
pub use locked::{Artifact, File, Locked, LockedPackage, Origin};
pub use metadata::Metadata;
pub use package_builds::{PackageBuild, PackageBuilds};
pub use package_index::{IndexedProject, PackageIndex};
pub use parsed::ParsedLock;
pub use pinned::{Pinned, PinnedLock};
pub(crate) use read_toml::read_toml;
pub use requirements::{Entry, Options, Requirements};
pub use supplied::{Links, SUPPLIED};
pub use tasks::Extra;
pub use undeclared::Undeclared;
pub use unsatisfied::{Unsatisfied, source_of_lock, unsatisfied};
pub use yanked::yanked;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
