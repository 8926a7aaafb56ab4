//! Texts about requirements files.

use super::{did_you_mean, list, packaging, short};
use crate::diagnostic::{Diagnostic, Rule};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
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
