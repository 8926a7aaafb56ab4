//! What is selected from locks that pin versions, and what people read when such a lock does not fit.

use proptest::prelude::*;

use crate::diagnostic::{Diagnostics, render};
use crate::lock::tests::locks::{slim, view};
use crate::lock::tests::{Context, good, run};
use crate::lock::{Locked, Pinned, Requested};
use crate::packaging::{CLibrary, Target};
use crate::spec::Installer;

/// The files of a project, made in the form of a tool with `example.org` in them.
macro_rules! fixture {
    ($path:literal) => {
        include_str!(concat!("fixtures/", $path))
    };
}

const POETRY_1: [(&str, &str); 2] = [
    ("poetry.lock", fixture!("poetry1/poetry.lock")),
    ("pyproject.toml", fixture!("poetry1/pyproject.toml")),
];
const POETRY_2: [(&str, &str); 2] = [
    ("poetry.lock", fixture!("poetry2/poetry.lock")),
    ("pyproject.toml", fixture!("poetry2/pyproject.toml")),
];
const PDM: [(&str, &str); 2] = [
    ("pdm.lock", fixture!("pdm/pdm.lock")),
    ("pyproject.toml", fixture!("pdm/pyproject.toml")),
];
const PIPFILE: [(&str, &str); 2] = [
    ("Pipfile.lock", fixture!("pipfile/Pipfile.lock")),
    ("Pipfile", fixture!("pipfile/Pipfile")),
];

fn selection(context: Context, target: &Target) -> Result<(Pinned, Diagnostics), Diagnostics> {
    match run(context)?.requested {
        Requested::Pins(lock) => lock.select(target),
        other => panic!("not such a lock: {other:?}"),
    }
}

/// What is looked up, how, and what needs no look-up.
fn selected_on(context: Context, target: &Target) -> String {
    let (pinned, warnings) = match selection(context, target) {
        Ok(found) => found,
        Err(problems) => return render(&problems),
    };
    assert!(warnings.is_empty());
    let list = pinned.requirements.to_requirements_txt();
    let options = pinned.requirements.options.arguments(Installer::Uv);
    let indexes = pinned.requirements.package_indexes.iter();
    let indexes = indexes.map(|it| format!("{} of {}\n", it.package, it.url));
    let indexes: String = indexes.collect();
    let packages = view(&pinned.with(Locked::default()));
    format!("{list}--- {}\n{indexes}{packages}", options.join(" "))
        // Digests are one character, again and again.
        .split_inclusive("sha256:")
        .map(|part| match part.get(..64) {
            Some(digest) if digest.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                format!("{}…{}", &digest[..1], &part[64..])
            }
            _ => part.to_owned(),
        })
        .collect()
}

fn selected(spec: &str, files: &[(&str, &str)]) -> String {
    selected_on((spec, files), &slim())
}

fn python_3_11() -> Target {
    let libc = CLibrary::Glibc {
        major: 2,
        minor: 36,
    };
    crate::lock::tests::target("3.11.2", "cpython-311", "x86_64", libc)
}

