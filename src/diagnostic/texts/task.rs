//! Texts about what runs while the image is built: build steps, `test` and `checks`.

use std::cmp::Ordering;

use super::{secret, short};
use crate::diagnostic::{Diagnostic, Rule};
use crate::spec::PackageManager;

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// `test: {groups: [dev]}`, `run: []`
pub fn no_command(field: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("`{field}` has no command"))
        .help("add `run`, and the command to run")
}

/// `run: [pytest, -q]`
pub fn option_as_command(before: &[String], option: &str) -> Diagnostic {
    let option = short(option);
    let before = before.join(" ");
    invalid(format!("`{option}` is not a program"))
        .why("a list is a list of commands here, which run one after the other")
        .help(format!(
            "write it in the line of its program: `{before} {option}`"
        ))
}

/// `build: {run: python fetch.py, files: [fetch.py]}`
pub fn files_without_outputs() -> Diagnostic {
    Diagnostic::error(Rule::Missing, "`files` without `outputs`")
        .why("a step that sees some files alone has to say what it makes of them")
        .help("add the files and directories that it makes: `outputs: [models]`; or leave `files` out: then it sees all that ships")
}

/// `build: {run: python fetch.py, outputs: [models]}`
pub fn outputs_without_files() -> Diagnostic {
    Diagnostic::error(Rule::Missing, "`outputs` without `files`")
        .why("a step that makes a layer of its own has to say which of your files it needs, and runs again when these change")
        .help("add them: `files: [fetch_models.py]`, or `files: []` if it needs none; or leave `outputs` out: then all that it makes ships with the application")
}

/// `build: {run: python fetch.py, files: [fetch.py], outputs: []}`
pub fn no_outputs() -> Diagnostic {
    Diagnostic::error(Rule::Missing, "there is nothing in `outputs`")
        .help("add the files and directories that the step makes: `outputs: [models]`")
}

/// `outputs: /models`
pub fn output(text: &str) -> Diagnostic {
    invalid(format!(
        "`{}` is not a path in the application's directory",
        short(text)
    ))
    .why("build steps start there, and may write nowhere else")
    .help("write a path from there, without patterns, such as `models` for `/app/models`")
}

/// `build: [{…, outputs: [static]}, {…, outputs: [static/dist]}]`
pub fn outputs_touch(path: &str, earlier: &str) -> Diagnostic {
    let (path, earlier) = (short(path), short(earlier));
    let what = match path.len().cmp(&earlier.len()) {
        Ordering::Less => format!("`{earlier}` is in `{path}`"),
        Ordering::Equal => format!("`{path}` is made twice"),
        Ordering::Greater => format!("`{path}` is in `{earlier}`"),
    };
    Diagnostic::error(Rule::Conflict, what)
        .why("steps with `files` do not see what others make")
        .help("let one step make it, or another directory")
}

/// `outputs: [src/shop/static]` of a project that is installed.
pub fn output_in_wheel(path: &str) -> Diagnostic {
    invalid(format!(
        "nothing would find `{}`: the project is installed, and imported from its wheel",
        short(path)
    ))
    .why("the wheel is made of what is committed; a build step runs on what is installed, and does not change it")
    .help("make it in another directory, and have the program look there, for example by a variable; or commit it, so that it is in the wheel")
}

/// A step ended well, and what it was to make is not there.
pub fn no_output(path: &str, step: &str) -> Diagnostic {
    let path = short(path);
    Diagnostic::error(Rule::Missing, format!("`{step}` did not make `{path}`"))
        .why("it is among its `outputs`, which ship; what is missing would be missed when the image runs")
        .help("have the command write it there, from the application's directory, in which it starts; or take it out of `outputs`")
}

/// More than anybody needs.
pub fn too_many_outputs(most: usize) -> Diagnostic {
    invalid(format!("there are more than {most} `outputs`"))
        .help("name the directories that they are in")
}

