//! Programs that import an application which their command line names.
//!
//! A word that may be the value of an option is not taken for one: what is imported for nothing would fail for nothing.

use std::path::Path;

use super::check::{Application, Start};

/// Options that have no value, of any of these programs: what follows them is a word of its own.
const FLAGS: [&str; 23] = [
    "--access-log",
    "--burst",
    "--call",
    "--capture-output",
    "--check-config",
    "--daemon",
    "--date-header",
    "--debug",
    "--enable-stdio-inheritance",
    "--expose-tracebacks",
    "--factory",
    "--preload",
    "--proxy-headers",
    "--proxy-protocol",
    "--reload",
    "--reset-contextvars",
    "--reuse-port",
    "--server-header",
    "--single-process",
    "--use-colors",
    "--verbose",
    "-D",
    "-R",
];

/// Where gunicorn finds settings that nobody names.
const SETTINGS: &str = "gunicorn.conf.py";

/// What a program imports, by its name or by that of its module, and the words after it.
pub(super) fn start(program: &str, words: &[String]) -> Option<Start> {
    match program {
        "uvicorn" | "hypercorn" | "daphne" | "granian" | "sanic" | "waitress-serve"
        | "waitress" => {
            let named = positional(words, true)?;
            Some(application(named, values(words, &["--app-dir"])))
        }
        "gunicorn" | "gunicorn.app.wsgiapp" => {
            if let Some(config) = only_settings(words) {
                return Some(Start::Settings(config));
            }
            let (module, attribute) = positional(words, false)?;
            let directory = values(words, &["--chdir"]).pop();
            let paths = values(words, &["--pythonpath"]);
            let has_variables = !values(words, &["-e", "--env"]).is_empty();
            let application = Application {
                module,
                attribute: attribute.or_else(|| Some("application".to_owned())),
                directory: directory.unwrap_or_else(|| ".".to_owned()),
                paths: paths
                    .iter()
                    .flat_map(|list| list.split(','))
                    .map(str::to_owned)
                    .collect(),
            };
            let config = values(words, &["-c", "--config"]).pop();
            let config = config.unwrap_or_else(|| SETTINGS.to_owned());
            (!has_variables).then_some(Start::Gunicorn(application, config))
        }
        "dramatiq" => {
            let named = positional(words, false)?;
            Some(application(named, values(words, &["--path", "-P"])))
        }
        // The last name of the path is what is in the module.
        "arq" | "huey_consumer" | "huey_consumer.py" => {
            let (path, _) = positional(words, false)?;
            let (module, name) = path.rsplit_once('.')?;
            let named = (module.to_owned(), Some(name.to_owned()));
            Some(application(named, Vec::new()))
        }
        "taskiq" => match words {
            [command, words @ ..] if matches!(command.as_str(), "worker" | "scheduler") => {
                let named = positional(words, true)?;
                Some(application(named, values(words, &["--app-dir", "-d"])))
            }
            _ => None,
        },
        "celery" => {
            let name = values(words, &["-A", "--app"]).pop()?;
            let directory = values(words, &["--workdir"]).pop();
            Some(Start::Celery(
                name,
                directory.unwrap_or_else(|| ".".to_owned()),
            ))
        }
        "flask" | "quart" => {
            let name = values(words, &["-A", "--app"]).pop()?;
            let name = name.replace(".py:", ":");
            let named = object(name.strip_suffix(".py").unwrap_or(&name), false)?;
            Some(application(named, Vec::new()))
        }
        "litestar" => {
            let named = object(&values(words, &["--app"]).pop()?, true)?;
            Some(application(named, Vec::new()))
        }
        "fastapi" => match words {
            [command, words @ ..] if matches!(command.as_str(), "run" | "dev") => fastapi(words),
            _ => None,
        },
        "streamlit" | "chainlit" | "solara" => script_of("run", words),
        "bokeh" | "panel" => script_of("serve", words),
        "gradio" => script(words.first()?),
        _ => None,
    }
}

