//! Unpacks wheels as an installer must, into a directory that becomes an image layer.
//!
//! Runs inside build steps, in any Linux image: no shell, no network, no Python but the base's own, and that for bytecode
//! alone. What it writes depends on its arguments and the wheels only: neither on the clock nor on the number of cores.
//!
//! A wheel is opened and checked ([`archive`], [`wheel`]), then planned ([`plan`]), without what no program needs if that is
//! wanted ([`prune`]), then written ([`install`]), a large one into several directories ([`spread()`]). What it has of
//! programs and libraries is listed ([`inventory`]), so that a runtime can be asked whether it has what they need ([`audit`]).
//! Of what is installed it is found which distributions have the same files ([`overlaps`]), and trees are laid on
//! each other where a program has to run on all of them ([`join`]).

pub mod account;
pub mod archive;
pub mod arguments;
pub mod audit;
pub mod bytecode;
pub mod changes;
pub mod debian;
pub mod digest;
pub mod elf;
pub mod entry_points;
pub mod environment;
pub mod error;
pub mod extend;
pub mod inflate;
pub mod install;
pub mod installed;
pub mod inventory;
pub mod join;
pub mod keep;
pub mod layout;
pub mod ld_cache;
pub mod library;
pub mod limits;
pub mod listing;
pub mod loader;
pub mod members;
pub mod mentions;
pub mod needed;
pub mod overlaps;
pub mod owners;
pub mod parallel;
pub mod plan;
pub mod process;
pub mod prune;
pub mod record;
pub mod reduce;
pub mod root;
pub mod safe_path;
pub mod script;
pub mod seal;
pub mod shared_file;
pub mod spread;
pub mod stranded;
pub mod tree;
pub mod wheel;
pub mod wheel_name;
pub mod words;
