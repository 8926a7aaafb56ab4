//! What is selected from a `uv.lock`.

use super::locks::{GLIBC, complaint, digest, lock, selected, slim, with_digests};
use super::*;

pub(super) const UV_LOCK: &str = r##"
version = 1
revision = 3
requires-python = ">=3.11"
resolution-markers = ["python_full_version >= '3.12'", "python_full_version < '3.12'"]

[manifest]
members = ["app", "lib"]

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "forked", version = "1.0", source = { registry = "https://index.example.org/simple" }, marker = "python_full_version < '3.12'" },
    { name = "forked", version = "2.0", source = { registry = "https://index.example.org/simple" }, marker = "python_full_version >= '3.12'" },
    { name = "lib", extra = ["fast"] },
    { name = "only-windows", marker = "sys_platform == 'win32'" },
]

[package.optional-dependencies]
web = [{ name = "web-thing" }]

[package.dev-dependencies]
dev = [{ name = "tiny" }]

[package.metadata]
requires-dist = [
    { name = "forked", specifier = ">=1" },
    { name = "lib", extras = ["fast"], editable = "packages/lib" },
    { name = "only-windows", marker = "sys_platform == 'win32'" },
    { name = "web-thing", marker = "extra == 'web'", specifier = ">=3,<4" },
]
provides-extras = ["web"]

[package.metadata.requires-dev]
dev = [{ name = "tiny" }]
empty = []

[[package]]
name = "forked"
version = "1.0"
source = { registry = "https://index.example.org/simple" }
sdist = { url = "https://files.example.org/forked-1.0.tar.gz", hash = "#a" }

[[package]]
name = "forked"
version = "2.0"
source = { registry = "https://index.example.org/simple" }
sdist = { url = "https://files.example.org/forked-2.0.tar.gz", hash = "#a" }
wheels = [
    { url = "https://files.example.org/forked-2.0-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", hash = "#b", size = 10 },
    { url = "https://files.example.org/forked-2.0-cp313-cp313-manylinux_2_28_x86_64.whl", hash = "#c", size = 11 },
    { url = "https://files.example.org/forked-2.0-cp313-cp313-manylinux_2_39_x86_64.whl", hash = "#d", size = 12 },
    { url = "https://files.example.org/forked-2.0-cp313-cp313-musllinux_1_2_x86_64.whl", hash = "#e", size = 13 },
]

[[package]]
name = "lib"
source = { editable = "packages/lib" }
dependencies = [{ name = "from-git" }, { name = "local-wheel" }]

[package.optional-dependencies]
fast = [{ name = "from-url" }]

[package.metadata]
requires-dist = [{ name = "from-git", git = "https://git.example.org/repo?tag=v1" }]

[[package]]
name = "from-git"
version = "1.0"
source = { git = "https://git.example.org/repo?subdirectory=a%2Fb&tag=v1#0123456789abcdef0123456789abcdef01234567" }

[[package]]
name = "from-url"
version = "1.0"
source = { url = "https://files.example.org/from_url-1.0.zip", subdirectory = "x" }
sdist = { hash = "#f" }

[[package]]
name = "local-wheel"
version = "1.0+cpu"
source = { path = "wheels/local_wheel-1.0+cpu-py3-none-any.whl" }
wheels = [{ filename = "local_wheel-1.0+cpu-py3-none-any.whl", hash = "#a" }]

[[package]]
name = "only-windows"
version = "1.0"
source = { registry = "https://index.example.org/simple" }
wheels = [{ url = "https://files.example.org/only_windows-1.0-cp313-cp313-win_amd64.whl", hash = "#a" }]

[[package]]
name = "tiny"
version = "1.0"
source = { registry = "flat" }
wheels = [{ path = "tiny-1.0-py2.py3-none-any.whl", hash = "#b" }]

[[package]]
name = "web-thing"
version = "3.0"
source = { registry = "https://index.example.org/simple" }
wheels = [{ url = "https://files.example.org/web_thing-3.0%2Blocal-py3-none-any.whl?x=y", hash = "#c" }]
"##;