/// The settings of gunicorn if its command line names nothing else: they name the application.
fn only_settings(words: &[String]) -> Option<String> {
    match words {
        [] => Some(SETTINGS.to_owned()),
        [option, config] if matches!(option.as_str(), "-c" | "--config") => Some(config.clone()),
        [option] => option.strip_prefix("--config=").map(str::to_owned),
        _ => None,
    }
}

/// `fastapi run [OPTIONS] [PATH]`, where it is plain which words are options.
fn fastapi(words: &[String]) -> Option<Start> {
    const NAMED: [&str; 2] = ["--entrypoint", "-e"];
    const OTHERS: [&str; 7] = [
        "--app",
        "--forwarded-allow-ips",
        "--host",
        "--port",
        "--reload-dir",
        "--root-path",
        "--workers",
    ];
    if let Some(name) = values(words, &NAMED).pop() {
        return Some(application(object(&name, true)?, Vec::new()));
    }
    let mut path = None;
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (option, value) = word.split_once('=').unzip();
        match option.unwrap_or(word) {
            option if OTHERS.contains(&option) => {
                value.or_else(|| rest.next().map(String::as_str))?;
            }
            "--reload" | "--no-reload" | "--proxy-headers" | "--no-proxy-headers" | "--verbose"
            | "-v" => {}
            option if option.starts_with('-') || path.is_some() => return None,
            _ => path = Some(word.clone()),
        }
    }
    let app = values(words, &["--app"]).pop();
    Some(Start::FastApi { path, app })
}

/// Something in a module that is found in the directory in which the program starts, or in others.
fn application((module, attribute): (String, Option<String>), paths: Vec<String>) -> Start {
    Start::Application(Application {
        module,
        attribute,
        directory: ".".to_owned(),
        paths,
    })
}

/// A file that is named after a command.
fn script_of(command: &str, words: &[String]) -> Option<Start> {
    match words {
        [first, path, ..] if first == command => script(path),
        _ => None,
    }
}

fn script(path: &str) -> Option<Start> {
    let extension = Path::new(path).extension();
    let is_module = extension.is_some_and(|extension| extension == "py");
    is_module.then(|| Start::Script(path.to_owned()))
}

/// The arguments that have Django check a project, with what the command says about where its settings are.
pub(super) fn django(words: &[String]) -> Vec<String> {
    let mut arguments = vec!["check".to_owned()];
    for option in ["--settings", "--pythonpath"] {
        let value = values(words, &[option]).pop();
        arguments.extend(value.map(|value| format!("{option}={value}")));
    }
    arguments
}

/// The first word that names an application, and no option has.
fn positional(words: &[String], has_colon: bool) -> Option<(String, Option<String>)> {
    let mut before = "";
    for word in words {
        let takes_value = before.starts_with("--") && !before.contains('=')
            || before.len() == 2 && before.starts_with('-');
        let may_be_value = takes_value && !before.starts_with("--no-") && !FLAGS.contains(&before);
        if !may_be_value && let Some(found) = object(word, has_colon) {
            return Some(found);
        }
        before = word;
    }
    None
}

/// `package.module:attribute`, or a module alone where that will do. Of a call, what is called.
fn object(word: &str, has_colon: bool) -> Option<(String, Option<String>)> {
    let (module, attribute) = match word.split_once(':') {
        Some((module, attribute)) => (module, Some(attribute)),
        None => (word, None),
    };
    let attribute = attribute.map(|text| text.split('(').next().unwrap_or(text));
    let fits = is_dotted(module) && attribute.is_none_or(is_dotted);
    (fits && (attribute.is_some() || !has_colon))
        .then(|| (module.to_owned(), attribute.map(str::to_owned)))
}

/// Whether a text is names with dots between them.
fn is_dotted(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && name
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    text.split('.').all(is_name)
}

/// The values of an option: `--app x`, `--app=x`, `-Ax`.
fn values(words: &[String], names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        for name in names {
            let Some(value) = word.strip_prefix(name) else {
                continue;
            };
            let is_long = name.starts_with("--");
            match value.strip_prefix('=') {
                _ if value.is_empty() => found.extend(rest.next().cloned()),
                Some(value) => found.push(value.to_owned()),
                None if !is_long => found.push(value.to_owned()),
                None => {}
            }
        }
    }
    found
}
