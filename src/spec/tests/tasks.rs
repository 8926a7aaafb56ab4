//! Tests, checks, build steps and the smoke test.

use super::*;

#[test]
fn gates_are_commands_or_maps_of_them() {
    let spec = good(
        "test: pytest -q 'a b'\nchecks:\n  lint: [ruff, check]\n  types:\n    run: [mypy ., [pyright, a b]]\n    \
        groups: Dev\n    deps: requirements-dev.txt\n    env: {A: b}\n    required: false\n    reports: out/x.xml\n",
    );
    let told = spec
        .gates
        .iter()
        .map(|gate| format!("{} {:?} {}", gate.name(), argvs(&gate.task), gate.required));
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
    test [["pytest", "-q", "a b"]] true
    lint [["ruff", "check"]] true
    types [["mypy", "."], ["pyright", "a b"]] false
    "#);
    let Gate { task, reports, .. } = &spec.gates[2];
    assert_eq!(task.groups[0].value, "dev");
    assert!(
        matches!(&task.dependencies, TaskDependencies::File(path) if path.value.as_str() == "requirements-dev.txt")
    );
    assert_eq!(task.env["A"].value, "b");
    assert_eq!(reports[0].value.as_str(), "out/x.xml");
}

/// What a task runs.
fn argvs(task: &Task) -> Vec<&[String]> {
    let commands = task.commands.iter();
    commands.map(|command| command.value.as_slice()).collect()
}

