//! Texts about the locks of Poetry, PDM and Pipenv, about scripts, and about what a resolution finds.

use super::short;
use crate::diagnostic::{Diagnostic, Lint, Rule};

/// The command that makes a lock.
pub fn lock_again(lock: &str) -> &'static str {
    match lock.rsplit('/').next() {
        Some("uv.lock") => "make it again: `uv lock`",
        Some("poetry.lock") => "make it again: `poetry lock`",
        Some("pdm.lock") => "make it again: `pdm lock`",
        Some("Pipfile.lock") => "make it again: `pipenv lock`",
        _ => "make it again; the format is described in PEP 751",
    }
}

/// A `Pipfile.lock` that is no JSON, or not of the form that it must have.
pub fn json_syntax(lock: &str, reason: &str) -> Diagnostic {
    let file = lock.rsplit('/').next().unwrap_or(lock);
    Diagnostic::error(
        Rule::Syntax,
        format!("this is not a valid `{}`", short(file)),
    )
    .why(reason.to_owned())
    .help(lock_again(lock))
}

/// `lock-version = "3.0"`
pub fn lock_version(lock: &str, version: &str, read: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!(
            "version `{}` of the lock's format is not read",
            short(version)
        ),
    )
    .why(format!("of this format, {read} are read"))
    .help(format!("update Cartwright, or {}", lock_again(lock)))
}

/// A manifest that was edited after the lock was made.
pub fn stale(lock: &str, manifest: &str, command: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{lock}` was not made from this `{manifest}`"),
    )
    .why(format!(
        "its hash of what `{manifest}` asks for is another one"
    ))
    .help(format!("lock again: `{command}`"))
}

/// A lock that does not tell what belongs to which group, alone.
pub fn needs_manifest(lock: &str, manifest: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!(
            "`{}` does not say what the project itself needs",
            short(lock)
        ),
    )
    .why(format!(
        "in its version of the format, only `{manifest}` does, and there is none beside it"
    ))
    .help(format!(
        "add `{manifest}` to the build context, or lock again with a newer release"
    ))
}

/// A dependency that the lock does not hold.
pub fn not_in_the_lock(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!(
            "`{}` is a dependency, and the lock does not hold it",
            short(name)
        ),
    )
    .help("lock again")
}

/// A package without a version or without hashes.
pub fn not_pinned(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("the lock does not pin `{}`", short(name)),
    )
    .why("a pin is a version and hashes of its files; some tools leave them out for other platforms than their own")
    .help("lock again, on a platform like the image's")
}

/// `type = "svn"`
pub fn unknown_source(kind: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!("sources of the kind `{}` are not read", short(kind)),
    )
    .help("use a release of an index, a repository in Git, a file or a directory")
}

/// A script that does not say what it needs.
pub fn no_script_block(path: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("`{}` does not say what it needs", short(path)),
    )
    .why("there is no block `# /// script` in it (PEP 723)")
    .help("add one: `uv add --script FILE PACKAGE`, or write `# /// script`, `# dependencies = [\"requests\"]` and `# ///` on lines of their own")
}

/// Two blocks `# /// script` in one file.
pub fn several_script_blocks() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "there is a second block `# /// script`")
        .help("keep one of them (PEP 723)")
}

/// A block of a script that is no TOML.
pub fn script_syntax(reason: &str) -> Diagnostic {
    Diagnostic::error(Rule::Syntax, "this is not a valid block `# /// script`")
        .why(reason.trim().replace('\n', "; "))
        .help("correct it here; the format is described in PEP 723")
}

/// A version that its authors took back.
pub fn yanked(release: &str, reason: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::warning(
        Lint::YankedVersion,
        format!("`{}` is yanked: its authors took it back", short(release)),
    );
    let diagnostic = match reason {
        Some(reason) => diagnostic.why(format!("they say: {}", short(reason))),
        None => diagnostic,
    };
    diagnostic.help("choose another version; an index may stop to serve this one")
}
