//! What is selected from locks, and what people read when a lock does not fit.

use proptest::prelude::*;

use super::uv_locks::UV_LOCK;
use super::*;
use crate::packaging::Repository;

pub(super) const GLIBC: CLibrary = CLibrary::Glibc {
    major: 2,
    minor: 36,
};

pub(in crate::lock) fn slim() -> Target {
    target("3.13.5", "cpython-313", "x86_64", GLIBC)
}

pub(super) fn lock(context: Context) -> ParsedLock {
    match good(context).requested {
        Requested::Lock(lock) => *lock,
        Requested::Requirements(_) | Requested::Pins(_) => panic!("no lock: {context:?}"),
    }
}

/// One line for each package.
pub(in crate::lock) fn view(locked: &Locked) -> String {
    let file = |file: &File| match &file.origin {
        Origin::Url(url) => format!("{} {url}", file.name),
        Origin::Context(path) => format!("{} {path}", file.name),
    };
    let line = |package: &LockedPackage| {
        let artifact = match &package.artifact {
            Artifact::Wheel(wheel) => format!("wheel {}", file(wheel)),
            Artifact::Sdist { file: sdist, .. } => format!("sdist {}", file(sdist)),
            Artifact::Archive {
                file: archive,
                subdirectory,
            } => format!("archive {} {subdirectory:?}", file(archive)),
            Artifact::Git(Commit { repository, hash }) => {
                let Repository {
                    url,
                    revision,
                    subdirectory,
                } = repository;
                format!("git {url} {hash} {revision:?} {subdirectory:?}")
            }
            Artifact::Directory {
                path,
                editable,
                subdirectory,
            } => format!("directory {path} editable={editable} {subdirectory:?}"),
        };
        let version = package.version.as_deref().unwrap_or("?");
        let index = package.index.as_deref().unwrap_or("-");
        format!(
            "{} {version} {artifact} [{index}] {:?}",
            package.name, package.at
        )
    };
    locked
        .packages
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

pub(super) fn selected(context: Context, target: &Target) -> String {
    match lock(context).select(target) {
        Ok((locked, warnings)) => {
            let warnings = warnings.iter().map(|it| format!("\nwarning: {}", it.what));
            view(&locked) + &warnings.collect::<String>()
        }
        Err(problems) => render(&problems),
    }
}

/// A digest that is easy to tell from others.
pub(super) fn digest(letter: char) -> String {
    letter.to_string().repeat(64)
}

/// Replaces `#a` by a SHA-256: it keeps locks in tests readable.
pub(super) fn with_digests(lock: &str) -> String {
    let mut text = lock.to_owned();
    for letter in 'a'..='f' {
        text = text.replace(
            &format!("#{letter}\""),
            &format!("sha256:{}\"", digest(letter)),
        );
        text = text.replace(
            &format!("={{{letter}}}"),
            &format!(" = {{sha256 = \"{}\"}}", digest(letter)),
        );
    }
    text
}

const PYLOCK: &str = r#"
lock-version = "1.0"
environments = ["sys_platform == 'win32'", "sys_platform == 'linux'"]
requires-python = ">=3.11"
extras = ["Web"]
dependency-groups = ["docs", "main"]
default-groups = ["main"]
created-by = "a test"

[[packages]]
name = "Web_Thing"
version = "3.0"
marker = "'web' in extras"
index = "https://index.example.org/simple"
wheels = [{name = "web_thing-3.0-py3-none-any.whl", url = "https://files.example.org/1234", size = 3, hashes={a}}]

[[packages]]
name = "docs"
version = "1.0"
marker = "'docs' in dependency_groups"
sdist = {path = "sdists/docs-1.0.tar.gz", hashes={b}}

[[packages]]
name = "main"
version = "1.0"
marker = "'main' in dependency_groups"
requires-python = ">=3.9"
sdist = {url = "https://files.example.org/main-1.0.tar.gz", hashes={b}}
wheels = [
    {url = "https://files.example.org/main-1.0-1-py3-none-any.whl", hashes={c}},
    {url = "https://files.example.org/main-1.0-2-py3-none-any.whl", hashes={d}},
    {url = "https://files.example.org/main-1.0-py3-none-any.whl", hashes={e}},
]

[[packages]]
name = "repo"
vcs = {type = "git", url = "https://git.example.org/repo", requested-revision = "v1", commit-id = "0123456789ABCDEF0123456789abcdef01234567", subdirectory = "x"}

[[packages]]
name = "here"
directory = {path = ".", editable = true}

[[packages]]
name = "zipped"
archive = {url = "https://files.example.org/main.zip#egg=x", subdirectory = "y", hashes={f}}
"#;

#[test]
fn a_pylock_gives_what_its_markers_say() {
    let text = with_digests(PYLOCK);
    let files: &[(&str, &str)] = &[("pylock.toml", &text)];
    insta::assert_snapshot!(selected(("", files), &slim()), @r#"
    here ? directory . editable=true None [-] pylock.toml:40:8
    main 1.0 wheel main-1.0-2-py3-none-any.whl https://files.example.org/main-1.0-2-py3-none-any.whl [-] pylock.toml:24:8
    repo ? git https://git.example.org/repo 0123456789abcdef0123456789abcdef01234567 Some("v1") Some("x") [-] pylock.toml:36:8
    zipped ? archive main.zip https://files.example.org/main.zip Some("y") [-] pylock.toml:44:8
    "#);
    let chosen = "dependencies: {extras: web, groups: docs}";
    insta::assert_snapshot!(selected((chosen, files), &slim()), @r#"
    docs 1.0 sdist docs-1.0.tar.gz sdists/docs-1.0.tar.gz [-] pylock.toml:18:8
    here ? directory . editable=true None [-] pylock.toml:40:8
    main 1.0 wheel main-1.0-2-py3-none-any.whl https://files.example.org/main-1.0-2-py3-none-any.whl [-] pylock.toml:24:8
    repo ? git https://git.example.org/repo 0123456789abcdef0123456789abcdef01234567 Some("v1") Some("x") [-] pylock.toml:36:8
    web-thing 3.0 wheel web_thing-3.0-py3-none-any.whl https://files.example.org/1234 [https://index.example.org/simple] pylock.toml:11:8
    zipped ? archive main.zip https://files.example.org/main.zip Some("y") [-] pylock.toml:44:8
    "#);
    let named = "dependencies: locks/pylock.prod.toml";
    let version = text.replace("\"1.0\"\nenv", "\"1.1\"\nenv");
    let files: &[(&str, &str)] = &[("locks/pylock.prod.toml", &version)];
    let found = selected((named, files), &slim());
    assert!(found.contains("directory locks editable"), "{found}");
    assert!(
        found.ends_with("warning: version `1.1` of the lock's format is newer than 1.0"),
        "{found}"
    );
}

#[test]
fn what_is_written_selects_the_same() {
    let uv = with_digests(UV_LOCK);
    let pylock = with_digests(PYLOCK);
    for (choice, file, text) in [
        (
            "dependencies: {extras: [web], groups: [dev]}",
            "uv.lock",
            &uv,
        ),
        (
            "dependencies: {extras: [web], groups: [docs]}",
            "pylock.toml",
            &pylock,
        ),
    ] {
        let (locked, _) = lock((choice, &[(file, text)])).select(&slim()).unwrap();
        let written = locked.to_pylock(&slim());
        let again = lock(("", &[("pylock.toml", &written)]));
        let (again, _) = again.select(&slim()).unwrap();
        let places = |locked: &Locked| {
            let lines = view(locked);
            lines
                .lines()
                .map(|it| it.rsplit_once(' ').unwrap().0.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(places(&again), places(&locked));
        assert_eq!(again.to_pylock(&slim()), written);
        if file == "uv.lock" {
            insta::assert_snapshot!(written, @r#"
            lock-version = "1.0"
            environments = ["implementation_name == 'cpython' and platform_machine == 'x86_64' and python_version == '3.13' and sys_platform == 'linux'"]
            created-by = "cartwright"

            [[packages]]
            name = "forked"
            version = "2.0"
            index = "https://index.example.org/simple"
            wheels = [{ url = "https://files.example.org/forked-2.0-cp313-cp313-manylinux_2_28_x86_64.whl", size = 11, hashes = { sha256 = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc" } }]

            [[packages]]
            name = "from-git"
            version = "1.0"
            vcs = { type = "git", url = "https://git.example.org/repo", requested-revision = "v1", commit-id = "0123456789abcdef0123456789abcdef01234567", subdirectory = "a/b" }

            [[packages]]
            name = "from-url"
            version = "1.0"
            archive = { url = "https://files.example.org/from_url-1.0.zip", hashes = { sha256 = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" }, subdirectory = "x" }

            [[packages]]
            name = "lib"
            directory = { path = "packages/lib", editable = true }

            [[packages]]
            name = "local-wheel"
            version = "1.0+cpu"
            archive = { path = "wheels/local_wheel-1.0+cpu-py3-none-any.whl", hashes = { sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }

            [[packages]]
            name = "tiny"
            version = "1.0"
            wheels = [{ path = "flat/tiny-1.0-py2.py3-none-any.whl", hashes = { sha256 = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" } }]

            [[packages]]
            name = "web-thing"
            version = "3.0"
            index = "https://index.example.org/simple"
            wheels = [{ url = "https://files.example.org/web_thing-3.0%2Blocal-py3-none-any.whl?x=y", hashes = { sha256 = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc" } }]
            "#);
        }
    }
}

/// What is wrong with a lock in a context, before or after the base is known.
pub(super) fn complaint(context: Context, target: &Target) -> String {
    let problems: Result<String, Diagnostics> =
        run(context).and_then(|inputs| match inputs.requested {
            Requested::Lock(lock) => lock.select(target).map(|(locked, _)| view(&locked)),
            Requested::Requirements(_) | Requested::Pins(_) => panic!("no lock: {context:?}"),
        });
    match problems {
        Ok(found) => panic!("nothing is wrong with {context:?}:\n{found}"),
        Err(problems) => render(&problems),
    }
}

#[test]
fn pylocks_that_do_not_fit() {
    let text = with_digests(PYLOCK);
    let bookworm = slim();
    let change = |from: &str, to: &str| {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from}");
        changed
    };
    let complain = |lock: &str| complaint(("", &[("pylock.toml", lock)]), &bookworm);
    let all = [
        complain("lock-version = '2.0'\npackages = []"),
        complain("packages = []"),
        complain(&change(
            "requires-python = \">=3.11\"",
            "requires-python = \">=3.13.6\"",
        )),
        complain(&change(
            "requires-python = \">=3.9\"",
            "requires-python = \">=3.14\"",
        )),
        complain(&change("'linux'", "'darwin'")),
        complain(&change(
            "'main' in dependency_groups",
            "dependency_groups == 'main'",
        )),
        complain(&change(
            "name = \"here\"",
            "name = \"Repo\"\nversion = \"2\"",
        )),
        complain(&change("vcs = {", "directory = {path = \"x\"}\nvcs = {")),
        complain(&change("directory = {path = \".\", editable = true}", "")),
        complain(&change("type = \"git\"", "type = \"hg\"")),
        complain(&change(
            "url = \"https://git.example.org/repo\"",
            "path = \"../repo\"",
        )),
        complain(&change(
            "url = \"https://files.example.org/main.zip#egg=x\", ",
            "",
        )),
        complain(&change("main.zip", "main-1.0-cp312-cp312-win_amd64.whl")),
        complain(&change("path = \".\"", "path = \"/srv\"")),
        complaint(
            (
                "dependencies: {extras: wbe, groups: default}",
                &[("pylock.toml", &text)],
            ),
            &bookworm,
        ),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    pylock.toml:1:16: version `2.0` of the lock's format is not read
      why: version 1 (PEP 751) is
      help: update Cartwright, or make the lock again with `lock-version = "1.0"`
    pylock.toml:1:1: this is not a valid `pylock.toml`
      why: missing field `lock-version`
      help: make it again; the format is described in PEP 751
    pylock.toml:4:19: the lock does not allow Python 3.13.5
      why: it requires `>=3.13.6`
      help: change `python` in the spec, or change `requires-python` and lock again
    pylock.toml:27:19: the lock does not allow Python 3.13.5
      why: it requires `>=3.14`
      help: change `python` in the spec, or change `requires-python` and lock again
    pylock.toml:3:17: the lock was not made for this target
      why: none of its environments holds for Python 3.13.5 on x86_64 with glibc 2.36
      help: add the target to `environments` and lock again
    pylock.toml:26:10: `extras` and `dependency_groups` are sets
      help: ask whether they hold a name: `"NAME" in extras` (PEP 751)
    pylock.toml:40:8: `repo` would be installed twice
      why: unknown and 2 are both meant for this target
      help: choose extras and groups that go together, or lock again
    pylock.toml:36:8: the lock has several kinds of sources for `repo`
      why: `vcs`, `directory` and `archive` each stand alone (PEP 751)
      help: lock again
    pylock.toml:40:8: the lock does not say what `here` is installed from
      help: lock again; a package has `wheels` or `sdist`, or else `vcs`, `directory` or `archive` (PEP 751)
    pylock.toml:36:8: repositories of `hg` are not supported
      help: use a release of the package, or a mirror in Git
    pylock.toml:36:8: the repository of `repo` is a local one
      why: repositories are fetched by the engine, which does not see the machine's files
      help: lock the package with a URL, or as a directory
    pylock.toml:44:8: the lock does not say where a file of this package is
      help: lock again; a file has a `url` or a `path`
    pylock.toml:44:8: no wheel of `zipped 1.0` fits Python 3.13.5 on x86_64 with glibc 2.36
      why: its wheels are for `win_amd64`, and for other versions of Python
      help: lock a version that has wheels for this target; it has no source distribution that one could be built from
    pylock.toml:40:8: `/srv` is not a path in the build context
      why: only files of the build context can be read
      help: write the path from the context's root, with forward slashes, for example `requirements/prod.txt`
    2 errors
    1. cart.yaml:1:24: there is no extra `wbe`
         help: the project declares `Web`
    2. cart.yaml:1:37: there is no dependency group `default`
         help: the project declares `docs` and `main`
    "#);
}

proptest! {
    #[test]
    fn any_uv_lock_is_read_or_refused(text in mutated(UV_LOCK)) {
        if let Ok(inputs) = run(("dependencies: {file: uv.lock, extras: web, groups: dev}", &[("uv.lock", &text)]))
            && let Requested::Lock(lock) = inputs.requested
        {
            let _ = lock.select(&slim());
        }
    }

    #[test]
    fn any_pylock_is_read_or_refused(text in mutated(PYLOCK)) {
        if let Ok(inputs) = run(("dependencies: {file: pylock.toml, extras: web, groups: docs}", &[("pylock.toml", &text)]))
            && let Requested::Lock(lock) = inputs.requested
            && let Ok((locked, _)) = lock.select(&slim())
        {
            let written = locked.to_pylock(&slim());
            let again = run(("", &[("pylock.toml", &written)]));
            prop_assert!(again.is_ok(), "{}\n{:?}", written, again);
        }
    }
}

/// A lock of which some characters are replaced by others.
fn mutated(lock: &'static str) -> impl Strategy<Value = String> {
    let lock = with_digests(lock);
    let length = lock.len();
    let edit = (
        0..length,
        prop_oneof![
            ".{0,3}",
            "['\"\\[\\]{}=#,.\n/-]{0,2}",
            "(python_version|extras|\\.\\./|sha256)"
        ],
    );
    proptest::collection::vec(edit, 0..4).prop_map(move |edits| {
        let mut text = lock.clone();
        for (at, with) in edits {
            let end = (at + with.len()).min(text.len());
            if text.is_char_boundary(at) && text.is_char_boundary(end) && at < end {
                text.replace_range(at..end, &with);
            }
        }
        text
    })
}

/// What is installed from a lock that was resolved from a list with the hashes of some digests.
fn resolved(digests: &[char]) -> String {
    let hash = |letter: &char| format!(" --hash=sha256:{}", digest(*letter));
    let list = format!("web==3.0{}", digests.iter().map(hash).collect::<String>());
    let context: Context = ("", &[("requirements.txt", &list)]);
    let Requested::Requirements(requirements) = good(context).requested else {
        panic!("no requirements: {list}");
    };
    let file = |name: &str, letter| {
        format!(
            "{{ url = \"https://files.example.org/{name}\", hashes = {{ sha256 = \"{}\" }} }}",
            digest(letter)
        )
    };
    let lock = format!(
        "lock-version = \"1.0\"\n[[packages]]\nname = \"web\"\nversion = \"3.0\"\nsdist = {}\nwheels = [{}, {}, {}]\n",
        file("web-3.0.tar.gz", 'a'),
        file("web-3.0-py3-none-any.whl", 'b'),
        file("web-3.0-cp313-cp313-manylinux_2_17_x86_64.whl", 'c'),
        file("web-3.0-cp313-cp313-win_amd64.whl", 'd'),
    );
    let spec = SourceFile::new("cart.yaml", "entrypoint: app");
    let (spec, _) = Spec::read(&spec).unwrap();
    let lock = SourceFile::new("pylock.toml", lock);
    let lock = ParsedLock::resolved(&spec, &lock, &requirements).unwrap();
    let (locked, _) = lock.select(&slim()).unwrap();
    match check_hashes(&locked, &requirements) {
        Ok(()) => view(&locked),
        Err(problems) => render(&problems),
    }
}

#[test]
fn the_best_file_among_those_with_a_listed_hash_is_chosen() {
    insta::assert_snapshot!(
        [&[] as &[_], &['a', 'b', 'c', 'd'], &['b'], &['a', 'd'], &['d']].map(resolved).join("\n"),
        @"
    web 3.0 wheel web-3.0-cp313-cp313-manylinux_2_17_x86_64.whl https://files.example.org/web-3.0-cp313-cp313-manylinux_2_17_x86_64.whl [-] pylock.toml:3:8
    web 3.0 wheel web-3.0-cp313-cp313-manylinux_2_17_x86_64.whl https://files.example.org/web-3.0-cp313-cp313-manylinux_2_17_x86_64.whl [-] pylock.toml:3:8
    web 3.0 wheel web-3.0-py3-none-any.whl https://files.example.org/web-3.0-py3-none-any.whl [-] pylock.toml:3:8
    web 3.0 sdist web-3.0.tar.gz https://files.example.org/web-3.0.tar.gz [-] pylock.toml:3:8
    requirements.txt:1:1: `web-3.0-cp313-cp313-manylinux_2_17_x86_64.whl` is not one of the files that the hashes of `web` allow
      why: its SHA-256 is cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
      help: make the list again, with the hashes of all files; if that does not help, do not trust the index
    "
    );
}

#[test]
fn a_source_distribution_comes_with_the_pythons_that_have_wheels() {
    let pythons = |spec, tags: &[&str]| {
        let file = |name: &str| {
            let hash = digest('a');
            format!(
                "{{url = \"https://files.example.org/{name}\", hashes = {{sha256 = \"{hash}\"}}}}"
            )
        };
        let wheels: Vec<_> = tags
            .iter()
            .map(|tags| file(&format!("a-1.0-{tags}.whl")))
            .collect();
        let text = format!(
            "lock-version = \"1.0\"\n[[packages]]\nname = \"a\"\nversion = \"1.0\"\nsdist = {}\nwheels = [{}]\n",
            file("a-1.0.tar.gz"),
            wheels.join(", ")
        );
        let files = [("pylock.toml", text.as_str())];
        let (locked, _) = lock((spec, &files)).select(&slim()).unwrap();
        match &locked.packages[0].artifact {
            Artifact::Sdist { pythons, .. } => pythons.iter().map(ToString::to_string).collect(),
            _ => vec!["a wheel".to_owned()],
        }
    };
    let spec = "dependencies: pylock.toml";
    let older = [
        "cp311-cp311-manylinux_2_17_x86_64",
        "cp37-cp37m-manylinux_2_17_x86_64",
        "cp38-cp38-manylinux_2_17_x86_64",
        "cp310-cp310-win_amd64",
        "pp39-pypy39_pp73-manylinux_2_17_x86_64",
    ];
    assert_eq!(pythons(spec, &older), ["3.8", "3.11"]);
    // Another build of the same version.
    assert_eq!(
        pythons(spec, &["cp313-cp313t-manylinux_2_17_x86_64"]),
        [""; 0]
    );
    assert_eq!(
        pythons(spec, &["cp313-cp313-manylinux_2_17_x86_64", older[0]]),
        ["a wheel"]
    );
    let built = "dependencies: {file: pylock.toml, no-binary: [a]}";
    assert_eq!(pythons(built, &older), [""; 0]);
}
