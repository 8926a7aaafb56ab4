//! Texts about `pyproject.toml`, and what it says of the project.

use super::{did_you_mean, list, short};
use crate::diagnostic::{Diagnostic, Rule};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// A text that is no TOML.
pub fn toml_syntax(reason: &str) -> Diagnostic {
    Diagnostic::error(Rule::Syntax, "this is not a valid `pyproject.toml`")
        .why(reason.trim().replace('\n', "; "))
        .help("correct it here; the format is described in PEP 621 and PEP 735")
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
