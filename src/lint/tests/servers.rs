//! Where servers listen, and what for they are made.

use super::*;

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
        "chainlit run app.py -h",
        "python -u manage.py runserver --noreload --settings x",
        "./manage.py runserver 8000",
        "tini -g -- python -m uvicorn main:app",
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

    LoopbackAddress 2:10-2:22
      cart.yaml:2:10: `chainlit run` listens on 127.0.0.1, where nobody outside of the container reaches it
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

    LoopbackAddress 2:21-2:38
      cart.yaml:2:21: `uvicorn` listens on 127.0.0.1, where nobody outside of the container reaches it
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
fn health_checks_of_other_ports() {
    let command = "command: gunicorn main:app -b 0.0.0.0:8080\n";
    insta::assert_snapshot!(found(&format!("{command}port: 8080\nhealthcheck: http:8000/up\n"), &[]), @"
    PortMismatch 3:14-3:26
      cart.yaml:3:14: the health check asks port 8000, and `gunicorn` listens on port 8080
      why: every container would be unhealthy
      help: make them the same; if something else of the container answers there, add that port to `port`
    ");
    nothing_in(&[
        &format!("{command}healthcheck: http:8080/up"),
        &format!("{command}port: [8080, 9000]\nhealthcheck: http:9000/up"),
        "command: python main.py\nhealthcheck: http:9000/up",
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
fn a_program_starts_dash_itself() {
    let program = "import dash\napp = dash.Dash(__name__)\napp.run(port='80')\n";
    insta::assert_snapshot!(found_in(program), @r#"
    DevelopmentServer 3:1-3:8
      app.py:3:1: `app.py: app.run()` is made for development
      help: use a server made for production, such as gunicorn or uvicorn
    LoopbackAddress 3:1-3:8
      app.py:3:1: `app.py: app.run()` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: pass it `host="0.0.0.0"`
    "#);
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
    DevelopmentServer 4:5-4:12
      app.py:4:5: `app.py: app.run()` is made for development
      help: use a server made for production, such as gunicorn or uvicorn
    LoopbackAddress 4:5-4:12
      app.py:4:5: `app.py: app.run()` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: pass it `host="0.0.0.0"`
    PortMismatch 4:5-4:12
      app.py:4:5: `app.py: app.run()` listens on port 5000
      why: `port` says 80
      help: make them the same

    DevelopmentServer 3:1-3:8
      app.py:3:1: `app.py: app.run()` is made for development
      help: use a server made for production, such as gunicorn or uvicorn
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
    for elsewhere in [
        "app.run(host='0.0.0.0', port=80)\n",
        "app.run('0.0.0.0', 80)\n",
        "app.run(host=HOST)\n",
        "app.run(**options)\n",
        "app.config['SERVER_NAME'] = 'shop:80'\napp.run()\n",
        "app.config.from_object('config')\napp.run()\n",
    ] {
        let told = found_in(&format!("{flask}{elsewhere}"));
        let rules = told.lines().filter(|line| !line.starts_with(' '));
        let rules: Vec<_> = rules.filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(rules, ["DevelopmentServer"], "{elsewhere}");
    }
    for harmless in [
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
    let flask = "from flask import Flask\napp = Flask(__name__)\napp.run(host='0.0.0.0')\n";
    let files = [("app.py", flask)];
    insta::assert_snapshot!(found("command: python app.py\n", &files), @"
    DevelopmentServer 3:1-3:8
      app.py:3:1: `app.py: app.run()` is made for development
      help: use a server made for production, such as gunicorn or uvicorn
    ");
    assert_eq!(found("command: gunicorn app:app\n", &files), "");
    nothing_in(&[
        "command: flask db upgrade",
        "command: python manage.py migrate",
        "command: fastapi run",
        "command: uvicorn main:app",
    ]);
}

#[test]
fn lines_for_a_shell_end_with_servers() {
    let commands = [
        "sh -c 'python manage.py migrate && exec uvicorn shop:app --port \"${PORT:-8000}\"'",
        "sh -c 'cd api; uvicorn shop:app --host \"$HOST\"'",
        "sh -c 'uvicorn shop:app | tee log'",
    ];
    let told = commands.map(|command| found(&format!("port: 8000\ncommand: {command}\n"), &[]));
    insta::assert_snapshot!(told.join("\n"), @"
    LoopbackAddress 2:16-2:90
      cart.yaml:2:16: `uvicorn` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 8000
      help: make it listen on 0.0.0.0
    ");
}

#[test]
fn tools_that_serve() {
    let commands = [
        "dagster-webserver -m etl -p 80",
        "fastmcp run server.py --transport http --port 80",
        "jupyter lab --ip=0.0.0.0",
        "marimo run notebook.py --port 80",
        "mkdocs serve -a localhost:80",
        "mlflow server --host 0.0.0.0",
        "tensorboard --logdir runs --bind_all",
        "voila notebook.ipynb --Voila.ip=127.0.0.1 --port=80",
    ];
    let told = commands.map(|command| found(&format!("port: 80\ncommand: {command}\n"), &[]));
    insta::assert_snapshot!(told.join("\n"), @"
    LoopbackAddress 2:35-2:40
      cart.yaml:2:35: `dagster-webserver` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: make it listen on 0.0.0.0
    LoopbackAddress 2:49-2:58
      cart.yaml:2:49: `fastmcp run` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: make it listen on 0.0.0.0
    PortMismatch 2:22-2:34
      cart.yaml:2:22: `jupyter lab` listens on port 8888
      why: `port` says 80
      help: make them the same
    LoopbackAddress 2:33-2:42
      cart.yaml:2:33: `marimo run` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: make it listen on 0.0.0.0
    DevelopmentServer 2:10-2:22
      cart.yaml:2:10: `mkdocs serve` is made for development
      help: use a server made for production, such as gunicorn or uvicorn
    LoopbackAddress 2:23-2:38
      cart.yaml:2:23: `mkdocs serve` listens on localhost, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: make it listen on 0.0.0.0
    PortMismatch 2:24-2:38
      cart.yaml:2:24: `mlflow server` listens on port 5000
      why: `port` says 80
      help: make them the same

    LoopbackAddress 2:31-2:51
      cart.yaml:2:31: `voila` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: make it listen on 0.0.0.0
    ");
    let mcp = |call: &str| {
        let text = format!("from fastmcp import FastMCP\nmcp = FastMCP('shop')\n{call}\n");
        found("port: 80\ncommand: python app.py\n", &[("app.py", &text)])
    };
    insta::assert_snapshot!(mcp("mcp.run(transport='http', port=80)"), @r#"
    LoopbackAddress 3:1-3:8
      app.py:3:1: `app.py: mcp.run()` listens on 127.0.0.1, where nobody outside of the container reaches it
      why: `port` says that it is reached on 80
      help: pass it `host="0.0.0.0"`
    "#);
    assert_eq!(mcp("mcp.run()"), "");
    assert_eq!(
        mcp("mcp.run(transport='http', host='0.0.0.0', port=80)"),
        ""
    );
}
