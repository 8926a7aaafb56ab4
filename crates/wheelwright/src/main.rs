//! The process: one command, one line to standard error.

use std::env;
use std::io::{self, Write as _};
use std::process::ExitCode;

use wheelwright::arguments::{self, Command, HELP};
use wheelwright::error::{Error, render};
use wheelwright::{
    account, audit, environment, extend, install, inventory, join, library, overlaps, reduce, seal,
};

const VERSION: &str = concat!("wheelwright ", env!("CARGO_PKG_VERSION"));

fn main() -> ExitCode {
    let (said, code) = match run() {
        Ok(said) => (said, ExitCode::SUCCESS),
        Err(errors) => (render(&errors), ExitCode::FAILURE),
    };
    let _ = writeln!(io::stderr(), "{}", said.trim_end());
    code
}

fn run() -> Result<String, Vec<Error>> {
    let arguments = env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned());
    match arguments::read(arguments).map_err(|error| vec![error])? {
        Command::Install(requests, list) => {
            let installed = install::install_all(&requests)?;
            if let Some(out) = list {
                inventory::save(&installed.distributions, &out).map_err(|error| vec![error])?;
            }
            let warnings: Vec<_> = installed
                .reports
                .iter()
                .map(|shadowed| format!("{shadowed}\n"))
                .collect();
            let wheels = counted(installed.wheels, "wheel");
            let files = counted(installed.files, "file");
            let left_out = match installed.left_out {
                0 => String::new(),
                count => format!(
                    "; left out {} that no program needs, {}",
                    counted(count, "file"),
                    megabytes(installed.saved)
                ),
            };
            let warnings = warnings.concat();
            Ok(format!("{warnings}installed {wheels}, {files}{left_out}"))
        }
        Command::Environment(request) => {
            environment::create(&request).map_err(|error| vec![error])?;
            Ok(format!("created {}", request.layout.prefix))
        }
        Command::Library(request) => {
            library::compile(&request).map_err(|error| vec![error])?;
            Ok(format!("compiled {}", request.directory.display()))
        }
        Command::Seal(request) => {
            seal::seal(&request).map_err(|error| vec![error])?;
            Ok(format!("sealed {}", request.directory.display()))
        }
        Command::Account(request) => {
            account::create(&request).map_err(|error| vec![error])?;
            Ok(format!("created {}", request.name))
        }
        Command::Inventory(request) => {
            inventory::run(&request).map_err(|error| vec![error])?;
            Ok(format!("listed {}", request.prefix.display()))
        }
        Command::Audit(request) => audit::run(&request).map_err(|error| vec![error]),
        Command::Join(request) => {
            let files = join::join(&request).map_err(|error| vec![error])?;
            Ok(format!("joined {}", counted(files, "file")))
        }
        Command::Overlaps(request) => overlaps::run(&request).map_err(|error| vec![error]),
        Command::Reduce(request) => {
            let reduced = reduce::reduce(&request).map_err(|error| vec![error])?;
            Ok(kept(&reduced))
        }
        Command::Extend(request) => {
            let (extended, stranded) = extend::extend(&request).map_err(|error| vec![error])?;
            let notes: Vec<_> = stranded.iter().map(|note| format!("{note}\n")).collect();
            Ok(notes.concat() + &kept(&extended))
        }
        Command::Version => Ok(VERSION.to_owned()),
        Command::Help => Ok(HELP.to_owned()),
    }
}

/// `kept 1,234 files, of 56 packages of the system`
fn kept(kept: &reduce::Reduced) -> String {
    let files = counted(kept.files, "file");
    let packages = counted(kept.packages, "package");
    format!("kept {files}, of {packages} of the system")
}

/// `12.3 MB`
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// `1 file`, `12,345 files`
fn counted(number: usize, noun: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{} {noun}{end}", grouped(number))
}

/// `12,345`
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
