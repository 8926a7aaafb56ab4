use std::collections::BTreeMap;
use std::fmt::Write;

use super::*;
use crate::diagnostic::{Span, render_one};
use crate::spec::ContextDirectory;

/// A project with some files and some packages, and what is inferred from it.
struct Given {
    project: Project,
    files: BTreeMap<String, String>,
}

fn given(packages: &[&str], files: &[(&str, &str)]) -> Given {
    let own = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    Given {
        project: Project {
            packages: packages.iter().map(|name| (*name).to_owned()).collect(),
            ..Project::default()
        },
        files: files.iter().map(own).collect(),
    }
}

impl Given {
    fn installed(mut self, name: &str) -> Self {
        self.project.name = Some(name.to_owned());
        self.project.is_installed = true;
        self
    }

    fn entries(&self, listing: &Listing) -> Vec<Entry> {
        let path = listing.path.as_str();
        let prefix = if path.is_empty() {
            String::new()
        } else {
            format!("{path}/")
        };
        let mut entries = Vec::new();
        for below in self
            .files
            .keys()
            .filter_map(|file| file.strip_prefix(&prefix))
        {
            let (name, is_directory) = match below.split_once('/') {
                Some((name, _)) => (name, true),
                None => (below, false),
            };
            let entry = Entry {
                name: name.to_owned(),
                is_directory,
            };
            if !entries.contains(&entry) && (!listing.only_modules || tree::is_module(name)) {
                entries.push(entry);
            }
        }
        entries
    }

    fn infer(&self) -> Result<Inferred, Diagnostic> {
        let mut tree = Tree::new();
        loop {
            match infer(&self.project, &tree)? {
                Progress::Done(inferred) => return Ok(*inferred),
                Progress::Wants(wants) => {
                    assert!(!wants.is_empty());
                    for want in wants {
                        match want {
                            Want::File(path) => {
                                let bytes = self.files[path.as_str()].as_bytes();
                                tree.insert_file(path, bytes);
                            }
                            Want::Directory(listing) => {
                                let entries = self.entries(&listing);
                                tree.insert_directory(listing, entries);
                            }
                        }
                    }
                }
            }
        }
    }

    /// The command, and why; or the error.
    fn show(&self) -> String {
        let inferred = match self.infer() {
            Ok(inferred) => inferred,
            Err(problem) => return render_one(&problem),
        };
        let mut shown = texts::infer::command_line(inferred.argv.as_slice());
        let _ = write!(shown, "\n  {}", inferred.reason);
        if let Some(port) = inferred.port {
            let _ = write!(shown, "; port {port}");
        }
        for (name, value) in &inferred.env {
            let _ = write!(shown, "; {name}={value}");
        }
        if let Some(warning) = &inferred.warning {
            let _ = write!(shown, "\n  warning: {}", render_one(warning));
        }
        shown
    }
}

const FASTAPI: &str = "from fastapi import FastAPI\n\napp = FastAPI()\n";
const DASH: &str = "from dash import Dash\napp = Dash(__name__)\nserver = app.server\nif __name__ == '__main__':\n    app.run()\n";
const FLASK: &str = "import flask\n\napp = flask.Flask(__name__)\n";
const MAIN: &str = "def main():\n    print(1)\n\nif __name__ == '__main__':\n    main()\n";

type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)]);

