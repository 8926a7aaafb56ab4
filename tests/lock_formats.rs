//! Locks of Poetry, PDM and Pipenv, and scripts: what they pin is what is installed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::LazyLock;

use crate::support::{Build, Project, Step, lock_of};

/// What is installed, by its metadata.
const VERSIONS: &str = "import importlib.metadata as m\n\
    print(sorted(f'{d.name}=={d.version}' for d in m.distributions() if 'site-packages' in str(d.locate_file(''))))";

const BOTH: &str = "['idna==3.9', 'six==1.16.0']";

/// The files of a release, as an index lists them.
struct Release {
    name: &'static str,
    version: &'static str,
    wheel: String,
    wheel_url: String,
    sdist: String,
}

/// Older releases than the newest, with the hashes that they have today.
static RELEASES: LazyLock<[Release; 2]> = LazyLock::new(|| {
    [("idna", "3.9"), ("six", "1.16.0")].map(|(name, version)| {
        let pin = format!("{name}=={version}");
        let (wheel_url, wheel) = file_of(&format!("[{pin}]"));
        let (_, sdist) = file_of(&format!("{{packages: [{pin}], no-binary: [{name}]}}"));
        Release {
            name,
            version,
            wheel,
            wheel_url,
            sdist,
        }
    })
});

/// The address and the SHA-256 of the one file that some dependencies resolve to.
fn file_of(dependencies: &str) -> (String, String) {
    let spec = format!("dependencies: {dependencies}\nentrypoint: python\n");
    let project = Project::with_spec("formats-source", &spec);
    let lock = lock_of(&project);
    let value = |key: &str| {
        let rest = lock.split_once(&format!("{key} = \"")).unwrap().1;
        rest.split('"').next().unwrap().to_owned()
    };
    (value("url"), value("sha256"))
}

#[track_caller]
fn installs(build: Build, expected: &str) {
    assert_eq!(build.expect_success().python(VERSIONS), expected);
}

/// A `poetry.lock` of both releases, the second in a group; a package without a hash is left to be refused.
fn poetry_lock(releases: &[&Release], hash: impl Fn(&Release) -> String) -> String {
    let package = |release: &Release| {
        let Release { name, version, .. } = release;
        let group = if *name == "six" { "dev" } else { "main" };
        format!(
            "[[package]]\nname = \"{name}\"\nversion = \"{version}\"\noptional = false\npython-versions = \"*\"\n\
            groups = [\"{group}\"]\nfiles = [\n    {{file = \"{name}\", hash = \"sha256:{}\"}},\n]\n\n",
            hash(release)
        )
    };
    let packages: String = releases.iter().copied().map(package).collect();
    format!("{packages}[metadata]\nlock-version = \"2.1\"\npython-versions = \">=3.9\"\n")
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_lock_of_poetry_keeps_versions_and_hashes() {
    let releases = RELEASES.each_ref();
    let spec = "dependencies: {file: poetry.lock, groups: [dev]}\nentrypoint: python\n";
    let project = Project::with_spec("poetry", spec);
    project.write("poetry.lock", poetry_lock(&releases, |it| it.wheel.clone()));
    let build = project.build(&[]).expect_success();
    assert_eq!(build.step("BUILD"), Step::Absent, "{}", build.log);
    installs(build, BOTH);

    // Where only the source distribution is listed, it is built.
    project.write("poetry.lock", poetry_lock(&releases, |it| it.sdist.clone()));
    let build = project.build(&[]).expect_success();
    assert_ne!(build.step("BUILD idna"), Step::Absent, "{}", build.log);
    installs(build, BOTH);

    // No file is what the lock knows.
    project.write(
        "poetry.lock",
        poetry_lock(&releases[..1], |_| "0".repeat(64)),
    );
    project.write(
        "cart.yaml",
        "# syntax=cartwright\ndependencies: poetry.lock\nentrypoint: python\n",
    );
    let error = project.build(&[]).expect_failure().error();
    assert!(
        error.contains("is not one of the files that the hashes of `idna` allow"),
        "{error}"
    );
    assert!(error.contains(">>> name = \"idna\""), "{error}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_lock_of_pdm_with_addresses_needs_no_step() {
    let package = |release: &Release| {
        let Release {
            name,
            version,
            wheel,
            wheel_url,
            ..
        } = release;
        format!(
            "\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\ngroups = [\"default\"]\n\
            files = [\n    {{url = \"{wheel_url}\", hash = \"sha256:{wheel}\"}},\n]\n"
        )
    };
    let packages: String = RELEASES.iter().map(package).collect();
    let head = "[metadata]\ngroups = [\"default\"]\nstrategy = [\"inherit_metadata\", \"static_urls\"]\nlock_version = \"4.5.0\"\n";
    let project = Project::with_spec("pdm", "entrypoint: python\n");
    project.write("pdm.lock", format!("{head}{packages}"));
    let build = project.build(&[]).expect_success();
    assert_eq!(build.step("RESOLVE"), Step::Absent, "{}", build.log);
    installs(build, BOTH);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_lock_of_pipenv_is_looked_up() {
    let [idna, six] = RELEASES.each_ref().map(|release| {
        let Release { name, version, wheel, sdist, .. } = release;
        format!("{{\"{name}\": {{\"version\": \"=={version}\", \"hashes\": [\"sha256:{wheel}\", \"sha256:{sdist}\"]}}}}")
    });
    let meta = "{\"requires\": {\"python_version\": \"3.13\"}}";
    let lock = format!("{{\"_meta\": {meta}, \"default\": {idna}, \"develop\": {six}}}");
    let spec = "dependencies: {file: Pipfile.lock, groups: [dev]}\nentrypoint: python\n";
    let project = Project::with_spec("pipenv", spec).file("Pipfile.lock", &lock);
    installs(project.build(&[]), BOTH);
    let spec = "# syntax=cartwright\nentrypoint: python\n";
    project.write("cart.yaml", spec);
    installs(project.build(&[]), "['idna==3.9']");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_script_says_what_it_needs() {
    let script = "# /// script\n# requires-python = \">=3.11,<3.12\"\n# dependencies = [\n#     \"idna\",\n# ]\n# ///\n\
        import idna, sys\nprint(idna.__version__, sys.version_info[:2])\n";
    let spec = "dependencies: {file: tool.py, overrides: [idna==3.9]}\ncommand: python tool.py\n";
    let build = Project::with_spec("script", spec)
        .file("tool.py", script)
        .build(&[])
        .expect_success();
    assert_eq!(build.run(&[], &[]), "3.9 (3, 11)");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_version_that_was_taken_back_is_told_of() {
    let spec = "dependencies: [attrs==21.1.0]\nentrypoint: python\n";
    let project = Project::with_spec("yanked", spec);
    for _ in ["the first time", "from the cache"] {
        let build = project.build(&[]).expect_success();
        let warning = "`attrs==21.1.0` is yanked: its authors took it back";
        assert!(build.log.contains(warning), "{}", build.log);
    }
}