/// `build: pip install requests`
pub fn build_installs(words: &[String]) -> Diagnostic {
    let line = words.join(" ");
    let of_system = ["apt", "apt-get", "apk", "playwright"];
    let is_system = words.iter().any(|word| of_system.contains(&word.as_str()));
    invalid(format!("`{}` would install what is gone after the step", short(&line)))
        .why("of a build step, only the application's files stay")
        .help(if is_system {
            "name packages of the system in `apt` (`apk` on Alpine): `{build: […], run: […]}`"
        } else {
            "name Python packages in `dependencies`; what this step alone needs in its own: `build: [{run: …, dependencies: […]}]`"
        })
}

/// `build: useradd app`
pub fn build_makes_account(words: &[String]) -> Diagnostic {
    let line = words.join(" ");
    invalid(format!("`{}` would make what is gone after the step", short(&line)))
        .why("of a build step, only the application's files stay")
        .help("an account is made for the user, who is 10001:10001 unless `user` is another; `writable` are directories that belong to it")
}

/// `entrypoint: ["python main.py"]`
pub fn line_as_word(line: &str) -> Diagnostic {
    let line = short(line);
    let words: Vec<_> = line.split_whitespace().collect();
    invalid(format!(
        "`{line}` is no program: in this list, each entry is one word"
    ))
    .help(format!(
        "write the line alone, `{line}`, or word by word, `[{}]`",
        words.join(", ")
    ))
}

/// `dependencies: pytest`
pub fn dependencies(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not a requirements file", short(text)))
        .help("name a file such as `requirements-dev.txt`, or list requirements: `dependencies: [pytest]`")
}

/// `extras` or `groups` where no project is.
pub fn parts_without_project() -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        "extras and groups can only be chosen from `pyproject.toml` or a lock",
    )
    .help("list what is needed: `dependencies: [pytest]`")
}

/// More dependencies, and `installer: pip`.
pub fn needs_lock(name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{name}` cannot have dependencies of its own with `installer: pip`"),
    )
    .why("they are chosen to go with the versions that ship, and pip tells none")
    .help("leave out `installer`")
}

/// A dependency of a gate has another version than what ships.
pub fn other_version(name: &str, package: &str, ships: &str, wants: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{name}` needs {package} {wants}, and {package} {ships} ships"),
    )
    .why("another version may do another thing than what ships")
    .help("make the lock again without conflicts between these groups")
}

/// A well-known program that no package brings.
pub fn no_package(program: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("no dependency brings the command `{program}`"),
    )
    .help(format!(
        "add `dependencies: [{program}]` to it, or the dependency group that has it, such as `groups: [dev]`"
    ))
}

/// A command of a step wanted a program that is not there: what it is, and what brings it if that is known.
pub fn no_program(
    program: &str,
    name: &str,
    is_build: bool,
    manager: PackageManager,
    package: Option<&str>,
) -> Diagnostic {
    let program = short(program);
    let key = if is_build { "build" } else { "run" };
    let field = manager.key();
    let what = format!("`{name}` found no program `{program}`");
    let missing = Diagnostic::error(Rule::Missing, what);
    let missing = if is_build {
        missing.why(format!(
            "build steps have what ships, and the packages of `{field}.build`"
        ))
    } else {
        missing.why("it runs on what ships, with its own `dependencies` beside that")
    };
    missing.help(match package {
        Some(package) => format!("add `{package}`, which brings it: `{field}: {{{key}: [{package}]}}`"),
        None => format!("look at how it is written; what a Python package brings needs that package (`{{run: {program}, dependencies: […]}}`), and what the system brings `{field}: {{{key}: […]}}`"),
    })
}

/// The client gave no SSH agent to the build.
pub fn no_agent(id: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Missing,
        format!("the build has no SSH agent `{id}` for `{name}`"),
    )
    .help(format!(
        "give it one: `--ssh {id}` for the agent that runs, or `--ssh {id}=KEY_FILE`"
    ))
}

/// The client did not give a secret to the build.
pub fn no_secret(id: &str, name: &str) -> Diagnostic {
    secret::missing(id, &format!("for `{name}`"))
}
