//! Build steps of the user's: they run on what ships, and what they make ships too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::{Project, Step, layers, unique};

/// Tells as whom it runs and what it may write, and leaves a module that only its owner may read.
const STEP: &str = r#"
import os

print("as", os.getuid(), "in", os.getcwd(), "with", os.environ["MODE"])
os.umask(0o077)
with open("made.py", "w") as made:
    made.write("ANSWER = 42\n")
try:
    open("/opt/elsewhere", "w")
except OSError as error:
    print(error.strerror)
"#;

fn project(name: &str, spec: &str) -> Project {
    let spec = format!("dependencies: []\nentrypoint: python main.py\n{spec}");
    Project::with_spec(name, &spec)
        .file(
            "main.py",
            &format!("# {}\nimport made\nprint(made.ANSWER)\n", unique()),
        )
        .file("step.py", STEP)
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_django_site_collects_its_files() {
    let build = Project::of_example("django").build(&[]).expect_success();
    let environment = build.inspect()["Config"]["Env"].to_string();
    assert!(!environment.contains("SECRET_KEY"), "{environment}");
    let like_production = ["--read-only", "--tmpfs=/tmp", "-e", "SECRET_KEY=x"];
    build.run(&like_production, &["--check-config"]);
    let code = "from config.wsgi import application\nfrom django.test import Client\n\
        site = Client(SERVER_NAME='localhost')\nprint(site.get('/').content.decode())\n\
        print(*site.get('/static/pages/style.77f69f62fb87.css'))";
    let python = [&like_production[..], &["--entrypoint=python"]].concat();
    let told = build.run(&python, &["-c", code]);
    assert!(
        told.contains(r#"href="/static/pages/style.77f69f62fb87.css""#),
        "{told}"
    );
    assert!(told.contains("color: darkgreen"), "{told}");
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_a_model_is_trained_where_it_runs() {
    let build = Project::of_example("model").build(&[]).expect_success();
    let ask = "import serve; print(serve.health(), serve.predict(5.1, 3.5, 1.4, 0.2))";
    let python = ["--read-only", "--tmpfs=/tmp", "--entrypoint=python"];
    let told = build.run(&python, &["-c", ask]);
    assert_eq!(told, "{'status': 'ready'} {'kind': 'setosa'}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_steps_make_ships_and_what_they_need_does_not() {
    let spec = "build: {run: python step.py, env: {MODE: build}}\ntest: python -c 'import made'\n";
    let project = project("build-step", spec);
    let build = project.build(&[]).expect_success();
    assert!(
        build.log.contains("as 0 in /app with build"),
        "{}",
        build.log
    );
    assert!(build.log.contains("Read-only file system"), "{}", build.log);
    assert_eq!(build.run(&[], &[]), "42");
    let code = "import os; found = os.stat('made.py'); print(oct(found.st_mode), found.st_uid, \
        os.listdir('__pycache__'), 'MODE' in os.environ)";
    let told = build.python(code);
    assert!(told.starts_with("0o100644 0 "), "{told}");
    assert!(
        told.contains("made.cpython-313.pyc") && told.ends_with("False"),
        "{told}"
    );

    let again = project.build(&[]).expect_success();
    assert_eq!(again.step("python step.py"), Step::Cached, "{}", again.log);
}

/// Tells what it sees, makes what ships, which nobody else may read, and something else.
const FETCH: &str = r#"
import os, pathlib

print(sorted(os.listdir()))
pathlib.Path("models").mkdir()
os.umask(0o077)
for path in ["models/one", "lost"]:
    pathlib.Path(path).write_text(path)
"#;

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_a_step_makes_of_its_files_has_a_layer_that_edits_leave_alone() {
    let spec = "dependencies: []\nentrypoint: python main.py\nexclude: [fetch.py]\nbuild:\n  \
        - {run: python fetch.py, files: [fetch.py], outputs: [models]}\n  \
        - python collect.py\n";
    let fetch = format!("# {}\n{FETCH}", unique());
    let tell = "import os; found = [it + '/' + name for it, _, names in os.walk('.') for name in names \
        if not name.endswith('.pyc')]; print(sorted(found), open('models/one').read(), oct(os.stat('models/one').st_mode))";
    let project = Project::with_spec("build-apart", spec)
        .file("main.py", tell)
        .file("fetch.py", &fetch)
        .file("models/one", "stale")
        .file("models/mine.py", "")
        .file(
            "collect.py",
            "import shutil; shutil.copy('models/one', 'collected')\n",
        );
    let build = project.build(&[]).expect_success();
    assert!(build.log.contains("['fetch.py']"), "{}", build.log);
    let told = build.run(&[], &[]);
    assert_eq!(
        told,
        "['./collect.py', './collected', './main.py', './models/mine.py', './models/one'] models/one 0o100644"
    );
    let compiled = build.python("import os; print(os.listdir('models/__pycache__'))");
    assert_eq!(compiled, "['mine.cpython-313.pyc']");
    let history = build.history();
    assert!(
        history.iter().any(|line| line == "COPY models /app"),
        "{history:?}"
    );
    let before = layers(&build);

    project.write("main.py", format!("# edited\n{tell}"));
    let edited = project.build(&[]).expect_success();
    assert_eq!(edited.step("python fetch.py"), Step::Cached);
    assert_eq!(edited.run(&[], &[]), told);
    let after = layers(&edited);
    let changed = before
        .iter()
        .zip(&after)
        .filter(|(one, other)| one != other);
    assert_eq!((before.len(), changed.count()), (after.len(), 1));

    project.write("fetch.py", fetch.replace("models/one", "models/two"));
    let fetched = project.build(&[]).expect_success();
    let told = fetched.run(&[], &[]);
    assert!(
        told.contains("'./models/one', './models/two'] stale"),
        "{told}"
    );

    let spec = spec.replace("[models]", "[models, weights]");
    project.write("cart.yaml", format!("# syntax=cartwright\n{spec}"));
    let missing = project.build(&[]).expect_failure();
    insta::assert_snapshot!(missing.error(), @r#"
    cart.yaml:6
    --------------------
       4 |     exclude: [fetch.py]
       5 |     build:
       6 | >>>   - {run: python fetch.py, files: [fetch.py], outputs: [models, weights]}
       7 |       - python collect.py
       8 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:6:5: `build 1` did not make `weights`
      why: it is among its `outputs`, which ship; what is missing would be missed when the image runs
      help: have the command write it there, from the application's directory, in which it starts; or take it out of `outputs`
    "#);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_failing_step_shows_its_lines() {
    let spec = "build:\n  - run: python -c 'print(1)'\n  - run:\n      - python -m none\n";
    let build = project("build-failing", spec).build(&[]).expect_failure();
    assert!(build.log.contains("No module named none"), "{}", build.log);
    insta::assert_snapshot!(build.error(), @r#"
    cart.yaml:7
    --------------------
       5 |       - run: python -c 'print(1)'
       6 |       - run:
       7 | >>>       - python -m none
       8 |     
    --------------------
    ERROR: failed to build: failed to solve: process "python -m none" did not complete successfully: exit code: 1
    "#);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn secrets_reach_the_tasks_that_name_them() {
    let tell = "print(open('/run/secrets/token').read(), os.environ.get('KEY'))";
    let spec = format!(
        "test:\n  run: [[python, -c, {:?}]]\n  secrets:\n    - token\n    - {{id: key, env: KEY}}\n\
        checks: {{blind: [python, -c, {:?}]}}\n",
        format!("import os; {tell}"),
        "import os; assert not os.path.exists('/run/secrets/token') and 'KEY' not in os.environ"
    );
    let project = Project::with_spec(
        "task-secrets",
        &format!("dependencies: []\nexclude: \"*.txt\"\nentrypoint: python\n{spec}"),
    )
    .file("main.py", &format!("# {}\n", unique()))
    .file("token.txt", "hunter2")
    .file("key.txt", "hunter3");
    let missing = project.build(&[]).expect_failure();
    insta::assert_snapshot!(missing.error(), @r#"
    cart.yaml:8
    --------------------
       6 |       run: [[python, -c, "import os; print(open('/run/secrets/token').read(), os.environ.get('KEY'))"]]
       7 |       secrets:
       8 | >>>     - token
       9 |         - {id: key, env: KEY}
      10 |     checks: {blind: [python, -c, "import os; assert not os.path.exists('/run/secrets/token') and 'KEY' not in os.environ"]}
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:8:7: the build has no secret `token` for `test`
      help: give it to the build: `--secret id=token,src=FILE` or `--secret id=token,env=VARIABLE`
    "#);
    let given = [
        "--secret=id=token,src=token.txt",
        "--secret=id=key,src=key.txt",
    ];
    let build = project.build(&given).expect_success();
    assert!(build.log.contains("hunter2 hunter3"), "{}", build.log);

    // Another value is no reason to run again.
    project.write("key.txt", "hunter4");
    let again = project.build(&given).expect_success();
    assert_eq!(again.step("[test] python"), Step::Cached, "{}", again.log);
}
