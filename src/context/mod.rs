//! Where the client says that files are: addresses, and what is found behind them.
//!
//! Knows no BuildKit, no network and no file system.

mod address;
mod archive;
mod git;

pub use address::Address;
pub use archive::{HEAD, is_archive};
pub use git::{GitReference, Times};

/// A flag as Go's programs write it, clients among them; `None` if it is none.
pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
