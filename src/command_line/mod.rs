//! What the binary does when a person starts it, and not BuildKit.

mod bake;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;

use crate::diagnostic::{Diagnostics, SourceFile, render, texts};

/// What a person is told who starts the program without knowing it.
pub const ABOUT: &str = concat!(
    "cartwright ",
    env!("CARGO_PKG_VERSION"),
    ", a BuildKit frontend for Python applications\n\n",
    "BuildKit starts this program by itself. Put `# syntax=cartwright` on the first line of a cart.yaml and run\n\n",
    "    docker buildx build -f cart.yaml .\n\n",
    "By hand:\n\n",
    "    cartwright bake [FILE]    print a docker-bake.json that builds every process of a spec (default: standard input)\n",
    "    cartwright schema         print the JSON Schema of a spec, for editors\n",
    "    cartwright --version      print the version\n",
    "    cartwright --help         print this\n",
);

/// What editors check a spec by, and complete.
const SCHEMA: &str = include_str!("../../schema/cart.schema.json");

/// The file of a spec that has none: what it is called by convention.
const CONVENTION: &str = "cart.yaml";

/// Does what the arguments say.
pub fn run(arguments: &[OsString]) -> ExitCode {
    let words: Vec<_> = arguments.iter().map(|word| word.to_str()).collect();
    match words.as_slice() {
        [Some("--version")] => say(concat!("cartwright ", env!("CARGO_PKG_VERSION"), "\n")),
        [Some("--help" | "-h" | "help")] => say(ABOUT),
        [Some("schema")] => say(SCHEMA),
        [Some("bake")] => bake(None),
        [Some("bake"), Some(path)] if !path.starts_with('-') => bake(Some(path)),
        _ => {
            complain(ABOUT);
            ExitCode::from(2)
        }
    }
}

fn bake(path: Option<&str>) -> ExitCode {
    match read(path).and_then(|file| bake::file(&file)) {
        Ok(text) => say(&text),
        Err(problems) => {
            complain(&format!("{}\n", render(&problems)));
            ExitCode::FAILURE
        }
    }
}

/// A spec from a file, or from the standard input.
fn read(path: Option<&str>) -> Result<SourceFile, Diagnostics> {
    let name = path.unwrap_or(CONVENTION);
    let mut bytes = Vec::new();
    let done = match path {
        Some(path) => fs::read(path).map(|read| bytes = read),
        None => io::stdin().read_to_end(&mut bytes).map(|_| ()),
    };
    done.map_err(|error| texts::unreadable(name, &error.to_string()))?;
    Ok(SourceFile::decode(name, &bytes)?)
}

fn say(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn complain(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
