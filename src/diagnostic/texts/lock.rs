//! Texts about locks, and about dependency files in general.

use super::artifact::describe;
use super::lock_formats::lock_again;
use super::{did_you_mean, list, short};
use crate::diagnostic::{Diagnostic, Lint, Rule};
use crate::packaging::Target;

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

/// More than any such file holds.
pub fn too_many_values() -> &'static str {
    "it has more than 300,000 keys, items and tables"
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

/// A lock for other environments than the target.
pub fn no_environment(target: &Target, key: &str) -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "the lock was not made for this target")
        .why(format!(
            "none of its environments holds for {}",
            describe(target)
        ))
        .help(format!("add the target to `{key}` and lock again"))
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

/// Constraints beside a lock, and the like.
pub fn decided_by_lock(key: &str, lock: &str) -> Diagnostic {
    Diagnostic::error(Rule::Conflict, format!("`{key}` has no effect on a lock"))
        .why(format!("`{}` has chosen the versions already", short(lock)))
        .help("remove the key, and let it have its effect when the lock is made")
}
