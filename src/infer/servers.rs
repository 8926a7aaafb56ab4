//! The servers that run web applications, and how each of them is told what to run.
//!
//! One process in each container, listening on every address: more of them are the orchestrator's business.

use super::project::Project;

/// How a server talks to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interface {
    Asgi,
    Wsgi,
    Aiohttp,
    /// The framework is the server.
    Sanic,
}

/// An object in a module: an application, or a function that makes one.
pub(super) struct Target {
    pub(super) module: String,
    pub(super) name: String,
    pub(super) is_factory: bool,
}

/// The port, where the spec names none.
const PORT: u16 = 8000;

/// Names of packages that serve an interface, for messages.
pub(super) fn names(interface: Interface) -> &'static [&'static str] {
    match interface {
        Interface::Asgi => &["uvicorn", "hypercorn", "granian"],
        Interface::Wsgi => &["gunicorn", "waitress", "granian"],
        Interface::Aiohttp => &["gunicorn"],
        Interface::Sanic => &["sanic"],
    }
}

/// The port that servers listen on.
pub(super) fn port(project: &Project) -> u16 {
    project.port.unwrap_or(PORT)
}

/// The command of the first server that is installed.
pub(super) fn command(
    interface: Interface,
    target: &Target,
    project: &Project,
) -> Option<Vec<String>> {
    let has = |package| project.has(package);
    let port = port(project).to_string();
    let address = format!("0.0.0.0:{port}");
    let Target { module, name, .. } = target;
    let object = format!("{module}:{name}");
    let called = if target.is_factory {
        format!("{object}()")
    } else {
        object.clone()
    };
    let option = |option| target.is_factory.then_some(option);

    // The heartbeats of its workers must not wait for a disk.
    let gunicorn = |class: Option<&'static str>| {
        let mut argv = vec![
            "gunicorn",
            &called,
            "--bind",
            &address,
            "--worker-tmp-dir",
            "/dev/shm",
        ];
        argv.extend(
            class
                .into_iter()
                .flat_map(|class| ["--worker-class", class]),
        );
        argv.into_iter().map(str::to_owned).collect()
    };
    let granian = |interface| {
        let mut argv = vec![
            "granian",
            "--interface",
            interface,
            "--host",
            "0.0.0.0",
            "--port",
            &port,
        ];
        argv.extend(option("--factory"));
        argv.push(&object);
        argv
    };
    let argv = match interface {
        Interface::Asgi if has("gunicorn") && has("uvicorn-worker") => {
            return Some(gunicorn(Some("uvicorn_worker.UvicornWorker")));
        }
        Interface::Asgi if has("uvicorn") => {
            let mut argv = vec!["uvicorn", &object, "--host", "0.0.0.0", "--port", &port];
            argv.extend(option("--factory"));
            argv
        }
        Interface::Asgi if has("hypercorn") => vec!["hypercorn", &called, "--bind", &address],
        Interface::Asgi if has("granian") => granian("asgi"),
        Interface::Asgi if has("daphne") && !target.is_factory => {
            vec!["daphne", "-b", "0.0.0.0", "-p", &port, &object]
        }
        Interface::Wsgi if has("gunicorn") => return Some(gunicorn(None)),
        Interface::Wsgi if has("waitress") => {
            let mut argv = vec!["waitress-serve", "--listen", &address];
            argv.extend(option("--call"));
            argv.push(&object);
            argv
        }
        Interface::Wsgi if has("granian") => granian("wsgi"),
        // Without the last option, the signal that stops a container would make it start again.
        Interface::Wsgi if has("uwsgi") || has("pyuwsgi") => {
            vec![
                "uwsgi",
                "--http",
                &address,
                "--module",
                &called,
                "--master",
                "--die-on-term",
            ]
        }
        Interface::Aiohttp if has("gunicorn") => {
            return Some(gunicorn(Some("aiohttp.GunicornWebWorker")));
        }
        Interface::Sanic if has("sanic") => {
            let mut argv = vec!["sanic", &object, "--host", "0.0.0.0", "--port", &port];
            argv.push("--single-process");
            argv.extend(option("--factory"));
            argv
        }
        _ => return None,
    };
    Some(argv.into_iter().map(str::to_owned).collect())
}
