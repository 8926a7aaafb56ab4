//! Texts about dependency files.

use super::{did_you_mean, list, short};
use crate::diagnostic::{Diagnostic, Rule};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// A file that is named and does not exist.
pub fn no_such_file(path: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("there is no file `{}` in the build context", short(path)))
        .help("check its name, whether the last argument of `docker buildx build` is its directory, and whether `.dockerignore` leaves it out")
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

/// `-e ./lib`
pub fn editable(value: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(Rule::NotSupported, "editable packages are not supported");
    if value.contains("://") {
        diagnostic
            .why("an image has no use for a package that can be edited")
            .help("write `NAME @ URL` without `-e`")
    } else {
        diagnostic
            .why("local packages are not supported yet")
            .help("if this is the application itself, remove the line: its files are in the image, and it can import them")
    }
}

/// `--no-binary foo/bar`
pub fn not_a_distribution(name: &str) -> Diagnostic {
    invalid(format!("`{}` is not the name of a package", short(name)))
        .help("write names with commas between them, `:all:` or `:none:`")
}

/// `--find-links ./wheels`
pub fn index_is_a_path(name: &str, value: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!("`{}`: `{name}` cannot name a directory yet", short(value)),
    )
    .help("use a URL that begins with `https://`")
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
            .why("`[tool.poetry]` is Poetry's own way to declare dependencies, which is not read")
            .help("declare them in `[project]` (Poetry 2 reads it too), or use `poetry export -o requirements.txt` and `dependencies: requirements.txt`")
    } else {
        diagnostic.help("declare `[project]` with `dependencies`, or name another file in the spec's `dependencies`")
    }
}

/// `dynamic = ["dependencies"]`
pub fn dynamic(field: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("`{field}` is dynamic: only a build of the project would tell it"))
        .help(format!("write `{field}` into `[project]`, or name the file they come from in the spec, for example `dependencies: requirements.txt`"))
}

/// An extra or a group that the project does not have.
pub fn unknown_choice<'a>(
    kind: &str,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let help = match did_you_mean(name, known.clone()) {
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

/// A group that includes itself.
pub fn group_cycle(path: &[String], name: &str) -> Diagnostic {
    let way = path
        .iter()
        .map(String::as_str)
        .chain([name])
        .collect::<Vec<_>>()
        .join("` → `");
    invalid("this dependency group includes itself")
        .why(format!("`{way}`"))
        .help("remove one of these `include-group`s")
}

/// `dev = [1]`
pub fn group_item() -> Diagnostic {
    invalid("this is not an entry of a dependency group (PEP 735)")
        .help("write a requirement (`\"pytest>=8\"`) or `{include-group = \"NAME\"}`")
}

/// `[[tool.uv.index]]`
pub fn uv_setting(key: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("uv's setting `{}` is not supported yet", short(key)))
        .why("without it, other packages would be installed than uv installs")
        .help("export what uv resolves: `uv export --no-dev --no-emit-project -o requirements.txt`, and write `dependencies: requirements.txt`")
}

/// `[tool.uv.sources]`
pub fn uv_source(name: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("the source of `{}` in `[tool.uv.sources]` is not supported yet", short(name)))
        .why("without it, a package of the same name would be installed from the index")
        .help("write the source into the requirement (`NAME @ git+https://…`), or export: `uv export --no-dev --no-emit-project -o requirements.txt`")
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

/// `uv.lock` in the context, and no `dependencies` in the spec.
pub fn detected_lock(lock: &str, requirements: bool, pyproject: bool) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Rule::NotSupported,
        format!("`{lock}` was found, and is not read yet"),
    );
    let choice = match (requirements, pyproject) {
        (true, _) => "`dependencies: requirements.txt`",
        (false, true) => {
            "`dependencies: pyproject.toml`, which does not keep to the versions of the lock"
        }
        (false, false) => "`dependencies: requirements.txt`, after exporting it",
    };
    diagnostic.help(format!("write {choice}"))
}

/// `requirements.txt` beside `pyproject.toml`, and no `dependencies` in the spec.
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
