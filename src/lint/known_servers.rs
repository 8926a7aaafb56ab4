//! Servers that people start by their names.

/// A server as its documentation describes it.
pub(super) struct Known {
    /// The program, or the module after `python -m`; and the word among its arguments that starts the server.
    pub(super) name: (&'static str, &'static str),
    /// Options with an address, with or without a port.
    pub(super) addresses: &'static [&'static str],
    /// Whether the first word that no option has is an address, or a port alone.
    pub(super) word: bool,
    /// Options with a port alone.
    pub(super) ports: &'static [&'static str],
    /// Where it listens without them; `None` where its own configuration may tell.
    pub(super) default: Option<(&'static str, u16)>,
    /// Variables that make it listen somewhere else.
    pub(super) variables: &'static [&'static str],
    /// A file that it reads where it starts, and that may tell.
    pub(super) settings: Option<&'static str>,
    /// Options that make it listen somewhere else, with a value or without.
    pub(super) elsewhere: &'static [&'static str],
    /// Whether it is made for development.
    pub(super) is_for_development: bool,
}

const SERVER: Known = Known {
    name: ("", ""),
    addresses: &["--host"],
    word: false,
    ports: &["--port"],
    default: Some(("127.0.0.1", 8000)),
    variables: &[],
    settings: None,
    elsewhere: &[],
    is_for_development: false,
};

/// A server whose options have a letter, too.
const WITH_LETTERS: Known = Known {
    addresses: &["--host", "-h"],
    ports: &["--port", "-p"],
    ..SERVER
};

