//! Texts about a base to build on that does not fit the base that ships.

use crate::diagnostic::{Diagnostic, Rule};

/// Another minor version, another implementation, or another kind of threads: `Python 3.13`, `pypy 3.10`.
pub fn other_python(build: &str, run: &str, instead: Option<&str>) -> Diagnostic {
    differ(build, run)
        .why("packages are built for one minor version of one interpreter")
        .help(choose(instead, "images with the same Python"))
}

/// Two paths of the interpreter, and pip, which ties an environment to one.
pub fn other_path(build: &str, run: &str) -> Diagnostic {
    differ(&format!("its Python in `{build}`"), &format!("in `{run}`"))
        .why("with `installer: pip`, the environment is made for the first path, and would look there for its interpreter")
        .help("leave out `installer: pip`, or choose images that have their Python in the same place")
}

/// glibc and musl.
pub fn other_libc(build: &str, run: &str, instead: Option<&str>) -> Diagnostic {
    differ(build, run)
        .why("what is compiled for one C library does not start on another")
        .help(choose(instead, "images with the same C library"))
}

/// A glibc that knows more than the one that ships: `glibc 2.41`, `glibc 2.36`.
pub fn newer_libc(build: &str, run: &str, instead: Option<&str>) -> Diagnostic {
    differ(build, &format!("the older {run}"))
        .why("what is compiled for a C library may not start on an older one")
        .help(choose(
            instead,
            "an image that is as old as the one that ships",
        ))
}

fn differ(build: &str, run: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("the base that builds has {build}, and the one that ships {run}"),
    )
}

fn choose(instead: Option<&str>, otherwise: &str) -> String {
    match instead {
        Some(image) => format!("build on `{image}`, or choose {otherwise}"),
        None => format!("choose {otherwise}"),
    }
}
