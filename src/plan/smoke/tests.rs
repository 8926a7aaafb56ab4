//! What is looked at of commands that people write.

use super::Check;
use crate::diagnostic::{SourceFile, render};
use crate::spec::{Argv, Spec};

/// What the step is told about a command: program, options, and what is imported.
fn told(command: &str) -> String {
    let argv: Argv = command
        .parse()
        .unwrap_or_else(|fault| panic!("{command}: {fault:?}"));
    let told = Check::of(argv.as_slice()).into_iter().map(|check| {
        let json = check.to_json();
        let words = [vec![check.program], check.options].concat();
        let script = check.script.map(|script| format!(" after {script}"));
        let script = script.unwrap_or_default();
        let directory = check.directory.map(|directory| format!(" in {directory}"));
        let directory = directory.unwrap_or_default();
        format!(
            "  {} {}{script}{directory}",
            words.join(" "),
            json["starts"]
        )
    });
    format!("{command}\n{}", told.collect::<Vec<_>>().join("\n"))
}

fn table<const N: usize>(commands: [&str; N]) -> String {
    commands.map(told).join("\n")
}

#[test]
fn interpreters_run_files_modules_and_texts() {
    insta::assert_snapshot!(table([
        "python",
        "python main.py --port 8000",
        "python3.13 -u -W ignore -Xdev src/main.py -m x",
        "/usr/bin/python3 -um app.worker -c x",
        "python -c 'import app; app.run()'",
        "python -Ic 'import app'",
        "python manage.py runserver --settings=config.prod",
        "python -m django migrate --pythonpath src",
        "python -",
    ]), @r#"
    python

    python main.py --port 8000
      python [["script","main.py"]]
    python3.13 -u -W ignore -Xdev src/main.py -m x
      python3.13 -u -W ignore -Xdev [["script","src/main.py"]]
    /usr/bin/python3 -um app.worker -c x
      /usr/bin/python3 -u [["main","app.worker"]]
    python -c 'import app; app.run()'
      python [["code","import app; app.run()"]]
    python -Ic 'import app'
      python -I [["code","import app"]]
    python manage.py runserver --settings=config.prod
      python [["manage",["manage.py","check","--settings=config.prod"]]]
    python -m django migrate --pythonpath src
      python [["manage",["-m","django","check","--pythonpath=src"]]]
    python -
    "#);
}

#[test]
fn servers_import_what_their_command_line_names() {
    insta::assert_snapshot!(table([
        "uvicorn main:app --host 0.0.0.0 --port 8000",
        "uvicorn --host localhost --factory --app-dir src shop.main:create_app",
        "uvicorn --ssl-keyfile main:app",
        "gunicorn config.wsgi -w4 -b 0.0.0.0:8000",
        "gunicorn -w 4 -k uvicorn.workers.UvicornWorker --bind unix:app.sock -c conf.py 'shop.web:create(debug=False)'",
        "gunicorn --chdir src --pythonpath lib,vendor shop:app",
        "gunicorn --env A=b shop:app",
        "gunicorn",
        "gunicorn --config=conf/web.py",
        "gunicorn -k gevent",
        "python -m gunicorn shop:app",
        "hypercorn shop.asgi:app.inner",
        "waitress-serve --port=80 --call shop:create",
        "flask --app shop run",
        "flask --app 'shop.py:create_app(1)' run",
        "quart --app shop:create_app run",
        "litestar --app shop.main:app run",
        "litestar run",
        "fastapi run src/shop/main.py --port 80",
        "fastapi run --workers 2 --proxy-headers --app=api main",
        "fastapi run --port 80",
        "fastapi run -e shop.main:app",
        "fastapi run --unknown main.py",
        "fastapi --version",
        "streamlit run app.py --server.port 8501",
        "panel serve app.py --port 80",
        "panel serve notebook.ipynb",
        "shop serve main:app",
    ]), @r#"
    uvicorn main:app --host 0.0.0.0 --port 8000
      uvicorn [["application","main","app",".",[]]]
    uvicorn --host localhost --factory --app-dir src shop.main:create_app
      uvicorn [["application","shop.main","create_app",".",["src"]]]
    uvicorn --ssl-keyfile main:app
      uvicorn []
    gunicorn config.wsgi -w4 -b 0.0.0.0:8000
      gunicorn [["gunicorn","config.wsgi","application",".",[],"gunicorn.conf.py"]]
    gunicorn -w 4 -k uvicorn.workers.UvicornWorker --bind unix:app.sock -c conf.py 'shop.web:create(debug=False)'
      gunicorn [["gunicorn","shop.web","create",".",[],"conf.py"]]
    gunicorn --chdir src --pythonpath lib,vendor shop:app
      gunicorn [["gunicorn","shop","app","src",["lib","vendor"],"gunicorn.conf.py"]]
    gunicorn --env A=b shop:app
      gunicorn []
    gunicorn
      gunicorn [["settings","gunicorn.conf.py"]]
    gunicorn --config=conf/web.py
      gunicorn [["settings","conf/web.py"]]
    gunicorn -k gevent
      gunicorn []
    python -m gunicorn shop:app
      python [["main","gunicorn"],["gunicorn","shop","app",".",[],"gunicorn.conf.py"]]
    hypercorn shop.asgi:app.inner
      hypercorn [["application","shop.asgi","app.inner",".",[]]]
    waitress-serve --port=80 --call shop:create
      waitress-serve [["application","shop","create",".",[]]]
    flask --app shop run
      flask [["application","shop",null,".",[]]]
    flask --app 'shop.py:create_app(1)' run
      flask [["application","shop","create_app",".",[]]]
    quart --app shop:create_app run
      quart [["application","shop","create_app",".",[]]]
    litestar --app shop.main:app run
      litestar [["application","shop.main","app",".",[]]]
    litestar run
      litestar []
    fastapi run src/shop/main.py --port 80
      fastapi [["fastapi","src/shop/main.py",null]]
    fastapi run --workers 2 --proxy-headers --app=api main
      fastapi [["fastapi","main","api"]]
    fastapi run --port 80
      fastapi [["fastapi",null,null]]
    fastapi run -e shop.main:app
      fastapi [["application","shop.main","app",".",[]]]
    fastapi run --unknown main.py
      fastapi []
    fastapi --version
      fastapi []
    streamlit run app.py --server.port 8501
      streamlit [["script","app.py"]]
    panel serve app.py --port 80
      panel [["script","app.py"]]
    panel serve notebook.ipynb
      panel []
    shop serve main:app
      shop []
    "#);
}

#[test]
fn workers_import_what_their_command_line_names() {
    insta::assert_snapshot!(table([
        "celery -A config worker -l info",
        "celery --app=config.celery:app --workdir src beat",
        "dramatiq shop.tasks shop.mails",
        "arq --burst shop.worker.Settings",
        "huey_consumer.py shop.tasks.huey -w 4",
        "taskiq worker --app-dir src shop.tasks:broker shop.jobs",
        "taskiq --version",
    ]), @r#"
    celery -A config worker -l info
      celery [["celery","config","."]]
    celery --app=config.celery:app --workdir src beat
      celery [["celery","config.celery:app","src"]]
    dramatiq shop.tasks shop.mails
      dramatiq [["application","shop.tasks",null,".",[]]]
    arq --burst shop.worker.Settings
      arq [["application","shop.worker","Settings",".",[]]]
    huey_consumer.py shop.tasks.huey -w 4
      huey_consumer.py [["application","shop.tasks","huey",".",[]]]
    taskiq worker --app-dir src shop.tasks:broker shop.jobs
      taskiq [["application","shop.tasks","broker",".",["src"]]]
    taskiq --version
      taskiq []
    "#);
}

#[test]
fn wrappers_start_other_programs() {
    insta::assert_snapshot!(table([
        "tini -- uvicorn main:app",
        "dumb-init python main.py",
        "ddtrace-run gunicorn main:app",
        "newrelic-admin run-program celery -A shop worker",
        "opentelemetry-instrument --traces_exporter console uvicorn main:app",
        "./manage.py migrate",
        "django-admin migrate --settings config.prod",
        "timeout 5m python job.py",
        "timeout -k 1 5 python job.py",
        "nohup nice python job.py",
    ]), @r#"
    tini -- uvicorn main:app
      tini []
      uvicorn [["application","main","app",".",[]]]
    dumb-init python main.py
      dumb-init []
      python [["script","main.py"]]
    ddtrace-run gunicorn main:app
      ddtrace-run []
      gunicorn [["gunicorn","main","app",".",[],"gunicorn.conf.py"]]
    newrelic-admin run-program celery -A shop worker
      newrelic-admin []
      celery [["celery","shop","."]]
    opentelemetry-instrument --traces_exporter console uvicorn main:app
      opentelemetry-instrument []
    ./manage.py migrate
      ./manage.py [["manage",["./manage.py","check"]]]
    django-admin migrate --settings config.prod
      django-admin [["manage",["django-admin","check","--settings=config.prod"]]]
    timeout 5m python job.py
      timeout []
      python [["script","job.py"]]
    timeout -k 1 5 python job.py
      timeout []
    nohup nice python job.py
      nohup []
      nice []
      python [["script","job.py"]]
    "#);
}

#[test]
fn scripts_may_hand_over_to_what_their_arguments_say() {
    insta::assert_snapshot!(table([
        "./entrypoint.sh gunicorn shop.wsgi",
        "tini -- /app/bin/docker-entrypoint ./wait.sh python main.py",
        "./serve gunicorn shop.wsgi",
    ]), @r#"
    ./entrypoint.sh gunicorn shop.wsgi
      ./entrypoint.sh []
      gunicorn [["gunicorn","shop.wsgi","application",".",[],"gunicorn.conf.py"]] after ./entrypoint.sh
    tini -- /app/bin/docker-entrypoint ./wait.sh python main.py
      tini []
      /app/bin/docker-entrypoint []
      ./wait.sh [] after /app/bin/docker-entrypoint
      python [["script","main.py"]] after ./wait.sh
    ./serve gunicorn shop.wsgi
      ./serve []
    "#);
}

#[test]
fn a_command_has_few_programs() {
    let argv = vec!["tini".to_owned(); 100_000];
    assert_eq!(Check::of(&argv).len(), 8);
}

#[test]
fn lines_for_a_shell_are_looked_into() {
    insta::assert_snapshot!(table([
        "sh -c 'exec gunicorn shop.wsgi -b 0.0.0.0:$PORT --workers ${WORKERS:-2}'",
        "bash -ec 'python manage.py migrate && exec uvicorn main:app --app-dir \"$DIR\"'",
        "sh -c 'sleep 1; cd src; uvicorn main:app'",
        "sh -c 'set -eu; cd api && cd src && exec python -m shop'",
        "sh -c 'cd $HOME && uvicorn main:app'",
        "sh -c 'if true; then uvicorn main:app; fi'",
        "sh -c 'PORT=1 uvicorn main:app'",
        "sh -c 'uvicorn main:app > log'",
        "sh -c '$SERVER main:app'",
        "sh start.sh",
    ]), @r#"
    sh -c 'exec gunicorn shop.wsgi -b 0.0.0.0:$PORT --workers ${WORKERS:-2}'
      sh []
      gunicorn [["gunicorn","shop.wsgi","application",".",[],"gunicorn.conf.py"]]
    bash -ec 'python manage.py migrate && exec uvicorn main:app --app-dir "$DIR"'
      bash []
      python [["manage",["manage.py","check"]]]
      uvicorn []
    sh -c 'sleep 1; cd src; uvicorn main:app'
      sh []
      sleep []
      uvicorn [["application","main","app",".",[]]] in src
    sh -c 'set -eu; cd api && cd src && exec python -m shop'
      sh []
      python [["main","shop"]] in api/src
    sh -c 'cd $HOME && uvicorn main:app'
      sh []
    sh -c 'if true; then uvicorn main:app; fi'
      sh []
    sh -c 'PORT=1 uvicorn main:app'
      sh []
    sh -c 'uvicorn main:app > log'
      sh []
    sh -c '$SERVER main:app'
      sh []
    sh start.sh
      sh []
    "#);
}

#[test]
fn a_whole_command_is_no_argument_of_another() {
    let told = |text: &str| {
        let (spec, _) = Spec::read(&SourceFile::new("cart.yaml", text)).unwrap();
        super::doubled(&spec)
    };
    let twice = "entrypoint: uvicorn api:app\nprocesses: {web: uvicorn api:app, worker: celery -A shop worker, own: inventory}\n";
    insta::assert_snapshot!(render(&told(twice)), @"
    2 errors
    1. cart.yaml:2:18: `uvicorn api:app` would be arguments of `uvicorn api:app`
         why: an entry point is put before each command
         help: remove `entrypoint`, or leave only arguments in the command
    2. cart.yaml:2:43: `celery -A shop worker` would be arguments of `uvicorn api:app`
         why: an entry point is put before each command
         help: remove `entrypoint`, or leave only arguments in the command
    ");
    for fine in [
        "entrypoint: python wait.py\ncommand: gunicorn shop.wsgi",
        "entrypoint: uvicorn api:app\ncommand: --port 80",
        "entrypoint: celery -A shop\nprocesses: {worker: worker, beat: beat}",
        "entrypoint: ddtrace-run\ncommand: gunicorn shop.wsgi",
        "entrypoint: ./entrypoint.sh\ncommand: gunicorn shop.wsgi",
        "command: gunicorn shop.wsgi",
    ] {
        assert!(told(fine).is_empty(), "{fine}");
    }
}
