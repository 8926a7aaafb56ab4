//! Texts about dependency files.

use super::lock_formats::lock_again;
use super::{did_you_mean, list, packaging, short};
use crate::diagnostic::{Diagnostic, Lint, Rule};
use crate::packaging::{CLibrary, Tags, Target, WheelName};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// A file that is named and does not exist, and the names of files beside it that do.
pub fn no_such_file<'a>(path: &str, beside: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let name = path.rsplit('/').next().unwrap_or(path);
    let help = did_you_mean(name, beside).unwrap_or_else(|| {
        "check its name, and whether the last argument of `docker buildx build` is its directory"
            .to_owned()
    });
    Diagnostic::error(
        Rule::Missing,
        format!("there is no file `{}` in the build context", short(path)),
    )
    .help(help)
}

/// `-r https://…`
pub fn include_is_a_url() -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        "a requirements file cannot be included from a URL yet",
    )
    .help("copy the file into the build context and name it here")
}

/// `--frobnicate`
pub fn unknown_option(name: &str) -> Diagnostic {
    let known = [
        "--requirement",
        "--constraint",
        "--hash",
        "--index-url",
        "--extra-index-url",
        "--find-links",
        "--no-index",
        "--pre",
        "--prefer-binary",
        "--require-hashes",
        "--no-binary",
        "--only-binary",
        "--trusted-host",
    ];
    let help = did_you_mean(name, known).unwrap_or_else(|| {
        format!(
            "remove it; in a requirements file, {} are read",
            list(known, "and")
        )
    });
    Diagnostic::error(
        Rule::NotSupported,
        format!("the option `{}` is not read", short(name)),
    )
    .help(help)
}

/// `--index-url` at the end of a line.
pub fn option_without_value(name: &str) -> Diagnostic {
    invalid(format!("`{name}` has no value"))
        .help(format!("write it on the same line: `{name} VALUE`"))
}

/// `--prefer-binary`, which uv ignores.
pub fn option_needs_pip(name: &str) -> Diagnostic {
    Diagnostic::error(Rule::Conflict, format!("uv does not know `{name}`"))
        .help("remove it, or write `installer: pip` into the spec")
}

/// `foo --config-settings=…`
pub fn option_of_a_requirement(name: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("`{}` is not supported for a single requirement", short(name)))
        .help("only `--hash` can follow a requirement; options for the whole file go on a line of their own")
}

/// `--hash=md5:…`
pub fn hash() -> Diagnostic {
    invalid("this is not a hash that can be checked")
        .help("write `--hash=sha256:` and 64 hexadecimal digits (or sha384, sha512), as `pip-compile --generate-hashes` does")
}

/// A requirement without a hash, where others have one.
pub fn no_hash(name: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("`{}` has no hash", short(name)))
        .why("hashes are for all requirements or for none")
        .help("add hashes to every requirement (`pip-compile --generate-hashes` or `uv export` write them), or remove them")
}

/// A project without any file that is read.
pub fn unread(name: &str) -> Diagnostic {
    let problem = Diagnostic::error(
        Rule::NotSupported,
        format!("`{name}` is all that says what to install, and it is not read"),
    );
    let (why, help) = packaging::unread(name);
    let help = format!("{help}; `dependencies: []` installs nothing");
    problem.why(why).help(help)
}

/// `-e git+https://…`
pub fn editable() -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        "editable repositories are not supported",
    )
    .why("an image has no use for a package that can be edited")
    .help("write `NAME @ URL` without `-e`")
}

/// `./lib`, where nothing says what it is.
pub fn no_project_there(path: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("there is no project in `{}`: neither `pyproject.toml` nor `setup.py`", short(path)),
    )
    .help("paths are counted from the build context, or from this file; see what the ignore file, `exclude` and `include` leave out")
}

/// `./lib`, whose manifest has no name.
pub fn nameless_project(path: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("`{}` does not say what its project is called", short(path)),
    )
    .help("write `name` into its `[project]`, or into `[metadata]` of `setup.cfg`")
}

/// `./lib`, to be installed by pip.
pub fn project_by_pip(path: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!(
            "`{}`: pip installs no projects of the build context here",
            short(path)
        ),
    )
    .help("leave out `installer: pip`")
}

