//! Texts about images for another machine than the engine's own.

use super::list;
use crate::diagnostic::{Diagnostic, Lint, Rule};

/// The base is for another machine than the one that was asked for: `amd64`, `linux/arm64`.
pub fn other_architecture(image: &str, found: &str, platform: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{image}` is an image for `{found}`, not for `{platform}`"),
    )
    .help("choose a base that has an image for each platform, and name it without the digest of one of them")
}

/// The base has no interpreter where its twin has one.
pub fn no_python(image: &str, path: &str) -> Diagnostic {
    not_twins(image, &format!("one has `{path}`, and the other has not"))
}

/// The base is another distribution than its twin: `debian 12`, `debian 13`.
pub fn other_release(image: &str, found: &str, known: &str) -> Diagnostic {
    not_twins(image, &format!("one is `{known}`, and the other `{found}`"))
}

/// The base has another Python than its twin.
pub fn other_python(image: &str, found: &str, known: &str) -> Diagnostic {
    not_twins(
        image,
        &format!("one has Python {known}, and the other Python {found}"),
    )
}

fn not_twins(image: &str, how: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{image}` differs from the image of that name for the engine's own machine"),
    )
    .why(format!("{how}; what is made there would not fit"))
    .help("choose a base whose images are made alike for all platforms, as official images are")
}

/// uv cannot find versions for this machine.
pub fn cannot_resolve(machine: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::NotSupported,
        format!("versions cannot be found here for `{machine}`"),
    )
    .why("uv finds them for its own machine, and for a few others")
    .help("lock with `uv lock`, and name the lock as `dependencies`")
}

/// Packages of the distribution: `curl`, `libpq5 (libpq.so.5, for psycopg2)`.
pub fn cannot_install(packages: &str, platform: &str) -> Diagnostic {
    needs_machine(&format!("`{packages}` cannot be installed"), platform)
}

/// `installer: pip`
pub fn cannot_use_pip(platform: &str) -> Diagnostic {
    needs_machine("`installer: pip` cannot be used", platform)
}

/// A build step, or a gate.
pub fn cannot_run(name: &str, platform: &str) -> Diagnostic {
    needs_machine(&format!("`{name}` cannot be run"), platform)
}

/// `--target dev`
pub fn cannot_make(target: &str, platform: &str) -> Diagnostic {
    needs_machine(&format!("`--target {target}` cannot be built"), platform)
}

/// `copy: {from: builder, src: /usr/lib/libx.so}`
pub fn cannot_copy(src: &str, platform: &str) -> Diagnostic {
    needs_machine(
        &format!("`{src}` of the builder cannot be copied"),
        platform,
    )
}

/// A package that turned out to have compiled code, as its build has it: `markupsafe 3.0.2`.
pub fn cannot_compile(package: &str, platform: &str) -> Diagnostic {
    needs_machine(
        &format!("`{package}` has no wheel, and cannot be compiled"),
        platform,
    )
}

/// What tests an image, for one that is made without it: keys of the spec.
pub fn not_tested<'a>(names: impl IntoIterator<Item = &'a str>, platform: &str) -> Diagnostic {
    Diagnostic::warning(
        Lint::NotTested,
        format!(
            "the image for `{platform}` is made without {}",
            list(names, "and")
        ),
    )
    .why(no_programs(platform))
    .help(elsewhere(platform))
}

/// Something has to run on the machine that the image is for.
fn needs_machine(what: &str, platform: &str) -> Diagnostic {
    Diagnostic::error(Rule::NotSupported, format!("{what} for `{platform}`"))
        .why(no_programs(platform))
        .help(elsewhere(platform))
}

fn no_programs(platform: &str) -> String {
    format!("this engine runs no programs of `{platform}`")
}

fn elsewhere(platform: &str) -> String {
    format!(
        "build on a machine of `{platform}`, or let the engine emulate one: `docker run --privileged --rm tonistiigi/binfmt --install all`"
    )
}
