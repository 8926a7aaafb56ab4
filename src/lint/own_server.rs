//! Servers that a program of the application starts itself, where its file says it plainly: `app.run()`, and no more.

use super::Subject;
use super::program::{Started, script};
use crate::diagnostic::{Location, SourceFile};
use crate::infer::python::{Argument, Call, Module, Value};

/// A call that serves, as its documentation describes it.
struct Known {
    /// Whether it is made for development.
    is_for_development: bool,
    /// Variables that make it listen somewhere else.
    variables: &'static [&'static str],
    /// Words in the file that make it listen somewhere else.
    words: &'static [&'static str],
    /// The argument with the host, and whether it comes first.
    host: (&'static str, bool),
    /// The argument with the port.
    port: &'static str,
    /// Arguments that make it listen somewhere else.
    elsewhere: &'static [&'static str],
    /// The port without it; the host is 127.0.0.1.
    default: u16,
}

const FLASK: Known = Known {
    is_for_development: true,
    variables: &["FLASK_RUN_HOST", "FLASK_RUN_PORT"],
    words: &["SERVER_NAME", "config.from_"],
    host: ("host", true),
    port: "port",
    elsewhere: &[],
    default: 5000,
};

const DASH: Known = Known {
    is_for_development: true,
    variables: &["HOST", "PORT"],
    words: &[],
    host: ("host", true),
    port: "port",
    elsewhere: &[],
    default: 8050,
};

const UVICORN: Known = Known {
    is_for_development: false,
    variables: &["UVICORN_HOST", "UVICORN_PORT"],
    words: &[],
    host: ("host", false),
    port: "port",
    elsewhere: &["uds", "fd"],
    default: 8000,
};

const GRADIO: Known = Known {
    is_for_development: false,
    variables: &["GRADIO_SERVER_NAME", "GRADIO_SERVER_PORT", "GRADIO_SHARE"],
    words: &[],
    host: ("server_name", false),
    port: "server_port",
    elsewhere: &["share"],
    default: 7860,
};

const FASTMCP: Known = Known {
    is_for_development: false,
    variables: &["FASTMCP_HOST", "FASTMCP_PORT"],
    words: &[],
    host: ("host", false),
    port: "port",
    elsewhere: &[],
    default: 8000,
};

/// A server that a program starts itself.
pub(super) struct OwnServer {
    /// The file, and what it calls: `app.py: app.run()`.
    pub(super) name: String,
    /// Where it does.
    pub(super) at: Location,
    /// Whether it is made for development.
    pub(super) is_for_development: bool,
    /// Where it listens, if that is plain.
    pub(super) listens: Option<Listens>,
}

/// Where a call makes a server listen.
pub(super) struct Listens {
    /// The argument that says so: `host`.
    pub(super) argument: &'static str,
    /// The address.
    pub(super) host: String,
    /// The port, where it is the default.
    pub(super) port: Option<u16>,
}

impl OwnServer {
    /// The server that a file starts when it is run, if that is plain.
    pub(super) fn of(started: &Started, subject: &mut Subject) -> Option<Self> {
        let path = script(started, subject.spec)?;
        let file = subject.must_see(&path)?.ok()?;
        Self::in_file(started, &file)
    }

    /// The same, in a file that is read for something else.
    pub(super) fn seen(started: &Started, subject: &mut Subject) -> Option<Self> {
        let path = script(started, subject.spec)?;
        let file = subject.files.get(&path)?.ok()?;
        Self::in_file(started, &file)
    }

    fn in_file(started: &Started, file: &SourceFile) -> Option<Self> {
        let module = Module::parse(file.text());
        let mut calls = module.calls.iter();
        let (call, known) = calls.find_map(|call| Some((call, known(&module, call)?)))?;
        let is_called = |name: &str| name == call.name;
        let others = module.calls.iter().filter(|it| is_called(&it.name)).count() > 1;
        let in_function = |name: &String| is_called(name);
        let in_functions = module
            .functions
            .iter()
            .any(|it| it.calls.iter().any(in_function));
        if !call.is_certain || others || in_functions {
            return None;
        }
        let says = |word: &&str| file.text().contains(word);
        let is_set = |name: &&str| started.has_variable(name) || says(name);
        let is_elsewhere = known.variables.iter().any(is_set) || known.words.iter().any(says);
        Some(Self {
            name: format!("{}: {}()", file.name(), call.name),
            at: file.at(file.span(call.start..call.start + call.name.len())),
            is_for_development: known.is_for_development,
            listens: known.listens(call).filter(|_| !is_elsewhere),
        })
    }
}

/// What is known of a call, by what its module says of its name.
fn known(module: &Module, call: &Call) -> Option<&'static Known> {
    if module.resolve(&call.name) == "uvicorn.run" {
        return Some(&UVICORN);
    }
    let (object, method) = call.name.rsplit_once('.')?;
    let mut values = module.assignments.iter().filter(|it| it.name == object);
    let made = match (values.next().map(|it| &it.value), values.next()) {
        (Some(Value::Call(called)), None) => Some(module.resolve(called)),
        _ => None,
    };
    let has_gradio = || {
        module
            .imports
            .iter()
            .any(|it| it.origin.split('.').next() == Some("gradio"))
    };
    match method {
        "run" if made.as_deref() == Some("flask.Flask") => Some(&FLASK),
        "run" | "run_server" if made.as_deref() == Some("dash.Dash") => Some(&DASH),
        "launch" if has_gradio() => Some(&GRADIO),
        // By default, it talks on its standard input.
        "run" if made.as_deref() == Some("fastmcp.FastMCP") && is_on_network(call) => {
            Some(&FASTMCP)
        }
        _ => None,
    }
}

/// `transport="http"`
fn is_on_network(call: &Call) -> bool {
    call.arguments.iter().any(|argument| {
        matches!(argument, Argument::Keyword(name, Value::Text(transport))
            if name == "transport" && ["http", "streamable-http", "sse"].contains(&transport.as_str()))
    })
}

impl Known {
    fn listens(&self, call: &Call) -> Option<Listens> {
        let (argument, is_first) = self.host;
        let mut host = "127.0.0.1".to_owned();
        let mut port = Some(self.default);
        for (number, passed) in call.arguments.iter().enumerate() {
            match passed {
                Argument::Positional(Value::Text(text)) if is_first && number == 0 => {
                    host.clone_from(text);
                }
                // The port comes second.
                Argument::Positional(_) if is_first && number == 1 => port = None,
                Argument::Positional(_) if is_first => return None,
                Argument::Keyword(name, Value::Text(text)) if name == argument => {
                    host.clone_from(text);
                }
                Argument::Keyword(name, _) if name == self.port => port = None,
                Argument::Keyword(name, _)
                    if name == argument || self.elsewhere.contains(&name.as_str()) =>
                {
                    return None;
                }
                Argument::Unpacked => return None,
                Argument::Positional(_) | Argument::Keyword(..) => {}
            }
        }
        Some(Listens {
            argument,
            host,
            port,
        })
    }
}
