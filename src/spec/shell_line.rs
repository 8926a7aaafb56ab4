//! Lines for a shell, as far as they are plain.

use super::argv;

/// The line that a command has a shell run: `sh -c LINE`, `bash -euc LINE`.
pub fn shell_line<W: AsRef<str>>(command: &[W]) -> Option<&str> {
    let [shell, option, line] = command else {
        return None;
    };
    let letters = option.as_ref().strip_prefix('-')?.strip_suffix('c')?;
    let runs = is_shell(shell.as_ref()) && letters.chars().all(|letter| "eux".contains(letter));
    runs.then_some(line.as_ref())
}

/// Whether a program is a shell, by its name.
pub fn is_shell(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    matches!(name, "ash" | "bash" | "dash" | "sh")
}

/// A command of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainCommand {
    /// The directory that the line went to before, as it is written; `None` where it starts.
    pub directory: Option<String>,
    /// Words, which may have variables in them; the program first.
    pub words: Vec<String>,
}

/// The commands of a line, as far as they are plain: one after the other, with words and variables, and nothing that changes
/// what the next one finds but the directory.
pub fn plain_commands(line: &str) -> Vec<PlainCommand> {
    let mut commands = Vec::new();
    let mut directory = None;
    for part in line.split("&&").flat_map(|part| part.split([';', '\n'])) {
        let part = part.trim();
        let part = part.strip_prefix("exec ").unwrap_or(part);
        let Some(words) = argv::plain_words(part) else {
            break;
        };
        match words.first().map(String::as_str) {
            None => {}
            Some("cd") => match below(directory.as_deref(), &words[1..]) {
                Some(found) => directory = Some(found),
                None => break,
            },
            Some("set") if words[1..].iter().all(|word| is_option(word)) => {}
            Some(program) if argv::is_of_shell(program) || program.contains('$') => break,
            Some(_) => commands.push(PlainCommand {
                directory: directory.clone(),
                words,
            }),
        }
    }
    commands
}

/// Where `cd` goes, if its operand is a plain one.
fn below(from: Option<&str>, operands: &[String]) -> Option<String> {
    let [to] = operands else { return None };
    if to.contains('$') || to.starts_with('-') {
        return None;
    }
    Some(directory_from(from, to))
}

/// Where a line is that goes to a directory from another one.
pub fn directory_from(from: Option<&str>, to: &str) -> String {
    match from {
        Some(from) if !to.starts_with('/') => format!("{from}/{to}"),
        _ => to.to_owned(),
    }
}

/// Options of `set` that change nothing but how a line ends.
fn is_option(word: &str) -> bool {
    word == "pipefail"
        || word
            .strip_prefix('-')
            .is_some_and(|letters| letters.chars().all(|letter| "euxo".contains(letter)))
}
