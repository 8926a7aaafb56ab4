//! What is installed.

use super::*;

#[test]
fn dependencies_that_are_none() {
    insta::assert_snapshot!(
        complaints([
            "dependencies: pylock.a.b.toml",
            "dependencies: fastapi",
            "dependencies: environment.yml",
            "dependencies: ../requirements.txt",
            "dependencies: /requirements.txt",
            "dependencies: requirements/",
            "dependencies: ['numpy>=1.22; python_versoin<\"4\"']",
            "dependencies:\n  - numpy\n  - scipy=1.11",
            "dependencies: [-r other.txt]",
            "dependencies: {file: requirements.txt, extras: [a]}",
            "dependencies: {file: uv.lock, packages: [b]}",
            "dependencies: {packages: [a], groups: [b]}",
            "dependencies: {file: pylock.toml, package: a}",
            "dependencies: {extras: ['-']}",
            "dependencies: {exclude-newer: 7 days}",
            "installer: pip\ndependencies: {exclude-newer: 2026-10-01}",
            "installer: pip\ndependencies: {packages: [a], overrides: [b==1]}",
            "dependencies: {file: script.py, groups: [b]}",
            "installer: conda",
            "bytecode: some",
            "prune: all",
            "prune: safe\ninstaller: pip",
        ]),
        @"
    cart.yaml:1:15: `pylock.a.b.toml` is not a dependency file that is known
      help: name a lock (`uv.lock`, `pylock.toml`, `poetry.lock`, `pdm.lock`, `Pipfile.lock`), a requirements file (`requirements.txt`, `*.txt`, `*.in`), `pyproject.toml`, `setup.py` or a script (`*.py`, PEP 723); requirements themselves go into a list: `dependencies: [fastapi]`
    cart.yaml:1:15: `fastapi` is not a dependency file that is known
      help: name a lock (`uv.lock`, `pylock.toml`, `poetry.lock`, `pdm.lock`, `Pipfile.lock`), a requirements file (`requirements.txt`, `*.txt`, `*.in`), `pyproject.toml`, `setup.py` or a script (`*.py`, PEP 723); requirements themselves go into a list: `dependencies: [fastapi]`
    cart.yaml:1:15: `environment.yml` is not a dependency file that is known
      why: conda has packages of its own, which no Python index has
      help: list what pip can install in a `requirements.txt`, and the rest in `apt.run`
    cart.yaml:1:15: `../requirements.txt` is outside of the build context
      why: only files of the build context reach the build
      help: build from a directory further up (`docker buildx build -f DIRECTORY/cart.yaml .`), or move the file
    cart.yaml:1:15: `/requirements.txt` is not a path in the build context
      why: only files of the build context can be read
      help: write the path from the context's root, with forward slashes, for example `requirements/prod.txt`
    cart.yaml:1:15: `requirements/` is not the name of a file
      help: name a file, for example `requirements.txt`
    cart.yaml:1:30: a marker knows no `python_versoin`
      help: did you mean `python_version`?
    cart.yaml:3:10: `=` does not compare versions
      help: write `==` for exactly this version
    cart.yaml:1:16: `-r other.txt` is an option, not a requirement
      help: options belong into a requirements file: `dependencies: requirements.txt`, or with others `{file: requirements.txt, packages: […]}`
    cart.yaml:1:40: `extras` can only be chosen from `pyproject.toml` or a lock
      help: write `file: pyproject.toml`, `file: uv.lock` or `file: pylock.toml`, or remove the key
    cart.yaml:1:31: `packages` are given beside a lock
      why: a lock says all that is installed
      help: add them to what the lock is made of, and lock again: `uv add PACKAGE`, `poetry add PACKAGE` …
    cart.yaml:1:31: `groups` can only be chosen from `pyproject.toml` or a lock
      help: write `file: pyproject.toml`, `file: uv.lock` or `file: pylock.toml`, or remove the key
    cart.yaml:1:35: `package` can only be chosen from `uv.lock`
      help: write `file: uv.lock`, or remove the key
    cart.yaml:1:25: `-` is not the name of a package
      why: a name consists of letters, digits, `-`, `_` and `.`, and begins and ends with a letter or a digit
      help: look up how the package is called on its page in the index
    cart.yaml:1:31: `7 days` is not a date
      why: a time span would mean something else in each build
      help: write a date such as `2026-10-01`, or a time such as `2026-10-01T12:00:00Z`
    cart.yaml:2:16: `exclude-newer` needs uv
      help: remove `installer: pip`, or this key
    cart.yaml:2:31: `overrides` needs uv
      help: remove `installer: pip`, or this key
    cart.yaml:1:33: `groups` can only be chosen from `pyproject.toml` or a lock
      help: write `file: pyproject.toml`, `file: uv.lock` or `file: pylock.toml`, or remove the key
    cart.yaml:1:12: `conda` is not an installer
      help: use `uv` (the default) or `pip`
    cart.yaml:1:11: `some` is nothing that is compiled
      help: use `all` (the default), `packages` (not the standard library) or `none`
    cart.yaml:1:8: `all` is not a way to prune
      help: use `safe`, which leaves out what no program imports or reads, or `none` (the default)
    cart.yaml:1:8: `prune: safe` needs uv
      why: pip unpacks packages by itself, with all that they have
      help: remove `installer: pip`, or this key
    "
    );
}

#[test]
fn what_builds_of_packages_cannot_get() {
    insta::assert_snapshot!(
        complaints([
            "dependencies: {build-env: {a b: c, 'd e': {F: g}, h: {I}}}",
            "dependencies: {build-env: [F], build-dependencies: [numpy]}",
            "dependencies: {build-dependencies: {a: [numpy=1], b: }}",
            "installer: pip\ndependencies: {build-env: {A: b, c: {D: e}}, build-dependencies: {a: [b]}}",
            &format!("dependencies: {{build-env: {{{}}}}}", (0..101).map(|it| format!("A{it}: b")).collect::<Vec<_>>().join(", ")),
        ]),
        @r#"
    3 errors
    1. cart.yaml:1:28: `a b` is not a name for an environment variable
         help: use letters, digits and `_`, and do not begin with a digit
    2. cart.yaml:1:36: `d e` is not the name of a package
         why: a name consists of letters, digits, `-`, `_` and `.`, and begins and ends with a letter or a digit
         help: look up how the package is called on its page in the index
    3. cart.yaml:1:55: `I` has no value
         help: write `I: ""` for an empty text
    2 errors
    1. cart.yaml:1:28: `F` has no value
         why: each entry of the list is `name=text`
         help: write `F=…`
    2. cart.yaml:1:52: `build-dependencies` must be a map of packages, not a list
         help: say whose build needs it: `build-dependencies: {PACKAGE: [numpy]}`
    2 errors
    1. cart.yaml:1:46: `=` does not compare versions
         help: write `==` for exactly this version
    2. cart.yaml:1:52: `b` has no value
         help: write a value, or remove the key for the default
    2 errors
    1. cart.yaml:2:16: `build-env: {PACKAGE: …}` needs uv
         help: remove `installer: pip`, or this key
    2. cart.yaml:2:46: `build-dependencies` needs uv
         help: remove `installer: pip`, or this key
    cart.yaml:1:27: `build-env` has more than 100 variables
      why: every build gets all of them
      help: give those of one package to that package alone, `{PACKAGE: {NAME: value}}`
    "#
    );
}
