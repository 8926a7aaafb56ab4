//! Whether bases are what the spec needs, and whether the two fit each other.

use super::Variant;
use super::account;
use super::bases::{Base, Bases, Runtime};
use super::facts::Facts;
use crate::diagnostic::{Diagnostic, Diagnostics, Spanned, texts};
use crate::packaging::{CLibrary, PythonVersion};
use crate::spec::{self, CopiedFrom, DebianRelease, Installer, Spec, SystemPackage};

/// `sys.implementation.name` of the only interpreter that is supported.
const CPYTHON: &str = "cpython";

/// Whether bases are what the spec needs, whatever there is to install: asked before anything is resolved for them.
///
/// # Errors
/// When one has another Python, no such package manager, or no such user; or when what is built on the one would not run on the other.
pub fn check_bases(
    spec: &Spec,
    variant: Variant,
    python: PythonVersion,
    bases: &Bases,
) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let Bases {
        builder, runtime, ..
    } = bases;
    check_python(spec, python, runtime, &mut problems);
    for problem in misfits(&builder.facts, &runtime.facts, spec.installer.value) {
        problems.push(problem.at(builder.image.at.clone()));
    }
    check_manager(spec, &spec.system.build, &builder.facts, &mut problems);
    check_manager(spec, spec.system.shipped(), &runtime.facts, &mut problems);
    if variant == Variant::Debug && runtime.facts.package_manager().is_none() {
        let problem = texts::plan::no_manager_for_tools();
        problems.push(problem.at(runtime.image.at.clone()));
    }
    if let Some(platform) = &bases.unrunnable {
        check_unrunnable(spec, variant, platform, runtime, &mut problems);
    }
    account::resolve(spec, &runtime.facts, &mut problems);
    problems.or_fail(()).map(|((), _)| ())
}

/// The interpreter must be the version that was asked for: dependencies are chosen for it.
fn check_python<Role>(
    spec: &Spec,
    python: PythonVersion,
    base: &Base<Role>,
    problems: &mut Diagnostics,
) {
    let interpreter = &base.facts.python;
    if interpreter.implementation != CPYTHON {
        let problem = texts::plan::no_cpython(&base.image.reference, &interpreter.describe());
        return problems.push(problem.at(base.image.at.clone()));
    }
    let version = &interpreter.version;
    let found: Option<PythonVersion> = version.parse().ok();
    let fits = found.is_some_and(|found| {
        found.minor == python.minor && (python.patch.is_none() || found.patch == python.patch)
    });
    let asked_for = spec.python.is_some() || spec.base.run.value.is_chosen_by_python();
    if asked_for && !fits {
        let at = spec.python.as_ref().map(|it| spec.file.at(it.span));
        let problem = texts::plan::other_python(&base.image.reference, version, python);
        problems.push(problem.at(at.unwrap_or_else(|| base.image.at.clone())));
    }
}

/// Why what is built on one base would not run on another.
///
/// The path of the interpreter matters to pip alone, whose environment is made on the one and shipped on the other. A wheel
/// knows no path: it is unpacked on the base that ships.
fn misfits(build: &Facts, run: &Facts, installer: Installer) -> Vec<Diagnostic> {
    let mut misfits = Vec::new();
    let instead = official_builder(run);
    let instead = instead.as_deref();
    let [build_python, run_python] = [build, run].map(|facts| facts.python.describe());
    if build.python.cache_tag != run.python.cache_tag {
        misfits.push(texts::pair::other_python(
            &build_python,
            &run_python,
            instead,
        ));
    } else if installer == Installer::Pip && build.python.executable != run.python.executable {
        let [build, run] = [build, run].map(|facts| facts.python.executable.as_str());
        misfits.push(texts::pair::other_path(build, run));
    }
    let [build_libc, run_libc] = [build, run].map(|facts| facts.libc.describe());
    if build.libc.family != run.libc.family {
        misfits.push(texts::pair::other_libc(&build_libc, &run_libc, instead));
    } else if is_newer(build.c_library(), run.c_library()) {
        misfits.push(texts::pair::newer_libc(&build_libc, &run_libc, instead));
    }
    misfits
}

/// Whether code that is linked with one C library may want what another of its kind does not have yet.
fn is_newer(build: CLibrary, run: CLibrary) -> bool {
    match (build, run) {
        (
            CLibrary::Glibc { major, minor },
            CLibrary::Glibc {
                major: run_major,
                minor: run_minor,
            },
        )
        | (
            CLibrary::Musl { major, minor },
            CLibrary::Musl {
                major: run_major,
                minor: run_minor,
            },
        ) => (major, minor) > (run_major, run_minor),
        _ => false,
    }
}

/// The official image with the interpreter and the C library of a base, if there is one.
fn official_builder(run: &Facts) -> Option<String> {
    let python = run.python.feature();
    let version = run.release.version.as_str();
    match run.release.id.as_str() {
        "debian" => {
            let release = DebianRelease::of_number(version)?;
            Some(format!("python:{python}-slim-{}", release.name))
        }
        "alpine" => {
            let minor = version.match_indices('.').nth(1);
            let version = minor.map_or(version, |(at, _)| &version[..at]);
            Some(format!("python:{python}-alpine{version}"))
        }
        _ => None,
    }
}

/// Nothing may have to run that is for the machine of the image.
fn check_unrunnable(
    spec: &Spec,
    variant: Variant,
    platform: &str,
    runtime: &Base<Runtime>,
    problems: &mut Diagnostics,
) {
    use texts::platform as texts;
    let packages = match variant {
        Variant::Builder => &spec.system.build,
        _ => spec.system.shipped(),
    };
    for package in packages {
        let problem = texts::cannot_install(package.value.as_str(), platform);
        problems.push(problem.at(spec.file.at(package.span)));
    }
    // Packages of the distribution, or modules that builds leave among the application's files.
    if matches!(variant, Variant::Debug | Variant::Dev) {
        let problem = texts::cannot_make(variant.stage(), platform);
        problems.push(problem.at(runtime.image.at.clone()));
    }
    if spec.installer.value == Installer::Pip {
        let problem = texts::cannot_use_pip(platform);
        problems.push(problem.at(spec.file.at(spec.installer.span)));
    }
    for step in &spec.build {
        let task = &step.task;
        problems.push(texts::cannot_run(&task.name, platform).at(spec.file.at(task.at)));
    }
    let from_builder = |copied: &&spec::Copied| matches!(copied.from, CopiedFrom::Builder(_));
    for copied in spec.copies.iter().filter(from_builder) {
        let problem = texts::cannot_copy(copied.src.value.as_str(), platform);
        problems.push(problem.at(spec.file.at(copied.at)));
    }
}

fn check_manager(
    spec: &Spec,
    packages: &[Spanned<SystemPackage>],
    facts: &Facts,
    problems: &mut Diagnostics,
) {
    let manager = spec.system.manager;
    if let Some(package) = packages.first()
        && facts.package_manager() != Some(manager)
    {
        let problem = texts::plan::no_manager(manager, &facts.release.id);
        problems.push(problem.at(spec.file.at(package.span)));
    }
}