pub(super) const KNOWN: [Known; 29] = [
    Known {
        name: ("uvicorn", ""),
        variables: &["UVICORN_HOST", "UVICORN_PORT"],
        elsewhere: &["--uds", "--fd"],
        ..SERVER
    },
    Known {
        name: ("gunicorn", ""),
        addresses: &["--bind", "-b"],
        ports: &[],
        variables: &["PORT", "GUNICORN_CMD_ARGS"],
        settings: Some("gunicorn.conf.py"),
        elsewhere: &["--config", "-c"],
        ..SERVER
    },
    Known {
        name: ("hypercorn", ""),
        addresses: &["--bind", "-b"],
        ports: &[],
        elsewhere: &["--config", "-c", "--insecure-bind", "--quic-bind"],
        ..SERVER
    },
    Known {
        name: ("granian", ""),
        variables: &["GRANIAN_HOST", "GRANIAN_PORT"],
        elsewhere: &["--uds"],
        ..SERVER
    },
    Known {
        name: ("daphne", ""),
        addresses: &["--bind", "-b"],
        ports: &["--port", "-p"],
        elsewhere: &["--unix-socket", "-u", "--fd", "--endpoint", "-e"],
        ..SERVER
    },
    Known {
        name: ("waitress-serve", ""),
        addresses: &["--host", "--listen"],
        default: Some(("0.0.0.0", 8080)),
        elsewhere: &["--unix-socket"],
        ..SERVER
    },
    Known {
        name: ("sanic", ""),
        addresses: &["--host", "-H"],
        ports: &["--port", "-p"],
        elsewhere: &["--unix", "-u"],
        ..SERVER
    },
    Known {
        name: ("litestar", "run"),
        addresses: &["--host", "-H"],
        ports: &["--port", "-p"],
        variables: &["LITESTAR_HOST", "LITESTAR_PORT"],
        elsewhere: &["--uds", "-U", "--fd", "-F"],
        ..SERVER
    },
    Known {
        name: ("streamlit", "run"),
        addresses: &["--server.address"],
        ports: &["--server.port"],
        default: Some(("0.0.0.0", 8501)),
        variables: &["STREAMLIT_SERVER_ADDRESS", "STREAMLIT_SERVER_PORT"],
        settings: Some(".streamlit/config.toml"),
        ..SERVER
    },
    Known {
        name: ("chainlit", "run"),
        variables: &["CHAINLIT_HOST", "CHAINLIT_PORT"],
        ..SERVER
    },
    Known {
        name: ("fastapi", "run"),
        variables: &["PORT"],
        default: Some(("0.0.0.0", 8000)),
        ..SERVER
    },
    Known {
        name: ("fastapi", "dev"),
        variables: &["PORT"],
        is_for_development: true,
        ..SERVER
    },
    Known {
        name: ("flask", "run"),
        default: Some(("127.0.0.1", 5000)),
        variables: &["FLASK_RUN_HOST", "FLASK_RUN_PORT"],
        is_for_development: true,
        ..WITH_LETTERS
    },
    Known {
        name: ("quart", "run"),
        default: None,
        is_for_development: true,
        ..WITH_LETTERS
    },
    Known {
        name: ("manage.py", "runserver"),
        addresses: &[],
        ports: &[],
        word: true,
        is_for_development: true,
        ..SERVER
    },
    Known {
        name: ("http.server", ""),
        addresses: &["--bind", "-b"],
        ports: &[],
        default: None,
        is_for_development: true,
        ..SERVER
    },
    Known {
        name: ("dagster-webserver", ""),
        default: Some(("127.0.0.1", 3000)),
        variables: &["DAGSTER_WEBSERVER_HOST", "DAGSTER_WEBSERVER_PORT"],
        ..WITH_LETTERS
    },
    Known {
        name: ("datasette", ""),
        default: Some(("127.0.0.1", 8001)),
        elsewhere: &["--uds", "--get"],
        ..WITH_LETTERS
    },
    Known {
        name: ("fastmcp", "run"),
        ports: &["--port", "-p"],
        variables: &["FASTMCP_HOST", "FASTMCP_PORT"],
        settings: Some("fastmcp.json"),
        ..SERVER
    },
    Known {
        name: ("jupyter", "lab"),
        addresses: &["--ip", "--ServerApp.ip"],
        ports: &["--port", "--ServerApp.port"],
        default: Some(("localhost", 8888)),
        variables: &["JUPYTER_CONFIG_DIR", "JUPYTER_PORT"],
        settings: Some("jupyter_server_config.py"),
        elsewhere: &["--config"],
        ..SERVER
    },
    Known {
        name: ("marimo", "run"),
        ports: &["--port", "-p"],
        default: Some(("127.0.0.1", 2718)),
        ..SERVER
    },
    Known {
        name: ("mkdocs", "serve"),
        addresses: &["--dev-addr", "-a"],
        ports: &[],
        default: None,
        is_for_development: true,
        ..SERVER
    },
    Known {
        name: ("mlflow", "server"),
        default: Some(("127.0.0.1", 5000)),
        variables: &["MLFLOW_HOST", "MLFLOW_PORT"],
        ..WITH_LETTERS
    },
    Known {
        name: ("optuna-dashboard", ""),
        default: Some(("127.0.0.1", 8080)),
        ..SERVER
    },
    Known {
        name: ("prefect", "server"),
        default: Some(("127.0.0.1", 4200)),
        variables: &["PREFECT_SERVER_API_HOST", "PREFECT_SERVER_API_PORT"],
        ..SERVER
    },
    Known {
        name: ("sphinx-autobuild", ""),
        is_for_development: true,
        ..SERVER
    },
    Known {
        name: ("superset", "run"),
        default: Some(("127.0.0.1", 5000)),
        variables: &["FLASK_RUN_HOST", "FLASK_RUN_PORT"],
        is_for_development: true,
        ..WITH_LETTERS
    },
    Known {
        name: ("tensorboard", ""),
        default: Some(("localhost", 6006)),
        elsewhere: &["--bind_all"],
        ..SERVER
    },
    Known {
        name: ("voila", ""),
        addresses: &["--Voila.ip", "--ip"],
        ports: &["--port", "--Voila.port"],
        default: Some(("localhost", 8866)),
        settings: Some("voila.json"),
        elsewhere: &["--config"],
        ..SERVER
    },
];