#[test]
fn a_uv_lock_gives_what_the_project_reaches() {
    let text = with_digests(UV_LOCK);
    let files: &[(&str, &str)] = &[("uv.lock", &text)];
    insta::assert_snapshot!(selected(("", files), &slim()), @r#"
    forked 2.0 wheel forked-2.0-cp313-cp313-manylinux_2_28_x86_64.whl https://files.example.org/forked-2.0-cp313-cp313-manylinux_2_28_x86_64.whl [https://index.example.org/simple] uv.lock:47:8
    from-git 1.0 git https://git.example.org/repo 0123456789abcdef0123456789abcdef01234567 Some("v1") Some("a/b") [-] uv.lock:70:8
    from-url 1.0 archive from_url-1.0.zip https://files.example.org/from_url-1.0.zip Some("x") [-] uv.lock:75:8
    lib ? directory packages/lib editable=true None [-] uv.lock:59:8
    local-wheel 1.0+cpu archive local_wheel-1.0+cpu-py3-none-any.whl wheels/local_wheel-1.0+cpu-py3-none-any.whl None [-] uv.lock:81:8
    "#);
    let chosen = "dependencies: {extras: [WEB], groups: [dev, empty], no-binary: [forked]}";
    insta::assert_snapshot!(selected((chosen, files), &slim()), @r#"
    forked 2.0 sdist forked-2.0.tar.gz https://files.example.org/forked-2.0.tar.gz [https://index.example.org/simple] uv.lock:47:8
    from-git 1.0 git https://git.example.org/repo 0123456789abcdef0123456789abcdef01234567 Some("v1") Some("a/b") [-] uv.lock:70:8
    from-url 1.0 archive from_url-1.0.zip https://files.example.org/from_url-1.0.zip Some("x") [-] uv.lock:75:8
    lib ? directory packages/lib editable=true None [-] uv.lock:59:8
    local-wheel 1.0+cpu archive local_wheel-1.0+cpu-py3-none-any.whl wheels/local_wheel-1.0+cpu-py3-none-any.whl None [-] uv.lock:81:8
    tiny 1.0 wheel tiny-1.0-py2.py3-none-any.whl flat/tiny-1.0-py2.py3-none-any.whl [-] uv.lock:93:8
    web-thing 3.0 wheel web_thing-3.0+local-py3-none-any.whl https://files.example.org/web_thing-3.0%2Blocal-py3-none-any.whl?x=y [https://index.example.org/simple] uv.lock:99:8
    "#);
    let member = "dependencies: {file: uv.lock, package: lib}";
    insta::assert_snapshot!(selected((member, files), &slim()), @r#"
    from-git 1.0 git https://git.example.org/repo 0123456789abcdef0123456789abcdef01234567 Some("v1") Some("a/b") [-] uv.lock:70:8
    lib ? directory packages/lib editable=true None [-] uv.lock:59:8
    local-wheel 1.0+cpu archive local_wheel-1.0+cpu-py3-none-any.whl wheels/local_wheel-1.0+cpu-py3-none-any.whl None [-] uv.lock:81:8
    "#);
}

#[test]
fn several_members_are_installed_together() {
    let text = with_digests(UV_LOCK);
    let files: &[(&str, &str)] = &[("uv.lock", &text)];
    let both = "dependencies: {file: uv.lock, package: [lib, app]}";
    let root = "dependencies: {file: uv.lock, package: [app, lib]}";
    assert_eq!(
        selected((both, files), &slim()),
        selected((root, files), &slim())
    );
    assert_eq!(
        selected((root, files), &slim()),
        selected(("", files), &slim())
    );
    let (locked, _) = lock((both, files)).select(&slim()).unwrap();
    assert_eq!(locked.project.unwrap().to_string(), "packages/lib");
    let wrong = "dependencies: {file: uv.lock, package: [lib, ap]}";
    insta::assert_snapshot!(complaint((wrong, files), &slim()), @"
    cart.yaml:1:46: the workspace has no member `ap`
      help: did you mean `app`?
    ");
}

#[test]
fn the_project_is_told_from_the_others() {
    let local = |spec: &str, files: &[(&str, &str)]| {
        let (locked, _) = lock((spec, files)).select(&slim()).unwrap();
        let others: Vec<_> = locked.others.iter().map(ToString::to_string).collect();
        let project = locked.project.map(|path| path.to_string());
        format!("{project:?} without {others:?}")
    };
    let text = with_digests(UV_LOCK);
    let files: &[(&str, &str)] = &[("uv.lock", &text)];
    // A virtual project is not installed.
    insta::assert_snapshot!(local("", files), @r#"None without ["packages/lib"]"#);
    insta::assert_snapshot!(local("dependencies: {file: uv.lock, package: lib}", files), @r#"Some("packages/lib") without ["."]"#);
    let pylock = "lock-version = \"1.0\"\ncreated-by = \"x\"\n\
        [[packages]]\nname = \"own\"\ndirectory = {path = \".\"}\n\
        [[packages]]\nname = \"other\"\ndirectory = {path = \"libs\", subdirectory = \"other\"}\n";
    insta::assert_snapshot!(local("dependencies: pylock.toml", &[("pylock.toml", pylock)]), @r#"Some(".") without ["libs/other"]"#);
}

#[test]
fn wheels_are_chosen_for_the_base() {
    let text = with_digests(UV_LOCK);
    let files: &[(&str, &str)] = &[("uv.lock", &text)];
    let musl = CLibrary::Musl { major: 1, minor: 2 };
    let trixie = CLibrary::Glibc {
        major: 2,
        minor: 41,
    };
    let forked = |target: Target| {
        let (locked, _) = lock(("", files)).select(&target).unwrap();
        let found = locked.packages.iter().find(|it| it.name == "forked");
        match &found.unwrap().artifact {
            Artifact::Wheel(file) | Artifact::Sdist { file, .. } => file.name.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        [
            forked(target("3.13.5", "cpython-313", "x86_64", trixie)),
            forked(target("3.13.5", "cpython-313", "x86_64", musl)),
            forked(target("3.13.5", "cpython-313", "aarch64", trixie)),
            forked(target("3.12.1", "cpython-312", "x86_64", trixie)),
            forked(target("3.11.1", "cpython-311", "x86_64", trixie)),
        ],
        [
            "forked-2.0-cp313-cp313-manylinux_2_39_x86_64.whl",
            "forked-2.0-cp313-cp313-musllinux_1_2_x86_64.whl",
            "forked-2.0.tar.gz",
            "forked-2.0.tar.gz",
            "forked-1.0.tar.gz",
        ]
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "one line for each mistake")]
fn uv_locks_that_do_not_fit() {
    let text = with_digests(UV_LOCK);
    let bookworm = slim();
    let change = |from: &str, to: &str| {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from}");
        changed
    };
    let complain =
        |spec: &str, lock: &str, target: &Target| complaint((spec, &[("uv.lock", lock)]), target);
    let file = "dependencies: {file: uv.lock}";
    let all = [
        complain(file, "version = 2", &bookworm),
        complain(file, "version = 1\n[[package]]\nname = 1", &bookworm),
        complain(
            file,
            &text,
            &target("3.10.2", "cpython-310", "x86_64", GLIBC),
        ),
        complain("python: '3.10'", &text, &bookworm),
        complain(
            file,
            &change(
                "requires-python",
                "supported-markers = [\"platform_machine == 'aarch64'\"]\nrequires-python",
            ),
            &bookworm,
        ),
        complain(
            "dependencies: {extras: [wbe], groups: [prod]}",
            &text,
            &bookworm,
        ),
        complain(
            "dependencies: {file: uv.lock, package: lbi}",
            &text,
            &bookworm,
        ),
        complain(
            "dependencies: {file: uv.lock, package: forked}",
            &text,
            &bookworm,
        ),
        complain(
            file,
            &change("{ virtual = \".\" }", "{ virtual = \"app\" }"),
            &bookworm,
        ),
        complain(
            "dependencies: {no-binary: [web-thing], extras: web}",
            &text,
            &bookworm,
        ),
        complain(
            "dependencies: {only-binary: [forked], no-binary: [forked]}",
            &text,
            &bookworm,
        ),
        complain(
            "dependencies: {only-binary: ':all:'}",
            &text,
            &target("3.13.5", "cpython-313", "aarch64", GLIBC),
        ),
        complain(
            "dependencies: {only-binary: ':all:'}",
            &text,
            &target("3.12.5", "cpython-312", "x86_64", GLIBC),
        ),
        complain(
            "dependencies: {only-binary: ':all:'}",
            &change(
                "manylinux_2_17_x86_64.manylinux2014_x86_64",
                "manylinux_2_40_x86_64",
            )
            .replace("manylinux_2_28", "manylinux_2_38"),
            &bookworm,
        ),
        complain(
            "dependencies: {only-binary: ':all:'}",
            &change("musllinux", "macosx"),
            &target(
                "3.13.5",
                "cpython-313",
                "x86_64",
                CLibrary::Musl { major: 1, minor: 2 },
            ),
        ),
        complain(
            "dependencies: {only-binary: ':all:'}",
            &text,
            &target("3.11.5", "cpython-311", "x86_64", GLIBC),
        ),
        complain(
            file,
            &change(
                "sys_platform == 'win32'\" },\n]\n\n[package.opt",
                "sys_platform == 'linux'\" },\n]\n\n[package.opt",
            ),
            &bookworm,
        ),
        complain(
            file,
            &change(
                "sys_platform == 'win32'\" },\n]\n\n[package.opt",
                "sys_plotform == 'linux'\" },\n]\n\n[package.opt",
            ),
            &bookworm,
        ),
        complain(
            file,
            &change("{ name = \"from-git\" }, ", "{ name = \"from-gut\" }, "),
            &bookworm,
        ),
        complain(
            file,
            &change(
                "marker = \"python_full_version < '3.12'\"",
                "marker = \"python_full_version < '3.14'\"",
            ),
            &bookworm,
        ),
        complain(
            file,
            &change(
                &format!("sha256:{}\", size = 11", digest('c')),
                "md5:0123\", size = 11",
            ),
            &bookworm,
        ),
        complain(
            file,
            &change(
                &format!(
                    "sha256:{}\" }}\n\n[[package]]\nname = \"local-wheel\"",
                    digest('f')
                ),
                "sha256:12\" }\n\n[[package]]\nname = \"local-wheel\"",
            ),
            &bookworm,
        ),
        complain(
            file,
            &change("#0123456789abcdef0123456789abcdef01234567", "#main"),
            &bookworm,
        ),
        complain(
            file,
            &change(
                "https://git.example.org/repo?sub",
                "https://me:secret@git.example.org/repo?sub",
            ),
            &bookworm,
        ),
        complain(
            file,
            &change(
                "{ editable = \"packages/lib\" }\ndep",
                "{ directory = \"../lib\" }\ndep",
            ),
            &bookworm,
        ),
        complain(
            "dependencies: {extras: web, groups: dev}",
            &change(
                "resolution-markers",
                "conflicts = [[{ package = \"app\", extra = \"web\" }, { package = \"app\", group = \"dev\" }]]\nresolution-markers",
            ),
            &bookworm,
        ),
        complaint(
            (
                "dependencies: {file: uv.lock, constraints: c.txt, exclude-newer: 2026-10-01}",
                &[("uv.lock", &text), ("c.txt", "")],
            ),
            &bookworm,
        ),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    uv.lock:1:11: version 2 of `uv.lock` is not read
      why: version 1, with all its revisions, is
      help: update Cartwright, or lock with a release of uv that writes version 1
    uv.lock:3:8: this is not a valid `uv.lock`
      why: invalid type: integer `1`, expected a string
      help: make it again: `uv lock`
    uv.lock:4:19: the lock does not allow Python 3.10.2
      why: it requires `>=3.11`
      help: change `python` in the spec, or change `requires-python` and lock again
    cart.yaml:1:9: Python 3.10 is not allowed by the project
      why: uv.lock:4:19 says `requires-python = ">=3.11"`
      help: change one of the two; a version without a patch number means the newest patch
    uv.lock:4:22: the lock was not made for this target
      why: none of its environments holds for Python 3.13.5 on x86_64 with glibc 2.36
      help: add the target to `environments` in `[tool.uv]` and lock again
    2 errors
    1. cart.yaml:1:25: there is no extra `wbe`
         help: the project declares `web`
    2. cart.yaml:1:40: there is no dependency group `prod`
         help: the project declares `dev` and `empty`
    cart.yaml:1:40: the workspace has no member `lbi`
      help: there are `app` and `lib`
    cart.yaml:1:40: the workspace has no member `forked`
      help: there are `app` and `lib`
    cart.yaml:1:15: the lock has no project at its root
      help: choose a member of the workspace: `dependencies: {file: uv.lock, package: NAME}`; there are `app` and `lib`
    uv.lock:99:8: `web-thing 3.0` has no source distribution
      why: `no-binary` of the spec holds for it, so that it would have to be built
      help: remove it from `no-binary`, or lock a version that has one
    uv.lock:47:8: `forked` must come from a wheel and must not
      why: both `no-binary` and `only-binary` of the spec hold for it
      help: remove it from one of them
    uv.lock:47:8: no wheel of `forked 2.0` fits Python 3.13.5 on aarch64 with glibc 2.36
      why: its wheels are for `manylinux2014_x86_64`, `manylinux_2_17_x86_64`, `manylinux_2_28_x86_64`, `manylinux_2_39_x86_64` and `musllinux_1_2_x86_64`
      help: build for a platform that it has wheels for, or lock a version that has wheels for this target; or remove it from `only-binary`, so that it is built from its source distribution
    uv.lock:47:8: no wheel of `forked 2.0` fits Python 3.12.5 on x86_64 with glibc 2.36
      why: its wheels for this machine are for `cp313`
      help: choose a `python` that it has wheels for, or lock a newer version of it; or remove it from `only-binary`, so that it is built from its source distribution
    uv.lock:47:8: no wheel of `forked 2.0` fits Python 3.13.5 on x86_64 with glibc 2.36
      why: its wheels are for `manylinux_2_38_x86_64`, `manylinux_2_39_x86_64`, `manylinux_2_40_x86_64` and `musllinux_1_2_x86_64`
      help: choose a base with a newer C library, or lock an older version of it; or remove it from `only-binary`, so that it is built from its source distribution
    uv.lock:47:8: no wheel of `forked 2.0` fits Python 3.13.5 on x86_64 with musl 1.2
      why: its wheels are for `macosx_1_2_x86_64`, `manylinux2014_x86_64`, `manylinux_2_17_x86_64`, `manylinux_2_28_x86_64` and `manylinux_2_39_x86_64`
      help: choose a base with glibc, such as `base: slim`, or lock a version that has wheels for this target; or remove it from `only-binary`, so that it is built from its source distribution
    uv.lock:41:8: no wheel of `forked 1.0` fits Python 3.11.5 on x86_64 with glibc 2.36
      why: the lock lists no wheel of it
      help: remove it from `only-binary`, so that it is built from its source distribution
    uv.lock:87:8: no wheel of `only-windows 1.0` fits Python 3.13.5 on x86_64 with glibc 2.36
      why: its wheels are for `win_amd64`
      help: build for a platform that it has wheels for, or lock a version that has wheels for this target; it has no source distribution that one could be built from
    uv.lock:18:40: a marker knows no `sys_plotform`
      help: did you mean `sys_platform`?
    uv.lock:1:1: `from-gut` is a dependency, and the lock does not hold it
      help: lock again: `uv lock`
    uv.lock:47:8: `forked` would be installed twice
      why: 2.0 and 1.0 are both meant for this target
      help: choose extras and groups that go together, or lock again
    uv.lock:47:8: the lock has no SHA-256 of `forked-2.0-cp313-cp313-manylinux_2_28_x86_64.whl`
      why: it has `md5` only, which is not checked while downloading
      help: lock again, from an index that gives SHA-256 digests
    uv.lock:75:8: `12` is not the SHA-256 of `from_url-1.0.zip`
      why: a SHA-256 is 64 hexadecimal digits
      help: lock again
    uv.lock:70:8: `main` is not the full hash of a commit
      help: lock again; a commit has 40 hexadecimal digits
    uv.lock:70:8: the URL for `git.example.org` holds a user name or a password
      why: it would be visible in the image's history, in the build's cache and in its logs
      help: take it out and change the password or token, since it was in a file; `index` of the spec says how to log in to a private index
    uv.lock:59:8: `../lib` is outside of the build context
      why: only files of the build context reach the build
      help: build from a directory further up (`docker buildx build -f DIRECTORY/cart.yaml .`), or move the file
    cart.yaml:1:15: `web` and `dev` exclude each other
      why: the project declares it: `conflicts` in `[tool.uv]`
      help: choose one of them
    2 errors
    1. cart.yaml:1:44: `constraints` has no effect on a lock
         why: `uv.lock` has chosen the versions already
         help: remove the key, and let it have its effect when the lock is made
    2. cart.yaml:1:66: `exclude-newer` has no effect on a lock
         why: `uv.lock` has chosen the versions already
         help: remove the key, and let it have its effect when the lock is made
    "#);
}

#[test]
fn what_is_wrong_is_told_once_however_often_the_lock_is_walked() {
    let text = with_digests(UV_LOCK)
        .replace("resolution-markers", "conflicts = [[{ package = \"lib\", extra = \"fast\" }, { package = \"lib\", extra = \"slow\" }]]\nresolution-markers")
        .replace("{ name = \"local-wheel\" }", "{ name = \"nowhere\" }");
    insta::assert_snapshot!(complaint(("", &[("uv.lock", &text)]), &slim()), @"
    uv.lock:1:1: `nowhere` is a dependency, and the lock does not hold it
      help: lock again: `uv lock`
    ");
}

#[test]
fn credentials_of_a_lock_are_not_shown() {
    let secret = "https://me:s3cret@files.example.org/forked-2.0-cp313-cp313-manylinux_2_28";
    let text = with_digests(UV_LOCK).replace(
        "https://files.example.org/forked-2.0-cp313-cp313-manylinux_2_28",
        secret,
    );
    let inputs = lock(("", &[("uv.lock", &text)]));
    let problems = inputs.select(&slim()).unwrap_err();
    let (shown, _) = problems.source().unwrap();
    assert!(render(&problems).starts_with("uv.lock:47:8: the URL for `files.example.org` holds"));
    assert!(!shown.text().contains("s3cret"));
    assert!(
        shown
            .text()
            .contains("https://*********@files.example.org/forked")
    );
    let broken = text.replace("version = 1\n", "version = \n");
    let problems = run(("", &[("uv.lock", &broken)])).unwrap_err();
    assert!(!problems.source().unwrap().0.text().contains("s3cret"));
}

#[test]
fn a_group_may_have_extras_of_the_project_itself() {
    let text = with_digests(UV_LOCK).replace(
        "\ndev = [{ name = \"tiny\" }]\nempty = []",
        "\ndev = [{ name = \"app\", extras = [\"web\"] }, { name = \"tiny\" }]\nempty = []",
    );
    let project = "[project]\nname = 'app'\ndependencies = ['forked>=1', 'lib[fast]', 'only-windows']\n\
        optional-dependencies.web = ['web-thing>=3,<4']\n[dependency-groups]\ndev = ['app[web]', 'tiny']\n";
    let spec = "dependencies: {file: uv.lock, groups: dev}";
    let read = |project: &str| run((spec, &[("uv.lock", &text), ("pyproject.toml", project)]));
    assert!(read(project).is_ok());
    assert!(read(&project.replace(">=3,<4", ">=3")).is_err());
}

#[test]
fn a_lock_older_than_its_project_is_refused() {
    let text = with_digests(UV_LOCK);
    let project = |requirements: &str, web: &str, dev: &str| {
        format!(
            "[project]\nname = 'app'\ndependencies = [{requirements}]\noptional-dependencies.web = [{web}]\n[dependency-groups]\ndev = [{dev}]"
        )
    };
    let spec = "dependencies: {file: uv.lock, extras: web, groups: dev}";
    let read = |project: &str| run((spec, &[("uv.lock", &text), ("pyproject.toml", project)]));
    let same = "'Forked >= 1', 'lib[fast]>=2', \"only_windows; os_name=='nt'\"";
    let result = read(&project(same, "'web.thing<4,>=3.0'", "'tiny'"));
    assert!(result.is_ok(), "{result:?}");
    let all = [
        project(
            "'forked>=2', 'lib[fast]', 'only-windows'",
            "'web-thing>=3,<4'",
            "'tiny'",
        ),
        project(
            "'forked>=1', 'lib', 'only-windows'",
            "'web-thing>=3,<4'",
            "'tiny'",
        ),
        project(
            "'forked>=1', 'lib[fast]', 'only-windows', 'new'",
            "'web-thing>=3,<4'",
            "'tiny'",
        ),
        project("'forked>=1', 'lib[fast]'", "'web-thing>=3,<4'", "'tiny'"),
        project(same, "", "'tiny'"),
        project(same, "'web-thing>=3,<4'", "'tiny>1'"),
    ];
    let all = all.map(|project| render(&read(&project).unwrap_err()));
    insta::assert_snapshot!(all.join("\n"), @"
    pyproject.toml:3:17: `uv.lock` is older than `pyproject.toml`
      why: `forked>=2` is not what was locked
      help: lock again: `uv lock`
    pyproject.toml:3:30: `uv.lock` is older than `pyproject.toml`
      why: `lib` is not what was locked
      help: lock again: `uv lock`
    pyproject.toml:3:59: `uv.lock` is older than `pyproject.toml`
      why: `new` is not what was locked
      help: lock again: `uv lock`
    uv.lock:11:8: `uv.lock` is older than `pyproject.toml`
      why: the lock was made with `only-windows`, which is gone
      help: lock again: `uv lock`
    uv.lock:11:8: `uv.lock` is older than `pyproject.toml`
      why: the lock was made with `web-thing>=3,<4`, which is gone
      help: lock again: `uv lock`
    pyproject.toml:6:8: `uv.lock` is older than `pyproject.toml`
      why: `tiny>1` is not what was locked
      help: lock again: `uv lock`
    ");
}

#[test]
fn groups_of_the_root_are_for_all_projects_of_the_workspace() {
    let text = with_digests(UV_LOCK);
    let chosen = |lock: &str, group: &str| {
        let spec = format!("dependencies: {{file: uv.lock, package: lib, groups: {group}}}");
        match lock_of(&spec, lock) {
            Ok(names) => names,
            Err(problems) => render(&problems),
        }
    };
    let own = text.replace(
        "fast = [{ name = \"from-url\" }]\n",
        "fast = [{ name = \"from-url\" }]\n[package.dev-dependencies]\ndev = [{ name = \"from-url\" }]\n",
    );
    let without_project = text
        .replace(
            "members = [\"app\", \"lib\"]",
            "members = [\"lib\"]\n[manifest.dependency-groups]\nlint = [{ name = \"tiny\" }]",
        )
        .replace(
            "source = { virtual = \".\" }",
            "source = { virtual = \"app\" }",
        );
    let all = [
        chosen(&text, "dev"),
        chosen(&own, "dev"),
        chosen(&without_project, "lint"),
        chosen(&without_project, "dev"),
    ];
    insta::assert_snapshot!(all.join("\n"), @"
    from-git lib local-wheel tiny
    from-git from-url lib local-wheel
    from-git lib local-wheel tiny
    cart.yaml:1:53: there is no dependency group `dev`
      help: the project declares `lint`
    ");
}

/// The names of what is selected from a lock.
fn lock_of(spec: &str, text: &str) -> Result<String, Diagnostics> {
    let inputs = lock((spec, &[("uv.lock", text)]));
    let (locked, _) = inputs.select(&slim())?;
    let names = locked.packages.iter().map(|it| it.name.as_str());
    Ok(names.collect::<Vec<_>>().join(" "))
}

#[test]
fn a_lock_older_than_another_project_that_is_installed_is_refused() {
    let lock = with_digests(
        r##"version = 1
[manifest]
members = ["api", "core", "jobs"]

[[package]]
name = "api"
source = { editable = "api" }
dependencies = [{ name = "core", extra = ["db"] }]
[package.optional-dependencies]
late = [{ name = "vendored" }]

[[package]]
name = "core"
source = { editable = "core" }
dependencies = [{ name = "six" }]
[package.optional-dependencies]
db = [{ name = "redis" }]
web = [{ name = "anyio" }]
[package.metadata]
requires-dist = [
    { name = "anyio", marker = "extra == 'web'" },
    { name = "redis", marker = "extra == 'db'", specifier = ">=5" },
    { name = "six" },
]

[[package]]
name = "jobs"
source = { editable = "jobs" }
[package.metadata]
requires-dist = []

[[package]]
name = "vendored"
source = { directory = "vendor/it" }
[package.metadata]
requires-dist = []

[[package]]
name = "six"
version = "1.0"
source = { registry = "https://index.example.org/simple" }
wheels = [{ url = "https://files.example.org/six-1.0-py3-none-any.whl", hash = "#a" }]
"##,
    );
    let project = |name: &str, requirements: &str, extras: &str| {
        format!(
            "[project]\nname = '{name}'\ndependencies = [{requirements}]\n[project.optional-dependencies]\n{extras}"
        )
    };
    let read = |spec: &str, core: &str, db: &str, vendored: &str| {
        let core = project("core", core, &format!("web = ['httpx']\ndb = [{db}]\n"));
        let jobs = project("jobs", "'celery'", "");
        let vendored = project("vendored", vendored, "");
        let files: &[(&str, &str)] = &[
            ("uv.lock", &lock),
            ("core/pyproject.toml", &core),
            ("jobs/pyproject.toml", &jobs),
            ("vendor/it/pyproject.toml", &vendored),
        ];
        run((spec, files))
    };
    let api = "dependencies: {file: uv.lock, package: api}";
    let late = "dependencies: {file: uv.lock, package: api, extras: late}";
    let both = api.replace("api", "[api, jobs]");
    // Neither `jobs` nor the extra `web` is installed, and without a choice no `vendored` either.
    let result = read(api, "'six'", "'redis>=5'", "'new'");
    assert!(result.is_ok(), "{result:?}");
    let all = [
        read(api, "'six', 'httpx'", "'redis>=5'", ""),
        read(api, "'six'", "'redis>=6'", ""),
        read(api, "", "'redis>=5'", ""),
        read(late, "'six'", "'redis>=5'", "'new'"),
        read(&both, "'six'", "'redis>=5'", ""),
    ];
    let all = all.map(|result| render(&result.unwrap_err()));
    insta::assert_snapshot!(all.join("\n"), @"
    core/pyproject.toml:3:24: `uv.lock` is older than `core/pyproject.toml`
      why: `httpx` is not what was locked
      help: lock again: `uv lock`
    core/pyproject.toml:6:7: `uv.lock` is older than `core/pyproject.toml`
      why: `redis>=6` is not what was locked
      help: lock again: `uv lock`
    uv.lock:13:8: `uv.lock` is older than `core/pyproject.toml`
      why: the lock was made with `six`, which is gone
      help: lock again: `uv lock`
    vendor/it/pyproject.toml:3:17: `uv.lock` is older than `vendor/it/pyproject.toml`
      why: `new` is not what was locked
      help: lock again: `uv lock`
    jobs/pyproject.toml:3:17: `uv.lock` is older than `jobs/pyproject.toml`
      why: `celery` is not what was locked
      help: lock again: `uv lock`
    ");
}

#[test]
fn a_root_that_needs_nothing_is_seldom_meant() {
    let lock = "version = 1\n[manifest]\nmembers = [\"api\", \"shop\"]\n\
        [[package]]\nname = \"api\"\nversion = \"1\"\nsource = { editable = \"api\" }\n\
        [[package]]\nname = \"shop\"\nversion = \"1\"\nsource = { virtual = \".\" }\n";
    let files: &[(&str, &str)] = &[("uv.lock", lock)];
    let told = run(("dependencies: uv.lock", files)).unwrap_err();
    insta::assert_snapshot!(render(&told), @"
    cart.yaml:1:15: `shop`, the root of the workspace, needs nothing
      help: choose a member: `dependencies: {file: uv.lock, package: NAME}`; members: `api`. If nothing is what you want, `package: shop` says so
    ");
    let manifest = "[project]\nname = \"shop\"\nversion = \"1\"\ndependencies = [\"api\"]\n";
    let with_manifest = &[files[0], ("pyproject.toml", manifest)];
    let told = run(("dependencies: uv.lock", with_manifest)).unwrap_err();
    insta::assert_snapshot!(render(&told), @"
    pyproject.toml:4:17: `uv.lock` is older than `pyproject.toml`
      why: `api` is not what was locked
      help: lock again: `uv lock`
    ");
    for package in ["api", "shop"] {
        let spec = format!("dependencies: {{file: uv.lock, package: {package}}}");
        assert!(run((&spec, files)).is_ok(), "{package}");
    }
}
