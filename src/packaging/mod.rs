//! The standards of Python packaging, as far as they are about text alone.

mod cursor;
mod marker;
mod name;
pub mod purl;
mod python_version;
mod repository;
mod requirement;
mod sdist_name;
mod tags;
mod target;
pub mod url;
mod wheel_name;

pub use marker::{Marker, MarkerEnvironment};
pub use name::{is_valid_name, normalize_name};
pub use python_version::PythonVersion;
pub use repository::{Repository, is_commit, tagged_version};
pub use requirement::{Requirement, Source, UNREAD};
pub use sdist_name::SdistName;
pub use tags::Tags;
pub use target::{CLibrary, Target, machine};
pub use wheel_name::WheelName;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
