//! The smoke test: no image of what cannot start.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use crate::support::{Project, Step, unique};

const STEP: &str = include_str!("../src/steps/smoke.py");
const MODULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/steps/cartwright_smoke");
const CASES: &str = include_str!("smoke/cases.py");

#[test]
#[ignore = "needs an engine: cargo xtask test"]
#[allow(clippy::too_many_lines, reason = "one story for each kind of program")]
fn programs_are_looked_at_and_never_run() {
    let spec = "dependencies: [click==8.3.0]\nentrypoint: python\ntest: python cases.py\n";
    let project = Project::with_spec("smoke-cases", spec)
        .file("smoke.py", STEP)
        .file("cases.py", &format!("{CASES}# {}\n", unique()));
    for module in fs::read_dir(MODULES).unwrap() {
        let module = module.unwrap();
        let name = module.file_name().into_string().unwrap();
        let path = format!("cartwright_smoke/{name}");
        project.write(&path, fs::read(module.path()).unwrap());
    }
    let build = project.build(&[]).expect_success();
    assert!(!build.log.contains("it ran"), "{}", build.log);
    let told = build.log.lines().filter_map(|line| line.split_once(" | "));
    let told = told.map(|(_, told)| told);
    let told: Vec<_> = told.filter(|told| !told.trim().is_empty()).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    server app:app -> 0
    server app:app.inner -> 0
    server app:ap -> 1
      `app` has no `ap`; it has `app`
      `server app:ap` would not start
    server ap:app -> 1
      ModuleNotFoundError: No module named 'ap'
      `server ap:app` would not start
      help: did you mean `app`, which is the application's own?
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server musk:app -> 1
      ModuleNotFoundError: No module named 'musk'
      `server musk:app` would not start
      help: did you mean `musl`, which is the application's own?
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server packages.work:app -> 1
      ModuleNotFoundError: No module named 'packages'
      `server packages.work:app` would not start
      help: did you mean `package`, which is the application's own?
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server src.deep.mor:app -> 1
      ModuleNotFoundError: No module named 'src.deep.mor'
      `server src.deep.mor:app` would not start
      help: did you mean `src.deep.more`, which is the application's own?
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server deep.api:app -> 0
    server deep.api:app -> 1
      ModuleNotFoundError: No module named 'deep'
      `server deep.api:app` would not start
      help: `deep` is in `src`: give `pyproject.toml` a `[build-system]`, so that the project is installed, or set `env: {PYTHONPATH: /app/src}`
    server api.main:app -> 1
      ModuleNotFoundError: No module named 'api'
      `server api.main:app` would not start
      help: if it is the application's own, which is in `parts/api`: start in there, `sh -c 'cd parts/api && exec …'`
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server api.main:app in parts/api -> 0
    server api.main:app in parts -> 1
      ModuleNotFoundError: No module named 'api.main'
      `server api.main:app` would not start
      help: if it is the application's own, which is in `parts/api`: start in there, `sh -c 'cd parts/api && exec …'`
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server api.main:app in prats/api -> 1
      there is no directory `prats/api` in /app
      help: see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server api.main:app in /volume -> 0
    server key:app -> 1
      Traceback (most recent call last):
      KeyError: 'KEY'
      `server key:app` would not start
      help: if it needs variables: `smoke: {env: {NAME: value}}` gives them to this check alone, `env` to every container
    server service:app -> 1
      Traceback (most recent call last):
      ConnectionRefusedError: [Errno 111] Connection refused
      `server service:app` would not start
      help: there are no network and no other services here: connect when the program has started, not while it is imported
    server library:app -> 1
      Traceback (most recent call last):
      ImportError: libpq.so.5: cannot open shared object file
      `server library:app` would not start
      help: add the Debian package that has `libpq.so.5` to `apt.run`
    server musl:app -> 1
      Traceback (most recent call last):
      ImportError: Error loading shared library libpq.so.5: No such file or directory (needed by /opt/venv/a.so)
      `server musl:app` would not start
      help: add `so:libpq.so.5` to `apk.run`
    server byname:app -> 1
      Traceback (most recent call last):
      OSError: cannot load library 'libgobject-2.0-0': libgobject-2.0-0: cannot open shared object file
      `server byname:app` would not start
      help: add `libpangoft2-1.0-0` and `libharfbuzz-subset0` to `apt.run`
    server unnamed:app -> 1
      Traceback (most recent call last):
      ImportError: failed to find libmagic.  Check your installation
      `server unnamed:app` would not start
      help: add `libmagic1` to `apt.run`
    server rare:app -> 1
      Traceback (most recent call last):
      OSError: librare.so.1: cannot open shared object file: No such file or directory
      `server rare:app` would not start
      help: add the Debian package that has `librare.so.1` to `apt.run`
    server driver:app -> 0
      Traceback (most recent call last):
      ImportError: libcuda.so.1: cannot open shared object file
      it comes with the machine that the container will run on: nothing is wrong
    server dropped:app -> 1
      Traceback (most recent call last):
      ModuleNotFoundError: No module named 'audioop'
      `server dropped:app` would not start
      help: Python 3.13 has no `audioop` any more: add `audioop-lts` to `dependencies`, or write an older version as `python`
    server names:app -> 1
      Traceback (most recent call last):
      ImportError: cannot import name 'creat' from 'app' (/app/app.py). Did you mean: 'create'?
      `server names:app` would not start
      help: see how `app` calls it: code, `[project.scripts]` and the version that is installed have to agree
    server misfit:app -> 1
      Traceback (most recent call last):
      ImportError: cannot import name 'dropped' from 'newer' (/app/lib/site-packages/newer.py)
      `server misfit:app` would not start
      help: the versions of `asking` and `newer` do not fit each other: take a newer `asking`, or an older `newer`
    server reads:app -> 1
      Traceback (most recent call last):
      FileNotFoundError: [Errno 2] No such file or directory: 'settings.toml'
      `server reads:app` would not start
      help: if it is the application's own file, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more; what a volume would bring is not here
    server writes:app -> 1
      Traceback (most recent call last):
      PermissionError: [Errno 13] Permission denied: '/etc/app.conf'
      `server writes:app` would not start
      help: in the container, only /tmp, the user's home and `writable` directories can be written to: `writable: [/data]`
    server exits:app -> 1
      SystemExit: no configuration
      `server exits:app` would not start
      help: if it needs variables: `smoke: {env: {NAME: value}}` gives them to this check alone, `env` to every container
    server crashes:app -> 1
      `server crashes:app` would not start: its imports end with signal 11
      help: a compiled module fits neither this machine nor the libraries here
    server threads:app -> 0
    server waits:app -> 0
      busy after 2 seconds: it has started
    server -> 1
      `app` has no `application`
      `server` would not start
    server -> 0
    server app:create -> 1
      `create` of `app` is no application, but a function that makes one: write `app:create()`
      `server app:create` would not start
    server app:create() -> 0
    server app:app -c conf/web.py -> 0
    server app:app -c conf/imports.py -> 1
      Traceback (most recent call last):
      ModuleNotFoundError: No module named 'absent'
      `server app:app -c conf/imports.py` would not start
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server app:app -c conf/wbe.py -> 1
      there is no file `conf/wbe.py`
      `server app:app -c conf/wbe.py` would not start
      help: see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server app:app -c absent.py -w $WORKERS -> 0
    server app:app -k sync -> 0
    server app:app -k gevent -> 1
      Traceback (most recent call last):
      RuntimeError: gevent worker requires gevent 24.10.1 or higher
      `server app:app -k gevent` would not start
      help: add `gevent` to `dependencies`
    server app:app -k absent.workers.Worker -> 1
      ModuleNotFoundError: No module named 'absent'
      `server app:app -k absent.workers.Worker` would not start
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server app:app -k package.work.Worker -> 0
    server app:app --worker 2 -> 1
      usage: server [-h] [-k WORKER_CLASS] [-c CONFIG] [app]
      server: error: unrecognized arguments: --worker 2
      gunicorn does not take these options
      `server app:app --worker 2` would not start
    server -c conf/web.py -> 1
      `app` has no `absent`
      `server -c conf/web.py` would not start
    server -c conf/computed.py -> 0
    server -c none -> 1
      there is no file `none`
      `server -c none` would not start
      help: see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    server -> 1
      gunicorn is given no application: neither its command line nor `wsgi_app` in `none` names one
      `server` would not start
    server src/deep/api.py None -> 1
      `deep.api` has no FastAPI application
      `server src/deep/api.py None` would not start
    server src/deep/web.py None -> 0
    server src/deep web -> 0
    server src/deep/__init__.py work -> 1
      `work` of `deep` is no FastAPI application
      `server src/deep/__init__.py work` would not start
    server app None -> 1
      there is no file `app`: did you mean `app.py`?
      `server app None` would not start
    server src.deep.web:web None -> 1
      there is no file `src.deep.web:web`: did you mean `src/deep/web.py`?
      `server src.deep.web:web None` would not start
    server absent None -> 1
      there is no file `absent`
      `server absent None` would not start
    server None None -> 1
      `app` has no FastAPI application
      `server None None` would not start
    stale x -> 1
      Traceback (most recent call last):
      ModuleNotFoundError: No module named 'absent'
      `stale x` would not start
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    absent x -> 1
      there is no program `absent` in PATH
      help: add the package that has it to `dependencies` or `apt.run`, on Alpine `apk.run`
    own x -> 1
      there is no program `own` in PATH
      help: it is a script of your project, which is not installed: write `dependencies: pyproject.toml`, or `-e .` into the requirements
    older x -> 1
      there is no program `older` in PATH
      help: it is a script of your project, which is not installed: write `dependencies: setup.py`, or `-e .` into the requirements
    ./absent x -> 1
      there is no file `./absent`
      help: see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    ./start.sh x -> 0
    ./plain.sh x -> 1
      `./plain.sh` cannot be executed
      help: its first line must name an interpreter, such as `#!/bin/sh`
    ./windows.sh x -> 1
      `./windows.sh` cannot be executed: it has the line ends of Windows
      help: save it with those of Unix
    ./other.sh x -> 1
      `./other.sh` cannot be executed: there is no `ruby`, which its first line names
      help: add what has it, or change that line
    ./plain.txt x -> 1
      `./plain.txt` is not executable
      help: make it executable, `chmod +x ./plain.txt`, or name its interpreter before it
    run.sh x -> 1
      `run.sh` is not on PATH, which is searched for what has no slash
      help: write `./run.sh`
    tool -> 0
    tool absent -> 1
      there is no command `absent` among `serve`
      `tool absent` would not start
    tool srve --port 80 -> 1
      there is no command `srve`: did you mean `serve`?
      `tool srve --port 80` would not start
    tool $COMMAND -> 0
    tool serve --port 80 /mounted -> 0
    tool --level 2 serve /mounted -> 0
    tool --levle 2 serve -> 1
      No such option: --levle (Possible options: --help, --level)
      `tool --levle 2 serve` would not start
    tool serve --prot 80 -> 1
      No such option: --prot Did you mean --port?
      `tool serve --prot 80` would not start
    tool serve --port -> 1
      Option '--port' requires an argument.
      `tool serve --port` would not start
    tool serve --log-config app.py -> 0
    tool serve --log-config log.yml -> 1
      there is no file `log.yml`
      `tool serve --log-config log.yml` would not start
      help: see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    tool serve --log-config data/log.yml -> 0
    python needs.py -> 1
      Traceback (most recent call last):
      ModuleNotFoundError: No module named 'absent'
      `python needs.py` would not start
      help: `needs.py` says what it needs, and `dependencies: needs.py` installs that and nothing else: add it to the other dependencies, or build this program by a spec of its own
    python unguarded.py -> 0
    python guarded.py -> 1
      ModuleNotFoundError: No module named 'absent' (guarded.py, line 3)
      `python guarded.py` would not start
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    python prepared.py -> 0
    python tried.py -> 0
    python set.py -> 0
    python broken.py -> 1
      SyntaxError: invalid syntax
      `python broken.py` would not start
      help: see whether `python` is the version that the code is written for
    python absent.py -> 1
      there is no file `absent.py`
      `python absent.py` would not start
      help: see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    python gaurded.py -> 1
      there is no file `gaurded.py`: did you mean `guarded.py`?
      `python gaurded.py` would not start
    python -m package -> 0
    python -m deep -> 1
      ModuleNotFoundError: No module named 'deep'
      `python -m deep` would not start
      help: `deep` is in `src`: give `pyproject.toml` a `[build-system]`, so that the project is installed, or set `env: {PYTHONPATH: /app/src}`
    python -m app -> 0
    python -m package.work -> 0
    python -m absent -> 1
      ModuleNotFoundError: No module named 'absent'
      `python -m absent` would not start
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    after start
    python absent.py -> 1
      there is no file `absent.py`
      `python absent.py` would not start
      help: see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    after waits
    python absent.py -> 1
      there is no file `absent.py`
      `python absent.py` would not start
      help: see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    after moves
    python absent.py -> 0
    after makes
    python absent.py -> 0
    after starts
    python absent.py -> 0
    after absent
    python absent.py -> 0
    ./ends.sh -> 1
      there is no file `/usr/bin/server`
      help: it is `/app/bin/server`: write `server`
    ./ends_well.sh -> 0
    ./ends_anywhere.sh -> 0
    ./ends_inside.sh -> 0
    python -c ... -> 0
    python manage.py -> 0
    python django check -> 0
      asks []
    serve app:app -> 1
      there is no program `serve` in PATH
      help: did you mean `server`? Else add the package that has `serve` to `dependencies` or `apt.run`
    absent -f -> 1
      there is no program `absent` in PATH
      help: ask without it
    /bin/sh -c server -> 0
    /bin/sh -c test -> 0
    /bin/sh -c if -> 0
    /bin/sh -c absent -> 1
      there is no program `absent` in PATH
      help: ask without it
    /bin/none -c x -> 1
      there is no file `/bin/none`
      help: ask without it
    server inside:app -> 1
      ModuleNotFoundError: No module named 'inside'
      `server inside:app` would not start
      help: if it is the application's own, which is in `nest`: start in there, `sh -c 'cd nest && exec …'`; `workdir` is where its files go, and not that folder
      help: add the package that has this module to `dependencies`; if it is the application's own, see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more
    ");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_cannot_be_imported_is_no_image() {
    let spec = "dependencies: [uvicorn]\nentrypoint: uvicorn main:app\n";
    let main = "import os\n\nKEY = os.environ['KEY']\n\n\nasync def app(scope, receive, send):\n    pass\n";
    let project = Project::with_spec("smoke-variable", spec)
        .file("main.py", &format!("# {}\n{main}", unique()));
    let failed = project.build(&[]).expect_failure();
    assert!(failed.log.contains("KeyError: 'KEY'"), "{}", failed.log);
    assert!(
        failed
            .log
            .contains("help: if it needs variables: `smoke: {env: {NAME: value}}`")
            && failed
                .log
                .contains("help: `smoke: false` turns this check off"),
        "{}",
        failed.log
    );
    insta::assert_snapshot!(failed.error(), @r#"
    cart.yaml:3
    --------------------
       1 |     # syntax=cartwright
       2 |     dependencies: [uvicorn]
       3 | >>> entrypoint: uvicorn main:app
       4 |     
    --------------------
    ERROR: failed to build: failed to solve: process "/usr/bin/python3 -IB /run/cartwright/steps/smoke.py uvicorn main:app" did not complete successfully: exit code: 1
    "#);

    let spec = format!("# syntax=cartwright\n{spec}");
    project.write("cart.yaml", format!("{spec}smoke: {{env: {{KEY: x}}}}\n"));
    let given = project.build(&[]).expect_success();
    assert!(!given.inspect()["Config"]["Env"].to_string().contains("KEY"));
    let again = project.build(&[]).expect_success();
    assert_eq!(again.step("[smoke] CHECK"), Step::Cached, "{}", again.log);

    project.write("cart.yaml", format!("{spec}smoke: false\n"));
    let off = project.build(&[]).expect_success();
    assert_eq!(off.step("[smoke]"), Step::Absent, "{}", off.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_health_check_without_its_program_is_no_image() {
    let spec = "dependencies: []\nentrypoint: python -m http.server\n";
    let curl = format!("{spec}healthcheck: curl -f http://localhost:8000/up\n");
    let project = Project::with_spec("smoke-health", &curl);
    let failed = project.build(&[]).expect_failure();
    let told = failed.log.lines().filter_map(|line| {
        let (_, told) = line.split_once("help: ")?;
        Some(told)
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @"
    `healthcheck: http:8000/up` asks without a program; or add the package that has this one to `apt.run`, on Alpine `apk.run`
    `smoke: false` turns this check off
    `healthcheck: http:8000/up` asks without a program; or add the package that has this one to `apt.run`, on Alpine `apk.run`
    `smoke: false` turns this check off
    ");
    insta::assert_snapshot!(failed.error(), @r#"
    cart.yaml:4
    --------------------
       2 |     dependencies: []
       3 |     entrypoint: python -m http.server
       4 | >>> healthcheck: curl -f http://localhost:8000/up
       5 |     
    --------------------
    ERROR: failed to build: failed to solve: process "/usr/bin/python3 -IB /run/cartwright/steps/smoke.py curl -f http://localhost:8000/up" did not complete successfully: exit code: 1
    "#);

    let spec = format!("# syntax=cartwright\n{spec}");
    for words in ["CMD-SHELL", "CMD, sh, -c"] {
        let check = format!("healthcheck: [{words}, 'wget -qO- localhost:8000 || exit 1']\n");
        project.write("cart.yaml", format!("{spec}{check}"));
        let failed = project.build(&[]).expect_failure();
        assert!(
            failed.log.contains("there is no program `wget` in /")
                && failed.log.contains("help: `healthcheck: http:PORT/PATH`"),
            "{}",
            failed.log
        );
    }

    let check = "healthcheck: [CMD-SHELL, 'test -e /proc && exit 0']\n";
    project.write("cart.yaml", format!("{spec}{check}"));
    let build = project.build(&[]).expect_success();
    assert_ne!(
        build.step("[smoke] CHECK /bin/sh"),
        Step::Absent,
        "{}",
        build.log
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn it_is_the_containers_user_who_imports() {
    let main = "import os, socket\n\nprint('as', os.getuid(), os.environ['HOME'], os.getcwd())\nopen('/tmp/x', 'w')\n\
        open(os.path.expanduser('~/x'), 'w')\n\n\nclass app: pass\n";
    let spec = "dependencies: [gunicorn]\nentrypoint: gunicorn main:app\n";
    let project =
        Project::with_spec("smoke-user", spec).file("main.py", &format!("# {}\n{main}", unique()));
    let build = project.build(&[]).expect_success();
    assert!(
        build.log.contains("as 10001 /home/app /app"),
        "{}",
        build.log
    );
    let left = "import os; print(os.path.exists('/home/app/x'), os.path.exists('/tmp/x'))";
    assert_eq!(build.python(left), "False False");

    // A command line counts more than a file of settings.
    project.write("gunicorn.conf.py", "wsgi_app = 'main:app'\n");
    project.write(
        "cart.yaml",
        format!(
            "# syntax=cartwright\n{}",
            spec.replace("main:app", "main:ap")
        ),
    );
    let failed = project.build(&[]).expect_failure();
    let told = "`main` has no `ap`; it has `app`";
    assert!(failed.log.contains(told), "{}", failed.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn django_and_celery_find_what_they_would_run() {
    let project = Project::of_example("django");
    project.write("config/unique.py", format!("# {}\n", unique()));
    let spec = fs::read_to_string(project.path().join("cart.yaml")).unwrap();
    let (server, _) = spec.split_once("entrypoint:").unwrap();
    let managed = format!(
        "{server}entrypoint: python manage.py migrate\nsmoke: {{env: {{SECRET_KEY: x}}}}\n"
    );
    project.write("cart.yaml", &managed);
    let build = project.build(&[]).expect_success();
    assert!(
        build.log.contains("System check identified no issues"),
        "{}",
        build.log
    );
    // A database is asked for nothing, whatever the models have: it is not here.
    project.write("pages/models.py", "from django.db import models\n\nclass Page(models.Model):\n    data = models.JSONField()\n");
    let settings = project.path().join("config/settings.py");
    let text = fs::read_to_string(&settings).unwrap();
    let database =
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '/absent/db'}}\n";
    fs::write(&settings, format!("{text}\n{database}")).unwrap();
    project.build(&[]).expect_success();
    project.write("cart.yaml", managed.replace("migrate", "migrat"));
    let failed = project.build(&[]).expect_failure();
    let told = "Unknown command: 'migrat'. Did you mean migrate?";
    assert!(failed.log.contains(told), "{}", failed.log);
    project.write("cart.yaml", &managed);
    project.write("config/urls.py", "import absent\n");
    let failed = project.build(&[]).expect_failure();
    assert!(
        failed.log.contains("No module named 'absent'"),
        "{}",
        failed.log
    );

    let celery = Project::with_spec(
        "smoke-celery",
        "dependencies: [celery]\nentrypoint: celery -A shop worker\n",
    )
    .file("shop/__init__.py", "")
    .file(
        "shop/celery.py",
        &format!(
            "# {}\nfrom celery import Celery\n\napp = Celery('shop')\n",
            unique()
        ),
    );
    celery.build(&[]).expect_success();
    let beat = |options: &str, settings: &str| {
        let spec = format!("dependencies: [celery]\nentrypoint: celery -A shop beat{options}\n");
        celery.write("cart.yaml", format!("# syntax=cartwright\n{spec}"));
        let code = "from celery import Celery\n\napp = Celery('shop')\n";
        celery.write(
            "shop/celery.py",
            format!("# {}\n{code}{settings}", unique()),
        );
        celery.build(&[])
    };
    let failed = beat(" -l info", "").expect_failure();
    let told = "beat cannot write `celerybeat-schedule` into /app: add `--schedule /tmp/celerybeat-schedule`";
    assert!(failed.log.contains(told), "{}", failed.log);
    beat(" --schedule /tmp/schedule", "").expect_success();
    beat("", "app.conf.beat_scheduler = 'shop.other:Scheduler'\n").expect_success();

    celery.write("shop/celery.py", "app = None\nimport absent\n");
    let failed = celery.build(&[]).expect_failure();
    assert!(failed.log.contains("would not start"), "{}", failed.log);
}
