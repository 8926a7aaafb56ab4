//! The commands and variables of a spec, and the programs that containers start with.

use std::collections::BTreeMap;
use std::iter;

use crate::diagnostic::{Span, Spanned};
use crate::plan::{is_python, unwrapped};
use crate::spec::{Argv, ContextPath, HealthTest, Healthcheck, Port, Program, Spec, shell_line};

/// Every command that is written in a spec.
pub(super) fn commands(spec: &Spec) -> impl Iterator<Item = &Argv> {
    let tasks = spec.tasks().flat_map(|task| &task.commands);
    let commands = spec.command_lines().chain(tasks);
    let of_processes = spec.processes.iter().map(|it| &it.healthcheck);
    let checks = iter::once(&spec.healthcheck).chain(of_processes).flatten();
    let checks = checks.filter_map(|check| match &check.test {
        HealthTest::Program(argv) => Some(argv),
        _ => None,
    });
    commands.map(|command| &command.value).chain(checks)
}

/// Every environment variable that is written in a spec.
pub(super) fn variables(spec: &Spec) -> impl Iterator<Item = (&String, &Spanned<String>)> {
    lasting_variables(spec).chain(passing_variables(spec))
}

/// Those of containers, and of what is run like them.
pub(super) fn lasting_variables(spec: &Spec) -> impl Iterator<Item = (&String, &Spanned<String>)> {
    let of_processes = spec.processes.iter().flat_map(|process| &process.env);
    let of_gates = spec.gates.iter().flat_map(|gate| &gate.task.env);
    spec.env.iter().chain(of_processes).chain(of_gates)
}

/// Those that are there so that a program starts at all while an image is built, and may have any value.
pub(super) fn passing_variables(spec: &Spec) -> impl Iterator<Item = (&String, &Spanned<String>)> {
    let of_steps = spec.build.iter().flat_map(|step| &step.task.env);
    let of_builds = spec.dependencies.value.build_env.written();
    of_steps.chain(&spec.smoke.env).chain(of_builds)
}

/// A word of a command line.
#[derive(Clone, Copy)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) at: Span,
}

impl AsRef<str> for Word<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}

/// What a container starts with.
pub(super) struct Started<'a> {
    /// The entry point, and the command as its arguments, without wrappers such as `tini` and scripts before it.
    pub(super) words: Vec<Word<'a>>,
    /// Ports that it is reached on.
    pub(super) ports: &'a [Spanned<Port>],
    /// How an engine finds out whether it is well.
    pub(super) healthcheck: Option<&'a Healthcheck>,
    env: [Option<&'a BTreeMap<String, Spanned<String>>>; 2],
}

impl Started<'_> {
    /// Whether the spec sets a variable for it.
    pub(super) fn has_variable(&self, name: &str) -> bool {
        let mut env = self.env.into_iter().flatten();
        env.any(|variables| variables.contains_key(name))
    }
}

/// What the container of each process starts with, or the only one.
pub(super) fn started(spec: &Spec) -> Vec<Started<'_>> {
    if spec.processes.is_empty() {
        return vec![start(spec, spec.program(None))];
    }
    let programs = spec.processes.iter().map(|process| &process.name.value);
    programs
        .map(|name| start(spec, spec.program(Some(name))))
        .collect()
}

/// Options of an interpreter that have no value, and change nothing of what a program is.
const FLAGS: [&str; 9] = ["-B", "-E", "-I", "-O", "-OO", "-P", "-s", "-S", "-u"];

/// What an interpreter runs, and its arguments, if a command begins with one.
pub(super) fn interpreted<'w, 'a>(words: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    let (program, rest) = words.split_first()?;
    let name = program.text.rsplit('/').next()?;
    let flags = rest
        .iter()
        .take_while(|it| FLAGS.contains(&it.text))
        .count();
    is_python(name).then(|| &rest[flags..])
}

/// The file of the application that an interpreter runs.
pub(super) fn script(started: &Started, spec: &Spec) -> Option<ContextPath> {
    let path = interpreted(&started.words)?.first()?.text;
    let below = path.strip_prefix(spec.workdir.value.as_str());
    let path = below
        .and_then(|path| path.strip_prefix('/'))
        .unwrap_or(path);
    path.rsplit_once('.').filter(|(_, end)| *end == "py")?;
    path.parse().ok()
}

fn start<'a>(spec: &'a Spec, program: Program<'a>) -> Started<'a> {
    let mut words = Vec::new();
    for argv in program.entrypoint.into_iter().chain(program.command) {
        let texts = argv.value.as_slice().iter().enumerate();
        words.extend(texts.map(|(number, text)| Word {
            text,
            at: argv.value.place(number).unwrap_or(argv.span),
        }));
    }
    let words = unwrapped(&words).to_vec();
    Started {
        words: of_line(&words).unwrap_or(words),
        ports: program.ports,
        healthcheck: program.healthcheck,
        env: [Some(&spec.env), program.env],
    }
}

/// What a line for a shell ends with, if that is plain: words with nothing but variables in them, and quotes around them.
fn of_line<'a>(words: &[Word<'a>]) -> Option<Vec<Word<'a>>> {
    shell_line(words)?;
    let line = words.last()?;
    let last = line.text.trim().rsplit(['&', ';', '\n']).next()?.trim();
    let last = last.strip_prefix("exec ").unwrap_or(last);
    let words = last.split_whitespace().map(|word| Word {
        text: word.trim_matches(['"', '\'']),
        at: line.at,
    });
    let words: Vec<_> = words.collect();
    let is_plain = |word: &Word| {
        !word
            .text
            .contains(['"', '\'', '\\', '|', '<', '>', '(', ')', '`'])
    };
    (!words.is_empty() && words.iter().all(is_plain)).then(|| unwrapped(&words).to_vec())
}
