//! From a command line to what it imports to begin with.

use std::iter;

use serde_json::{Value, json};

use super::servers;
use crate::spec::{PlainCommand, directory_from, plain_commands, shell_line};

/// Programs that start the program that follows them.
const WRAPPERS: [&str; 12] = [
    "catatonit",
    "ddtrace-run",
    "dumb-init",
    "newrelic-admin",
    "nice",
    "nohup",
    "opentelemetry-instrument",
    "setsid",
    "timeout",
    "tini",
    "tini-static",
    "xvfb-run",
];

/// More than any command has.
const MOST_PROGRAMS: usize = 8;

/// One program of a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// A name or a path, as it is written.
    pub program: String,
    /// Options of the program, if it is an interpreter.
    pub options: Vec<String>,
    /// What a program of Python finds in `sys.argv`; without its own path, if it has a path of its own.
    pub arguments: Vec<String>,
    /// What it imports to begin with, beside what its own file says.
    pub starts: Vec<Start>,
    /// A command that it has to find, if it is a shell.
    pub finds: Option<String>,
    /// What to do where it is missing; `None` for what is said of every program.
    pub help: Option<String>,
    /// The directory that it starts in; `None` for the application's.
    pub directory: Option<String>,
    /// A script that has to hand over to it, or else nothing is looked at.
    pub script: Option<String>,
}

/// What a program of Python imports to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// What a file says: compiled, and not run.
    Script(String),
    /// What a module says that is run as a program (`python -m`).
    Main(String),
    /// What a text says that is run as a program (`python -c`).
    Code(String),
    /// A module that a server imports, and something in it.
    Application(Application),
    /// The same, where a file or a variable of gunicorn may say that it is another one.
    Gunicorn(Application, String),
    /// What a file of gunicorn's settings names.
    Settings(String),
    /// What fastapi-cli finds by a path and a name; by itself, what is left out.
    FastApi {
        /// A file or a package.
        path: Option<String>,
        /// What is in it.
        app: Option<String>,
    },
    /// What Celery finds by a name, in a directory.
    Celery(String, String),
    /// A command of Django's own that checks a whole project, and changes nothing: what the interpreter gets.
    Manage(Vec<String>),
}

/// Something in a module, as servers find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The module's full name.
    pub module: String,
    /// What is in it; dots lead further in.
    pub attribute: Option<String>,
    /// The directory that the server changes to.
    pub directory: String,
    /// Directories that modules are found in.
    pub paths: Vec<String>,
}

impl Check {
    /// What to look at of a command line: one for each of its programs.
    pub fn of(argv: &[String]) -> Vec<Self> {
        let mut checks = Vec::new();
        let mut script = None;
        let mut words = argv;
        for _ in 0..MOST_PROGRAMS {
            let Some((program, rest)) = words.split_first() else {
                break;
            };
            let check = Self::of_program(program, rest);
            checks.extend(check.map(|check| Self {
                script: script.clone(),
                ..check
            }));
            let name = base_name(program);
            if let Some(line) = shell_line(words) {
                let commands = plain_commands(line).into_iter().take(MOST_PROGRAMS);
                checks.extend(commands.flat_map(|it| Self::of_line(&it)));
            }
            if is_entry_point(name) {
                script = Some(program.clone());
            }
            words = handed(name, rest).unwrap_or_default();
        }
        checks
    }

    /// What to look at of a command in a line for a shell, whose variables have no values here.
    fn of_line(command: &PlainCommand) -> Vec<Self> {
        let mut checks = Self::of(&command.words);
        for check in &mut checks {
            let from = command.directory.as_deref();
            check.directory = match check.directory.take() {
                Some(to) => Some(directory_from(from, &to)),
                None => from.map(str::to_owned),
            };
            check
                .starts
                .retain(|start| !start.to_json().to_string().contains('$'));
        }
        checks
    }

    /// What to look at of one program.
    fn of_program(program: &str, rest: &[String]) -> Option<Self> {
        let name = base_name(program);
        if is_python(name) {
            let check = Self::of_interpreter(program, rest);
            // The interpreter itself has run in the base.
            return (!check.starts.is_empty()).then_some(check);
        }
        let start = match name {
            "manage.py" | "django-admin" => Some(manage(&[program.to_owned()], rest)),
            _ => servers::start(name, rest),
        };
        Some(Self {
            program: program.to_owned(),
            arguments: rest.to_vec(),
            starts: start.into_iter().collect(),
            ..Self::default()
        })
    }

