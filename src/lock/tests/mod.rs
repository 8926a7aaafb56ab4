//! What people put into dependency files, and what they read when it is wrong.

mod builds;
mod dynamic;
pub(super) mod locks;
mod projects;
mod tasks;
mod undeclared;
mod uv_locks;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Diagnostics, SourceFile, render};
use crate::packaging::{CLibrary, Repository, Target};
use crate::spec::{Installer, Spec};

/// A context is the text of `cart.yaml` and of other files.
pub(super) type Context<'a> = (&'a str, &'a [(&'a str, &'a str)]);

pub(super) fn run((spec, context): Context) -> Result<Inputs, Diagnostics> {
    let spec = format!("{spec}\nentrypoint: app");
    let (spec, _) = Spec::read(&SourceFile::new("cart.yaml", spec))?;
    let mut files = Files::new();
    loop {
        match collect(&spec, &files)? {
            Progress::Done(inputs) => return Ok(*inputs),
            Progress::Wants(paths) => {
                assert!(!paths.is_empty());
                for path in paths {
                    let found = context.iter().find(|(name, _)| *name == path.as_str());
                    files.insert(path, found.map(|(_, text)| text.as_bytes()));
                }
            }
        }
    }
}

pub(super) fn good(context: Context) -> Inputs {
    run(context).unwrap_or_else(|errors| panic!("{context:?}\n{}", render(&errors)))
}

fn requirements(inputs: Inputs) -> Requirements {
    match inputs.requested {
        Requested::Requirements(requirements) => requirements,
        other => panic!("a lock: {other:?}"),
    }
}

fn required(context: Context) -> Requirements {
    requirements(good(context))
}

/// The requirements, the constraints and the options, as they reach the installer.
fn installed(context: Context) -> String {
    let requirements = required(context);
    format!(
        "{}--- constraints\n{}--- options\n{}",
        requirements.to_requirements_txt(),
        requirements.to_constraints_txt(),
        requirements.options.arguments(Installer::Uv).join(" ")
    )
}

fn complaints<const N: usize>(contexts: [Context; N]) -> String {
    contexts
        .map(|context| match run(context) {
            Ok(inputs) => panic!("nothing is wrong with {context:?}: {inputs:?}"),
            Err(errors) => render(&errors),
        })
        .join("\n")
}

/// What a user reads about each of some requirements files.
fn file_complaints<const N: usize>(texts: [&str; N]) -> String {
    texts
        .map(|text| complaints([("", &[("requirements.txt", text)])]))
        .join("\n")
}

/// A `CPython` on a machine.
pub(super) fn target(python: &str, cache_tag: &str, machine: &str, libc: CLibrary) -> Target {
    Target {
        python: python.to_owned(),
        cache_tag: cache_tag.to_owned(),
        machine: machine.to_owned(),
        libc,
    }
}