/// `--no-binary foo/bar`
pub fn not_a_distribution(name: &str) -> Diagnostic {
    invalid(format!("`{}` is not the name of a package", short(name)))
        .help("write names with commas between them, `:all:` or `:none:`")
}

/// `--find-links ./wheels`, and there are none.
pub fn no_packages(directory: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("there are no packages in `{}`", short(directory)))
        .why("`*.whl`, `*.tar.gz` and `*.zip` are looked for, in the directory itself; what an ignore file leaves out is not sent")
        .help("put them there; paths are counted from the build context")
}

/// `--index-url ./simple`
pub fn index_is_a_path(name: &str, value: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!("`{}`: `{name}` cannot name a directory", short(value)),
    )
    .help("write `--find-links DIRECTORY` for a directory of the build context with packages in it; for an index, a URL that begins with `https://`")
}

/// A text that is no TOML.
pub fn toml_syntax(reason: &str) -> Diagnostic {
    Diagnostic::error(Rule::Syntax, "this is not a valid `pyproject.toml`")
        .why(reason.trim().replace('\n', "; "))
        .help("correct it here; the format is described in PEP 621 and PEP 735")
}

/// More than any such file holds.
pub fn too_many_values() -> &'static str {
    "it has more than 300,000 keys, items and tables"
}

/// `pyproject.toml` without `[project]`.
pub fn no_project(is_poetry: bool) -> Diagnostic {
    let diagnostic = Diagnostic::error(Rule::Missing, "there is no `[project]` table here");
    if is_poetry {
        diagnostic
            .why("`[tool.poetry]` is Poetry's own way to declare dependencies, which is read together with its lock only")
            .help("lock: `poetry lock`, and write `dependencies: poetry.lock`; or declare them in `[project]`, which Poetry 2 reads too")
    } else {
        diagnostic.help("declare `[project]` with `dependencies`, or name another file in the spec's `dependencies`")
    }
}

/// `dynamic = ["dependencies"]`
pub fn dynamic(field: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("`{field}` is dynamic: only a build of the project would tell it"))
        .why("no build is asked with `installer: pip`, nor with `[tool.uv.sources]`, which says where requirements come from")
        .help(format!("write `{field}` into `[project]`, or name the file they come from in the spec, for example `dependencies: requirements.txt`"))
}

/// An option in a file that `[tool.setuptools.dynamic]` names.
pub fn option_of_setuptools(line: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!("`{}` is no requirement", short(line)),
    )
    .why("`[tool.setuptools.dynamic]` names this file, and setuptools knows no options there: no build of the project would succeed")
    .help("list requirements alone; or do without the project itself, and name the file in the spec: `dependencies: requirements.txt`")
}

/// An extra or a group that the project does not have.
pub fn unknown_choice<'a>(
    kind: &str,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let help = match did_you_mean(name, known.clone()) {
        _ if (kind, name) == ("dependency group", "main") => {
            "what Poetry calls `main` is always installed: leave it out".to_owned()
        }
        Some(help) => help,
        None if known.clone().next().is_none() => format!("the project declares no {kind} at all"),
        None => format!("the project declares {}", list(known, "and")),
    };
    Diagnostic::error(
        Rule::Missing,
        format!("there is no {kind} `{}`", short(name)),
    )
    .help(help)
}

/// A group that may be Poetry's.
pub fn group_of_poetry(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("`[dependency-groups]` has no group `{}`", short(name)),
    )
    .why("the groups of `[tool.poetry]` are read together with Poetry's lock only")
    .help("lock: `poetry lock`, and write `dependencies: {file: poetry.lock, groups: […]}`")
}

/// A group that includes itself.
pub fn group_cycle(path: &[&str], name: &str) -> Diagnostic {
    let way = [path, &[name]].concat().join("` → `");
    invalid("this dependency group includes itself")
        .why(format!("`{way}`"))
        .help("remove one of these `include-group`s")
}

/// Groups that include each other without an end in sight.
pub fn group_too_deep(most: usize) -> Diagnostic {
    invalid(format!("this dependency group is within {most} others"))
        .help("write into the chosen group what it is for")
}

/// Extras of a project that refer to each other under more and more markers.
pub fn too_many_conditions(extra: &str) -> Diagnostic {
    invalid(format!(
        "the extra `{}` is asked for under too many conditions",
        short(extra)
    ))
    .why("extras of this project refer to each other, each time with another marker")
    .help("write what an extra needs into it, without a detour by other extras")
}

