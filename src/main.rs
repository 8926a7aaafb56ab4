//! The frontend's process: BuildKit starts it, asks it for one graph, and forgets it.

use std::env;
use std::io::{self, Write as _};
use std::process::ExitCode;

use cartwright::{frontend, gateway};

const ABOUT: &str = concat!(
    "cartwright ",
    env!("CARGO_PKG_VERSION"),
    ", a BuildKit frontend for Python applications\n\n",
    "This program is started by BuildKit, not by hand. Put `# syntax=cartwright` on the first line of a cart.yaml and run\n\n",
    "    docker buildx build -f cart.yaml .\n",
);

fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        None => answer_engine(),
        Some("--version") => say(concat!("cartwright ", env!("CARGO_PKG_VERSION"), "\n")),
        Some(_) => say(ABOUT),
    }
}

/// Builds for the engine at the other end of stdin and stdout.
fn answer_engine() -> ExitCode {
    let options = gateway::Options::from_environment(text_variables());
    let answered = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .and_then(|runtime| runtime.block_on(gateway::serve(options, frontend::build)));
    match answered {
        // At once: unwinding the connection while the process lives on fails the build.
        Ok(()) => std::process::exit(0),
        Err(error) => {
            let _ = writeln!(
                io::stderr(),
                "cartwright: cannot talk to BuildKit: {error}\n\n{ABOUT}"
            );
            ExitCode::FAILURE
        }
    }
}

/// The environment, as far as it is text: what BuildKit sends is.
fn text_variables() -> impl Iterator<Item = (String, String)> {
    env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn say(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
