//! `wheelwright library`: the interpreter's own library as bytecode.

use std::path::{Path, PathBuf};

use crate::bytecode::{self, Binding};
use crate::error::Error;
use crate::tree;

/// What no program that ships imports of a standard library: its tests, tools for people, what others installed there, and what
/// needs a display.
pub(crate) const UNUSED: [&str; 8] = [
    "dist-packages",
    "ensurepip",
    "idlelib",
    "site-packages",
    "test",
    "tests",
    "tkinter",
    "turtledemo",
];

/// What few programs do.
const RARE: [&str; 4] = ["_pyrepl", "distutils", "lib2to3", "pydoc_data"];

/// What to compile.
#[derive(Clone, Debug)]
pub struct Library {
    /// The interpreter.
    pub python: PathBuf,
    /// Where its library is.
    pub directory: PathBuf,
    /// The directory that becomes the root of a layer.
    pub out: PathBuf,
}

/// Compiles the modules of a library but for [`UNUSED`] and [`RARE`], and leaves them in a tree that goes on top of it.
pub fn compile(request: &Library) -> Result<(), Error> {
    let Library {
        python,
        directory,
        out,
    } = request;
    let directory = directory
        .canonicalize()
        .map_err(|error| Error::from(error).in_file(directory.to_string_lossy()))?;
    let sources = bytecode::sources(&directory, &[&UNUSED[..], &RARE].concat())?;
    tree::create_directory(out, out)?;
    for folder in sources.iter().filter_map(|(path, _)| path.parent()) {
        let below = folder.strip_prefix("/").unwrap_or(folder);
        tree::create_directory(out, &out.join(below))?;
    }
    let binding = Binding::UncheckedHash;
    bytecode::compile_all(python, sources, Path::new("/"), Some(out), binding)?;
    tree::set_times(out, tree::TIME)
}
