//! Bytecode, made by the interpreter that will load it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Error, Fault};
use crate::parallel;

/// Reads pairs of paths from standard input and compiles the one for the other.
const COMPILE: &str = include_str!("compile.py");

/// Bytes of source that one process compiles. The shares depend on the files alone, not on the number of cores:
/// older interpreters write what they compiled before into some details.
const SHARE: u64 = 1 << 20;

/// The packages of test suites, which large libraries bring along: half of their source, and nothing that a program imports.
const TESTS: &[&str] = &["tests"];

/// What binds bytecode to its source (PEP 552).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// A hash that nobody checks: for what nobody edits.
    UncheckedHash,
    /// A hash that is checked whenever the module is loaded.
    CheckedHash,
}

impl Binding {
    /// As bytecode has it.
    fn flags(self) -> &'static str {
        match self {
            Self::UncheckedHash => "1",
            Self::CheckedHash => "3",
        }
    }
}

/// Compiles the modules in a directory but for [`TESTS`]. A file that does not compile is left as it is: wheels ship
/// templates and code for other versions.
///
/// Of the files in `directory`, the parts of their paths below `out` are their paths in the image.
pub fn compile(
    interpreter: &Path,
    out: &Path,
    directory: &Path,
    binding: Binding,
) -> Result<(), Error> {
    let sources = if directory.is_dir() {
        sources(directory, TESTS)?
    } else {
        Vec::new()
    };
    compile_all(interpreter, sources, out, None, binding)
}

/// The modules in a directory with their sizes, but for those in directories of some names.
pub(crate) fn sources(directory: &Path, without: &[&str]) -> Result<Vec<(PathBuf, u64)>, Error> {
    let mut sources = Vec::new();
    find(directory, without, &mut sources)?;
    sources.sort_unstable();
    Ok(sources)
}

/// Compiles modules below `root`, from where their paths in the image are counted. Bytecode goes beside them, or to the same paths
/// in a tree apart.
pub(crate) fn compile_all(
    interpreter: &Path,
    sources: Vec<(PathBuf, u64)>,
    root: &Path,
    apart: Option<&Path>,
    binding: Binding,
) -> Result<(), Error> {
    let shares = shares(sources);
    let run = |share: &Vec<_>| run(interpreter, apart, binding, &list(root, share));
    parallel::map(&shares, run).into_iter().collect()
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
fn run(
    interpreter: &Path,
    apart: Option<&Path>,
    binding: Binding,
    list: &OsStr,
) -> Result<(), Error> {
    let failed =
        |why: String| Error::from(Fault::Interpreter(why)).in_file(interpreter.to_string_lossy());
    let mut child = command(interpreter)
        .arg(binding.flags())
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
fn list(root: &Path, share: &[PathBuf]) -> OsString {
    let mut list = OsString::new();
    for path in share {
        let installed = Path::new("/").join(path.strip_prefix(root).unwrap_or(path));
        for one in [path.as_os_str(), installed.as_os_str()] {
            list.push(one);
            list.push("\0");
        }
    }
    list
}
