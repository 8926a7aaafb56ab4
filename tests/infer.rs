//! What the container runs, where the spec does not say it: started, and asked over HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;

use crate::support::{Build, Project, docker, stdout};

/// Asks until the server answers, from inside its container.
const ASK: &str = "\
import sys, time, urllib.request
for _ in range(100):
    try:
        print(urllib.request.urlopen(sys.argv[1]).read().decode())
        break
    except OSError:
        time.sleep(0.1)
else:
    sys.exit('no answer')
";

/// A container of an image's own program, gone with the value.
struct Container(String);

impl Container {
    fn of(build: &Build) -> Self {
        let options = ["run", "--detach", "--read-only", "--tmpfs=/tmp"];
        let output = docker(&options).arg(&build.image).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        Self(stdout(&output).trim().to_owned())
    }

    #[track_caller]
    fn ask(&self, url: &str) -> String {
        let output = docker(&["exec", &self.0, "python", "-c", ASK, url])
            .output()
            .unwrap();
        let log = || docker(&["logs", &self.0]).output().unwrap();
        assert!(output.status.success(), "{:?}", log());
        stdout(&output).trim().to_owned()
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let remove: &mut Command = &mut docker(&["rm", "--force", &self.0]);
        let _ = remove.output();
    }
}

/// The step that tells what was inferred.
fn told(build: &Build) -> String {
    let lines = build.log.lines();
    let titles = lines.filter_map(|line| line.split_once("[internal] infer entrypoint: "));
    let titles: Vec<_> = titles.map(|(_, title)| title).collect();
    assert_eq!(titles.len(), 1, "{}", build.log);
    titles[0].to_owned()
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn fastapi_with_uvicorn() {
    let main = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\ndef hello():\n    return 'hello'\n";
    let project = Project::with_spec("infer-fastapi", "dependencies: [fastapi, uvicorn]\n")
        .file("main.py", main);
    let build = project.build(&[]).expect_success();
    insta::assert_snapshot!(told(&build), @"uvicorn main:app --host 0.0.0.0 --port 8000 (FastAPI instance `app` at main.py:3)");
    // What ships was sent once, for the look at it and for the image.
    assert_eq!(
        build.log.matches("[internal] load build context\n").count(),
        1
    );
    assert_eq!(
        Container::of(&build).ask("http://127.0.0.1:8000/"),
        "\"hello\""
    );
    assert!(build.inspect()["Config"]["ExposedPorts"]["8000/tcp"].is_object());
    let again = project.build(&[]).expect_success();
    assert_eq!(again.inspect()["Id"], build.inspect()["Id"]);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_flask_factory_with_gunicorn_at_a_port_of_the_spec() {
    let factory = "from flask import Flask\n\n\ndef create_app():\n    app = Flask(__name__)\n\
        \x20   app.get('/')(lambda: 'hello')\n    return app\n";
    let build = Project::with_spec(
        "infer-flask",
        "dependencies: [flask, gunicorn]\nport: 9000\n",
    )
    .file("shop/__init__.py", factory)
    .build(&[])
    .expect_success();
    insta::assert_snapshot!(told(&build), @"gunicorn 'shop:create_app()' --bind 0.0.0.0:9000 --worker-tmp-dir /dev/shm (Flask factory `create_app` at shop/__init__.py:4)");
    assert_eq!(Container::of(&build).ask("http://127.0.0.1:9000/"), "hello");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn django_with_gunicorn_and_with_nothing() {
    let settings = "SECRET_KEY = 'x'\nALLOWED_HOSTS = ['*']\nROOT_URLCONF = 'shop.urls'\nWSGI_APPLICATION = 'shop.wsgi.application'\n";
    let urls = "from django.http import HttpResponse\nfrom django.urls import path\n\n\
        urlpatterns = [path('', lambda request: HttpResponse('hello'))]\n";
    let environment =
        "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n";
    let project = Project::with_spec("infer-django", "dependencies: [django, gunicorn]\n")
        .file("shop/__init__.py", "")
        .file("shop/settings.py", settings)
        .file("shop/urls.py", urls)
        .file(
            "shop/wsgi.py",
            &format!("{environment}from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"),
        )
        .file(
            "manage.py",
            &format!("{environment}import sys\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n"),
        );
    let build = project.build(&[]).expect_success();
    insta::assert_snapshot!(told(&build), @"gunicorn shop.wsgi:application --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm (Django project `shop.settings` at manage.py:2)");
    assert_eq!(Container::of(&build).ask("http://127.0.0.1:8000/"), "hello");

    project.write("cart.yaml", "# syntax=cartwright\ndependencies: [django]\n");
    let build = project.build(&[]).expect_success();
    assert!(told(&build).starts_with("python manage.py runserver "));
    let warning = " - DevelopmentServer: Django's own server runs the application";
    assert!(build.log.contains(warning), "{}", build.log);
    assert_eq!(Container::of(&build).ask("http://127.0.0.1:8000/"), "hello");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_script_of_a_project_that_is_not_installed() {
    let manifest = "[project]\nname = \"shop\"\nversion = \"1\"\n\n[project.scripts]\nshop = \"shop.cli:main\"\n";
    let build = Project::with_spec("infer-script", "python: \"3.13\"\n")
        .file("pyproject.toml", manifest)
        .file("shop/cli.py", "def main():\n    print('hello')\n")
        .build(&[])
        .expect_success();
    insta::assert_snapshot!(told(&build), @"python -c 'import sys; from shop.cli import main; sys.exit(main())' (`shop` in `[project.scripts]` at pyproject.toml:6)");
    assert_eq!(build.run(&[], &[]), "hello");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_is_not_plain_is_asked() {
    let project = Project::with_spec("infer-errors", "python: \"3.13\"\n");
    project.write("one.py", "if __name__ == '__main__':\n    print(1)\n");
    project.write("two.py", "if __name__ == '__main__':\n    print(2)\n");
    let error = project.build(&[]).expect_failure().error();
    insta::assert_snapshot!(error, @r#"
    cart.yaml:1
    --------------------
       1 | >>> # syntax=cartwright
       2 |     python: "3.13"
       3 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:1:1: it is not plain what the container runs
      why: equally good are `if __name__ == "__main__"` at one.py:1; `if __name__ == "__main__"` at two.py:1
      help: choose one of
        entrypoint: python one.py
        entrypoint: python two.py
    "#);
    project.write(".dockerignore", "*.py\n");
    let error = project.build(&[]).expect_failure().error();
    insta::assert_snapshot!(error, @r#"
    cart.yaml:1
    --------------------
       1 | >>> # syntax=cartwright
       2 |     python: "3.13"
       3 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:1:1: nothing says what the container runs
      why: there is no Python file in the root, its directories or those of `src`
      help: add `entrypoint`, for example `entrypoint: python main.py`
    "#);
}