#[test]
fn a_new_lock_of_poetry_is_read_by_groups() {
    insta::assert_snapshot!(selected("", &POETRY_2), @"
    speedups==3.1 --hash=sha256:6… --hash=sha256:7…
    web==2.4 --hash=sha256:a… --hash=sha256:b…
    --- --no-deps
    speedups of https://index.example.org/simple
    ");
    let all = "dependencies: {file: poetry.lock, groups: [dev], extras: [color]}";
    insta::assert_snapshot!(selected(all, &POETRY_2), @"
    colors==0.4.6 --hash=sha256:2…
    helper==1.0 --hash=sha256:3…
    pytest==8.0 --hash=sha256:5…
    speedups==3.1 --hash=sha256:6… --hash=sha256:7…
    web==2.4 --hash=sha256:a… --hash=sha256:b…
    --- --no-deps
    speedups of https://index.example.org/simple
    ");
    insta::assert_snapshot!(selected_on(("", &POETRY_2), &python_3_11()), @"
    helper==1.0 --hash=sha256:3…
    speedups==3.1 --hash=sha256:6… --hash=sha256:7…
    web==2.4 --hash=sha256:a… --hash=sha256:b…
    --- --no-deps
    speedups of https://index.example.org/simple
    ");
}

#[test]
fn an_older_lock_of_poetry_is_walked_from_the_manifest() {
    insta::assert_snapshot!(selected("", &POETRY_1), @r#"
    helper==2.0 --hash=sha256:4…
    speedups==3.1 --hash=sha256:6… --hash=sha256:7…
    tables==0.9 --hash=sha256:9…
    web==2.4 --hash=sha256:a… --hash=sha256:b…
    --- --no-deps
    local 1.0 directory libs/local editable=true None [-] poetry.lock:44:8
    own 1.0 git ssh://git@git.example.org/team/own.git 0123456789abcdef0123456789abcdef01234567 Some("v1") Some("python") [-] poetry.lock:57:8
    "#);
    let all = "dependencies: {file: poetry.lock, groups: [dev], extras: [color]}";
    insta::assert_snapshot!(selected(all, &POETRY_1), @r#"
    black==24.1 --hash=sha256:1…
    colors==0.4.6 --hash=sha256:2…
    helper==2.0 --hash=sha256:4…
    pytest==8.0 --hash=sha256:5…
    speedups==3.1 --hash=sha256:6… --hash=sha256:7…
    tables==0.9 --hash=sha256:9…
    web==2.4 --hash=sha256:a… --hash=sha256:b…
    --- --no-deps
    local 1.0 directory libs/local editable=true None [-] poetry.lock:44:8
    own 1.0 git ssh://git@git.example.org/team/own.git 0123456789abcdef0123456789abcdef01234567 Some("v1") Some("python") [-] poetry.lock:57:8
    "#);
    insta::assert_snapshot!(selected_on(("", &POETRY_1), &python_3_11()), @r#"
    helper==2.0 --hash=sha256:4…
    speedups==3.1 --hash=sha256:6… --hash=sha256:7…
    tables==0.8 --hash=sha256:8…
    web==2.4 --hash=sha256:a… --hash=sha256:b…
    --- --no-deps
    local 1.0 directory libs/local editable=true None [-] poetry.lock:44:8
    own 1.0 git ssh://git@git.example.org/team/own.git 0123456789abcdef0123456789abcdef01234567 Some("v1") Some("python") [-] poetry.lock:57:8
    "#);
}

#[test]
fn the_oldest_lock_of_poetry_lists_files_at_its_end() {
    let lock = "[[package]]\nname = \"Idna\"\nversion = \"3.10\"\ncategory = \"main\"\noptional = false\npython-versions = \">=3.6\"\n\
        [metadata]\nlock-version = \"1.1\"\npython-versions = \"*\"\n\
        [metadata.files]\nIdna = [\n    {file = \"idna-3.10-py3-none-any.whl\", hash = \"sha256:HASH\"},\n]\n";
    let lock = lock.replace("HASH", &"a".repeat(64));
    let manifest = "[tool.poetry.dependencies]\nidna = \"*\"";
    let files = [("poetry.lock", lock.as_str()), ("pyproject.toml", manifest)];
    insta::assert_snapshot!(selected("", &files), @"
    idna==3.10 --hash=sha256:a…
    --- --no-deps
    ");
}

#[test]
fn a_lock_of_pdm_is_read_by_groups_or_walked() {
    insta::assert_snapshot!(selected("", &PDM), @r#"
    speedups==3.1 --hash=sha256:6… --hash=sha256:7…
    web==2.4 --hash=sha256:a… --hash=sha256:b…
    --- --index-url https://index.example.org/simple --extra-index-url https://private.example.org/simple --allow-insecure-host index.example.org --index-strategy unsafe-best-match --no-deps
    own 1.0 git https://git.example.org/own.git 0123456789abcdef0123456789abcdef01234567 Some("v1") None [-] pdm.lock:33:8
    "#);
    let all = "dependencies: {file: pdm.lock, groups: [dev], extras: [color]}";
    insta::assert_snapshot!(selected(all, &PDM), @r#"
    colors==0.4.6 --hash=sha256:2…
    pytest==8.0 --hash=sha256:5…
    speedups==3.1 --hash=sha256:6… --hash=sha256:7…
    web==2.4 --hash=sha256:a… --hash=sha256:b…
    --- --index-url https://index.example.org/simple --extra-index-url https://private.example.org/simple --allow-insecure-host index.example.org --index-strategy unsafe-best-match --no-deps
    local 1.0 directory libs/local editable=true None [-] pdm.lock:24:8
    own 1.0 git https://git.example.org/own.git 0123456789abcdef0123456789abcdef01234567 Some("v1") None [-] pdm.lock:33:8
    "#);
    let older = [("pdm.lock", fixture!("pdm/older.lock")), PDM[1]];
    let walked = selected("", &older);
    // In all but the line of the lock.
    let without_place = |text: &str| text.rsplit_once(' ').unwrap().0.to_owned();
    assert_eq!(without_place(&walked), without_place(&selected("", &PDM)));
}

#[test]
fn a_lock_of_pdm_with_addresses_needs_no_look_up() {
    let files = [("pdm.lock", fixture!("pdm/static.lock")), PDM[1]];
    insta::assert_snapshot!(selected("", &files), @r#"
    --- --index-url https://index.example.org/simple --extra-index-url https://private.example.org/simple --allow-insecure-host index.example.org --index-strategy unsafe-best-match --no-deps
    own 1.0 git https://git.example.org/own.git 0123456789abcdef0123456789abcdef01234567 Some("v1") None [-] pdm.lock:33:8
    speedups 3.1 wheel speedups-3.1-py3-none-any.whl https://files.example.org/speedups-3.1-py3-none-any.whl [-] pdm.lock:56:8
    web 2.4 wheel web-2.4-py3-none-any.whl https://files.example.org/web-2.4-py3-none-any.whl [-] pdm.lock:67:8
    "#);
    let sources = "dependencies: {file: pdm.lock, no-binary: [web]}";
    let sdist = selected(sources, &files);
    assert!(sdist.contains("web 2.4 sdist web-2.4.tar.gz"), "{sdist}");
}

#[test]
fn a_lock_of_pipenv_is_read_by_sections() {
    insta::assert_snapshot!(selected("", &PIPFILE), @r#"
    my-tables==0.9 --hash=sha256:8…
    speedups==3.1 --hash=sha256:6… --hash=sha256:7…
    web==2.4 --hash=sha256:a… --hash=sha256:b…
    --- --index-url https://index.example.org/simple --extra-index-url https://other.example.org/simple --allow-insecure-host other.example.org --index-strategy unsafe-best-match --no-deps
    local ? directory libs/local editable=true None [-] Pipfile.lock:24:9
    own ? git https://git.example.org/own.git 0123456789abcdef0123456789abcdef01234567 None Some("python") [-] Pipfile.lock:36:9
    wheel-of-mine ? archive wheel_of_mine-1.0-py3-none-any.whl https://files.example.org/wheel_of_mine-1.0-py3-none-any.whl None [-] Pipfile.lock:60:9
    "#);
    let all = "dependencies: {file: Pipfile.lock, groups: [dev, docs]}";
    let found = selected(all, &PIPFILE);
    assert!(
        found.contains("pytest==8.0") && found.contains("sphinx==7.0"),
        "{found}"
    );
    // A later release of Pipenv does not care how a name is spelled.
    let lock = PIPFILE[0].1.replace(
        "020d9191db8720364fe588ae6450812b11417cc9bcd75aef093468bfb8dcbe06",
        "4994b0c43dcdecbc836e35237f73e23da362fb64a9a0f0f430283f8c39d6edf4",
    );
    let files = [("Pipfile.lock", lock.as_str()), PIPFILE[1]];
    assert_eq!(selected("", &files), selected("", &PIPFILE));
}

#[test]
fn a_lock_says_which_python() {
    for (files, python) in [(POETRY_2, "3.13"), (PDM, "3.13"), (PIPFILE, "3.13")] {
        assert_eq!(good(("", &files)).python.to_string(), python);
    }
    let lock = PIPFILE[0].1.replace("\"3.13\"", "\"3.10\"");
    let files = [("Pipfile.lock", lock.as_str())];
    assert_eq!(good(("", &files)).python.to_string(), "3.10");
    insta::assert_snapshot!(selected("", &files), @"
    Pipfile.lock:8:13: the lock does not allow Python 3.13.5
      why: it requires `==3.10.*`
      help: change `python` in the spec, or change `requires-python` and lock again
    ");
}

fn complaint(spec: &str, files: &[(&str, &str)]) -> String {
    match selection((spec, files), &slim()) {
        Ok(found) => panic!("nothing is wrong with {files:?}: {found:?}"),
        Err(problems) => render(&problems),
    }
}

#[test]
fn a_lock_that_was_made_from_another_manifest_is_refused() {
    let edited = |[lock, manifest]: [(&'static str, &'static str); 2]| {
        let text = manifest.1.replace("web", "net");
        complaint("", &[lock, (manifest.0, &text)])
    };
    insta::assert_snapshot!([POETRY_1, POETRY_2, PDM, PIPFILE].map(edited).join("\n"), @"
    poetry.lock:149:16: `poetry.lock` was not made from this `pyproject.toml`
      why: its hash of what `pyproject.toml` asks for is another one
      help: lock again: `poetry lock`
    poetry.lock:88:16: `poetry.lock` was not made from this `pyproject.toml`
      why: its hash of what `pyproject.toml` asks for is another one
      help: lock again: `poetry lock`
    pdm.lock:8:16: `pdm.lock` was not made from this `pyproject.toml`
      why: its hash of what `pyproject.toml` asks for is another one
      help: lock again: `pdm lock`
    Pipfile.lock:4:13: `Pipfile.lock` was not made from this `Pipfile`
      why: its hash of what `Pipfile` asks for is another one
      help: lock again: `pipenv lock`
    ");
}

#[test]
fn what_has_nothing_to_do_with_dependencies_makes_no_lock_stale() {
    for [lock, manifest] in [POETRY_1, POETRY_2, PDM] {
        let text = format!("{}\n[tool.ruff]\nline-length = 1.5\n", manifest.1);
        good(("", &[lock, (manifest.0, &text)]));
        let edited = complaint("", &[lock, (manifest.0, &text.replace("web", "net"))]);
        assert!(edited.contains("was not made from this"), "{edited}");
    }
}

#[test]
fn locks_that_do_not_fit() {
    let hashless = POETRY_2[0].1.replace("sha256:", "md5:");
    let version = POETRY_2[0]
        .1
        .replace("lock-version = \"2.1\"", "lock-version = \"3.0\"");
    let git = PDM[0]
        .1
        .replace("0123456789abcdef0123456789abcdef01234567", "v1");
    let open = PIPFILE[0].1.replace("win32", "linux");
    let credentials = PIPFILE[0].1.replace("//index.", "//me:secret@index.");
    let broken = PIPFILE[0]
        .1
        .replace("\"editable\": true,", "\"editable\": yes,");
    let gone = POETRY_1[0]
        .1
        .replace("name = \"speedups\"", "name = \"slowdowns\"");
    let choice =
        |file: &str| format!("dependencies: {{file: {file}, groups: [dve], extras: [colour]}}");
    insta::assert_snapshot!(
        [
            complaint("", &[("poetry.lock", &hashless)]),
            complaint("", &[("poetry.lock", &version)]),
            complaint("", &POETRY_1[..1]),
            complaint("", &[("poetry.lock", &gone), POETRY_1[1]]),
            complaint("", &[("pdm.lock", &git)]),
            complaint("", &[("pdm.lock", fixture!("pdm/older.lock"))]),
            complaint("", &[("Pipfile.lock", &open)]),
            complaint("", &[("Pipfile.lock", &credentials)]),
            complaint("", &[("Pipfile.lock", &broken)]),
            complaint(&choice("poetry.lock"), &POETRY_2),
            complaint(&choice("pdm.lock"), &PDM),
            complaint(&choice("Pipfile.lock"), &PIPFILE),
            complaint("dependencies: {constraints: [c.txt]}", &[PDM[0], ("c.txt", "")]),
        ]
        .join("\n"),
        @"
    2 errors
    1. poetry.lock:39:8: the lock does not pin `speedups`
         why: a pin is a version and hashes of its files; some tools leave them out for other platforms than their own
         help: lock again, on a platform like the image's
    2. poetry.lock:56:8: the lock does not pin `web`
         why: a pin is a version and hashes of its files; some tools leave them out for other platforms than their own
         help: lock again, on a platform like the image's
    poetry.lock:86:16: version `3.0` of the lock's format is not read
      why: of this format, 1 and 2 are read
      help: update Cartwright, or make it again: `poetry lock`
    poetry.lock:1:1: `poetry.lock` does not say what the project itself needs
      why: in its version of the format, only `pyproject.toml` does, and there is none beside it
      help: add `pyproject.toml` to the build context, or lock again with a newer release
    poetry.lock:1:1: `speedups` is a dependency, and the lock does not hold it
      help: lock again
    pdm.lock:33:8: `v1` is not the full hash of a commit
      help: lock again; a commit has 40 hexadecimal digits
    pdm.lock:1:1: `pdm.lock` does not say what the project itself needs
      why: in its version of the format, only `pyproject.toml` does, and there is none beside it
      help: add `pyproject.toml` to the build context, or lock again with a newer release
    Pipfile.lock:66:9: the lock does not pin `winonly`
      why: a pin is a version and hashes of its files; some tools leave them out for other platforms than their own
      help: lock again, on a platform like the image's
    Pipfile.lock:10:9: the URL for `index.example.org` holds a user name or a password
      why: it would be visible in the image's history, in the build's cache and in its logs
      help: take it out and change the password or token, since it was in a file; `index` of the spec says how to log in to a private index
    Pipfile.lock:25:1: this is not a valid `Pipfile.lock`
      why: expected value at line 25 column 25
      help: make it again: `pipenv lock`
    2 errors
    1. cart.yaml:1:59: there is no extra `colour`
         help: did you mean `color`?
    2. cart.yaml:1:44: there is no dependency group `dve`
         help: the project declares `dev`
    2 errors
    1. cart.yaml:1:56: there is no extra `colour`
         help: did you mean `color`?
    2. cart.yaml:1:41: there is no dependency group `dve`
         help: the project declares `color` and `dev`
    2 errors
    1. cart.yaml:1:45: there is no dependency group `dve`
         help: the project declares `dev` and `docs`
    2. cart.yaml:1:60: there is no extra `colour`
         help: the project declares no extra at all
    cart.yaml:1:30: `constraints` has no effect on a lock
      why: `pdm.lock` has chosen the versions already
      help: remove the key, and let it have its effect when the lock is made
    "
    );
}

proptest! {
    #[test]
    fn any_change_of_a_lock_is_read_or_refused(
        which in 0_usize..6,
        at in any::<prop::sample::Index>(),
        length in 0_usize..12,
        with in "[ -~\n]{0,8}",
    ) {
        let older = [("pdm.lock", fixture!("pdm/older.lock")), PDM[1]];
        let urls = [("pdm.lock", fixture!("pdm/static.lock")), PDM[1]];
        let files = [POETRY_1, POETRY_2, PDM, older, urls, PIPFILE][which];
        let mut text = files[0].1.to_owned();
        let start = at.index(text.len());
        text.replace_range(start..(start + length).min(text.len()), &with);
        let changed = [(files[0].0, text.as_str()), files[1]];
        let _ = selection(("", &changed), &slim());
    }

    #[test]
    fn any_manifest_beside_a_lock_is_read_or_refused(
        which in 0_usize..3,
        at in any::<prop::sample::Index>(),
        length in 0_usize..12,
        with in "[ -~\n]{0,8}",
    ) {
        let files = [POETRY_1, PDM, PIPFILE][which];
        let mut manifest = files[1].1.to_owned();
        let start = at.index(manifest.len());
        manifest.replace_range(start..(start + length).min(manifest.len()), &with);
        // Without its hash the lock takes any manifest.
        let lock: String = files[0].1.lines().filter(|line| !line.contains("hash = \"") || line.contains("file")).collect::<Vec<_>>().join("\n");
        let changed = [(files[0].0, lock.as_str()), (files[1].0, manifest.as_str())];
        let _ = selection(("", &changed), &slim());
    }
}

#[test]
fn tests_get_the_group_dev_of_every_lock_that_has_one() {
    let more = |files: &[(&str, &str)]| {
        let inputs = run(("test: pytest\n", files)).unwrap_or_else(|it| panic!("{}", render(&it)));
        let lock = |requested: Option<Requested>| match requested {
            Some(Requested::Pins(lock)) => lock.select(&slim()).unwrap().0.requirements,
            other => panic!("not such a lock: {other:?}"),
        };
        let ships = lock(Some(inputs.requested)).to_requirements_txt();
        let tested = lock(inputs.tasks["test"].lock.clone()).to_requirements_txt();
        let more = tested.lines().filter(|line| !ships.contains(line));
        let names = more.filter_map(|line| line.split("==").next().map(str::to_owned));
        names.collect::<Vec<_>>().join(" ")
    };
    let all = [&POETRY_1, &POETRY_2, &PDM, &PIPFILE].map(|files| more(files));
    insta::assert_snapshot!(all.join("\n"), @"
    black pytest
    helper pytest
    pytest
    pytest
    ");
}
