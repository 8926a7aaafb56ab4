//! The servers that people start, and where each of them listens: as its options say, or else as its documentation does.

use super::known_servers::{KNOWN, Known};
use super::program::{Started, Word, interpreted};
use crate::diagnostic::Span;

/// A server that a container starts with.
pub(super) struct Server<'a> {
    /// How people call it: `uvicorn`, `flask run`.
    pub(super) name: String,
    /// The words that name it.
    pub(super) at: Span,
    /// Whether it is made for development.
    pub(super) is_for_development: bool,
    /// Its arguments.
    pub(super) arguments: Vec<Word<'a>>,
    /// Where it listens; nothing where that is not known.
    pub(super) listens: Vec<Listens<'a>>,
    /// A file of its directory that may say that it listens somewhere else than by default.
    pub(super) settings: Option<&'static str>,
}

/// An address that a server listens on.
pub(super) struct Listens<'a> {
    /// The name or number of the interface.
    pub(super) host: &'a str,
    /// The port.
    pub(super) port: Option<u16>,
    /// The words that say it; `None` if it is the server's default.
    pub(super) at: Option<Span>,
    /// Whether a part of it is the server's default.
    pub(super) is_default: bool,
}

impl<'a> Server<'a> {
    /// The server that a container starts with, if it is one of those that are known.
    pub(super) fn of(started: &Started<'a>) -> Option<Self> {
        let (first, rest) = started.words.split_first()?;
        let (program, arguments) = match interpreted(&started.words) {
            Some([option, module, rest @ ..]) if option.text == "-m" => (module, rest),
            Some([script, rest @ ..]) => (script, rest),
            Some([]) => return None,
            None => (first, rest),
        };
        let name = program.text.rsplit('/').next().unwrap_or(program.text);
        let starts = |known: &&Known| {
            let (program, word) = known.name;
            let is_started = || arguments.iter().any(|argument| argument.text == word);
            program == name && (word.is_empty() || is_started())
        };
        let known = KNOWN.iter().find(starts)?;
        let (_, word) = known.name;
        let verb = arguments.iter().find(|argument| argument.text == word);
        Some(Self {
            name: format!("{name} {word}").trim_end().to_owned(),
            at: first.at.to(verb.unwrap_or(program).at),
            is_for_development: known.is_for_development,
            arguments: arguments.to_vec(),
            listens: known.listens(arguments, started),
            settings: known.settings,
        })
    }
}

impl Known {
    fn listens<'a>(&self, arguments: &[Word<'a>], started: &Started) -> Vec<Listens<'a>> {
        let has_variable = |name: &&str| started.has_variable(name);
        let is_flag = |word: &Word| self.elsewhere.contains(&word.text);
        if self.variables.iter().any(has_variable)
            || arguments.iter().any(is_flag)
            || !values(arguments, self.elsewhere).is_empty()
        {
            return Vec::new();
        }
        let port = values(arguments, self.ports).pop();
        let number = match &port {
            Some((text, _)) => text.parse().ok(),
            None => self.default.map(|(_, port)| port),
        };
        let mut addresses = values(arguments, self.addresses);
        if self.word {
            addresses.extend(own_word(arguments, self.name.1));
        }
        let (host, _) = self.default.unzip();
        if addresses.is_empty() {
            let by_default = |host| Listens {
                host,
                port: number,
                at: port.map(|(_, at)| at),
                is_default: true,
            };
            return Vec::from_iter(host.map(by_default));
        }
        let listens = addresses.into_iter().filter_map(|(address, at)| {
            let (named, written) = match address.parse() {
                Ok(number) if self.word => (None, Some(number)),
                _ => split(address).map(|(host, port)| (Some(host), port))?,
            };
            Some(Listens {
                host: named.or(host)?,
                port: written.or(number),
                at: Some(at),
                is_default: written.is_none() && port.is_none(),
            })
        });
        listens.collect()
    }
}

/// The first word after another that is no option, and no value of one.
fn own_word<'a>(words: &[Word<'a>], verb: &str) -> Option<(&'a str, Span)> {
    const WITH_VALUE: [&str; 4] = ["--pythonpath", "--settings", "--verbosity", "-v"];
    let mut rest = words.iter().skip_while(|word| word.text != verb).skip(1);
    loop {
        let word = rest.next()?;
        if WITH_VALUE.contains(&word.text) {
            rest.next();
        } else if !word.text.starts_with('-') {
            return Some((word.text, word.at));
        }
    }
}

/// The values of options, in the order written: `--host x`, `--host=x`, `-b x`, `-bx`.
fn values<'a>(words: &[Word<'a>], options: &[&str]) -> Vec<(&'a str, Span)> {
    let mut found = Vec::new();
    for (number, word) in words.iter().enumerate() {
        for option in options {
            let Some(rest) = word.text.strip_prefix(option) else {
                continue;
            };
            match (rest.strip_prefix('='), words.get(number + 1)) {
                (Some(value), _) => found.push((value, word.at)),
                (None, Some(next)) if rest.is_empty() => {
                    found.push((next.text, word.at.to(next.at)));
                }
                (None, _) if !option.starts_with("--") && !rest.is_empty() => {
                    found.push((rest, word.at));
                }
                _ => {}
            }
        }
    }
    found
}

/// Host and port of `127.0.0.1:8000`, `[::1]:8000`, `localhost`; `None` for a socket in a file.
pub(super) fn split(address: &str) -> Option<(&str, Option<u16>)> {
    if address.starts_with("unix:") || address.contains("://") || address.contains('/') {
        return None;
    }
    if let Some((host, rest)) = address.strip_prefix('[').and_then(|it| it.split_once(']')) {
        return Some((
            host,
            rest.strip_prefix(':').and_then(|port| port.parse().ok()),
        ));
    }
    match address.rsplit_once(':') {
        // An address of version 6 without brackets has no port.
        Some((host, port)) if !host.contains(':') => Some((host, port.parse().ok())),
        _ => Some((address, None)),
    }
}

/// Whether nobody outside of the container reaches it.
pub(super) fn is_loopback(host: &str) -> bool {
    host == "localhost" || host == "::1" || host.starts_with("127.")
}
