//! Texts about the files of packages, and where they come from.

use super::{list, short};
use crate::diagnostic::{Diagnostic, Rule};
use crate::packaging::{CLibrary, Tags, Target, WheelName};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// A lock names a file that cannot be fetched.
pub fn unusable_file(name: &str) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, format!("`{name}` cannot be fetched"))
        .why("its address must begin with `https://` or `http://`, its name be a file name, its SHA-256 have 64 digits")
        .help("lock again")
}

/// A requirement for a repository at an address that is none.
pub fn not_a_repository(url: &str) -> Diagnostic {
    invalid(format!(
        "`{}` is not the address of a repository",
        short(url)
    ))
    .help("write it as `NAME @ git+https://HOST/PATH.git@REVISION`")
}

/// A repository that does not tell where it is.
pub fn no_commit(url: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("the engine does not tell the commit of `{}`", short(url)),
    )
    .help("write the commit into the requirement: `NAME @ git+https://HOST/PATH.git@COMMIT`")
}

/// `Python 3.13.5 on x86_64 with glibc 2.41`
pub(super) fn describe(target: &Target) -> String {
    let libc = match target.libc {
        CLibrary::Glibc { major, minor } => format!("glibc {major}.{minor}"),
        CLibrary::Musl { major, minor } => format!("musl {major}.{minor}"),
        CLibrary::Other => "an unknown C library".to_owned(),
    };
    let Target {
        python, machine, ..
    } = target;
    format!("Python {python} on {machine} with {libc}")
}

/// A file without a digest that can be checked.
pub fn no_sha256<'a>(file: &str, others: impl Iterator<Item = &'a str>) -> Diagnostic {
    let others = list(others, "and");
    let diagnostic = Diagnostic::error(
        Rule::Missing,
        format!("the lock has no SHA-256 of `{}`", short(file)),
    );
    let diagnostic = if others.is_empty() {
        diagnostic.why("without it, nobody can tell whether the file is the one that was locked")
    } else {
        diagnostic.why(format!(
            "it has {others} only, which is not checked while downloading"
        ))
    };
    diagnostic.help("lock again, from an index that gives SHA-256 digests")
}

/// A wheel on a line of its own that no parser reads.
pub fn wheel_syntax(file: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Syntax,
        format!("the entry of `{}` is not valid TOML", short(file)),
    )
    .help("lock again")
}

/// `hash = "sha256:123"`
pub fn not_a_sha256(file: &str, digest: &str) -> Diagnostic {
    invalid(format!(
        "`{}` is not the SHA-256 of `{}`",
        short(digest),
        short(file)
    ))
    .why("a SHA-256 is 64 hexadecimal digits")
    .help("lock again")
}

/// A file with neither `url` nor `path`.
pub fn file_without_place() -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        "the lock does not say where a file of this package is",
    )
    .help("lock again; a file has a `url` or a `path`")
}

/// `sdist = {url = "https://host/foo.exe"}`
pub fn not_an_sdist(file: &str) -> Diagnostic {
    invalid(format!("`{}` is not a source distribution", short(file)))
        .help("its name would be `NAME-VERSION.tar.gz` (PEP 625)")
}

/// `commit-id = "main"`
pub fn not_a_commit(commit: &str) -> Diagnostic {
    invalid(format!(
        "`{}` is not the full hash of a commit",
        short(commit)
    ))
    .help("lock again; a commit has 40 hexadecimal digits")
}

/// `vcs = {type = "hg"}`
pub fn not_git(kind: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!("repositories of `{}` are not supported", short(kind)),
    )
    .help("use a release of the package, or a mirror in Git")
}

/// `vcs = {path = "../repository"}`
pub fn local_repository(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!("the repository of `{}` is a local one", short(name)),
    )
    .why("repositories are fetched by the engine, which does not see the machine's files")
    .help("lock the package with a URL, or as a directory")
}

/// A package without any source.
pub fn no_source(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("the lock does not say what `{}` is installed from", short(name)),
    )
    .help("lock again; a package has `wheels` or `sdist`, or else `vcs`, `directory` or `archive` (PEP 751)")
}

/// `vcs` and `wheels`
pub fn several_sources(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!(
            "the lock has several kinds of sources for `{}`",
            short(name)
        ),
    )
    .why("`vcs`, `directory` and `archive` each stand alone (PEP 751)")
    .help("lock again")
}

