use super::*;
use crate::diagnostic::{Lint, SourceFile, render, render_one};
use crate::lock;

/// What is found in a spec and the files beside it: place, rule, text.
fn found(spec: &str, files: &[(&str, &str)]) -> String {
    let found = look_at(spec, files, Scope::Everything);
    let line = |(lint, finding): (Lint, &Diagnostic)| {
        let text = render_one(finding);
        let span = finding.at.as_ref().map(|at| format!("{:?}", at.span));
        format!("{} {}\n  {text}", lint.name(), span.unwrap_or_default())
    };
    found.warnings().map(line).collect::<Vec<_>>().join("\n")
}

fn look_at(spec: &str, files: &[(&str, &str)], scope: Scope) -> Diagnostics {
    let file = SourceFile::new("cart.yaml", spec);
    let (spec, warnings) = Spec::read(&file).unwrap();
    assert!(warnings.is_empty());
    let mut known = Files::new();
    let read = |paths: Vec<ContextPath>, known: &mut Files| {
        for path in paths {
            let file = files.iter().find(|(name, _)| *name == path.as_str());
            known.insert(path, file.map(|(_, text)| text.as_bytes()));
        }
    };
    let inputs = loop {
        match lock::collect(&spec, &known) {
            Ok(lock::Progress::Wants(paths)) => read(paths, &mut known),
            Ok(lock::Progress::Done(inputs)) => break inputs,
            Err(problems) => panic!("{}", render(&problems)),
        }
    };
    loop {
        match look(&spec, Some(&inputs), &known, scope) {
            Progress::Wants(paths) => read(paths, &mut known),
            Progress::Done(found) => return found,
        }
    }
}

/// Nothing is wrong with these.
#[track_caller]
fn nothing_in(specs: &[&str]) {
    for spec in specs {
        assert_eq!(found(spec, &[]), "", "{spec}");
    }
}