/// `dev = [1]`
pub fn group_item() -> Diagnostic {
    invalid("this is not an entry of a dependency group (PEP 735)")
        .help("write a requirement (`\"pytest>=8\"`) or `{include-group = \"NAME\"}`")
}

/// `[tool.uv.extra-build-variables]` that has no variables, or with `installer: pip`
pub fn uv_builds(key: &str) -> Diagnostic {
    invalid(format!("uv's setting `{key}` cannot be followed here"))
        .why("it gives variables (texts) or requirements to single packages by their names, and pip can give none")
        .help("correct it, or remove `installer: pip`")
}

/// `[[tool.uv.index]]`
pub fn uv_setting(key: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("uv's setting `{}` cannot be followed here", short(key)))
        .why("without it, other packages would be installed than uv installs; addresses of indexes must begin with `https://`, without a password, and pip knows none of uv's settings")
        .help("lock with uv (`uv lock`, or `uv lock --script`), and name the lock as `dependencies`")
}

/// `[tool.uv.sources]`
pub fn uv_source(name: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("the source of `{}` in `[tool.uv.sources]` cannot be followed here", short(name)))
        .why("repositories, addresses, files and indexes of this file can be, and directories and members of the workspace that has its root here if they are for every Python and machine, all by uv alone; without it, a package of the same name would be installed from the index")
        .help("lock with uv (`uv lock`), and write `dependencies: uv.lock`; a member of a workspace is built from its root, where the lock is: `docker buildx build -f MEMBER/cart.yaml .`, with `dependencies: {file: uv.lock, package: NAME}`")
}

/// `requires-python = "3"`
pub fn requires_python(text: &str) -> Diagnostic {
    invalid(format!(
        "`{}` does not say which versions of Python are allowed",
        short(text)
    ))
    .help("write version specifiers (PEP 440), for example `>=3.11`")
}

/// `requires-python = ">=4"`
pub fn python_impossible(text: &str) -> Diagnostic {
    invalid(format!(
        "no known version of Python satisfies `{}`",
        short(text)
    ))
    .help("correct `requires-python`, or write `python` into the spec")
}

/// `python: 3.10` with `requires-python = ">=3.11"`
pub fn python_contradiction(version: &str, requires: &str, place: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("Python {version} is not allowed by the project"),
    )
    .why(format!(
        "{place} says `requires-python = \"{}\"`",
        short(requires)
    ))
    .help("change one of the two; a version without a patch number means the newest patch")
}

/// `requirements.txt` beside `uv.lock`, and no `dependencies` in the spec.
pub fn two_sources(one: &str, other: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("both `{one}` and `{other}` list dependencies"),
    )
    .why("it is not known which of them is kept up to date")
    .help(format!(
        "choose: `dependencies: {one}` or `dependencies: {other}`"
    ))
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

/// A lock that is no TOML, or not of the form that it must have.
pub fn lock_syntax(name: &str, reason: &str) -> Diagnostic {
    let file = name.rsplit('/').next().unwrap_or(name);
    Diagnostic::error(
        Rule::Syntax,
        format!("this is not a valid `{}`", short(file)),
    )
    .why(reason.trim().replace('\n', "; "))
    .help(lock_again(name))
}

/// `version = 2`
pub fn uv_lock_version(version: i64) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!("version {version} of `uv.lock` is not read"),
    )
    .why("version 1, with all its revisions, is")
    .help("update Cartwright, or lock with a release of uv that writes version 1")
}

/// `lock-version = "2.0"`
pub fn pylock_version(version: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!(
            "version `{}` of the lock's format is not read",
            short(version)
        ),
    )
    .why("version 1 (PEP 751) is")
    .help("update Cartwright, or make the lock again with `lock-version = \"1.0\"`")
}

/// `lock-version = "1.1"`
pub fn pylock_newer(version: &str) -> Diagnostic {
    Diagnostic::warning(
        Lint::NewerLockFormat,
        format!(
            "version `{}` of the lock's format is newer than 1.0",
            short(version)
        ),
    )
    .why("what it adds is not read")
    .help("update Cartwright")
}

/// A lock for other versions of Python than the base's.
pub fn base_python(version: &str, requires: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("the lock does not allow Python {version}"),
    )
    .why(format!("it requires `{}`", short(requires)))
    .help("change `python` in the spec, or change `requires-python` and lock again")
}

