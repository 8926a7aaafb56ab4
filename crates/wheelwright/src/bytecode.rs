//! Bytecode, made by the interpreter that will load it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Error, Fault};
use crate::{parallel, tree};

/// Reads pairs of paths from standard input and compiles the one for the other.
const COMPILE: &str = include_str!("compile.py");

/// Bytes of source that one process compiles. The shares depend on the files alone, not on the number of cores:
/// older interpreters write what they compiled before into some details.
const SHARE: u64 = 1 << 20;

/// The packages of test suites, which large libraries bring along: half of their source, and nothing that a program imports.
const TESTS: &[&str] = &["tests"];

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

/// Compiles the modules in a directory but for [`TESTS`]. A file that does not compile is left as it is: wheels ship
/// templates and code for other versions.
///
/// Of the files in `directory`, the parts of their paths below `out` are their paths in the image.
pub fn compile(interpreter: &Path, out: &Path, directory: &Path) -> Result<(), Error> {
    let mut sources = Vec::new();
    if directory.is_dir() {
        find(directory, TESTS, &mut sources)?;
    }
    compile_all(sources, |share| run(interpreter, None, &list(out, share)))
}

/// Compiles the modules of an interpreter's own library but for [`TOOLS`], and leaves them in a tree that goes on top of it.
pub fn compile_library(interpreter: &Path, library: &Path, out: &Path) -> Result<(), Error> {
    let library = library
        .canonicalize()
        .map_err(|error| Error::from(error).in_file(library.to_string_lossy()))?;
    let mut sources = Vec::new();
    find(&library, TOOLS, &mut sources)?;
    tree::create_directory(out, out)?;
    for folder in sources.iter().filter_map(|(path, _)| path.parent()) {
        let below = folder.strip_prefix("/").unwrap_or(folder);
        tree::create_directory(out, &out.join(below))?;
    }
    compile_all(sources, |share| {
        run(interpreter, Some(out), &list(Path::new("/"), share))
    })?;
    tree::set_times(out, tree::TIME)
}

fn compile_all(
    mut sources: Vec<(PathBuf, u64)>,
    run: impl Fn(&[PathBuf]) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    sources.sort_unstable();
    let shares = shares(sources);
    parallel::map(&shares, |share| run(share))
        .into_iter()
        .collect()
}

fn find(
    directory: &Path,
    without: &[&str],
    sources: &mut Vec<(PathBuf, u64)>,
) -> Result<(), Error> {
    let at = |error: std::io::Error| Error::from(error).in_file(directory.to_string_lossy());
    for entry in fs::read_dir(directory).map_err(at)? {
        let entry = entry.map_err(at)?;
        let kind = entry.file_type().map_err(at)?;
        let path = entry.path();
        if kind.is_dir() {
            if without
                .iter()
                .any(|name| path.file_name() == Some(OsStr::new(name)))
            {
                continue;
            }
            find(&path, without, sources)?;
        } else if kind.is_file() && path.extension() == Some(OsStr::new("py")) {
            sources.push((path, entry.metadata().map_err(at)?.len()));
        }
    }
    Ok(())
}

fn shares(sources: Vec<(PathBuf, u64)>) -> Vec<Vec<PathBuf>> {
    let mut shares = Vec::new();
    let mut share = Vec::new();
    let mut weight = 0;
    for (path, size) in sources {
        share.push(path);
        weight += size;
        if weight >= SHARE {
            shares.push(std::mem::take(&mut share));
            weight = 0;
        }
    }
    if !share.is_empty() {
        shares.push(share);
    }
    shares
}

/// Compiles what is listed, into a tree apart if there is one.
fn run(interpreter: &Path, apart: Option<&Path>, list: &OsStr) -> Result<(), Error> {
    let failed =
        |why: String| Error::from(Fault::Interpreter(why)).in_file(interpreter.to_string_lossy());
    let mut child = command(interpreter)
        .args(apart)
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let sent = match child.stdin.take() {
        Some(mut stdin) => stdin.write_all(list.as_bytes()),
        None => Ok(()),
    };
    let output = child
        .wait_with_output()
        .map_err(|error| failed(error.to_string()))?;
    if output.status.success() && sent.is_ok() {
        return Ok(());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let end = complaint.lines().next_back().unwrap_or_default();
    Err(failed(format!("{} {end}", output.status)))
}

/// The interpreter without site-packages, without what its environment says, and with one order of sets: they are
/// written in that order.
fn command(interpreter: &Path) -> Command {
    let mut command = Command::new(interpreter);
    command
        .args(["-s", "-S", "-B", "-W", "ignore", "-c", COMPILE])
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        if name.as_bytes().starts_with(b"PYTHON") {
            command.env_remove(name);
        }
    }
    command.env("PYTHONHASHSEED", "0");
    command
}

/// Each source, and the path that it will have in the image; all of them end with NUL.
fn list(out: &Path, share: &[PathBuf]) -> OsString {
    let mut list = OsString::new();
    for path in share {
        let installed = Path::new("/").join(path.strip_prefix(out).unwrap_or(path));
        for one in [path.as_os_str(), installed.as_os_str()] {
            list.push(one);
            list.push("\0");
        }
    }
    list
}
