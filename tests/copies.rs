//! Files from elsewhere: from other images, other contexts, and the builder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::{Build, Project, Step, layers, unique};

const SPEC: &str = "python: \"3.13\"\ndependencies: []\nentrypoint: [python, -c, \"\"]\n";

fn project(name: &str, spec: &str) -> Project {
    Project::with_spec(name, &format!("{SPEC}{spec}")).file("main.py", &format!("# {}\n", unique()))
}

/// Owner and permissions of some paths, as the image has them.
fn stat(build: &Build, paths: &[&str]) -> String {
    let code = format!(
        "import os\nfor path in {paths:?}:\n    found = os.stat(path)\n    print(path, found.st_uid, oct(found.st_mode))"
    );
    build.python(&code)
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn files_come_from_images_the_builder_and_the_context() {
    let spec = "apt: {build: [hello], run: []}\nexclude: [conf]\ncopy:\n  \
        - {from: python:3.11-slim, src: /etc/debian_version, dest: /usr/local/share/}\n  \
        - {from: python:3.11-slim, src: /etc/apt, dest: apt, mode: 0755}\n  \
        - {from: builder, src: /usr/bin/hello, dest: /usr/local/bin}\n  \
        - {src: conf/*.conf, dest: /etc/app/}\n";
    let project = project("copies", spec)
        .file("conf/one.conf", "1")
        .file("conf/two.conf", "22")
        .file("conf/three.txt", "333");
    let build = project.build(&[]).expect_success();
    insta::assert_snapshot!(stat(&build, &["/usr/local/share/debian_version", "/app/apt/sources.list.d", "/usr/local/bin/hello", "/etc/app/one.conf", "/etc/app/two.conf"]), @"
    /usr/local/share/debian_version 0 0o100644
    /app/apt/sources.list.d 0 0o40755
    /usr/local/bin/hello 0 0o100755
    /etc/app/one.conf 0 0o100644
    /etc/app/two.conf 0 0o100644
    ");
    let code = "import os, subprocess; print(os.path.exists('/app/conf'), sorted(os.listdir('/etc/app')), \
        subprocess.run(['hello'], capture_output=True, text=True).stdout)";
    insta::assert_snapshot!(build.python(code), @"False ['one.conf', 'two.conf'] Hello, world!");

    // An edit of the application copies nothing again, and moves no layer but its own.
    let before = layers(&build);
    project.write("main.py", format!("# {}\n", unique()));
    let edited = project.build(&[]).expect_success();
    assert_eq!(
        edited.step("COPY --from=python:3.11-slim /etc/debian"),
        Step::Cached
    );
    let after = layers(&edited);
    let moved = before.iter().filter(|layer| !after.contains(layer)).count();
    assert_eq!(moved, 1);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn named_contexts_are_copied_from_and_build_steps_see_them() {
    let spec = "copy: {from: assets, src: dist, dest: static}\n\
        build: [[python, -c, \"import os; print(os.listdir('static')); open('static/made', 'w')\"]]\n";
    let project = project("copies-context", spec)
        .file("assets/dist/site.css", &unique().to_string())
        .file(".dockerignore", "assets\n");
    let build = project
        .build(&["--build-context", "assets=assets"])
        .expect_success();
    assert!(build.log.contains("['site.css']"), "{}", build.log);
    let found = build.python("import os; print(sorted(os.listdir('/app/static')))");
    assert_eq!(found, "['made', 'site.css']");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_is_not_there_is_told_with_its_line() {
    let error = |copy: &str| {
        let build = project("copies-missing", copy).build(&[]);
        build.expect_failure().error()
    };
    insta::assert_snapshot!(error("copy: {from: python:3.11-slim, src: /nowhere/file, dest: x}\n"), @r#"
    cart.yaml:5
    --------------------
       3 |     dependencies: []
       4 |     entrypoint: [python, -c, ""]
       5 | >>> copy: {from: python:3.11-slim, src: /nowhere/file, dest: x}
       6 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:5:7: there is no `/nowhere/file` in `python:3.11-slim`
      help: write the whole path, from the root of what is copied from
    "#);
    insta::assert_snapshot!(error("copy:\n  - {src: conf/*.toml, dest: /etc/app}\n"), @r#"
    cart.yaml:6
    --------------------
       4 |     entrypoint: [python, -c, ""]
       5 |     copy:
       6 | >>>   - {src: conf/*.toml, dest: /etc/app}
       7 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:6:5: there is no `/conf/*.toml` in the build context
      help: check its name, whether the last argument of `docker buildx build` is its directory, and whether `.dockerignore` leaves it out
    "#);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_misspelt_name_is_no_image() {
    let spec = "copy: [{from: bilder, src: /usr/bin/hello, dest: /usr/local/bin}]\n";
    let failed = project("copies-misspelt", spec).build(&[]).expect_failure();
    let error = failed.error();
    for told in [
        "cart.yaml:5:15: there is no image `bilder`",
        "did you mean `builder`?",
    ] {
        assert!(error.contains(told), "{error}");
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_context_that_nobody_gave_is_asked_for() {
    let spec = "copy: [{from: wheelhouse, src: hello, dest: /usr/local/bin}]\n";
    let project = project("copies-not-given", spec);
    let error = project.build(&[]).expect_failure().error();
    for told in [
        "cart.yaml:5:15: the build has no context `wheelhouse`, and an image of that name cannot be had",
        "help: say what it is: `--build-context wheelhouse=DIRECTORY`",
    ] {
        assert!(error.contains(told), "{error}");
    }
}