/// Each case on its own: packages, files.
fn table(cases: &[Case]) -> String {
    let shown = cases
        .iter()
        .map(|(packages, files)| given(packages, files).show());
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn web_applications_and_the_servers_that_run_them() {
    let factory =
        "from flask import Flask\ndef create_app(config=None):\n    return Flask(__name__)\n";
    insta::assert_snapshot!(table(&[
        (&["uvicorn"], &[("main.py", FASTAPI)]),
        (&["hypercorn"], &[("api.py", FASTAPI)]),
        (&["granian"], &[("app/main.py", FASTAPI)]),
        (&["gunicorn", "uvicorn", "uvicorn-worker"], &[("main.py", FASTAPI)]),
        (&["daphne"], &[("main.py", FASTAPI)]),
        (&["gunicorn"], &[("app.py", FLASK)]),
        (&["waitress"], &[("shop/__init__.py", factory)]),
        (&["gunicorn"], &[("shop/__init__.py", factory), ("config.py", "DEBUG = False\n")]),
        (&["gunicorn"], &[("wsgi.py", "from shop import create_app\napplication = create_app()\n"), ("shop/__init__.py", "from .factory import create_app\n"), ("shop/factory.py", factory)]),
        (&["uvicorn"], &[("app.py", "from quart import Quart\napp: Quart = Quart(__name__)\n")]),
        (&["uwsgi"], &[("service.py", "import falcon\nservice = falcon.App()\n")]),
        (&["gunicorn"], &[("main.py", "from aiohttp import web\napp = web.Application()\n")]),
        (&[], &[("main.py", "from aiohttp import web\napp = web.Application()\nif __name__ == '__main__':\n    web.run_app(app)\n")]),
        (&["sanic"], &[("server.py", "from sanic import Sanic\napp = Sanic('app')\n")]),
        (&["gunicorn"], &[("app.py", DASH)]),
        (&[], &[("app.py", DASH)]),
        (&[], &[("app.py", FLASK)]),
    ]), @r#"
    uvicorn main:app --host 0.0.0.0 --port 8000
      FastAPI instance `app` at main.py:3; port 8000
    hypercorn api:app --bind 0.0.0.0:8000
      FastAPI instance `app` at api.py:3; port 8000
    granian --interface asgi --host 0.0.0.0 --port 8000 app.main:app
      FastAPI instance `app` at app/main.py:3; port 8000
    gunicorn main:app --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --worker-class uvicorn_worker.UvicornWorker
      FastAPI instance `app` at main.py:3; port 8000
    daphne -b 0.0.0.0 -p 8000 main:app
      FastAPI instance `app` at main.py:3; port 8000
    gunicorn app:app --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm
      Flask instance `app` at app.py:3; port 8000
    waitress-serve --listen 0.0.0.0:8000 --call shop:create_app
      Flask factory `create_app` at shop/__init__.py:2; port 8000
    gunicorn 'shop:create_app()' --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm
      Flask factory `create_app` at shop/__init__.py:2; port 8000
    gunicorn wsgi:application --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm
      Flask instance `application` at wsgi.py:2; port 8000
    uvicorn app:app --host 0.0.0.0 --port 8000
      Quart instance `app` at app.py:2; port 8000
    uwsgi --http 0.0.0.0:8000 --module service:service --master --die-on-term
      Falcon instance `service` at service.py:2; port 8000
    gunicorn main:app --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --worker-class aiohttp.GunicornWebWorker
      aiohttp instance `app` at main.py:2; port 8000
    python main.py
      `if __name__ == "__main__"` at main.py:3
    sanic server:app --host 0.0.0.0 --port 8000 --single-process
      Sanic instance `app` at server.py:2; port 8000
    gunicorn app:server --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm
      Dash instance `server` at app.py:3; port 8000
    python app.py
      `if __name__ == "__main__"` at app.py:4
    flask --app app:app run --host 0.0.0.0 --port 8000
      Flask instance `app` at app.py:3; port 8000
      warning: Flask's own server runs the application
      why: it is made for development, and no other server is among the dependencies
      help: add `gunicorn`, `waitress` or `granian` to the dependencies, or write `entrypoint`
    "#);
}

#[test]
fn an_application_is_looked_for_where_applications_are() {
    insta::assert_snapshot!(table(&[
        // A module that another one imports is a part of it.
        (&["uvicorn"], &[("main.py", "from fastapi import FastAPI\nfrom api import app as api\napp = FastAPI()\napp.mount('/api', api)\n"), ("api.py", FASTAPI)]),
        // Names decide between equals.
        (&["uvicorn"], &[("main.py", FASTAPI), ("playground.py", FASTAPI)]),
        (&["uvicorn"], &[("main.py", "from fastapi import FastAPI\ninner = FastAPI()\napp = FastAPI()\n")]),
        // Tests and examples are somebody else.
        (&["uvicorn"], &[("tests/main.py", FASTAPI), ("test_main.py", FASTAPI), ("shop/web.py", FASTAPI)]),
        // What is no application: a comment, a string, a class, a function with parameters, something else of that name.
        (&["uvicorn"], &[("a.py", "# app = FastAPI()\n'''\napp = FastAPI()\n'''\nfrom fastapi import FastAPI\nclass A:\n    app = FastAPI()\n"),
            ("b.py", "from fastapi import FastAPI\ndef create_app(settings):\n    return FastAPI()\n"), ("c.py", "from mine import FastAPI\napp = FastAPI()\n"),
            ("main.py", MAIN)]),
    ]), @r#"
    uvicorn main:app --host 0.0.0.0 --port 8000
      FastAPI instance `app` at main.py:3; port 8000
    uvicorn main:app --host 0.0.0.0 --port 8000
      FastAPI instance `app` at main.py:3; port 8000
    uvicorn main:app --host 0.0.0.0 --port 8000
      FastAPI instance `app` at main.py:3; port 8000
    uvicorn shop.web:app --host 0.0.0.0 --port 8000
      FastAPI instance `app` at shop/web.py:3; port 8000
    python main.py
      `if __name__ == "__main__"` at main.py:4
    "#);
}

#[test]
fn an_installed_project_is_imported_by_its_own_name() {
    let files = [("src/shop/web.py", FASTAPI)];
    let installed = given(&["uvicorn"], &files).installed("shop");
    let member = Given {
        project: Project {
            directory: ContextDirectory::default()
                .directory("packages/shop")
                .unwrap(),
            ..installed.project.clone()
        },
        ..given(&[], &[("packages/shop/src/shop/web.py", FASTAPI)])
    };
    let shown = [
        installed.show(),
        given(&["uvicorn"], &files).show(),
        member.show(),
    ];
    insta::assert_snapshot!(shown.join("\n"), @"
    uvicorn shop.web:app --host 0.0.0.0 --port 8000
      FastAPI instance `app` at src/shop/web.py:3; port 8000
    uvicorn src.shop.web:app --host 0.0.0.0 --port 8000
      FastAPI instance `app` at src/shop/web.py:3; port 8000
    uvicorn shop.web:app --host 0.0.0.0 --port 8000
      FastAPI instance `app` at packages/shop/src/shop/web.py:3; port 8000
    ");
}

#[test]
fn a_script_that_says_what_it_needs_is_what_runs() {
    let header = "# /// script\n# dependencies = []\n# ///\n";
    let show = |text: &str| {
        let path = "jobs/backfill.py";
        let declared = "[project]\nname = \"shop\"\n[project.scripts]\nshop = \"shop:main\"\n";
        let others = [
            ("app.py", FASTAPI),
            ("pyproject.toml", declared),
            ("shop.py", MAIN),
        ];
        let mut given = given(&["streamlit", "uvicorn"], &others);
        given.files.insert(path.to_owned(), text.to_owned());
        given.project.script = path.parse().ok();
        given.show()
    };
    let alone = show(&format!("{header}import jobs\njobs.run()\n"));
    let shown = show(&format!("{header}import streamlit\n"));
    let served = show(&format!("{header}{FASTAPI}"));
    insta::assert_snapshot!([alone, shown, served].join("\n"), @"
    python jobs/backfill.py
      script that says what it needs at jobs/backfill.py:1
    streamlit run jobs/backfill.py --server.address 0.0.0.0 --server.port 8501 --server.headless true
      Streamlit script at jobs/backfill.py:4; port 8501
    uvicorn jobs.backfill:app --host 0.0.0.0 --port 8000
      FastAPI instance `app` at jobs/backfill.py:6; port 8000
    ");
}

#[test]
fn the_port_of_the_spec_is_the_servers() {
    let mut project = given(&["uvicorn"], &[("main.py", FASTAPI)]);
    project.project.port = Some(9000);
    insta::assert_snapshot!(project.show(), @"
    uvicorn main:app --host 0.0.0.0 --port 9000
      FastAPI instance `app` at main.py:3; port 9000
    ");
}

#[test]
fn scripts_that_the_project_declares() {
    let one = "[project]\nname = \"My.Shop\"\n[project.scripts]\nserve = \"shop.cli:main\"\n";
    let several = "[project]\nname = \"My.Shop\"\n[project.scripts]\nmy-shop = \"shop.cli:main\"\nadmin = \"shop.cli:group.admin [extra]\"\n";
    let unclear = "[project]\nname = \"other\"\n[project.scripts]\nserve = \"shop.cli:main\"\nadmin = \"shop.cli:admin\"\n";
    let poetry = "[tool.poetry]\nname = \"shop\"\n[tool.poetry.scripts]\nshop = { reference = \"shop.cli:main\", type = \"console\" }\n";
    let cli = ("shop/cli.py", "def main(): pass\n");
    let mut shown = Vec::new();
    for manifest in [one, several, unclear, poetry] {
        let files = [("pyproject.toml", manifest), cli];
        shown.push(given(&[], &files).installed("my-shop").show());
        shown.push(given(&[], &files).show());
    }
    // Not installed, and not importable: nothing to run.
    shown.push(given(&[], &[("pyproject.toml", one)]).show());
    shown.push(
        given(
            &[],
            &[(
                "pyproject.toml",
                "[project]\nname = \"x\"\n[project.scripts]\nx = \"os;import evil:x\"\n",
            )],
        )
        .show(),
    );
    insta::assert_snapshot!(shown.join("\n"), @"
    serve
      `serve` in `[project.scripts]` at pyproject.toml:4
    python -c 'import sys; from shop.cli import main; sys.exit(main())'
      `serve` in `[project.scripts]` at pyproject.toml:4
    my-shop
      `my-shop` in `[project.scripts]` at pyproject.toml:4
    python -c 'import sys; from shop.cli import main; sys.exit(main())'
      `my-shop` in `[project.scripts]` at pyproject.toml:4
    it is not plain what the container runs
      why: equally good are `admin` in `[project.scripts]` at pyproject.toml:5; `serve` in `[project.scripts]` at pyproject.toml:4
      help: choose one of
        entrypoint: admin
        entrypoint: serve
    it is not plain what the container runs
      why: equally good are `admin` in `[project.scripts]` at pyproject.toml:5; `serve` in `[project.scripts]` at pyproject.toml:4
      help: choose one of
        entrypoint: python -c 'import sys; from shop.cli import admin; sys.exit(admin())'
        entrypoint: python -c 'import sys; from shop.cli import main; sys.exit(main())'
    shop
      `shop` in `[tool.poetry.scripts]` at pyproject.toml:4
    python -c 'import sys; from shop.cli import main; sys.exit(main())'
      `shop` in `[tool.poetry.scripts]` at pyproject.toml:4
    nothing says what the container runs
      why: no application, and no program, was found in `pyproject.toml`
      help: add `entrypoint`, for example `entrypoint: python main.py`
    nothing says what the container runs
      why: no application, and no program, was found in `pyproject.toml`
      help: add `entrypoint`, for example `entrypoint: python main.py`
    ");
}

#[test]
fn django_projects() {
    let manage = "import os, sys\ndef main():\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings.prod')\n";
    let base = "WSGI_APPLICATION = 'shop.wsgi.application'\n";
    let both =
        "WSGI_APPLICATION = 'shop.wsgi.application'\nASGI_APPLICATION = 'shop.asgi.application'\n";
    let project = |base: &'static str| {
        [
            ("manage.py", manage),
            (
                "shop/settings/prod.py",
                "from .base import *\nDEBUG = False\n",
            ),
            ("shop/settings/base.py", base),
            (
                "shop/asgi.py",
                "from django.core.asgi import get_asgi_application\napplication = get_asgi_application()\n",
            ),
            (
                "shop/wsgi.py",
                "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
            ),
        ]
    };
    insta::assert_snapshot!(table(&[
        (&["django", "gunicorn"], &project(base)),
        (&["django", "gunicorn", "uvicorn"], &project(base)),
        (&["django", "gunicorn", "uvicorn"], &project(both)),
        (&["django", "daphne"], &project(base)),
        (&["django", "gunicorn"], &project("")),
        (&["django"], &project(base)),
        // A `manage.py` that is somebody else's.
        (&["django", "gunicorn"], &[("manage.py", MAIN)]),
    ]), @r#"
    gunicorn shop.wsgi:application --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm
      Django project `shop.settings.prod` at manage.py:3; port 8000
    gunicorn shop.wsgi:application --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm
      Django project `shop.settings.prod` at manage.py:3; port 8000
    uvicorn shop.asgi:application --host 0.0.0.0 --port 8000
      Django project `shop.settings.prod` at manage.py:3; port 8000
    daphne -b 0.0.0.0 -p 8000 shop.asgi:application
      Django project `shop.settings.prod` at manage.py:3; port 8000
    gunicorn shop.wsgi:application --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm
      Django project `shop.settings.prod` at manage.py:3; port 8000
    python manage.py runserver --noreload 0.0.0.0:8000
      Django project `shop.settings.prod` at manage.py:3; port 8000
      warning: Django's own server runs the application
      why: it is made for development, and no other server is among the dependencies
      help: add `gunicorn`, `waitress` or `granian` to the dependencies, or write `entrypoint`
    python manage.py
      `if __name__ == "__main__"` at manage.py:4
    "#);
}

#[test]
fn programs() {
    let streamlit = "import streamlit as st\nst.title('x')\n";
    let gradio = "import gradio as gr\nwith gr.Blocks() as demo:\n    pass\ndemo.launch()\n";
    let celery = "from celery import Celery\napp = Celery('shop')\n";
    insta::assert_snapshot!(table(&[
        (&["streamlit"], &[("app.py", streamlit), ("pages/one.py", streamlit), ("charts.py", streamlit)]),
        (&["streamlit"], &[("Home.py", streamlit), (".streamlit/config.toml", "[server]\nport = 8080\n")]),
        (&["gradio"], &[("demo.py", gradio)]),
        (&[], &[("shop/__main__.py", "from .cli import main\nmain()\n"), ("shop/__init__.py", ""), ("shop/cli.py", "")]),
        (&[], &[("main.py", MAIN), ("tool.py", MAIN)]),
        (&[], &[("job.py", MAIN)]),
        (&[], &[("main.py", "print('hello')\n")]),
        (&[], &[("src/main.py", MAIN)]),
        (&["celery"], &[("shop/celery.py", celery), ("shop/models.py", "")]),
        (&["celery", "gunicorn"], &[("shop/celery.py", celery), ("shop/web.py", FLASK)]),
    ]), @r#"
    streamlit run app.py --server.address 0.0.0.0 --server.port 8501 --server.headless true
      Streamlit script at app.py:1; port 8501
    streamlit run Home.py --server.address 0.0.0.0 --server.port 8080 --server.headless true
      Streamlit script at Home.py:1; port 8080
    python demo.py
      Gradio's `launch` at demo.py:4; port 7860; GRADIO_SERVER_NAME=0.0.0.0; GRADIO_SERVER_PORT=7860
    python -m shop
      package `shop` with a `__main__.py` at shop/__main__.py:1
    python main.py
      `if __name__ == "__main__"` at main.py:4
    python job.py
      `if __name__ == "__main__"` at job.py:4
    python main.py
      statements that run at main.py:1
    python src/main.py
      `if __name__ == "__main__"` at src/main.py:4
    celery --app shop.celery:app worker --loglevel INFO
      Celery instance `app` at shop/celery.py:2
    gunicorn shop.web:app --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm
      Flask instance `app` at shop/web.py:3; port 8000
    "#);
}

#[test]
fn what_cannot_be_decided() {
    let many: Vec<_> = (0..12)
        .map(|number| format!("module_{number:02}.py"))
        .collect();
    let many: Vec<_> = many.iter().map(|name| (name.as_str(), "X = 1\n")).collect();
    insta::assert_snapshot!(table(&[
        (&["uvicorn"], &[("main.py", FASTAPI), ("app.py", FASTAPI)]),
        (&["gunicorn"], &[("main.py", "from flask import Flask\none = Flask('one')\ntwo = Flask('two')\n")]),
        (&[], &[("main.py", FASTAPI)]),
        (&[], &[("index.html", "")]),
        (&[], &[("settings.py", "X = 1\n"), ("shop/models.py", "")]),
        (&[], &[("serve.py", "X = 1\n"), ("Procfile", "web: python serve.py\n")]),
        (&[], &many),
    ]), @"
    it is not plain what the container runs
      why: equally good are FastAPI instance `app` at app.py:3; FastAPI instance `app` at main.py:3
      help: choose one of
        entrypoint: uvicorn app:app --host 0.0.0.0 --port 8000
        entrypoint: uvicorn main:app --host 0.0.0.0 --port 8000
    it is not plain what the container runs
      why: equally good are Flask instance `one` at main.py:2; Flask instance `two` at main.py:3
      help: choose one of
        entrypoint: gunicorn main:one --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm
        entrypoint: gunicorn main:two --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm
    main.py:3:1: no server for the FastAPI instance `app` is among the dependencies
      help: add `uvicorn`, `hypercorn` or `granian` to the dependencies, or write `entrypoint`
    nothing says what the container runs
      why: there is no Python file in the root, its directories or those of `src`
      help: add `entrypoint`, for example `entrypoint: python main.py`
    nothing says what the container runs
      why: no application, and no program, was found in `settings.py` and `shop/models.py`
      help: add `entrypoint`, for example `entrypoint: python main.py`
    nothing says what the container runs
      why: no application, and no program, was found in `serve.py`
      help: write the lines of `Procfile` below `processes`, such as `processes: {web: gunicorn shop.wsgi}`: it is not read
    nothing says what the container runs
      why: no application, and no program, was found in `module_00.py`, `module_01.py`, `module_02.py`, `module_03.py`, `module_04.py`, `module_05.py`, `module_06.py` and `module_07.py`, nor in 4 more
      help: add `entrypoint`, for example `entrypoint: python main.py`
    ");
}

#[test]
fn what_files_say_is_no_option_and_no_code() {
    let manage = |settings: &str| {
        format!("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', '{settings}')\n")
    };
    let (good, evil) = (manage("shop.settings"), manage("--evil"));
    let settings = (
        "shop/settings.py",
        "WSGI_APPLICATION = '--config=evil.py'\n",
    );
    let script = |line: &str| format!("[project]\nname = \"x\"\n[project.scripts]\n{line}\n");
    let name = script("\"-c\" = \"shop.settings:x\"");
    let code = script("x = \"shop.settings:x()or\"");
    insta::assert_snapshot!(table(&[
        (&["gunicorn"], &[("manage.py", &good), settings]),
        (&["gunicorn"], &[("manage.py", &evil), settings]),
        (&["uvicorn"], &[("--reload.py", FASTAPI)]),
        (&[], &[("pyproject.toml", &name), settings]),
        (&[], &[("pyproject.toml", &code), settings]),
    ]), @"
    python manage.py runserver --noreload 0.0.0.0:8000
      Django project `shop.settings` at manage.py:2; port 8000
      warning: Django's own server runs the application
      why: it is made for development, and no other server is among the dependencies
      help: add `gunicorn`, `waitress` or `granian` to the dependencies, or write `entrypoint`
    nothing says what the container runs
      why: no application, and no program, was found in `manage.py` and `shop/settings.py`
      help: add `entrypoint`, for example `entrypoint: python main.py`
    nothing says what the container runs
      why: there is no Python file in the root, its directories or those of `src`
      help: add `entrypoint`, for example `entrypoint: python main.py`
    nothing says what the container runs
      why: no application, and no program, was found in `pyproject.toml` and `shop/settings.py`
      help: add `entrypoint`, for example `entrypoint: python main.py`
    nothing says what the container runs
      why: no application, and no program, was found in `pyproject.toml` and `shop/settings.py`
      help: add `entrypoint`, for example `entrypoint: python main.py`
    ");
}

#[test]
fn a_problem_has_its_place() {
    let problem = given(&[], &[("main.py", FASTAPI)]).infer().unwrap_err();
    let at = problem.at.unwrap();
    assert_eq!((at.file.name(), at.span.start.line), ("main.py", 3));
    let nowhere = given(&[], &[]).infer().unwrap_err();
    assert_eq!(nowhere.at.map(|at| at.span), None::<Span>);
}