    /// `python [OPTIONS] (-c CODE | -m MODULE | FILE) [ARGUMENTS]`
    fn of_interpreter(program: &str, words: &[String]) -> Self {
        let mut options = Vec::new();
        let mut rest = words.iter();
        let mut starts = Vec::new();
        while let Some(word) = rest.next() {
            let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
                if word != "-" {
                    starts.push(script(word, rest.as_slice()));
                }
                break;
            };
            // What ends the options may follow some of them, and its value may follow at once.
            if let Some(end) = end_of_options(letters) {
                let (flags, value) = (&letters[..end], &letters[end + 1..]);
                if !flags.is_empty() {
                    options.push(format!("-{flags}"));
                }
                let is_module = letters[end..].starts_with('m');
                let value = Some(value.to_owned()).filter(|value| !value.is_empty());
                let Some(value) = value.or_else(|| rest.next().cloned()) else {
                    break;
                };
                let words = rest.as_slice();
                starts.extend(match (is_module, value.as_str()) {
                    (false, _) => vec![Start::Code(value)],
                    (true, "django") => vec![manage(&["-m".to_owned(), value], words)],
                    (true, _) => {
                        let server = servers::start(&value, words);
                        iter::once(Start::Main(value)).chain(server).collect()
                    }
                });
                break;
            }
            options.push(word.clone());
            if matches!(letters, "W" | "X" | "-check-hash-based-pycs") {
                options.extend(rest.next().cloned());
            }
        }
        let arguments = match starts.first() {
            Some(Start::Script(path)) => iter::once(path).chain(rest.as_slice()).cloned().collect(),
            Some(Start::Code(_)) => prepend("-c", rest.as_slice()),
            _ => prepend("-m", rest.as_slice()),
        };
        Self {
            program: program.to_owned(),
            options,
            arguments,
            starts,
            ..Self::default()
        }
    }

    /// The form that the step reads.
    pub fn to_json(&self) -> Value {
        let starts = self.starts.iter().map(Start::to_json);
        json!({
            "program": self.program,
            "options": self.options,
            "arguments": self.arguments,
            "starts": starts.collect::<Value>(),
            "finds": self.finds,
            "help": self.help,
            "directory": self.directory,
            "script": self.script,
        })
    }
}

impl Start {
    /// Whether a server imports it, which takes no command as its arguments.
    pub(super) fn is_of_server(&self) -> bool {
        matches!(
            self,
            Self::Application(_) | Self::Gunicorn(..) | Self::FastApi { .. } | Self::Celery(..)
        )
    }

    /// The name of what the step does, and its arguments.
    fn to_json(&self) -> Value {
        match self {
            Self::Script(path) => json!(["script", path]),
            Self::Main(module) => json!(["main", module]),
            Self::Code(text) => json!(["code", text]),
            Self::Application(it) => {
                json!([
                    "application",
                    it.module,
                    it.attribute,
                    it.directory,
                    it.paths
                ])
            }
            Self::Gunicorn(it, config) => {
                json!([
                    "gunicorn",
                    it.module,
                    it.attribute,
                    it.directory,
                    it.paths,
                    config
                ])
            }
            Self::Settings(config) => json!(["settings", config]),
            Self::FastApi { path, app } => json!(["fastapi", path, app]),
            Self::Celery(name, directory) => json!(["celery", name, directory]),
            Self::Manage(words) => json!(["manage", words]),
        }
    }
}

/// A file that the interpreter runs.
fn script(path: &str, arguments: &[String]) -> Start {
    match base_name(path) {
        "manage.py" => manage(&[path.to_owned()], arguments),
        _ => Start::Script(path.to_owned()),
    }
}

/// Django's check instead of another of its commands.
fn manage(program: &[String], arguments: &[String]) -> Start {
    Start::Manage([program, &servers::django(arguments)].concat())
}

fn prepend(first: &str, rest: &[String]) -> Vec<String> {
    iter::once(first.to_owned())
        .chain(rest.iter().cloned())
        .collect()
}

/// Where `c` or `m` is among letters that are options of the interpreter.
fn end_of_options(letters: &str) -> Option<usize> {
    let end = letters.find(['c', 'm'])?;
    let is_flag = |letter: char| "bBdEhiIOPqRsSuvVx".contains(letter);
    letters[..end].chars().all(is_flag).then_some(end)
}

/// Whether people give this name to scripts that prepare something, and then run their arguments.
fn is_entry_point(name: &str) -> bool {
    name.strip_suffix(".sh").is_some() || name.contains("entrypoint")
}

/// What a command starts in the end: it, or what its wrappers start, and what people let scripts hand over to.
pub fn unwrapped<W: AsRef<str>>(mut words: &[W]) -> &[W] {
    while let [program, rest @ ..] = words
        && let Some(next) = handed(base_name(program.as_ref()), rest)
    {
        words = next;
    }
    words
}

/// What a program starts that is a wrapper, or a script that people let run its arguments.
fn handed<'a, W: AsRef<str>>(name: &str, rest: &'a [W]) -> Option<&'a [W]> {
    if WRAPPERS.contains(&name) {
        return Some(wrapped(name, rest));
    }
    (is_entry_point(name) && !rest.is_empty()).then_some(rest)
}

/// What a wrapper starts; nothing if its own options are not plain.
fn wrapped<'a, W: AsRef<str>>(name: &str, words: &'a [W]) -> &'a [W] {
    let is_flag = |word: &&W| {
        matches!(
            word.as_ref(),
            "-g" | "-s" | "-v" | "-vv" | "-c" | "-a" | "-P"
        )
    };
    let flags = words.iter().take_while(is_flag).count();
    let rest = &words[flags..];
    match (name, rest.first().map_or("", AsRef::as_ref)) {
        (_, "--") | ("newrelic-admin", "run-program") => &rest[1..],
        ("newrelic-admin", _) => &[],
        (_, option) if option.starts_with('-') => &[],
        // How long.
        ("timeout", _) => rest.get(1..).unwrap_or_default(),
        _ => rest,
    }
}

/// Whether a program of this name is an interpreter: `python3`, `python3.14t`.
pub fn is_python(name: &str) -> bool {
    name.strip_prefix("python").is_some_and(|rest| {
        let rest = rest.strip_suffix('t').unwrap_or(rest);
        rest.chars()
            .all(|letter| letter.is_ascii_digit() || letter == '.')
    })
}

pub(super) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
