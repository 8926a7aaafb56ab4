//! What a user reads when something is wrong: the lines, the reason, and what to do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::Project;

#[track_caller]
fn error_of(name: &str, spec: &str, files: &[(&str, &str)]) -> String {
    let project = Project::with_spec(name, spec);
    for (path, text) in files {
        project.write(path, text);
    }
    let build = project.build(&[]).expect_failure();
    assert_eq!(build.code, Some(1));
    // Where the base has its interpreter is not ours to say.
    build
        .error()
        .replace("/usr/local/bin/python3", "/usr/bin/python3")
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_key_that_nobody_knows() {
    let spec = "python: \"3.13\"\ndependancies: [idna]\nentrypoint: python main.py\n";
    insta::assert_snapshot!(error_of("unknown-key", spec, &[]), @r#"
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     python: "3.13"
       3 | >>> dependancies: [idna]
       4 |     entrypoint: python main.py
       5 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:3:1: unknown key `dependancies`
      help: did you mean `dependencies`?
    "#);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_value_of_the_wrong_type() {
    let spec = "python: [3, 13]\nentrypoint: python main.py\n";
    insta::assert_snapshot!(error_of("wrong-type", spec, &[]), @"
    cart.yaml:2
    --------------------
       1 |     # syntax=cartwright
       2 | >>> python: [3, 13]
       3 |     entrypoint: python main.py
       4 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:2:9: `python` must be a text, not a list
      help: write one value, `python: value`
    ");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn several_mistakes_at_once() {
    let spec = "python: 3.1\nuser: 0100\nport: http\nentrypoint: uvicorn main:app --port $PORT\n";
    insta::assert_snapshot!(error_of("several", spec, &[]), @"
    cart.yaml:2
    --------------------
       1 |     # syntax=cartwright
       2 | >>> python: 3.1
       3 | >>> user: 0100
       4 | >>> port: http
       5 | >>> entrypoint: uvicorn main:app --port $PORT
       6 |     
    --------------------
    ERROR: failed to build: failed to solve: 4 errors
    1. cart.yaml:2:9: Python 3.1 is from 2009 and cannot be built
         help: did you mean `3.10`? It may be written without quotes
    2. cart.yaml:3:7: `0100` is not a user
         help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
    3. cart.yaml:4:7: `http` is not a port
         help: write a number from 1 to 65535, such as `8000`, or `8000/udp`
    4. cart.yaml:5:37: `$PORT` would not be replaced by a value
         why: the text is split into words like a shell does, and then started without a shell
         help: write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program $PORT'`
    ");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_requirement_that_is_none() {
    let spec = "dependencies:\n  - idna\n  - numpy=>1.22\nentrypoint: python\n";
    insta::assert_snapshot!(error_of("bad-requirement", spec, &[]), @"
    cart.yaml:4
    --------------------
       2 |     dependencies:
       3 |       - idna
       4 | >>>   - numpy=>1.22
       5 |     entrypoint: python
       6 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:4:10: `=>` does not compare versions
      help: did you mean `>=`?
    ");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_requirements_file_that_is_not_there() {
    let spec = "entrypoint: python\ndependencies: requirements/prod.txt\n";
    insta::assert_snapshot!(error_of("missing-file", spec, &[]), @"
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     entrypoint: python
       3 | >>> dependencies: requirements/prod.txt
       4 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:3:15: there is no file `requirements/prod.txt` in the build context
      help: check its name, and whether the last argument of `docker buildx build` is its directory
    ");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_mistake_in_a_requirements_file_is_shown_there() {
    let files = [
        ("requirements.txt", "-r base.txt\nidna\n"),
        ("base.txt", "# comment\nnumpy\nfoo bar\n"),
    ];
    let spec = "entrypoint: python\ndependencies: requirements.txt\n";
    insta::assert_snapshot!(error_of("bad-line", spec, &files), @"
    base.txt:3
    --------------------
       1 |     # comment
       2 |     numpy
       3 | >>> foo bar
       4 |     
    --------------------
    ERROR: failed to build: failed to solve: base.txt:3:5: `bar` is not expected here
      help: after the name come versions (`>=1.2,<2`), then `;` and a marker; one requirement in each entry
    ");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_failing_step_shows_the_lines_that_asked_for_it() {
    let spec = "entrypoint: python\napt:\n  run: [no-such-package-at-all]\n";
    insta::assert_snapshot!(error_of("failing-apt", spec, &[]), @r#"
    cart.yaml:4
    --------------------
       2 |     entrypoint: python
       3 |     apt:
       4 | >>>   run: [no-such-package-at-all]
       5 |     
    --------------------
    ERROR: failed to build: failed to solve: process "/usr/bin/python3 -IB /run/cartwright/steps/install.py apt no-such-package-at-all" did not complete successfully: exit code: 100
    "#);
    let spec = "entrypoint: python\ndependencies:\n  - idna==0.0.0.1\n";
    insta::assert_snapshot!(error_of("failing-install", spec, &[]), @r#"
    cart.yaml:4
    --------------------
       2 |     entrypoint: python
       3 |     dependencies:
       4 | >>>   - idna==0.0.0.1
       5 |     
    --------------------
    ERROR: failed to build: failed to solve: process "/usr/bin/python3 -IB /run/cartwright/steps/resolve.py /run/cartwright/out/warnings.txt /opt/uv/bin/uv pip compile --format=pylock.toml --no-header --no-config --python /usr/bin/python3 --output-file /run/cartwright/out/pylock.toml /run/cartwright/lists/requirements.txt" did not complete successfully: exit code: 1
    "#);
    let spec = "entrypoint: python\ndependencies: requirements.txt\n";
    let files = [("requirements.txt", "idna==0.0.0.1\n")];
    insta::assert_snapshot!(error_of("failing-file", spec, &files), @r#"
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     entrypoint: python
       3 | >>> dependencies: requirements.txt
       4 |     
    --------------------
    ERROR: failed to build: failed to solve: process "/usr/bin/python3 -IB /run/cartwright/steps/resolve.py /run/cartwright/out/warnings.txt /opt/uv/bin/uv pip compile --format=pylock.toml --no-header --no-config --python /usr/bin/python3 --output-file /run/cartwright/out/pylock.toml /run/cartwright/lists/requirements.txt" did not complete successfully: exit code: 1
    "#);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_program_that_is_not_there() {
    let spec = "entrypoint: python\nbuild: msgfmt --version\n";
    insta::assert_snapshot!(error_of("no-program", spec, &[]), @"
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     entrypoint: python
       3 | >>> build: msgfmt --version
       4 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:3:8: `build 1` found no program `msgfmt`
      why: build steps have what ships, and the packages of `apt.build`
      help: add `gettext`, which brings it: `apt: {build: [gettext]}`
    ");
    let spec = "entrypoint: python\ntest: |\n  sh -c 'cd /tmp && curl -f localhost | jq .'\n";
    insta::assert_snapshot!(error_of("no-program-in-shell", spec, &[]), @"
    cart.yaml:4
    --------------------
       3 |     test: |
       4 | >>>   sh -c 'cd /tmp && curl -f localhost | jq .'
       5 | >>> 
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:4:3: `test` found no program `curl`
      why: it runs on what ships, with its own `dependencies` beside that
      help: add `curl`, which brings it: `apt: {run: [curl]}`
    ");
    // What is there, and fails in another way, is the engine's to tell.
    let spec = "entrypoint: python\ntest: sh -c 'exit 127'\n";
    insta::assert_snapshot!(error_of("no-such-failure", spec, &[]), @r#"
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     entrypoint: python
       3 | >>> test: sh -c 'exit 127'
       4 |     
    --------------------
    ERROR: failed to build: failed to solve: process "sh -c exit 127" did not complete successfully: exit code: 127
    "#);
    let spec = "entrypoint: python\nbase: minimal\ntest: {run: mkdir x, dependencies: [idna]}\n";
    insta::assert_snapshot!(error_of("no-program-minimal", spec, &[]), @"
    cart.yaml:4
    --------------------
       2 |     entrypoint: python
       3 |     base: minimal
       4 | >>> test: {run: mkdir x, dependencies: [idna]}
       5 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:4:13: `test` found no program `mkdir`
      why: it runs on what ships, with its own `dependencies` beside that
      help: add `coreutils`, which brings it: `apt: {run: [coreutils]}`
    ");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn packages_of_the_system_that_are_not_there() {
    let spec = "entrypoint: python\napt: [libgl1-mesa-glx, libxml2-dve, libpq5]\n";
    let log = Project::with_spec("no-package", spec)
        .build(&[])
        .expect_failure()
        .log;
    assert!(
        log.contains("help: there is no package `libgl1-mesa-glx`: did you mean `libgl1`?"),
        "{log}"
    );
    assert!(
        log.contains("help: there is no package `libxml2-dve`: did you mean `libxml2-dev`"),
        "{log}"
    );
    assert!(!log.contains("no package `libpq5`"), "{log}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_failing_step_shows_lines_of_a_large_file() {
    let list = format!("# {}\n--no-index\nidna==3.10\n", "x".repeat(100_000));
    let spec = "entrypoint: python main.py\n";
    let error = error_of("large", spec, &[("requirements.txt", &list)]);
    assert!(error.starts_with("requirements.txt:3\n"), "{error}");
    assert!(error.contains(">>> idna==3.10\n"), "{error}");
    assert!(error.contains("resolve.py"), "{error}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_base_that_does_not_fit() {
    let spec = "entrypoint: python\npython: \"3.12\"\nbase: python:3.13-slim\n";
    let shown = error_of("other-python", spec, &[]);
    assert!(shown.contains(">>> python: \"3.12\""), "{shown}");
    assert!(shown.contains("has Python 3.13."), "{shown}");
    let spec = "entrypoint: python\nbase: cartwright\n";
    let shown = error_of("no-python", spec, &[]);
    assert!(shown.contains(">>> base: cartwright"), "{shown}");
    assert!(shown.contains("has no `python3` that works"), "{shown}");
    let spec = "entrypoint: python\nuser: www-dta\n";
    insta::assert_snapshot!(error_of("no-user", spec, &[]), @"
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     entrypoint: python
       3 | >>> user: www-dta
       4 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:3:7: the base has no user `www-dta`
      help: did you mean `www-data`?
    ");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_image_that_cannot_be_found_is_shown_at_its_line() {
    let spec = "entrypoint: python\nbase: example.invalid/no/such:image\n";
    let shown = error_of("no-image", spec, &[]);
    assert!(
        shown.contains(">>> base: example.invalid/no/such:image"),
        "{shown}"
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_unknown_target() {
    let build = Project::with_spec("target", "entrypoint: python\n")
        .build(&["--target", "prod"])
        .expect_failure();
    insta::assert_snapshot!(build.error(), @"
    ERROR: failed to build: failed to solve: there is no target `prod`
      help: the targets are `runtime`, `dev`, `debug`, `builder`, `test`, `test-reports`, `lock` and `wheels`
    ");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_crash_of_the_frontend_reaches_the_user() {
    let project = Project::new("crash").file(
        "cart.yaml",
        "# syntax=cartwright-fault\nentrypoint: python\n",
    );
    let error = project.build(&[]).expect_failure().error();
    assert!(error.contains("Cartwright crashed: a drill"), "{error}");
    assert!(!error.contains("exit code"), "{error}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_55_a_warning_is_told_once_with_its_rule_and_line() {
    let build = Project::with_spec("warning", "entrypoint: python\nuser: root\n")
        .build(&[])
        .expect_success();
    assert!(build.log.contains("1 warning found"), "{}", build.log);
    let line = build
        .log
        .lines()
        .find(|line| line.contains(" - RootUser: "))
        .unwrap();
    assert!(
        line.ends_with(" - RootUser: the container runs as root (line 3)"),
        "{line}"
    );
}
