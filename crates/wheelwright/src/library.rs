//! `wheelwright library`: the interpreter's own library as bytecode.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::{bytecode, tree};

/// What no program imports of a standard library: its tests, its tools for people who develop, and what others installed there.
const TOOLS: &[&str] = &[
    "test",
    "tests",
    "idlelib",
    "tkinter",
    "turtledemo",
    "lib2to3",
    "ensurepip",
    "pydoc_data",
    "distutils",
    "_pyrepl",
    "site-packages",
    "dist-packages",
];

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

/// Compiles the modules of a library but for [`TOOLS`], and leaves them in a tree that goes on top of it.
pub fn compile(request: &Library) -> Result<(), Error> {
    let Library {
        python,
        directory,
        out,
    } = request;
    let directory = directory
        .canonicalize()
        .map_err(|error| Error::from(error).in_file(directory.to_string_lossy()))?;
    let sources = bytecode::sources(&directory, TOOLS)?;
    tree::create_directory(out, out)?;
    for folder in sources.iter().filter_map(|(path, _)| path.parent()) {
        let below = folder.strip_prefix("/").unwrap_or(folder);
        tree::create_directory(out, &out.join(below))?;
    }
    bytecode::compile_all(python, sources, Path::new("/"), Some(out))?;
    tree::set_times(out, tree::TIME)
}
