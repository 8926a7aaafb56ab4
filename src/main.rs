//! The frontend's process: BuildKit starts it, asks it for one graph, and forgets it.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use cartwright::{command_line, frontend, gateway};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    if arguments.is_empty() {
        answer_engine()
    } else {
        command_line::run(&arguments)
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
            let about = command_line::ABOUT;
            let _ = writeln!(
                io::stderr(),
                "cartwright: cannot talk to BuildKit: {error}\n\n{about}"
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