#[test]
fn root_user() {
    insta::assert_snapshot!(found("user: root", &[]), @"
    RootUser 1:7-1:11
      cart.yaml:1:7: the container runs as root
      why: a flaw in the application then gives away everything in the container
      help: remove `user` for an ordinary user (10001), unless the application needs root
    ");
    insta::assert_snapshot!(found("user: 0:33", &[]), @"
    RootUser 1:7-1:11
      cart.yaml:1:7: the container runs as root
      why: a flaw in the application then gives away everything in the container
      help: remove `user` for an ordinary user (10001), unless the application needs root
    ");
    nothing_in(&["user: www-data", "user: 33:0"]);
}

#[test]
fn unpinned_base() {
    insta::assert_snapshot!(found("base: python", &[]), @"
    UnpinnedBase 1:7-1:13
      cart.yaml:1:7: `python:latest` is another image every now and then
      help: name a version, such as `python:3.13-slim`, or a digest (`@sha256:…`)
    ");
    insta::assert_snapshot!(found("base: registry.example.com/team/base:latest", &[]), @"
    UnpinnedBase 1:7-1:44
      cart.yaml:1:7: `team/base:latest` is another image every now and then
      help: name a version, such as `python:3.13-slim`, or a digest (`@sha256:…`)
    ");
    let digest = "ab".repeat(32);
    nothing_in(&[
        "base: python:3.13",
        "base: slim",
        &format!("base: python:latest@sha256:{digest}"),
    ]);
}

#[test]
fn unencrypted_index() {
    let login = "index: {url: 'http://a.example.com:8080/simple', auth: netrc}";
    insta::assert_snapshot!(found(login, &[]), @"
    UnencryptedIndex 1:14-1:48
      cart.yaml:1:14: the login for `a.example.com:8080` is sent unencrypted
      why: whoever is in between can read what is sent, and answer instead
      help: use `https://`
    ");
    insta::assert_snapshot!(found("index: http://a.example.com/simple", &[]), @"
    UnencryptedIndex 1:8-1:35
      cart.yaml:1:8: `a.example.com` is asked unencrypted
      why: whoever is in between can read what is sent, and answer instead
      help: use `https://`
    ");
    nothing_in(&[
        "index: https://a.example.com",
        "index: http://localhost:3141",
        "index: http://127.0.0.1",
    ]);
}

#[test]
fn unexpanded_variable() {
    insta::assert_snapshot!(found("env: {PATH: '/x:$PATH', B: 'a${C}'}", &[]), @"
    UnexpandedVariable 1:13-1:23
      cart.yaml:1:13: `$PATH` in `PATH` is not replaced by a value
      why: variables are passed to the container as they are written
      help: write the value out
    UnexpandedVariable 1:28-1:35
      cart.yaml:1:28: `${C}` in `B` is not replaced by a value
      why: variables are passed to the container as they are written
      help: write the value out
    ");
    insta::assert_snapshot!(found("command: [serve, --port, $PORT]", &[]), @"
    UnexpandedVariable 1:26-1:31
      cart.yaml:1:26: `$PORT` is not replaced by a value
      why: the program is started without a shell, and gets the argument as it is written
      help: write the value out, or call a shell: `[sh, -c, 'exec program $PORT']`
    ");
    insta::assert_snapshot!(found("test: {run: [[pytest, '${ARGS}']], env: [A=$B]}", &[]), @"
    UnexpandedVariable 1:23-1:32
      cart.yaml:1:23: `${ARGS}` is not replaced by a value
      why: the program is started without a shell, and gets the argument as it is written
      help: write the value out, or call a shell: `[sh, -c, 'exec program ${ARGS}']`
    UnexpandedVariable 1:44-1:46
      cart.yaml:1:44: `$B` in `A` is not replaced by a value
      why: variables are passed to the container as they are written
      help: write the value out
    ");
    insta::assert_snapshot!(found("healthcheck: [CMD, check, $PORT]", &[]), @"
    UnexpandedVariable 1:27-1:32
      cart.yaml:1:27: `$PORT` is not replaced by a value
      why: the program is started without a shell, and gets the argument as it is written
      help: write the value out, or call a shell: `[sh, -c, 'exec program $PORT']`
    ");
    nothing_in(&[
        "env: {COST: 5$, HASH: $2b$12$abc}",
        "command: \"serve '$PORT'\"",
        "command: [grep, 'a$B']",
    ]);
}

#[test]
fn shell_syntax() {
    insta::assert_snapshot!(found("command: [migrate, '&&', serve, '>', /log]", &[]), @"
    ShellSyntax 1:20-1:24
      cart.yaml:1:20: `&&` is passed to the program as an argument
      why: the program is started without a shell
      help: call a shell (`[sh, -c, '…']`) or a script, or start one program only
    ShellSyntax 1:33-1:36
      cart.yaml:1:33: `>` is passed to the program as an argument
      why: the program is started without a shell
      help: call a shell (`[sh, -c, '…']`) or a script, or start one program only
    ");
    nothing_in(&[
        "command: [find, ., -exec, rm, '{}', ';']",
        "command: [sh, -c, 'migrate && serve']",
        "command: \"echo '&&'\"",
    ]);
}

#[test]
fn end_of_life_python() {
    insta::assert_snapshot!(found("python: '3.8'", &[]), @"
    EndOfLifePython 1:9-1:14
      cart.yaml:1:9: Python 3.8 has had no fixes of security since October 2024
      help: move to a newer version, such as 3.13
    ");
    insta::assert_snapshot!(found("", &[(".python-version", "3.10.4")]), @"
    EndOfLifePython 1:1-1:7
      .python-version:1:1: Python 3.10.4 has had no fixes of security since October 2026
      help: move to a newer version, such as 3.13
    ");
    let project = "[project]\nname = 'a'\nrequires-python = '<3.10'\n";
    insta::assert_snapshot!(found("", &[("pyproject.toml", project)]), @"
    EndOfLifePython 3:19-3:26
      pyproject.toml:3:19: Python 3.9 has had no fixes of security since October 2025
      help: move to a newer version, such as 3.13
    ");
    nothing_in(&["python: '3.11'", "python: 3.14", ""]);
    // What the version of such a base is, no file tells.
    assert_eq!(
        found("base: example.com/base:1", &[(".python-version", "3.9")]),
        ""
    );
}

#[test]
fn values_that_are_thrown_away_are_no_secrets() {
    let spec = "build: {run: a, env: {SECRET_KEY: any}}\nsmoke: {env: {DB_PASSWORD: any}}\n";
    assert_eq!(found(spec, &[]), "");
    let spec = "build: {run: a, env: {KEY: ghp_0123456789abcdefghijABCDEFGHIJ012345}}\n";
    assert!(found(spec, &[]).contains("`KEY` looks like a secret"));
}

#[test]
fn hardcoded_secret() {
    let spec = "env:
  DB_PASSWORD: hunter2
  SECRET_KEY: 'django-insecure-x'
  DATABASE_URL: postgres://app:hunter2@db/app
  NOTE: see ghp_0123456789abcdefghijABCDEFGHIJ012345
labels: [com.example.api-token=s3cret]
test: {run: pytest --token=glpat-0123456789abcdefghij, env: {TOKEN: s3cret}}
";
    let told = found(spec, &[]);
    for secret in ["hunter2", "insecure", "s3cret", "ghp_", "glpat"] {
        assert!(!told.contains(secret), "{told}");
    }
    insta::assert_snapshot!(told, @"
    HardcodedSecret 2:16-2:23
      cart.yaml:2:16: `DB_PASSWORD` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 3:15-3:34
      cart.yaml:3:15: `SECRET_KEY` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 4:17-4:46
      cart.yaml:4:17: `DATABASE_URL` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 5:9-5:53
      cart.yaml:5:9: `NOTE` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 6:32-6:38
      cart.yaml:6:32: `com.example.api-token` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 7:20-7:54
      cart.yaml:7:20: this looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    HardcodedSecret 7:69-7:75
      cart.yaml:7:69: `TOKEN` looks like a secret
      why: it stays readable in the image, or in the history of its builds
      help: take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator
    ");
    let shown = look_at(spec, &[], Scope::Build).masked(&SourceFile::new("cart.yaml", spec));
    insta::assert_snapshot!(shown.text(), @"
    env:
      DB_PASSWORD: *******
      SECRET_KEY: *******************
      DATABASE_URL: *****************************
      NOTE: ********************************************
    labels: [com.example.api-token=******]
    test: {run: pytest **********************************, env: {TOKEN: ******}}
    ");
    nothing_in(&[
        "env: {DB_PASSWORD: ''}",
        "env: {DB_PASSWORD_FILE: hunter2}",
        "env: {DB_PASSWORD: /run/secrets/db}",
        "env: {USE_TOKEN: 'true', MAX_TOKEN: 8192}",
        "env: {DATABASE_URL: postgres://app@db/app, KEY: primary, AUTHOR: me}",
        "env: {URL: https://example.com/a@b:c}",
        "labels: {org.opencontainers.image.title: AKIA}",
    ]);
}

#[test]
fn loopback_address() {
    let commands = [
        "uvicorn main:app",
        "/opt/venv/bin/uvicorn main:app --host 127.0.0.1 --port 8000",
        "python -m uvicorn main:app --host=localhost",
        "gunicorn main:app -b 127.0.0.1:8000",
        "hypercorn main:app --bind '[::1]:8000'",
        "daphne -b127.0.0.1 main:app",
        "granian --interface asgi main:app",
        "litestar --app main:app run",
        "waitress-serve --listen=127.0.0.1:8000 main:app",
        "fastapi run main.py --host 127.0.0.1",
        "streamlit run app.py --server.address localhost --server.port 8000",
        "python -u manage.py runserver --noreload --settings x",
        "./manage.py runserver 8000",
    ];
    let told = commands.map(|command| found(&format!("port: 8000\ncommand: {command}\n"), &[]));
    insta::assert_snapshot!(told.join("\n\n"), @"
    LoopbackAddress 2:10-2:17
      cart.yaml:2:10: `uvicorn` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    LoopbackAddress 2:41-2:57
      cart.yaml:2:41: `uvicorn` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    LoopbackAddress 2:37-2:53
      cart.yaml:2:37: `uvicorn` listens on localhost, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    LoopbackAddress 2:28-2:45
      cart.yaml:2:28: `gunicorn` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    LoopbackAddress 2:29-2:48
      cart.yaml:2:29: `hypercorn` listens on ::1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    LoopbackAddress 2:17-2:28
      cart.yaml:2:17: `daphne` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    LoopbackAddress 2:10-2:17
      cart.yaml:2:10: `granian` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    LoopbackAddress 2:10-2:37
      cart.yaml:2:10: `litestar run` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    LoopbackAddress 2:25-2:48
      cart.yaml:2:25: `waitress-serve` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    LoopbackAddress 2:30-2:46
      cart.yaml:2:30: `fastapi run` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    LoopbackAddress 2:31-2:57
      cart.yaml:2:31: `streamlit run` listens on localhost, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    DevelopmentServer 2:10-2:39
      cart.yaml:2:10: `manage.py runserver` is made for development
      help: use a server made for production, such as gunicorn or uvicorn
    LoopbackAddress 2:10-2:39
      cart.yaml:2:10: `manage.py runserver` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0

    DevelopmentServer 2:10-2:31
      cart.yaml:2:10: `manage.py runserver` is made for development
      help: use a server made for production, such as gunicorn or uvicorn
    LoopbackAddress 2:32-2:36
      cart.yaml:2:32: `manage.py runserver` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0
    ");
    insta::assert_snapshot!(found("port: 8000\nentrypoint: [uvicorn]\ncommand: [a:b, --host, '::1']", &[]), @"
    LoopbackAddress 3:16-3:29
      cart.yaml:3:16: `uvicorn` listens on ::1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0
    ");
}

#[test]
fn loopback_address_of_no_server_or_of_one_of_several() {
    let harmless = [
        "uvicorn main:app --host 0.0.0.0",
        "uvicorn main:app --uds /run/app.sock",
        "gunicorn main:app\nenv: {PORT: '8000'}",
        "gunicorn main:app --config settings.py",
        "gunicorn main:app -b unix:/run/app.sock",
        "gunicorn main:app -b 127.0.0.1:8000 -b 0.0.0.0:8000",
        "hypercorn main:app -c hypercorn.toml",
        "waitress-serve --port=8000 main:app",
        "fastapi run",
        "python main.py --host 127.0.0.1",
        "streamlit run app.py --server.port 8000",
    ];
    for command in harmless {
        nothing_in(&[&format!("port: 8000\ncommand: {command}\n")]);
    }
    for address in ["--settings, x, 0.0.0.0:8000", "-v2, 0:8000", "'[::]:8000'"] {
        let spec = format!("port: 8000\ncommand: [python, manage.py, runserver, {address}]\n");
        let told = found(&spec, &[]);
        assert!(
            told.starts_with("Development") && !told.contains("listens"),
            "{told}"
        );
    }
    // Its settings may say more.
    let gunicorn = "port: 8000\ncommand: gunicorn main:app";
    assert_eq!(found(gunicorn, &[("gunicorn.conf.py", "")]), "");
    let told = look_at(gunicorn, &[], Scope::Build);
    assert_eq!(told.warnings().count(), 1, "{}", render(&told));
    let processes = "port: 8000\nprocesses: {web: uvicorn main:app, admin: uvicorn admin:app, api: {command: uvicorn api:app, port: 80}}";
    insta::assert_snapshot!(found(processes, &[]), @"
    LoopbackAddress 2:18-2:25
      cart.yaml:2:18: `uvicorn` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0
    LoopbackAddress 2:77-2:84
      cart.yaml:2:77: `uvicorn` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: make it listen on 0.0.0.0
    PortMismatch 2:77-2:84
      cart.yaml:2:77: `uvicorn` listens on port 8000
      why: `port` says 80
      help: make them the same
    ");
    nothing_in(&[
        "command: uvicorn main:app",
        "command: uvicorn main:app\nport: 8000\nenv: {UVICORN_HOST: 0.0.0.0}\n",
        "processes: {web: {command: uvicorn main:app, port: 8000, env: {UVICORN_HOST: 0.0.0.0}}}\n",
    ]);
}

#[test]
fn port_mismatch() {
    let commands = [
        "uvicorn main:app --host 0.0.0.0 --port 8080",
        "gunicorn main:app -b 0.0.0.0:8080",
        "fastapi run",
        "waitress-serve main:app",
        "streamlit run app.py",
        "python manage.py runserver 0.0.0.0:8080",
    ];
    let told =
        commands.map(|command| found(&format!("port: [80, 53/udp]\ncommand: {command}\n"), &[]));
    insta::assert_snapshot!(told.join("\n\n"), @"
    PortMismatch 2:27-2:41
      cart.yaml:2:27: `uvicorn` listens on port 8080
      why: `port` says 80
      help: make them the same

    PortMismatch 2:28-2:43
      cart.yaml:2:28: `gunicorn` listens on port 8080
      why: `port` says 80
      help: make them the same

    PortMismatch 2:10-2:21
      cart.yaml:2:10: `fastapi run` listens on port 8000
      why: `port` says 80
      help: make them the same

    PortMismatch 2:10-2:24
      cart.yaml:2:10: `waitress-serve` listens on port 8080
      why: `port` says 80
      help: make them the same

    PortMismatch 2:10-2:23
      cart.yaml:2:10: `streamlit run` listens on port 8501
      why: `port` says 80
      help: make them the same

    DevelopmentServer 2:10-2:36
      cart.yaml:2:10: `manage.py runserver` is made for development
      help: use a server made for production, such as gunicorn or uvicorn
    PortMismatch 2:37-2:49
      cart.yaml:2:37: `manage.py runserver` listens on port 8080
      why: `port` says 80
      help: make them the same
    ");
    nothing_in(&[
        "port: [80, 8080]\ncommand: uvicorn main:app --host 0.0.0.0 --port 8080",
        "port: 53/udp\ncommand: uvicorn main:app --host 0.0.0.0 --port 8080",
        "port: 80\ncommand: uvicorn main:app --host 0.0.0.0\nenv: {UVICORN_PORT: '80'}",
        "command: uvicorn main:app --host 0.0.0.0 --port 8080",
        "port: 80\ncommand: streamlit run app.py\nenv: {STREAMLIT_SERVER_PORT: '80'}",
        "port: 80\ncommand: fastapi run\nenv: {PORT: '80'}",
    ]);
    let streamlit = "port: 80\ncommand: streamlit run app.py --server.address 0.0.0.0";
    assert_eq!(found(streamlit, &[(".streamlit/config.toml", "")]), "");
}

/// What is found in a program that starts its server itself, behind a port that is the default of none.
fn found_in(program: &str) -> String {
    let spec = "port: 80\ncommand: python -u app.py\n";
    found(spec, &[("app.py", program)])
}

#[test]
fn servers_that_a_program_starts_itself() {
    let flask = "from flask import Flask\napp = Flask(__name__)\n";
    let gradio = "import gradio as gr\nwith gr.Blocks() as demo:\n    gr.Button()\n";
    let programs = [
        format!("{flask}if __name__ == '__main__':\n    app.run(debug=True)\n"),
        format!("{flask}app.run('localhost', port=80)\n"),
        "import uvicorn as u\nwith x:\n    u.run('main:app', host='127.0.0.1')\n".to_owned(),
        "from uvicorn import run\ntry:\n    run(app, port=80)\nexcept KeyboardInterrupt:\n    pass\n"
            .to_owned(),
        format!("{gradio}demo.launch(show_error=True)\n"),
    ];
    let told = programs.map(|program| found_in(&program)).join("\n\n");
    insta::assert_snapshot!(told, @r#"
    LoopbackAddress 4:5-4:12
      app.py:4:5: `app.py: app.run()` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: pass it `host="0.0.0.0"`
    PortMismatch 4:5-4:12
      app.py:4:5: `app.py: app.run()` listens on port 5000
      why: `port` says 80
      help: make them the same

    LoopbackAddress 3:1-3:8
      app.py:3:1: `app.py: app.run()` listens on localhost, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: pass it `host="0.0.0.0"`

    LoopbackAddress 3:5-3:10
      app.py:3:5: `app.py: u.run()` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: pass it `host="0.0.0.0"`
    PortMismatch 3:5-3:10
      app.py:3:5: `app.py: u.run()` listens on port 8000
      why: `port` says 80
      help: make them the same

    LoopbackAddress 3:5-3:8
      app.py:3:5: `app.py: run()` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: pass it `host="0.0.0.0"`

    LoopbackAddress 4:1-4:12
      app.py:4:1: `app.py: demo.launch()` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: pass it `server_name="0.0.0.0"`
    PortMismatch 4:1-4:12
      app.py:4:1: `app.py: demo.launch()` listens on port 7860
      why: `port` says 80
      help: make them the same
    "#);
    let uvicorn = "import uvicorn\n";
    for harmless in [
        format!("{flask}app.run(host='0.0.0.0', port=80)\n"),
        format!("{flask}app.run('0.0.0.0', 80)\n"),
        format!("{flask}app.run(host=HOST)\n"),
        format!("{flask}app.run(**options)\n"),
        format!("{flask}app.config['SERVER_NAME'] = 'shop:80'\napp.run()\n"),
        format!("{flask}app.config.from_object('config')\napp.run()\n"),
        format!("{flask}app = wrapped(app)\napp.run()\n"),
        format!("{flask}if DEBUG:\n    app.run()\n"),
        format!("{flask}if DEBUG:\n    app.run()\nelse:\n    app.run(host='0.0.0.0')\n"),
        format!("{flask}def main():\n    app.run()\n"),
        format!("{flask}def main():\n    app.run(host='0.0.0.0')\nmain()\napp.run()\n"),
        "from shop import app\napp.run()\n".to_owned(),
        "app = Other()\napp.run()\n".to_owned(),
        format!("{uvicorn}uvicorn.run(app, host=os.environ['HOST'], port=80)\n"),
        format!("{uvicorn}uvicorn.run(app, uds='/run/app.sock')\n"),
        format!("{uvicorn}uvicorn.run(app, **settings)\n"),
        format!("{gradio}demo.launch(server_name='0.0.0.0', server_port=80)\n"),
        format!("{gradio}demo.launch(share=True)\n"),
        format!("import os\n{gradio}os.environ['GRADIO_SERVER_NAME'] = NAME\ndemo.launch()\n"),
        "demo.launch()\n".to_owned(),
        "(\n".to_owned(),
    ] {
        assert_eq!(found_in(&harmless), "", "{harmless}");
    }
    let demo = format!("{gradio}demo.launch()\n");
    let files = [("app.py", demo.as_str())];
    for harmless in [
        "port: 80\ncommand: python app.py\nenv: {GRADIO_SERVER_NAME: 0.0.0.0}\n",
        "command: python app.py\n",
        "port: 80\ncommand: python other.py\n",
        "port: 80\ncommand: python -m app\n",
    ] {
        assert_eq!(found(harmless, &files), "", "{harmless}");
    }
    let absolute = "port: 7860\nworkdir: /srv\nprocesses: {web: python /srv/app.py}\n";
    let told = look_at(absolute, &files, Scope::Build);
    assert_eq!(told.warnings().count(), 1, "{}", found(absolute, &files));
}

#[test]
fn development_server() {
    let commands = [
        "flask --app shop run --host 0.0.0.0",
        "python manage.py runserver 0.0.0.0:8000",
        "fastapi dev main.py",
        "python3.13 -m http.server",
        "uvicorn main:app --reload",
        "litestar run --debug",
    ];
    let told = commands.map(|command| found(&format!("command: {command}\n"), &[]));
    insta::assert_snapshot!(told.join("\n\n"), @"
    DevelopmentServer 1:10-1:30
      cart.yaml:1:10: `flask run` is made for development
      help: use a server made for production, such as gunicorn or uvicorn

    DevelopmentServer 1:10-1:36
      cart.yaml:1:10: `manage.py runserver` is made for development
      help: use a server made for production, such as gunicorn or uvicorn

    DevelopmentServer 1:10-1:21
      cart.yaml:1:10: `fastapi dev` is made for development
      help: use a server made for production, such as gunicorn or uvicorn

    DevelopmentServer 1:10-1:35
      cart.yaml:1:10: `http.server` is made for development
      help: use a server made for production, such as gunicorn or uvicorn

    DevelopmentServer 1:27-1:35
      cart.yaml:1:27: `--reload` is made for development
      help: take it out: the files of an image do not change, and nobody debugs in production

    DevelopmentServer 1:23-1:30
      cart.yaml:1:23: `--debug` is made for development
      help: take it out: the files of an image do not change, and nobody debugs in production
    ");
    nothing_in(&[
        "command: flask db upgrade",
        "command: python manage.py migrate",
        "command: fastapi run",
        "command: uvicorn main:app",
    ]);
}

#[test]
fn unlocked_dependencies() {
    insta::assert_snapshot!(found("dependencies: [fastapi, 'idna==3.10', 'numpy>=2']", &[]), @"
    UnlockedDependencies 1:16-1:23
      cart.yaml:1:16: nothing says which versions of `fastapi` and 1 more are installed
      why: versions are found anew wherever the engine does not remember them
      help: keep a lock: `docker buildx build --target lock -o . .` writes `pylock.toml`, which `dependencies` can name; or use the lock of your own tool
    ");
    let files = [("requirements.txt", "a==1\nb==1.*\n")];
    insta::assert_snapshot!(found("", &files), @"
    UnlockedDependencies 2:1-2:7
      requirements.txt:2:1: nothing says which version of `b` is installed
      why: versions are found anew wherever the engine does not remember them
      help: keep a lock: `docker buildx build --target lock -o . .` writes `pylock.toml`, which `dependencies` can name; or use the lock of your own tool
    ");
    let project = [(
        "pyproject.toml",
        "[project]\nname = 'x'\ndependencies = ['a @ git+https://e.example/a.git@main']\n",
    )];
    insta::assert_snapshot!(found("", &project), @"
    UnlockedDependencies 3:17-3:55
      pyproject.toml:3:17: nothing says which version of `a` is installed
      why: versions are found anew wherever the engine does not remember them
      help: keep a lock: `docker buildx build --target lock -o . .` writes `pylock.toml`, which `dependencies` can name; or use the lock of your own tool
    ");
    let commit = "ab".repeat(20);
    nothing_in(&[
        "",
        "dependencies: []",
        "dependencies: [a==1, b===2]",
        "dependencies: {packages: [a], exclude-newer: 2026-10-01}",
        &format!(
            "dependencies: ['a @ git+https://e.example/a.git@{commit}', 'b @ https://e.example/b-1-py3-none-any.whl#sha256={}']",
            "ab".repeat(32)
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

#[test]
fn builds_tell_what_they_know_anyway() {
    let told = look_at("user: root\ndependencies: [fastapi]", &[], Scope::Build);
    let lints: Vec<_> = told.warnings().map(|(lint, _)| lint).collect();
    assert_eq!(lints, [Lint::RootUser]);
}

fn config(spec: &str, client: Option<&str>) -> Result<Config, String> {
    let spec = SourceFile::new("cart.yaml", spec);
    Config::read(&spec, client).map_err(|problem| render_one(&problem))
}

/// What is told of a finding, and whether it is an error.
fn told(config: Config, spec: &str) -> String {
    let mut report = Report::new(config);
    match report.add(&look_at(spec, &[], Scope::Build)) {
        Ok(()) => report.into_warnings().iter().map(render_one).collect(),
        Err(errors) => format!("ERROR {}", render(&errors)),
    }
}

#[test]
fn a_spec_or_the_client_says_what_is_told() {
    let spec = "#!/usr/bin/env docker\n# syntax=cartwright\n# check=skip=rootuser, ShellSyntax;error=true\nuser: root\nbase: python\n";
    insta::assert_snapshot!(told(config(spec, None).unwrap(), spec), @"
    ERROR cart.yaml:5:7: UnpinnedBase: `python:latest` is another image every now and then
      help: name a version, such as `python:3.13-slim`, or a digest (`@sha256:…`)
    ");
    insta::assert_snapshot!(told(config(spec, Some("skip=UnpinnedBase,JSONArgsRecommended")).unwrap(), spec), @"
    cart.yaml:4:7: the container runs as root
      why: a flaw in the application then gives away everything in the container
      help: remove `user` for an ordinary user (10001), unless the application needs root
    ");
    let silent = config(spec, Some("skip=all;error=true;experimental=all")).unwrap();
    assert_eq!(told(silent, spec), "");
    // A comment ends what BuildKit reads too.
    let late = "# syntax=cartwright\n# A service.\n# check=skip=all\nuser: root\n";
    assert_eq!(config(late, None), Ok(Config::default()));
}

#[test]
fn what_cannot_be_meant_is_told() {
    let of = |text: &str| config(&format!("# syntax=x\n#  check = {text}\n"), None).unwrap_err();
    insta::assert_snapshot!(of("error=true;skip=RotUser"), @"
    cart.yaml:2:23: there is no rule `RotUser`
      help: did you mean `RootUser`?
    ");
    insta::assert_snapshot!(of("skip"), @"
    cart.yaml:2:12: `skip` does not say what to check
      help: write `skip=` and names of rules, or `skip=all`; and `error=true` to make findings errors: `# check=skip=RootUser;error=true`
    ");
    insta::assert_snapshot!(of("error=yes"), @"
    cart.yaml:2:12: `error=yes` does not say what to check
      help: write `skip=` and names of rules, or `skip=all`; and `error=true` to make findings errors: `# check=skip=RootUser;error=true`
    ");
    insta::assert_snapshot!(config("", Some("error=yes")).unwrap_err(), @"
    `BUILDKIT_DOCKERFILE_CHECK`: `error=yes` does not say what to check
      help: write `skip=` and names of rules, or `skip=all`; and `error=true` to make findings errors: `# check=skip=RootUser;error=true`
    ");
}

#[test]
fn nothing_is_told_twice() {
    let mut report = Report::new(Config::default());
    for _ in 0..2 {
        report
            .add(&look_at("user: root", &[], Scope::Build))
            .unwrap();
    }
    assert_eq!(report.into_warnings().iter().count(), 1);
}

#[test]
fn every_rule_has_a_page() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules");
    let mut pages = std::collections::BTreeSet::new();
    for page in std::fs::read_dir(folder).unwrap() {
        pages.insert(page.unwrap().file_name().into_string().unwrap());
    }
    for lint in Lint::ALL {
        let name = lint.name();
        assert!(pages.remove(&format!("{name}.md")), "{name} has no page");
        assert!(lint.url().ends_with(&format!("/docs/rules/{name}.md")));
        let page = std::fs::read_to_string(format!("{folder}/{name}.md")).unwrap();
        let summary = crate::diagnostic::texts::lint::summary(lint);
        assert!(
            page.starts_with(&format!("# {name}\n\n{summary}.\n")),
            "{page}"
        );
        let parts = page.lines().filter(|line| line.starts_with("## "));
        let parts: Vec<_> = parts.collect();
        assert_eq!(
            parts,
            ["## Why", "## Wrong", "## Right", "## Silencing it"],
            "{name}"
        );
    }
    assert_eq!(pages.iter().find(|page| *page != "README.md"), None);
    assert!(Lint::ALL.is_sorted());
}
