//! The standards of Python packaging, as far as they are about text alone.

mod cursor;
mod marker;
mod name;
mod python_version;
mod requirement;
pub mod url;

pub use name::{is_valid_name, normalize_name};
pub use python_version::PythonVersion;
pub use requirement::{Requirement, Source};

#[cfg(test)]
mod tests;