#[test]
fn build_steps_are_commands_or_maps_of_them() {
    let one = |text: &str| {
        let spec = good(text);
        let steps = spec.build.iter().map(|BuildStep { task, .. }| {
            let groups = task.groups.iter().map(|group| &group.value);
            format!(
                "{} {:?} {:?}",
                task.name,
                argvs(task),
                groups.collect::<Vec<_>>()
            )
        });
        steps.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(one("build: python manage.py collectstatic"), @r#"build 1 [["python", "manage.py", "collectstatic"]] []"#);
    insta::assert_snapshot!(one("build: {run: pybabel compile, groups: dev}"), @r#"build 1 [["pybabel", "compile"]] ["dev"]"#);
    insta::assert_snapshot!(one("build: [make, {run: [a 1, [b, 2 3]], env: {A: b}}, [make, x y]]"), @r#"
    build 1 [["make"]] []
    build 2 [["a", "1"], ["b", "2 3"]] []
    build 3 [["make", "x y"]] []
    "#);
}

#[test]
fn build_steps_are_apart_from_the_application_where_they_name_files() {
    let spec = good(
        "build:\n  - {run: a, files: [fetch.py, 'data/*.csv'], outputs: [models/, static/dist]}\n  \
        - {run: b, files: [], outputs: one.bin}\n  - c\n",
    );
    let told = spec.build.iter().map(|step| {
        let Some(Apart { files, outputs }) = &step.apart else {
            return "not apart".to_owned();
        };
        let files = files.iter().map(|it| it.value.as_str());
        let outputs = outputs.iter().map(|it| it.value.as_str());
        let listed = [files.collect::<Vec<_>>(), outputs.collect()];
        listed.map(|it| it.join(", ")).join(" -> ")
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r"
    fetch.py, data/*.csv -> models, static/dist
     -> one.bin
    not apart
    ");
}

#[test]
fn what_is_wrong_with_build_steps_that_are_apart() {
    insta::assert_snapshot!(complaints([
        "build: {run: a, files: [fetch.py]}",
        "build: {run: a, outputs: [models]}",
        "build: {run: a, files: [], outputs: []}",
        "build: {run: a, files: [a], outputs: [/app/models, ../x, '*.bin', .]}",
        "build: [{run: a, files: [], outputs: [static, models]}, {run: b, files: [], outputs: [static/dist, models, modelsets]}]",
    ]), @"
    cart.yaml:1:17: `files` without `outputs`
      why: a step that sees some files alone has to say what it makes of them
      help: add the files and directories that it makes: `outputs: [models]`; or leave `files` out: then it sees all that ships
    cart.yaml:1:17: `outputs` without `files`
      why: a step that makes a layer of its own has to say which of your files it needs, and runs again when these change
      help: add them: `files: [fetch_models.py]`, or `files: []` if it needs none; or leave `outputs` out: then all that it makes ships with the application
    cart.yaml:1:28: there is nothing in `outputs`
      help: add the files and directories that the step makes: `outputs: [models]`
    4 errors
    1. cart.yaml:1:39: `/app/models` is not a path in the application's directory
         why: build steps start there, and may write nowhere else
         help: write a path from there, without patterns, such as `models` for `/app/models`
    2. cart.yaml:1:52: `../x` is not a path in the application's directory
         why: build steps start there, and may write nowhere else
         help: write a path from there, without patterns, such as `models` for `/app/models`
    3. cart.yaml:1:58: `*.bin` is not a path in the application's directory
         why: build steps start there, and may write nowhere else
         help: write a path from there, without patterns, such as `models` for `/app/models`
    4. cart.yaml:1:67: `.` is not a path in the application's directory
         why: build steps start there, and may write nowhere else
         help: write a path from there, without patterns, such as `models` for `/app/models`
    2 errors
    1. cart.yaml:1:87: `static/dist` is in `static`
         why: steps with `files` do not see what others make
         help: let one step make it, or another directory
    2. cart.yaml:1:100: `models` is made twice
         why: steps with `files` do not see what others make
         help: let one step make it, or another directory
    ");
}

#[test]
fn what_is_wrong_with_build_steps() {
    insta::assert_snapshot!(complaints([
        "build: [python, -m, babel]",
        "build: {env: {A: b}}",
        "build: sass $INPUT",
        "build: {run: make, reports: out}",
        "build: [[]]",
    ]), @"
    cart.yaml:1:17: `-m` is not a program
      why: a list is a list of commands here, which run one after the other
      help: write it in the line of its program: `python -m`
    cart.yaml:1:8: `build 1` has no command
      help: add `run`, and the command to run
    cart.yaml:1:13: `$INPUT` would not be replaced by a value
      why: the text is split into words like a shell does, and then started without a shell
      help: write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program $INPUT'`
    cart.yaml:1:20: unknown key `reports`
      help: the keys here are `run`, `extras`, `groups`, `dependencies`, `env`, `secrets`, `ssh`, `files` and `outputs`
    cart.yaml:1:9: there is no program to run
      help: begin with a program, for example `python main.py`
    ");
}

#[test]
fn secrets_are_ids_or_maps_of_them() {
    let spec = good(
        "test: {run: a, secrets: [token, {source: key.pem, env: KEY, required: false}]}\nbuild: {run: b, secrets: one}",
    );
    let of = |task: &Task| {
        let secrets = task.secrets.iter().map(|secret| {
            let TaskSecret {
                id, env, required, ..
            } = secret;
            format!("{} {env:?} {required}", id.as_str())
        });
        secrets.collect::<Vec<_>>().join(", ")
    };
    let told = spec.tasks().map(of).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(told, @r#"
    one None true
    token None true, key.pem Some("KEY") false
    "#);
    insta::assert_snapshot!(complaints([
        "test: {run: a, secrets: hunter 2}",
        "test: {run: a, secrets: [{env: A}]}",
        "test: {run: a, secrets: [{id: a, env: A-B}]}",
        "test: {run: a, secrets: [a, {id: b, target: c}]}",
        "test: {run: a, secrets: [a, {id: a}]}",
    ]), @"
    cart.yaml:1:25: this is not the id of a secret
      why: ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file
      help: write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`
    cart.yaml:1:26: this secret has no `id`
      help: add it, for example `{id: api_token, env: API_TOKEN}`
    cart.yaml:1:39: `A-B` is not a name for an environment variable
      help: use letters, digits and `_`, and do not begin with a digit
    cart.yaml:1:37: unknown key `target`
      help: the keys here are `id`, `env` and `required`
    cart.yaml:1:29: `a` is given twice
      help: keep one of them
    ");
}

#[test]
fn what_is_wrong_with_gates() {
    insta::assert_snapshot!(complaints([
        "checks: ruff check",
        "checks: {Lint All: ruff}",
        "checks: {runtime: ruff}",
        "test: {groups: [dev]}",
        "test: {run: []}",
        "test: {run: [pytest, -q]}",
        "test: pytest $ARGS",
        "test: {run: pytest, dependencies: pytest}",
        "test: {run: pytest, reports: /tmp/x.xml}",
        "test: {run: pytest, files: ../tests}",
        "test: {run: pytest, requird: false}",
    ]), @"
    cart.yaml:1:9: `checks` must be a map
      help: give each check a name: `checks: {lint: ruff check}`
    cart.yaml:1:10: `Lint All` cannot be the name of a check
      help: use lower-case letters and digits, with `-` and `_` between them: `--target` takes it
    cart.yaml:1:10: a check cannot be called `runtime`
      why: `--target runtime` means something else
      help: choose another name
    cart.yaml:1:7: `test` has no command
      help: add `run`, and the command to run
    cart.yaml:1:13: `run` has no command
      help: add `run`, and the command to run
    cart.yaml:1:22: `-q` is not a program
      why: a list is a list of commands here, which run one after the other
      help: write it in the line of its program: `pytest -q`
    cart.yaml:1:14: `$ARGS` would not be replaced by a value
      why: the text is split into words like a shell does, and then started without a shell
      help: write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program $ARGS'`
    cart.yaml:1:35: `pytest` is not a requirements file
      help: name a file such as `requirements-dev.txt`, or list requirements: `dependencies: [pytest]`
    cart.yaml:1:30: `/tmp/x.xml` is not a path in the application's directory
      why: commands start there, and may write nowhere else
      help: write a relative path, such as `reports/junit.xml`
    cart.yaml:1:28: the pattern `../tests` is outside of the build context
      help: patterns begin at the context's root, for example `src/**/*.py`
    cart.yaml:1:21: unknown key `requird`
      help: did you mean `required`?
    ");
}

#[test]
fn the_smoke_test_can_be_off_or_have_variables() {
    assert!(good("entrypoint: a\n").smoke.runs);
    assert!(!good("smoke: false\n").smoke.runs);
    let spec = good("smoke-test: {env: {KEY: x}}\n");
    assert!(spec.smoke.runs);
    assert_eq!(spec.smoke.env["KEY"].value, "x");
    insta::assert_snapshot!(complaints([
        "smoke: off",
        "smoke: {run: a}",
    ]), @"
    cart.yaml:1:8: `smoke` is either `true` or `false`, not `off`
      help: write `true` or `false`
    cart.yaml:1:9: unknown key `run`
      help: the keys here are `env`
    ");
}

#[test]
fn what_becomes_a_step_is_not_without_end() {
    let specs = |count| {
        let many =
            |entry: fn(usize) -> String| (0..count).map(entry).collect::<Vec<_>>().join(", ");
        let named = many(|number| format!("n{number}: x"));
        [
            format!("processes: {{{named}}}"),
            format!("checks: {{{named}}}"),
            format!("build: [{}]", many(|_| "x".to_owned())),
            format!("copy: [{}]", many(|_| "{src: x, dest: /y}".to_owned())),
        ]
    };
    for spec in specs(100) {
        good(&format!("entrypoint: x\n{spec}"));
    }
    for spec in specs(101) {
        let told = render(&read(&format!("entrypoint: x\n{spec}")).unwrap_err());
        assert!(told.contains("` has more than 100 entries"), "{told}");
    }
}

#[test]
fn what_is_no_build_step() {
    insta::assert_snapshot!(complaints([
        "build: pip install requests",
        "build: [[sh, -ec, 'apt-get update && apt-get install -y netcat']]",
        "build: [{run: [uv pip install a, python -m pip install a]}]",
        "build: apt-get install gcc",
        "build: [sh -c 'useradd -m app && playwright install --with-deps chromium']",
        "build: [[sh, -c, 'useradd -m app && python -m playwright install --with-deps']]",
        "build: [python, main.py]",
        "test: [pytest -q]",
        "command: [python main.py]",
    ]), @"
    cart.yaml:1:8: `pip install requests` would install what is gone after the step
      why: of a build step, only the application's files stay
      help: name Python packages in `dependencies`; what this step alone needs in its own: `build: [{run: …, dependencies: […]}]`
    cart.yaml:1:9: `apt-get install -y netcat` would install what is gone after the step
      why: of a build step, only the application's files stay
      help: name packages of the system in `apt` (`apk` on Alpine): `{build: […], run: […]}`
    2 errors
    1. cart.yaml:1:16: `uv pip install a` would install what is gone after the step
         why: of a build step, only the application's files stay
         help: name Python packages in `dependencies`; what this step alone needs in its own: `build: [{run: …, dependencies: […]}]`
    2. cart.yaml:1:34: `python -m pip install a` would install what is gone after the step
         why: of a build step, only the application's files stay
         help: name Python packages in `dependencies`; what this step alone needs in its own: `build: [{run: …, dependencies: […]}]`
    cart.yaml:1:8: `apt-get install gcc` would install what is gone after the step
      why: of a build step, only the application's files stay
      help: name packages of the system in `apt` (`apk` on Alpine): `{build: […], run: […]}`
    2 errors
    1. cart.yaml:1:9: `playwright install --with-deps chromium` would install what is gone after the step
         why: of a build step, only the application's files stay
         help: name packages of the system in `apt` (`apk` on Alpine): `{build: […], run: […]}`
    2. cart.yaml:1:9: `useradd -m app` would make what is gone after the step
         why: of a build step, only the application's files stay
         help: an account is made for the user, who is 10001:10001 unless `user` is another; `writable` are directories that belong to it
    2 errors
    1. cart.yaml:1:9: `python -m playwright install --with-deps` would install what is gone after the step
         why: of a build step, only the application's files stay
         help: name packages of the system in `apt` (`apk` on Alpine): `{build: […], run: […]}`
    2. cart.yaml:1:9: `useradd -m app` would make what is gone after the step
         why: of a build step, only the application's files stay
         help: an account is made for the user, who is 10001:10001 unless `user` is another; `writable` are directories that belong to it
    cart.yaml:1:17: `main.py` is not a program
      why: a list is a list of commands here, which run one after the other
      help: write it in the line of its program: `python main.py`
    cart.yaml:1:7: `pytest -q` is no program: in this list, each entry is one word
      help: write the line alone, `pytest -q`, or word by word, `[pytest, -q]`
    cart.yaml:1:10: `python main.py` is no program: in this list, each entry is one word
      help: write the line alone, `python main.py`, or word by word, `[python, main.py]`
    ");
    good("build: [pip install --target vendor a, pip download a, python setup.py install]");
    good("test: [pytest, '-k a b']");
}