const HASH: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn a_file_is_read_with_those_it_includes() {
    let context: Context = (
        "dependencies: requirements/prod.txt",
        &[
            (
                "requirements/prod.txt",
                "# all of production\n-r base.txt\nuvicorn[standard] ==0.27.* ; sys_platform!='win32'   # server\n-c ../constraints.txt\n",
            ),
            (
                "requirements/base.txt",
                "\u{feff}Flask>=2,\\\r\n  <4\r\n-r prod.txt\r\nnumpy>=1.22; python_version<\"4\"\r\n",
            ),
            (
                "constraints.txt",
                "--extra-index-url https://example.com/simple\nclick<9\n",
            ),
        ],
    );
    insta::assert_snapshot!(installed(context), @r#"
    flask>=2,<4
    numpy>=1.22 ; python_version < "4"
    uvicorn[standard]==0.27.* ; sys_platform != "win32"
    --- constraints
    click<9
    --- options
    --extra-index-url https://example.com/simple
    "#);
}

#[test]
fn comments_and_layout_do_not_matter() {
    let one = "a==1\nb[x, y]>=2 ; python_version < '3.12'\n";
    let other = "# why\n\n  A == 1  # because\nb[y,x] >=2;python_version<\"3.12\"\n\n# end";
    let read = |text| installed(("", &[("requirements.txt", text)]));
    assert_eq!(read(one), read(other));
}

#[test]
fn options_reach_the_installer_in_one_order() {
    let text = "\
a
--trusted-host two.example.com
--only-binary=:all:
--pre
-i https://example.com/simple
--no-binary B,c
--extra-index-url=https://example.com/extra
--trusted-host one.example.com --find-links https://example.com/files
";
    insta::assert_snapshot!(installed(("", &[("requirements.txt", text)])), @r"
    a
    --- constraints
    --- options
    --index-url https://example.com/simple --extra-index-url https://example.com/extra --find-links https://example.com/files --no-binary b --no-binary c --only-binary :all: --allow-insecure-host one.example.com --allow-insecure-host two.example.com --prerelease allow
    ");
    let pip = required((
        "installer: pip",
        &[("requirements.txt", "--pre\n--prefer-binary\na")],
    ));
    let arguments = pip.options.arguments(Installer::Pip);
    assert_eq!(arguments, ["--pre", "--prefer-binary"]);
}

#[test]
fn hashes_make_hashes_required() {
    let text = format!("a==1 \\\n    --hash={HASH} \\\n    --hash {HASH}\n");
    let context: Context = ("", &[("requirements.txt", &text)]);
    assert_eq!(
        required(context).to_requirements_txt(),
        format!("a==1 --hash={HASH}\n")
    );
    assert!(required(context).options.require_hashes);
    let mixed = format!("a==1 --hash={HASH}\nb==1\n");
    insta::assert_snapshot!(file_complaints([&mixed, "--require-hashes\na"]), @r"
    requirements.txt:2:1: `b` has no hash
      why: hashes are for all requirements or for none
      help: add hashes to every requirement (`pip-compile --generate-hashes` or `uv export` write them), or remove them
    requirements.txt:2:1: `a` has no hash
      why: hashes are for all requirements or for none
      help: add hashes to every requirement (`pip-compile --generate-hashes` or `uv export` write them), or remove them
    ");
}

#[test]
fn a_list_in_the_spec_is_taken_in_its_order() {
    let spec = "dependencies:\n  packages: [scipy, 'numpy>=1.22; python_version<\"4\"', 'x @ git+ssh://git@example.com/x@v1']\n  constraints: [c.txt]\n  no-binary: [scipy]";
    insta::assert_snapshot!(installed((spec, &[("c.txt", "six<2")])), @r#"
    scipy
    numpy>=1.22 ; python_version < "4"
    x @ git+ssh://git@example.com/x@v1
    --- constraints
    six<2
    --- options
    --no-binary scipy
    "#);
}

/// With work that grows as the square of the text, this would take hours.
#[test]
fn a_line_of_many_lines_is_read_in_time() {
    let hash = |number| format!("    --hash=sha256:{number:064x} \\\n");
    let hashes: String = (0..40_000).map(hash).collect();
    let list = format!("idna==3.10 \\\n{hashes}\n");
    let required = required(("", &[("requirements.txt", &list)]));
    let counts = required.requirements.iter().map(|entry| entry.hashes.len());
    assert_eq!(counts.collect::<Vec<_>>(), [40_000]);
}

#[test]
fn a_file_of_another_kind_is_not_read_to_its_end() {
    let text = "-\n".repeat(100_000);
    let errors = run(("", &[("requirements.txt", &text)])).unwrap_err();
    assert_eq!(errors.iter().count(), 1000);
}

#[test]
fn what_is_not_read_is_told_where_nothing_else_is_there() {
    let files = ["Pipfile", "environment.yml"];
    let told = files.map(|name| complaints([("", &[(name, "x")])]));
    insta::assert_snapshot!(told.join("\n"), @"
    cart.yaml:1:1: `Pipfile` is all that says what to install, and it is not read
      why: it pins nothing
      help: lock, `pipenv lock`, and write `dependencies: Pipfile.lock`; `dependencies: []` installs nothing
    cart.yaml:1:1: `environment.yml` is all that says what to install, and it is not read
      why: conda has packages of its own, which no Python index has
      help: list what pip can install in a `requirements.txt`, and the rest in `apt.run`; `dependencies: []` installs nothing
    ");
    let nothing = ("dependencies: []", &[("setup.py", "x")][..]);
    assert!(required(nothing).is_empty());
    let beside: Context = ("", &[("setup.py", "x"), ("requirements.txt", "six")]);
    assert_eq!(required(beside).to_requirements_txt(), "six\n");
}

#[test]
fn the_source_is_detected() {
    let source = |files: &[(&str, &str)]| good(("", files)).source.map(|path| path.to_string());
    let tools = ("pyproject.toml", "[tool.ruff]\nline-length = 100");
    let dynamic = (
        "pyproject.toml",
        "[project]\nname = 'a'\ndynamic = ['dependencies']",
    );
    let project = (
        "pyproject.toml",
        "[project]\nname = 'a'\ndependencies = ['b']",
    );
    let requirements = ("requirements.txt", "a");
    assert_eq!(source(&[]), None);
    assert_eq!(source(&[tools]), None);
    assert_eq!(
        source(&[requirements, tools]).as_deref(),
        Some("requirements.txt")
    );
    assert_eq!(
        source(&[requirements, dynamic]).as_deref(),
        Some("requirements.txt")
    );
    assert_eq!(source(&[project]).as_deref(), Some("pyproject.toml"));
    assert_eq!(source(&[dynamic]).as_deref(), Some("pyproject.toml"));
    let setup = ("setup.py", "setup()");
    assert_eq!(source(&[setup, tools]).as_deref(), Some("setup.py"));
    let linter = ("setup.cfg", "[flake8]\nmax-line-length = 100");
    assert_eq!(source(&[linter]), None);
    let locked = ("pylock.toml", "lock-version = '1.0'");
    assert_eq!(source(&[project, locked]).as_deref(), Some("pylock.toml"));
    insta::assert_snapshot!(
        complaints([
            ("", &[requirements, project]),
            ("", &[("pyproject.toml", "[tool.poetry]\nname = 'a'")]),
            ("", &[("pyproject.toml", "[project")]),
            ("", &[("uv.lock", ""), project]),
            ("", &[("uv.lock", ""), ("pylock.toml", ""), project]),
            ("", &[("pylock.toml", ""), requirements]),
            ("", &[("poetry.lock", ""), ("uv.lock", "")]),
            ("", &[("poetry.lock", ""), requirements]),
            ("", &[("Pipfile.lock", "")]),
        ]),
        @"
    cart.yaml:1:1: both `requirements.txt` and `pyproject.toml` list dependencies
      why: it is not known which of them is kept up to date
      help: choose: `dependencies: requirements.txt` or `dependencies: pyproject.toml`
    pyproject.toml:1:1: there is no `[project]` table here
      why: `[tool.poetry]` is Poetry's own way to declare dependencies, which is read together with its lock only
      help: lock: `poetry lock`, and write `dependencies: poetry.lock`; or declare them in `[project]`, which Poetry 2 reads too
    pyproject.toml:1:9: this is not a valid `pyproject.toml`
      why: unclosed table, expected `]`
      help: correct it here; the format is described in PEP 621 and PEP 735
    uv.lock:1:1: this is not a valid `uv.lock`
      why: missing field `version`
      help: make it again: `uv lock`
    cart.yaml:1:1: both `uv.lock` and `pylock.toml` list dependencies
      why: it is not known which of them is kept up to date
      help: choose: `dependencies: uv.lock` or `dependencies: pylock.toml`
    cart.yaml:1:1: both `pylock.toml` and `requirements.txt` list dependencies
      why: it is not known which of them is kept up to date
      help: choose: `dependencies: pylock.toml` or `dependencies: requirements.txt`
    cart.yaml:1:1: both `uv.lock` and `poetry.lock` list dependencies
      why: it is not known which of them is kept up to date
      help: choose: `dependencies: uv.lock` or `dependencies: poetry.lock`
    cart.yaml:1:1: both `poetry.lock` and `requirements.txt` list dependencies
      why: it is not known which of them is kept up to date
      help: choose: `dependencies: poetry.lock` or `dependencies: requirements.txt`
    Pipfile.lock:1:1: this is not a valid `Pipfile.lock`
      why: EOF while parsing a value at line 1 column 0
      help: make it again: `pipenv lock`
    "
    );
}

#[test]
fn the_version_of_python_is_found() {
    let version = |spec: &str, files: &[(&str, &str)]| good((spec, files)).python.to_string();
    let requires =
        |specifiers: &str| format!("[project]\nname = 'a'\nrequires-python = '{specifiers}'");
    assert_eq!(version("", &[]), "3.13");
    assert_eq!(
        version("python: 3.10", &[(".python-version", "3.12")]),
        "3.10"
    );
    assert_eq!(
        version("", &[(".python-version", "# pinned\n\n3.12.4\n3.11\n")]),
        "3.12.4"
    );
    assert_eq!(version("", &[(".python-version", "cpython-3.12")]), "3.12");
    for (specifiers, expected) in [
        (">=3.11", "3.13"),
        (">=3.11.4,<3.13", "3.12"),
        ("==3.11.*", "3.11"),
        (">=3.14", "3.14"),
        ("~=3.10", "3.13"),
    ] {
        assert_eq!(
            version("", &[("pyproject.toml", &requires(specifiers))]),
            expected,
            "{specifiers}"
        );
    }
    let old = requires(">=3.11");
    insta::assert_snapshot!(
        complaints([
            ("python: 3.10", &[("pyproject.toml", &old)]),
            ("", &[("pyproject.toml", &old), (".python-version", "3.9\n")]),
            ("", &[("pyproject.toml", &requires(">=4"))]),
            ("", &[("pyproject.toml", &requires("3"))]),
            ("", &[(".python-version", "\npypy3.10")]),
            ("", &[(".python-version", "")]),
        ]),
        @r#"
        cart.yaml:1:9: Python 3.10 is not allowed by the project
          why: pyproject.toml:3:19 says `requires-python = ">=3.11"`
          help: change one of the two; a version without a patch number means the newest patch
        .python-version:1:1: Python 3.9 is not allowed by the project
          why: pyproject.toml:3:19 says `requires-python = ">=3.11"`
          help: change one of the two; a version without a patch number means the newest patch
        pyproject.toml:3:19: no known version of Python satisfies `>=4`
          help: correct `requires-python`, or write `python` into the spec
        pyproject.toml:3:19: `3` does not say which versions of Python are allowed
          help: write version specifiers (PEP 440), for example `>=3.11`
        .python-version:2:1: `pypy3.10` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        .python-version:1:1: `` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        "#
    );
}

#[test]
fn files_that_are_missing_or_out_of_reach() {
    insta::assert_snapshot!(
        complaints([
            ("dependencies: prod.txt", &[]),
            ("dependencies: {constraints: [c.txt]}", &[]),
            ("dependencies: pyproject.toml", &[]),
            ("dependencies: api/requirments.txt", &[("api/requirements.txt", ""), ("api/pyproject.toml", "")]),
            ("", &[("requirements.txt", "a\n-r  base.txt\n--constraint=c.txt")]),
            ("", &[("requirements.txt", "-r ../base.txt\n-r /base.txt\n-r https://example.com/base.txt\n-r")]),
            ("", &[("requirements.txt", "a\0")]),
        ]),
        @r"
        cart.yaml:1:15: there is no file `prod.txt` in the build context
          help: check its name, and whether the last argument of `docker buildx build` is its directory
        cart.yaml:1:30: there is no file `c.txt` in the build context
          help: check its name, and whether the last argument of `docker buildx build` is its directory
        cart.yaml:1:15: there is no file `pyproject.toml` in the build context
          help: check its name, and whether the last argument of `docker buildx build` is its directory
        cart.yaml:1:15: there is no file `api/requirments.txt` in the build context
          help: did you mean `requirements.txt`?
        2 errors
        1. requirements.txt:2:5: there is no file `base.txt` in the build context
             help: check its name, and whether the last argument of `docker buildx build` is its directory
        2. requirements.txt:3:1: there is no file `c.txt` in the build context
             help: check its name, and whether the last argument of `docker buildx build` is its directory
        4 errors
        1. requirements.txt:4:1: `-r` has no value
             help: write it on the same line: `-r VALUE`
        2. requirements.txt:1:4: `../base.txt` is outside of the build context
             why: only files of the build context reach the build
             help: build from a directory further up (`docker buildx build -f DIRECTORY/cart.yaml .`), or move the file
        3. requirements.txt:2:4: `/base.txt` is not a path in the build context
             why: only files of the build context can be read
             help: write the path from the context's root, with forward slashes, for example `requirements/prod.txt`
        4. requirements.txt:3:4: a requirements file cannot be included from a URL yet
             help: copy the file into the build context and name it here
        cart.yaml:1:1: `requirements.txt` is not a text file
          help: save it as UTF-8
        "
    );
}

#[test]
fn lines_that_cannot_be_read() {
    insta::assert_snapshot!(
        file_complaints([
            "a\n  numpy=1.22",
            "a \\\n  ==1 \\\n  b",
            "--frobnicate",
            "--extra-index https://example.com",
            "--use-pep517",
            "--index-url",
            "--prefer-binary",
            "a --config-settings=x=y",
            "a --hash=md5:0123",
            "-e .",
            "-e git+https://example.com/x",
            "./lib",
            "lib/x.whl",
            "git+https://example.com/x",
            "--index-url ./simple",
            "--no-binary a/b",
            "-i ftp://example.com",
        ]),
        @"
        requirements.txt:2:8: `=` does not compare versions
          help: write `==` for exactly this version
        requirements.txt:3:3: `b` is not expected here
          help: after the name come versions (`>=1.2,<2`), then `;` and a marker; one requirement in each entry
        requirements.txt:1:1: the option `--frobnicate` is not read
          help: remove it; in a requirements file, `--requirement`, `--constraint`, `--hash`, `--index-url`, `--extra-index-url`, `--find-links`, `--no-index`, `--pre`, `--prefer-binary`, `--require-hashes`, `--no-binary`, `--only-binary` and `--trusted-host` are read
        requirements.txt:1:1: the option `--extra-index` is not read
          help: did you mean `--extra-index-url`?
        requirements.txt:1:1: the option `--use-pep517` is not read
          help: remove it; in a requirements file, `--requirement`, `--constraint`, `--hash`, `--index-url`, `--extra-index-url`, `--find-links`, `--no-index`, `--pre`, `--prefer-binary`, `--require-hashes`, `--no-binary`, `--only-binary` and `--trusted-host` are read
        requirements.txt:1:1: `--index-url` has no value
          help: write it on the same line: `--index-url VALUE`
        requirements.txt:1:1: uv does not know `--prefer-binary`
          help: remove it, or write `installer: pip` into the spec
        requirements.txt:1:3: `--config-settings` is not supported for a single requirement
          help: only `--hash` can follow a requirement; options for the whole file go on a line of their own
        requirements.txt:1:3: this is not a hash that can be checked
          help: write `--hash=sha256:` and 64 hexadecimal digits (or sha384, sha512), as `pip-compile --generate-hashes` does
        requirements.txt:1:4: there is no project in `.`: neither `pyproject.toml` nor `setup.py`
          help: paths are counted from the build context, or from this file; see what the ignore file, `exclude` and `include` leave out
        requirements.txt:1:4: editable repositories are not supported
          why: an image has no use for a package that can be edited
          help: write `NAME @ URL` without `-e`
        requirements.txt:1:1: there is no project in `./lib`: neither `pyproject.toml` nor `setup.py`
          help: paths are counted from the build context, or from this file; see what the ignore file, `exclude` and `include` leave out
        requirements.txt:1:1: `lib/x.whl`: this is no place for files and directories
          help: name the directory of a project, `./libs/core`, or a wheel, `./wheels/NAME-1.0-py3-none-any.whl`, on a line of a requirements file, and that file as `dependencies`
        requirements.txt:1:1: a URL alone is not a requirement
          why: without the package's name it is not known what the URL provides before it is downloaded
          help: put the name before it: `NAME @ git+https://example.com/x`
        requirements.txt:1:13: `./simple`: `--index-url` cannot name a directory
          help: write `--find-links DIRECTORY` for a directory of the build context with packages in it; for an index, a URL that begins with `https://`
        requirements.txt:1:13: `a/b` is not the name of a package
          help: write names with commas between them, `:all:` or `:none:`
        requirements.txt:1:4: `ftp://example.com` is not a URL that can be installed from
          help: use `https://…`, `git+https://…` or `git+ssh://…`
        "
    );
}

#[test]
fn credentials_are_refused_and_not_repeated() {
    let all = file_complaints([
        "--index-url https://user:s3cret@example.com/simple",
        "--extra-index-url https://s3cret@example.com/simple",
        "-i https://${TOKEN}@example.com/simple",
        "a @ https://user:s3cret@example.com/a.whl",
        "a @ git+ssh://git:s3cret@example.com/a",
        "git+https://s3cret@example.com/a",
    ]);
    assert!(!all.contains("s3cret"), "{all}");
    insta::assert_snapshot!(all, @"
    requirements.txt:1:13: the URL for `example.com` holds a user name or a password
      why: it would be visible in the image's history, in the build's cache and in its logs
      help: take it out and change the password or token, since it was in a file; `index` of the spec says how to log in to a private index
    requirements.txt:1:19: the URL for `example.com` holds a user name or a password
      why: it would be visible in the image's history, in the build's cache and in its logs
      help: take it out and change the password or token, since it was in a file; `index` of the spec says how to log in to a private index
    requirements.txt:1:4: `${TOKEN}` is not replaced
      why: the environment of the machine that asks for the build is not visible to the build
      help: write the URL out; if the variable holds a password, take it out, and say with `index` of the spec how to log in
    requirements.txt:1:5: the URL for `example.com` holds a user name or a password
      why: it would be visible in the image's history, in the build's cache and in its logs
      help: take it out and change the password or token, since it was in a file; `index` of the spec says how to log in to a private index
    requirements.txt:1:5: the URL for `example.com` holds a user name or a password
      why: it would be visible in the image's history, in the build's cache and in its logs
      help: take it out and change the password or token, since it was in a file; `index` of the spec says how to log in to a private index
    requirements.txt:1:1: the URL for `example.com` holds a user name or a password
      why: it would be visible in the image's history, in the build's cache and in its logs
      help: take it out and change the password or token, since it was in a file; `index` of the spec says how to log in to a private index
    ");
}

proptest! {
    #[test]
    fn any_requirements_file_is_read_or_refused(
        text in prop_oneof![".*", "([-rci=#;@\\[\\]\"'\\\\a-c.,:/<>~! \t\r\n]|--hash|--pre|\\$\\{|://){0,60}"]
    ) {
        let read = run(("", &[("requirements.txt", &text)]));
        if let Ok(inputs) = read {
            let canonical = requirements(inputs).to_requirements_txt();
            let again = required(("", &[("requirements.txt", &canonical)]));
            prop_assert_eq!(again.to_requirements_txt(), canonical);
        }
    }

    #[test]
    fn any_project_is_read_or_refused(
        text in prop_oneof![".*", "(\\[project\\]|\\[dependency-groups\\]|name|dependencies|include-group|[a='\"\\[\\]{}., \n]){0,40}"]
    ) {
        let _ = run(("dependencies: {file: pyproject.toml, groups: [a]}", &[("pyproject.toml", &text)]));
    }
}

#[test]
fn packages_may_stand_beside_a_file() {
    let spec = "dependencies: {file: requirements.txt, packages: [gunicorn]}";
    insta::assert_snapshot!(installed((spec, &[("requirements.txt", "flask==3\n")])), @"
    flask==3
    gunicorn
    --- constraints
    --- options
    ");
}
