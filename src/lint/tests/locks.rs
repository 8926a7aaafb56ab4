//! Dependencies and their locks.

use super::*;

#[test]
fn unlocked_dependencies() {
    insta::assert_snapshot!(found("dependencies: [fastapi, 'idna==3.10', 'numpy>=2']", &[]), @"
    UnlockedDependencies 1:16-1:23
      cart.yaml:1:16: nothing says which versions of `fastapi` and 1 more are installed
      why: versions are found anew wherever the engine does not remember them
      help: keep a lock: `docker buildx build -f cart.yaml --target lock -o . .` writes `pylock.toml`, which `dependencies` can name; or use the lock of your own tool
    ");
    let files = [("requirements.txt", "a==1\nb==1.*\n")];
    insta::assert_snapshot!(found("", &files), @"
    UnlockedDependencies 2:1-2:7
      requirements.txt:2:1: nothing says which version of `b` is installed
      why: versions are found anew wherever the engine does not remember them
      help: keep a lock: `docker buildx build -f cart.yaml --target lock -o . .` writes `pylock.toml`, which `dependencies` can name; or use the lock of your own tool
    ");
    let project = [(
        "pyproject.toml",
        "[project]\nname = 'x'\ndependencies = ['a @ git+https://e.example/a.git@main']\n",
    )];
    insta::assert_snapshot!(found("", &project), @"
    UnlockedDependencies 3:17-3:55
      pyproject.toml:3:17: nothing says which version of `a` is installed
      why: versions are found anew wherever the engine does not remember them
      help: keep a lock: `docker buildx build -f cart.yaml --target lock -o . .` writes `pylock.toml`, which `dependencies` can name; or use the lock of your own tool
    ");
    let commit = "ab".repeat(20);
    let sha256 = "ab".repeat(32);
    nothing_in(&[
        "",
        "dependencies: []",
        "dependencies: [a==1, b===2]",
        "dependencies: {packages: [a], exclude-newer: 2026-10-01}",
        &format!(
            "dependencies: ['a @ git+https://e.example/a.git@{commit}', 'b @ https://e.example/b-1-py3-none-any.whl#sha256={sha256}', 'c @ git+https://e.example/c@{sha256}']",
        ),
    ]);
}

const PYLOCK: &str = "lock-version = '1.0'
created-by = 'uv'
[[packages]]
name = 'idna'
version = '3.10'
";

#[test]
fn shadowed_dependencies() {
    let files = [
        ("pylock.toml", PYLOCK),
        ("requirements.txt", "idna\n"),
        ("poetry.lock", ""),
    ];
    insta::assert_snapshot!(found("dependencies: pylock.toml", &files), @"
    ShadowedDependencies 1:15-1:26
      cart.yaml:1:15: `poetry.lock` is there, and is not read
      why: whoever changes it will wait for an effect
      help: remove it if nothing is made from it; else say in it what it is for, and silence this rule
    ");
    let input = ("requirements.in", "idna\n");
    let lists = [files[0], files[1], input];
    let project = (
        "pyproject.toml",
        "[project]\nname = 'x'\nversion = '1'\ndependencies = ['idna']\n",
    );
    let both = [files[0], files[1], project];
    let told = [&lists, &both].map(|files| found("dependencies: pylock.toml", files));
    insta::assert_snapshot!(told.join("\n"), @"
    ShadowedDependencies 1:15-1:26
      cart.yaml:1:15: `requirements.txt` is there, and is not read
      why: whoever changes it will wait for an effect
      help: remove it if nothing is made from it; else say in it what it is for, and silence this rule
    ShadowedDependencies 1:15-1:26
      cart.yaml:1:15: `requirements.txt` is there, and is not read
      why: whoever changes it will wait for an effect
      help: remove it if nothing is made from it; else say in it what it is for, and silence this rule
    ");
    // A project may have its dependencies there.
    let dynamic = (
        "pyproject.toml",
        "[project]\nname = 'x'\nversion = '1'\ndynamic = ['dependencies']\n\
        [tool.setuptools.dynamic]\ndependencies = {file = 'requirements.txt'}\n",
    );
    let part = found("dependencies: pyproject.toml", &[files[1], dynamic]);
    assert!(!part.contains("ShadowedDependencies"), "{part}");
    // So may one that is built to know them.
    let setup = (
        "setup.py",
        "setup(name='shop', install_requires=open('requirements.txt'))",
    );
    insta::assert_snapshot!(found("dependencies: setup.py", &[files[1], setup, files[2]]), @"
    ShadowedDependencies 1:15-1:23
      cart.yaml:1:15: `poetry.lock` is there, and is not read
      why: whoever changes it will wait for an effect
      help: remove it if nothing is made from it; else say in it what it is for, and silence this rule
    UnlockedDependencies 1:15-1:23
      cart.yaml:1:15: no lock says which versions of what `shop` needs are installed
      why: versions are found anew wherever the engine does not remember them
      help: keep a lock: `docker buildx build -f cart.yaml --target lock -o . .` writes `pylock.toml`, which `dependencies` can name; or use the lock of your own tool
    ");
    // It is what the lock was made from.
    let tools = ("pyproject.toml", "[tool.ruff]\n");
    for files in [&files[..2], &[files[0], files[1], tools]] {
        assert_eq!(found("dependencies: pylock.toml", files), "");
    }
    let files = [
        ("deploy/pylock.toml", PYLOCK),
        ("requirements.txt", "idna\n"),
    ];
    assert_eq!(found("dependencies: deploy/pylock.toml", &files), "");
    let files = [("requirements.txt", "idna\n")];
    insta::assert_snapshot!(found("dependencies: ['idna==3.10']", &files), @"
    ShadowedDependencies 1:15-1:29
      cart.yaml:1:15: `requirements.txt` is there, and is not read
      why: whoever changes it will wait for an effect
      help: remove it if nothing is made from it; else say in it what it is for, and silence this rule
    ");
}

#[test]
fn stale_lock() {
    let project =
        |dependencies: &str| format!("[project]\nname = 'x'\ndependencies = [{dependencies}]\n");
    let with = |dependencies: &str| {
        let project = project(dependencies);
        found(
            "dependencies: pylock.toml",
            &[("pylock.toml", PYLOCK), ("pyproject.toml", &project)],
        )
    };
    insta::assert_snapshot!(with("'idna>=3.11', 'sniffio'"), @"
    StaleLock 3:17-3:29
      pyproject.toml:3:17: `pylock.toml` holds idna 3.10
      why: `idna>=3.11` is asked for here
      help: lock again
    StaleLock 3:31-3:40
      pyproject.toml:3:31: `pylock.toml` does not hold `sniffio`
      why: `sniffio` is asked for here
      help: lock again
    ");
    assert_eq!(with("'idna>=3', 'colorama; sys_platform == \"win32\"'"), "");
    let files = [("pylock.toml", PYLOCK), ("requirements.txt", "idna>=4\n")];
    insta::assert_snapshot!(found("dependencies: pylock.toml", &files), @"
    StaleLock 1:1-1:8
      requirements.txt:1:1: `pylock.toml` holds idna 3.10
      why: `idna>=4` is asked for here
      help: lock again
    ");
    let with = |input: &str| {
        let files = [
            ("requirements.txt", "idna==3.10\n"),
            ("requirements.in", input),
        ];
        found("", &files)
    };
    insta::assert_snapshot!(with("idna<3\nsniffio\n"), @"
    StaleLock 1:1-1:7
      requirements.in:1:1: `requirements.txt` holds idna 3.10
      why: `idna<3` is asked for here
      help: lock again
    StaleLock 2:1-2:8
      requirements.in:2:1: `requirements.txt` does not hold `sniffio`
      why: `sniffio` is asked for here
      help: lock again
    ");
    assert_eq!(with("idna\n-c constraints.txt\n"), "");
}
