//! Texts about a base that is not what the spec needs.

use super::{did_you_mean, list};
use crate::diagnostic::{Diagnostic, Rule};
use crate::packaging::PythonVersion;
use crate::spec::PackageManager;

/// The base's interpreter is another version than the one asked for.
pub fn other_python(image: &str, found: &str, wanted: PythonVersion) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{image}` has Python {found}, not {wanted}"),
    )
    .help("change `python` or `base`, so that they agree")
}

/// `pypy 3.11`
pub fn no_cpython(image: &str, found: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("`{image}` has {found}"))
        .why("environments are laid out for CPython, and wheels are chosen for it")
        .help("choose a base with CPython, such as `slim`")
}

/// Packages are asked for, and the base has nothing that installs them.
pub fn no_manager(manager: PackageManager, distribution: &str) -> Diagnostic {
    let (key, program) = (manager.key(), manager.program());
    let problem = Diagnostic::error(Rule::Conflict, format!("the base has no `{program}`"));
    if manager.distributions().contains(&distribution) {
        return problem
            .why("the image is made without a package manager")
            .help("choose `base: minimal` or `slim`, or an image that has what you need");
    }
    let name = if distribution.is_empty() {
        "unknown"
    } else {
        distribution
    };
    let instead = match (manager, distribution) {
        (PackageManager::Apt, "alpine") => {
            "write `apk`, and the names that Alpine has for them".to_owned()
        }
        (PackageManager::Apk, "debian" | "ubuntu") => {
            "write `apt`, and the names that Debian has for them".to_owned()
        }
        _ => format!("choose another base, or leave out `{key}`"),
    };
    let family = match manager {
        PackageManager::Apt => "apt belongs to Debian and its relatives",
        PackageManager::Apk => "apk belongs to Alpine",
    };
    problem
        .why(format!("its distribution is `{name}`; {family}"))
        .help(instead)
}

/// `--target debug`, and the base has no package manager.
pub fn no_manager_for_tools() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "the base has neither `apt-get` nor `apk`")
        .why("`--target debug` installs its programs with them")
        .help("choose a base on Debian or Alpine")
}

/// The base's Python cannot install anything.
pub fn base_lacks_module(image: &str, module: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("the Python of `{image}` has no `{module}`"),
    )
    .why("dependencies are resolved and built with the base's own interpreter")
    .help(
        "build on an image that has it, `base: {build: IMAGE, run: IMAGE}`, or choose `base: slim`",
    )
}

/// Packages without a wheel, and a base whose Python cannot get what builds them.
pub fn cannot_build(image: &str, packages: &[&str]) -> Diagnostic {
    const MOST: usize = 5;
    let shown = list(packages.iter().take(MOST).copied(), "and");
    let more = match packages.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Diagnostic::error(
        Rule::Conflict,
        format!("the Python of `{image}` has no `pip`, which builds need"),
    )
    .why(format!(
        "nothing that is ready to install was locked for {shown}{more}"
    ))
    .help("build on an image that has it, `base: {build: IMAGE, run: IMAGE}`; or lock what has wheels for this base")
}

/// The base has no interpreter, or one that cannot report about itself.
pub fn no_python(image: &str) -> Diagnostic {
    Diagnostic::error(Rule::Conflict, format!("`{image}` has no `python3` that works"))
        .why("every base is asked what it is by its own interpreter; what that said is in the log of the step above")
        .help("choose `base: slim`, or a base with Python 3 on its PATH")
}

/// A user by name that the base does not have.
pub fn no_such_user(name: &str, known: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(Rule::InvalidValue, format!("the base has no user `{name}`"));
    match did_you_mean(name, known.iter().copied()) {
        Some(nearest) => problem.help(nearest),
        None => problem
            .why(format!(
                "its users are {}",
                list(known.iter().copied(), "and")
            ))
            .help("leave `user` out for an ordinary one (10001), which the image gets then; or write a number"),
    }
}
