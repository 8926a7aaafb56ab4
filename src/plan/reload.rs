//! Servers that start anew when a file of the application changes.

/// A server that knows how to, and what makes it do so.
struct Server {
    name: &'static str,
    /// The command of the server that takes the options; they come after it, or else after the server's name.
    command: Option<&'static str>,
    options: &'static [&'static str],
}

const fn server(name: &'static str, command: Option<&'static str>) -> Server {
    Server {
        name,
        command,
        options: &["--reload"],
    }
}

const SERVERS: [Server; 8] = [
    server("uvicorn", None),
    server("gunicorn", None),
    server("hypercorn", None),
    server("flask", Some("run")),
    server("quart", Some("run")),
    server("fastapi", Some("run")),
    server("litestar", Some("run")),
    Server {
        name: "streamlit",
        command: Some("run"),
        options: &["--server.runOnSave", "true"],
    },
];

/// Django's own server does it by itself, unless it is told not to.
const DJANGO: (&str, &str) = ("runserver", "--noreload");

/// A command line whose server starts anew when a file changes, if it is one that can.
pub(super) fn reloading(mut argv: Vec<String>) -> Vec<String> {
    let (command, option) = DJANGO;
    if argv.iter().any(|word| word == command) {
        argv.retain(|word| word != option);
        return argv;
    }
    let found = SERVERS.iter().find_map(|server| {
        let is_server = |word: &String| word.rsplit('/').next() == Some(server.name);
        let name = argv.iter().position(is_server)?;
        let place = match server.command {
            None => name,
            Some(command) => name + argv[name..].iter().position(|word| word == command)?,
        };
        Some((place + 1, server.options))
    });
    if let Some((place, options)) = found
        && !argv.iter().any(|word| word.starts_with(options[0]))
    {
        let options = options.iter().map(|&option| option.to_owned());
        argv.splice(place..place, options);
    }
    argv
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        reloading(text.split(' ').map(str::to_owned).collect()).join(" ")
    }

    #[test]
    fn servers_that_can_are_told_to_reload() {
        insta::assert_snapshot!(
            [
                "uvicorn main:app --port 80",
                "/opt/venv/bin/uvicorn main:app",
                "opentelemetry-instrument gunicorn shop.wsgi",
                "python -m uvicorn main:app",
                "hypercorn main:app",
                "flask --app main run --port 80",
                "fastapi run main.py",
                "streamlit run main.py",
                "python manage.py runserver --noreload 0.0.0.0:80",
            ]
            .map(line)
            .join("\n"),
            @"
            uvicorn --reload main:app --port 80
            /opt/venv/bin/uvicorn --reload main:app
            opentelemetry-instrument gunicorn --reload shop.wsgi
            python -m uvicorn --reload main:app
            hypercorn --reload main:app
            flask --app main run --reload --port 80
            fastapi run --reload main.py
            streamlit run --server.runOnSave true main.py
            python manage.py runserver 0.0.0.0:80
            "
        );
    }

    #[test]
    fn what_cannot_or_does_already_is_left_alone() {
        for text in [
            "python main.py",
            "uvicorn --reload main:app",
            "uvicorn main:app --reload-dir src",
            "flask --app main shell",
            "celery --app uvicorn_tasks worker",
            "manage.py runserver",
            "fastapi dev main.py",
        ] {
            assert_eq!(line(text), text);
        }
    }
}