/// A project for other versions of Python than the target's.
pub fn project_python(name: &str, version: &str, requires: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{}` does not allow Python {version}", short(name)),
    )
    .why(format!("it requires `{}`", short(requires)))
    .help("change `python` in the spec, or what the project requires")
}

/// What was built of a project has no name.
pub fn nameless_wheel() -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        "the build of the project does not tell its name",
    )
    .help("write `name` into its `setup.py`, `setup.cfg` or `[project]`")
}

/// `core[web]`, which only a build of `shop` says that it needs.
pub fn extras_of_project(requirement: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!(
            "this project needs `{}`, and nobody looks up what the extras are",
            short(requirement)
        ),
    )
    .why("both are projects of the build context, and only a build of this one tells what it needs")
    .help(
        "name the other one with its extras on a line of the requirements file: `./libs/core[web]`",
    )
}

/// A lock for other environments than the target.
pub fn no_environment(target: &Target, key: &str) -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "the lock was not made for this target")
        .why(format!(
            "none of its environments holds for {}",
            describe(target)
        ))
        .help(format!("add the target to `{key}` and lock again"))
}

/// `Python 3.13.5 on x86_64 with glibc 2.41`
fn describe(target: &Target) -> String {
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

/// A workspace without a project at its root, and no `package`.
pub fn no_root_package(members: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(Rule::Missing, "the lock has no project at its root");
    if members.is_empty() {
        diagnostic.help("lock again: `uv lock`")
    } else {
        diagnostic.help(format!(
            "choose a member of the workspace: `dependencies: {{file: uv.lock, package: NAME}}`; there are {}",
            list(members.iter().copied(), "and")
        ))
    }
}

/// A workspace whose root needs nothing, and no `package`.
pub fn empty_root(root: &str, members: &[&str]) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("`{}`, the root of the workspace, needs nothing", short(root)),
    )
    .help(format!(
        "choose a member: `dependencies: {{file: uv.lock, package: NAME}}`; members: {}. If nothing is what you want, `package: {}` says so",
        list(members.iter().copied(), "and"),
        short(root)
    ))
}

/// `package: lib`
pub fn not_a_member(name: &str, members: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Rule::Missing,
        format!("the workspace has no member `{}`", short(name)),
    );
    match did_you_mean(name, members.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None if members.is_empty() => diagnostic.help("lock again: `uv lock`"),
        None => diagnostic.help(format!(
            "there are {}",
            list(members.iter().copied(), "and")
        )),
    }
}

/// A dependency that the lock does not hold.
pub fn dangling_dependency(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!(
            "`{}` is a dependency, and the lock does not hold it",
            short(name)
        ),
    )
    .help("lock again: `uv lock`")
}

/// Two versions of one package for the same target.
pub fn chosen_twice(name: &str, one: &str, other: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{}` would be installed twice", short(name)),
    )
    .why(format!(
        "{} and {} are both meant for this target",
        short(one),
        short(other)
    ))
    .help("choose extras and groups that go together, or lock again")
}

/// `extras: [cpu, gpu]`, which exclude each other.
pub fn exclude_each_other(names: &[&str]) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("{} exclude each other", list(names.iter().copied(), "and")),
    )
    .why("the project declares it: `conflicts` in `[tool.uv]`")
    .help("choose one of them")
}

/// A `pyproject.toml` that was edited after the lock was made.
pub fn stale(manifest: &str, requirement: &str, is_new: bool) -> Diagnostic {
    let why = if is_new {
        format!("`{}` is not what was locked", short(requirement))
    } else {
        format!(
            "the lock was made with `{}`, which is gone",
            short(requirement)
        )
    };
    let title = format!("`uv.lock` is older than `{}`", short(manifest));
    Diagnostic::error(Rule::Conflict, title)
        .why(why)
        .help("lock again: `uv lock`")
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

/// Constraints beside a lock, and the like.
pub fn decided_by_lock(key: &str, lock: &str) -> Diagnostic {
    Diagnostic::error(Rule::Conflict, format!("`{key}` has no effect on a lock"))
        .why(format!("`{}` has chosen the versions already", short(lock)))
        .help("remove the key, and let it have its effect when the lock is made")
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