/// `no-binary: [foo]` and `only-binary: [foo]`
pub fn never_and_only(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{}` must come from a wheel and must not", short(name)),
    )
    .why("both `no-binary` and `only-binary` of the spec hold for it")
    .help("remove it from one of them")
}

/// `no-binary: [foo]`, without a source distribution.
pub fn no_sdist(name: &str, version: Option<&str>) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("{} has no source distribution", release(name, version)),
    )
    .why("`no-binary` of the spec holds for it, so that it would have to be built")
    .help("remove it from `no-binary`, or lock a version that has one")
}

fn release(name: &str, version: Option<&str>) -> String {
    match version {
        Some(version) => format!("`{} {}`", short(name), short(version)),
        None => format!("`{}`", short(name)),
    }
}

/// A release of which no file can be installed.
pub struct Unfit<'a> {
    /// The project.
    pub name: &'a str,
    /// Its version.
    pub version: Option<&'a str>,
    /// All of its wheels; none of them fits.
    pub wheels: &'a [WheelName<'a>],
    /// What would fit.
    pub tags: &'a Tags,
    /// What it is to be installed on.
    pub target: &'a Target,
    /// Whether it could be built, and must not.
    pub has_sdist: bool,
}

/// No wheel for the target, and nothing to build one from.
pub fn no_file_fits(unfit: &Unfit) -> Diagnostic {
    let Unfit {
        name,
        version,
        wheels,
        tags,
        target,
        has_sdist,
    } = unfit;
    let diagnostic = Diagnostic::error(
        Rule::Missing,
        format!(
            "no wheel of {} fits {}",
            release(name, *version),
            describe(target)
        ),
    );
    if wheels.is_empty() {
        let diagnostic = diagnostic.why("the lock lists no wheel of it");
        return if *has_sdist {
            diagnostic.help(
                "remove it from `only-binary`, so that it is built from its source distribution",
            )
        } else {
            diagnostic.help("lock again")
        };
    }
    let for_platform: Vec<_> = wheels.iter().filter(|it| tags.fit_platform(it)).collect();
    let for_python: Vec<_> = wheels
        .iter()
        .filter(|it| tags.fit_interpreter(it))
        .collect();
    let (why, help) = if !for_platform.is_empty() {
        let found = tag_list(for_platform.iter().flat_map(|it| it.pythons()));
        (
            format!("its wheels for this machine are for {found}"),
            "choose a `python` that it has wheels for, or lock a newer version of it",
        )
    } else if for_python.is_empty() {
        let found = tag_list(wheels.iter().flat_map(WheelName::platforms));
        (
            format!("its wheels are for {found}, and for other versions of Python"),
            "lock a version that has wheels for this target",
        )
    } else {
        let found = tag_list(for_python.iter().flat_map(|it| it.platforms()));
        let is_for_glibc = for_python
            .iter()
            .flat_map(|it| it.platforms())
            .any(|it| it.starts_with("manylinux") && it.ends_with(&target.machine));
        let help = match target.libc {
            CLibrary::Glibc { .. } if is_for_glibc => {
                "choose a base with a newer C library, or lock an older version of it"
            }
            _ if is_for_glibc => {
                "choose a base with glibc, such as `base: slim`, or lock a version that has wheels for this target"
            }
            _ => {
                "build for a platform that it has wheels for, or lock a version that has wheels for this target"
            }
        };
        (format!("its wheels are for {found}"), help)
    };
    let help = if *has_sdist {
        format!(
            "{help}; or remove it from `only-binary`, so that it is built from its source distribution"
        )
    } else {
        format!("{help}; it has no source distribution that one could be built from")
    };
    diagnostic.why(why).help(help)
}

/// Each tag once, and not too many.
fn tag_list<'a>(tags: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 8;
    let tags: std::collections::BTreeSet<_> = tags.collect();
    let more = tags.len().saturating_sub(MOST);
    let shown = list(tags.into_iter().take(MOST), "and");
    if more > 0 {
        format!("{shown} and {more} more")
    } else {
        shown
    }
}

/// A file was found whose hash the requirements do not allow.
pub fn hash_not_allowed(name: &str, file: &str, sha256: &str) -> Diagnostic {
    Diagnostic::error(Rule::Conflict, format!("`{file}` is not one of the files that the hashes of `{name}` allow"))
        .why(format!("its SHA-256 is {sha256}"))
        .help("make the list again, with the hashes of all files; if that does not help, do not trust the index")
}

/// A package is needed, and the requirements, which have hashes, do not list it.
pub fn package_without_hash(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("`{name}` has no hash among the requirements"),
    )
    .why("where one requirement has a hash, everything that is installed must have one")
    .help(if matches!(name, "distribute" | "pip" | "setuptools") {
        "make the list again: `pip-compile --generate-hashes --allow-unsafe`, without which it leaves this one out"
    } else {
        "make the list again, with everything that the requirements need in turn; a list of what tests or build steps have on top needs no `-r` of what ships, which they have anyway"
    })
}

/// Packages that have to be compiled because of the base's C library.
pub fn no_musl_wheels<'a>(packages: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = packages.collect();
    format!("build what has no wheel for musl: {}", names.join(", "))
}
