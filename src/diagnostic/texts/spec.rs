//! Texts about `cart.yaml`.

use super::{did_you_mean, list, packaging, short};
use crate::diagnostic::{Diagnostic, Rule};
use crate::packaging::{PythonVersion, UNREAD};
use crate::spec::{DebianRelease, PackageManager};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// `apt: [lib pq]`
pub fn system_package(manager: PackageManager, text: &str) -> Diagnostic {
    let (distribution, help) = match manager {
        PackageManager::Apt => (
            "a Debian",
            "one name in each entry, in lower case: `libpq5`, `libpq5:arm64` or `libpq5=15.5-0+deb12u1`",
        ),
        PackageManager::Apk => (
            "an Alpine",
            "one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`",
        ),
    };
    invalid(format!(
        "`{}` is not the name of {distribution} package",
        short(text)
    ))
    .help(help)
}

/// `apt` beside `apk`
pub fn two_package_managers() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "`apt` and `apk` are both given")
        .why("a base has one of them: apt on Debian, apk on Alpine")
        .help("keep the one of your base")
}

/// `installer: conda`
pub fn installer(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not an installer", short(text)))
        .help("use `uv` (the default) or `pip`")
}

/// `bytecode: some`
pub fn bytecode(text: &str) -> Diagnostic {
    invalid(format!("`{}` is nothing that is compiled", short(text)))
        .help("use `all` (the default), `packages` (not the standard library) or `none`")
}

/// `prune: tests`
pub fn prune(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not a way to prune", short(text))).help(
        "use `safe`, which leaves out what no program imports or reads, or `none` (the default)",
    )
}

/// `prune: safe` with `installer: pip`
pub fn prune_needs_uv() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "`prune: safe` needs uv")
        .why("pip unpacks packages by itself, with all that they have")
        .help("remove `installer: pip`, or this key")
}

/// `layers: 500`
pub fn layer_limit(text: &str, least: usize, most: usize) -> Diagnostic {
    invalid(format!("`{}` is not a number of layers", short(text)))
        .help(format!("write a number from {least} to {most}"))
}

/// `user: 0100`
pub fn user(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not a user", short(text)))
        .help("write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image")
}

/// `port: 8000:80`
pub fn port_of_the_host(text: &str) -> Diagnostic {
    invalid(format!(
        "`{}`: an image does not choose a port of the host",
        short(text)
    ))
    .help("write the container's port here, and publish it with `docker run -p`")
}

/// `port: http`
pub fn port(text: &str) -> Diagnostic {
    let problem = invalid(format!("`{}` is not a port", short(text)));
    if text.contains('$') {
        return fixed_in_image(problem);
    }
    problem.help("write a number from 1 to 65535, such as `8000`, or `8000/udp`")
}

/// A variable where an image says something about itself.
pub(super) fn fixed_in_image(problem: Diagnostic) -> Diagnostic {
    problem
        .why("variables are those of a container, and this is said by the image, which is there before")
        .help("write the value out; with `args: {PORT: 8000}`, `${PORT}` is one that builds can give")
}

/// `workdir: app`
pub fn workdir_not_absolute(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not an absolute path", short(text)))
        .help("begin with a slash, for example `/app`")
}

/// `workdir: /`
pub fn workdir_is_root() -> Diagnostic {
    invalid("the application cannot live in `/`")
        .why("its files would lie among those of the system")
        .help("give it a directory of its own, for example `/app`")
}

/// `workdir: /usr/app`
pub fn workdir_taken(path: &str, taken: &str) -> Diagnostic {
    invalid(format!("the application cannot live in `{}`", short(path)))
        .why(format!(
            "`{taken}` belongs to the system or to the installed dependencies"
        ))
        .help("give it a directory of its own, for example `/app`")
}

/// `/etc/requirements.txt`
pub fn path_not_relative(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not a path in the build context", short(text)))
        .why("only files of the build context can be read")
        .help("write the path from the context's root, with forward slashes, for example `requirements/prod.txt`")
}

/// A path of more than 4096 bytes.
pub fn path_too_long(text: &str) -> Diagnostic {
    invalid(format!("`{}` is longer than a path may be", short(text)))
        .help("name a file of the build context")
}

/// `../requirements.txt`
pub fn path_outside_context(text: &str) -> Diagnostic {
    invalid(format!("`{}` is outside of the build context", short(text)))
        .why("only files of the build context reach the build")
        .help("build from a directory further up (`docker buildx build -f DIRECTORY/cart.yaml .`), or move the file")
}

/// `requirements/`
pub fn path_not_a_file(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not the name of a file", short(text)))
        .help("name a file, for example `requirements.txt`")
}

/// `dependencies: foo.yaml`
pub fn dependency_file(text: &str) -> Diagnostic {
    let problem = invalid(format!(
        "`{}` is not a dependency file that is known",
        short(text)
    ));
    let name = text.rsplit('/').next().unwrap_or(text);
    if UNREAD.contains(&name) {
        let (why, help) = packaging::unread(name);
        return problem.why(why).help(help);
    }
    problem.help("name a lock (`uv.lock`, `pylock.toml`, `poetry.lock`, `pdm.lock`, `Pipfile.lock`), a requirements file (`requirements.txt`, `*.txt`, `*.in`), `pyproject.toml`, `setup.py` or a script (`*.py`, PEP 723); requirements themselves go into a list: `dependencies: [fastapi]`")
}

fn syntax(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::Syntax, what)
}

/// What the YAML parser says about a text that is no YAML, and a bracket that is open there, with its line.
pub fn yaml_syntax(reason: &str, unclosed: Option<(char, u32)>) -> Diagnostic {
    let help = match unclosed {
        _ if reason.contains("tab") => "indent with spaces, here and in the next line".into(),
        Some((bracket, line)) => format!(
            "the `{bracket}` of line {line} is still open here: end it with `{}`, and put commas between what it holds",
            if bracket == '[' { ']' } else { '}' }
        ),
        None if reason.starts_with("unclosed") => "end it where the value ends; a text that begins with a bracket or a quote goes into quotes as a whole".into(),
        None if reason.starts_with("simple key") => "write `key: value`, with a space after the colon, or `- value` in a list".into(),
        None => "check the indentation, here and in the line before, and its colon; put quotes around a text that holds `: ` or ` #` or begins with one of `[]{}*&!|>%@`".into(),
    };
    syntax("this is not valid YAML").why(reason).help(help)
}

/// A line that ends as on a Macintosh of 1999.
pub fn yaml_carriage_return() -> Diagnostic {
    syntax("a line ends with a carriage return alone")
        .help("let lines end with a line feed, or with both")
}

/// `---` in the middle.
pub fn yaml_second_document() -> Diagnostic {
    syntax("a second YAML document begins here")
        .why("a spec is one document")
        .help("remove the `---` and what follows it")
}

/// `*name`
pub fn yaml_alias() -> Diagnostic {
    syntax("YAML aliases (`*name`) are not used here")
        .help("write the value out, or quote it if it begins with `*`")
}

/// `&name`
pub fn yaml_anchor() -> Diagnostic {
    syntax("YAML anchors (`&name`) are not used here")
        .help("remove it, or quote the value if it begins with `&`")
}

/// `!!str`
pub fn yaml_tag() -> Diagnostic {
    syntax("YAML tags (`!name`) are not used here")
        .why("values are read as they are written")
        .help("remove it, or quote the value if it begins with `!`")
}

/// `<<: …`
pub fn yaml_merge_key() -> Diagnostic {
    syntax("YAML merge keys (`<<`) are not used here").help("write the keys out")
}

/// `[a]: b`
pub fn yaml_key_is_not_text(kind: &str) -> Diagnostic {
    syntax(format!("a key must be a text, not {kind}")).help("write `key: value`")
}

/// A key for the second time.
pub fn yaml_duplicate_key(key: &str, line: u32) -> Diagnostic {
    syntax(format!("`{}` is given twice", short(key)))
        .help(format!("keep this one or the one on line {line}"))
}

/// More than any spec needs.
pub fn yaml_too_large() -> Diagnostic {
    syntax("this is nested too deeply or has too many values for a spec")
        .help("is this the right file? A spec has a few dozen lines")
}

/// `- a list`
pub fn spec_is_not_a_map(kind: &str) -> Diagnostic {
    Diagnostic::error(Rule::WrongType, format!("a spec must be a map, not {kind}"))
        .help("write `key: value` lines, for example `entrypoint: python main.py`")
}

/// `FROM python:3.13`
pub fn spec_is_a_dockerfile() -> Diagnostic {
    Diagnostic::error(Rule::WrongType, "this is a Dockerfile, and no spec")
        .why("its first line names a frontend that reads YAML")
        .help("remove that line to build it as it is; docs/from-a-dockerfile.md says what becomes of each instruction in a spec")
}

/// `dependancies:`, perhaps below a key without a value.
pub fn unknown_key<'a>(
    key: &str,
    empty: Option<&str>,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let name = key.to_ascii_lowercase().replace('-', "_");
    if name == "secrets" {
        return secrets_of_nobody(key);
    }
    if OF_COMPOSE.contains(&name.as_str()) {
        return of_compose(key, &name);
    }
    if let Some(option) = option_of_client(&name) {
        return of_client(key, option);
    }
    let is_known = |meant: &str| known.clone().any(|key| key == meant);
    let of_image = (name == "run" && is_known("build"))
        .then(|| "write `entrypoint` for what the container runs, or `build` for what runs while the image is made".to_owned());
    let help = of_image
        .or_else(|| {
            foreign(&name)
                .filter(|meant| is_known(meant))
                .map(|meant| format!("did you mean `{meant}`?"))
        })
        .or_else(|| did_you_mean(&name, known.clone()))
        .or_else(|| empty.map(|empty| format!("indent it if it belongs to `{}`", short(empty))))
        .unwrap_or_else(|| format!("the keys here are {}", list(known, "and")));
    Diagnostic::error(Rule::UnknownKey, format!("unknown key `{}`", short(key))).help(help)
}

/// Keys of a service in compose that say how a container runs, and nothing of its image.
const OF_COMPOSE: [&str; 29] = [
    "cap_add",
    "cap_drop",
    "configs",
    "container_name",
    "cpus",
    "depends_on",
    "deploy",
    "devices",
    "dns",
    "env_file",
    "extra_hosts",
    "hostname",
    "init",
    "links",
    "logging",
    "mem_limit",
    "network_mode",
    "networks",
    "privileged",
    "profiles",
    "read_only",
    "restart",
    "scale",
    "security_opt",
    "services",
    "shm_size",
    "stop_grace_period",
    "tmpfs",
    "ulimits",
];

/// `depends_on: [db]`
fn of_compose(key: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::UnknownKey,
        format!("`{}` belongs to compose", short(key)),
    )
        .why("a spec says what an image is, and compose how its containers run")
        .help(match name {
            "env_file" => "take it out, and write it in `compose.yaml`, or give the file to `docker run --env-file`; `env` is for what every container has".to_owned(),
            "services" => "describe one image here, and its containers in `compose.yaml`; `processes` are several programs of one application".to_owned(),
            _ => format!("take it out, and write `{name}` in `compose.yaml`"),
        })
}

/// How a client says what keys of other tools say of a build.
fn option_of_client(name: &str) -> Option<&'static str> {
    Some(match name {
        "cache_from" => "--cache-from",
        "cache_to" => "--cache-to",
        "network" => "--network",
        "no_cache" => "--no-cache",
        "platform" | "platforms" => "--platform",
        "tag" | "tags" => "--tag",
        _ => return None,
    })
}

/// `platform: linux/arm64`
fn of_client(key: &str, option: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::UnknownKey,
        format!("`{}` belongs to the command that builds", short(key)),
    )
    .why("a spec says what an image is, and each build where it goes and for which machines")
    .help(format!(
        "take it out, and build with `{option}`; in a bake file or in `compose.yaml`, it is a key"
    ))
}

/// `secrets: [token]`, of the whole spec.
fn secrets_of_nobody(key: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::UnknownKey,
        format!("`{}` belongs to each command that needs them", short(key)),
    )
    .why("no other sees their values")
    .help("name them there: `build: [{run: …, secrets: [ID]}]`, `test: {run: …, secrets: [ID]}`, `auth` of an index")
}

/// What keys of other tools are called here.
fn foreign(name: &str) -> Option<&'static str> {
    Some(match name {
        "build_args" | "arg" => "args",
        "cmd" | "start" => "command",
        "command" => "run",
        "from" | "image" | "base_image" => "base",
        "packages" | "system_packages" | "build_packages" => "apt",
        "python_version" | "requires_python" | "version" => "python",
        "requirements" | "install" | "pip" => "dependencies",
        "files" | "add" => "copy",
        "expose" | "ports" => "port",
        "environment" | "timezone" | "tz" | "locale" | "lang" => "env",
        "tests" | "pytest" => "test",
        _ => return None,
    })
}

/// `deps:` beside `dependencies:`
pub fn given_under_two_names(written: &str, first: &str, line: u32) -> Diagnostic {
    let (written, first) = (short(written), short(first));
    Diagnostic::error(
        Rule::Conflict,
        format!("`{written}` and `{first}` are names of the same key"),
    )
    .help(format!("keep this one, or `{first}` on line {line}"))
}

/// `env: [A=1, A=2]`
pub fn given_twice(name: &str) -> Diagnostic {
    Diagnostic::error(Rule::Conflict, format!("`{}` is given twice", short(name)))
        .help("keep one of them")
}

/// `python:`
pub fn no_value(field: &str) -> Diagnostic {
    Diagnostic::error(Rule::Missing, format!("`{}` has no value", short(field)))
        .help("write a value, or remove the key for the default")
}

/// `env: {DEBUG: }`
pub fn pair_without_value(name: &str) -> Diagnostic {
    let name = short(name);
    Diagnostic::error(Rule::Missing, format!("`{name}` has no value"))
        .help(format!("write `{name}: \"\"` for an empty text"))
}

/// `env: [DEBUG]`
pub fn pair_without_equals(field: &str, text: &str) -> Diagnostic {
    let text = short(text);
    // As Dockerfiles had it once.
    let help = match text.split_once(char::is_whitespace) {
        Some((name, value)) => format!("write `{name}={}`", value.trim()),
        None => format!("write `{text}=…`"),
    };
    Diagnostic::error(Rule::Missing, format!("`{text}` has no value"))
        .why(if matches!(field, "env" | "environment") {
            "the environment of the machine that asks for the build is not visible to the build"
        } else {
            "each entry of the list is `name=text`"
        })
        .help(help)
}

/// `env: [{DEBUG: 1}]`
pub fn pair_as_map(field: &str, name: &str) -> Diagnostic {
    let (field, name) = (short(field), short(name));
    Diagnostic::error(
        Rule::WrongType,
        format!("the entries of a list of `{field}` are texts"),
    )
    .help(format!(
        "take out the `-` before `{name}`, or write `- {name}=…`"
    ))
}

/// A list where a text belongs.
pub fn wrong_type(field: &str, expected: &str, found: &str) -> Diagnostic {
    let field = short(field);
    let help = match (expected, found) {
        ("a map", _) => {
            format!("write `{field}: {{NAME: value}}`, or lines of `NAME: value` below it")
        }
        ("a text", "a list") => format!("write one value, `{field}: value`"),
        _ => "see whether the lines below it are indented as meant".to_owned(),
    };
    Diagnostic::error(
        Rule::WrongType,
        format!("`{field}` must be {expected}, not {found}"),
    )
    .help(help)
}

/// A thousand `checks`.
pub fn too_many_steps(field: &str, most: usize) -> Diagnostic {
    invalid(format!("`{}` has more than {most} entries", short(field)))
        .why("each of them becomes a step of its own")
        .help("put several commands into one script, and several files into one directory")
}

/// `build-dependencies: [numpy]`
pub fn build_dependencies(field: &str, found: &str) -> Diagnostic {
    let field = short(field);
    Diagnostic::error(
        Rule::WrongType,
        format!("`{field}` must be a map of packages, not {found}"),
    )
    .help(format!(
        "say whose build needs it: `{field}: {{PACKAGE: [numpy]}}`"
    ))
}

/// `build-env` with hundreds of variables
pub fn too_many_variables(field: &str, most: usize) -> Diagnostic {
    invalid(format!("`{}` has more than {most} variables", short(field)))
        .why("every build gets all of them")
        .help("give those of one package to that package alone, `{PACKAGE: {NAME: value}}`")
}

/// `"\0"`
pub fn nul_character(field: &str) -> Diagnostic {
    invalid(format!("`{}` holds a NUL character", short(field))).help("remove the `\\0`")
}

/// `require-hashes: on`
pub fn not_a_flag(field: &str, text: &str) -> Diagnostic {
    invalid(format!(
        "`{field}` is either `true` or `false`, not `{}`",
        short(text)
    ))
    .help("write `true` or `false`")
}

/// `base: distroless` with Python 3.12.
pub fn no_distroless(python: PythonVersion) -> Diagnostic {
    let all: Vec<_> = DebianRelease::all_distroless()
        .map(|(python, release)| format!("Python {python} (Debian {})", release.number))
        .collect();
    Diagnostic::error(
        Rule::Conflict,
        format!("there is no distroless image with Python {python}"),
    )
    .why(format!(
        "a release of Debian has one Python: there is {}",
        all.join(" and ")
    ))
    .help("set `python` to one of these, or choose `base: slim`")
}

/// `base: {build: distroless, run: …}`
pub fn cannot_build_on(name: &str) -> Diagnostic {
    invalid(format!("a {name} image cannot build"))
        .why("it has no pip, no compiler, and no way to get them")
        .help(format!("write `base: {name}` for an image that builds and one that ships, or name another to build on"))
}

/// `base: {build: …}`
pub fn base_without(missing: &str) -> Diagnostic {
    invalid(format!("a pair of bases has no `{missing}`"))
        .help("name both images, `{build: IMAGE, run: IMAGE}`, or one for both: `base: IMAGE`")
}

/// `base: https://…`
pub fn image_is_a_url(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not the name of an image", short(text)))
        .help("leave out the part up to `://`; a file of the web has a name of yours here, and `--build-context NAME=URL` in the build")
}

/// `base: python@sha256:12`
pub fn image_digest(text: &str) -> Diagnostic {
    invalid(format!("`{}` has a digest that is none", short(text)))
        .help("a digest is `sha256:` and 64 lower-case hexadecimal digits")
}

/// `base: python:`
pub fn image_tag(text: &str) -> Diagnostic {
    invalid(format!("`{}` has a tag that is none", short(text))).help(
        "a tag has up to 128 letters, digits, `_`, `.` and `-`, for example `python:3.13-slim`",
    )
}

/// `base: Python`
pub fn image_upper_case(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not the name of an image", short(text)))
        .why("names of images have no upper-case letters")
        .help(format!("write `{}`", short(&text.to_lowercase())))
}

/// `base: a b`
pub fn image(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not the name of an image", short(text)))
        .help("write `slim`, or an image such as `python:3.13-slim` or `registry.example.com/team/base:1`")
}

/// `env: {MY-VAR: …}`
pub fn env_name(name: &str) -> Diagnostic {
    invalid(format!(
        "`{}` is not a name for an environment variable",
        short(name)
    ))
    .help("use letters, digits and `_`, and do not begin with a digit")
}

/// `labels: {"a b": …}`
pub fn label_name(name: &str) -> Diagnostic {
    invalid(format!("`{}` is not a name for a label", short(name)))
        .help("use a name without spaces, for example `org.opencontainers.image.title`")
}

/// `include: ["!a"]`
pub fn include_is_negated(text: &str) -> Diagnostic {
    invalid(format!(
        "`{}` excludes, in a list of what to include",
        short(text)
    ))
    .help("write it into `exclude`, without the `!`")
}

/// `exclude: ["../a"]`
pub fn pattern_outside(text: &str) -> Diagnostic {
    invalid(format!(
        "the pattern `{}` is outside of the build context",
        short(text)
    ))
    .help("patterns begin at the context's root, for example `src/**/*.py`")
}

/// `exclude: ["[a"]`
pub fn pattern(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not a pattern", short(text)))
        .help("use the syntax of `.dockerignore`: `*.log`, `docs/**`, `data/[a-z]*`; a `\\` takes the next letter as it is")
}

/// `command: []`
pub fn argv_without_program() -> Diagnostic {
    invalid("there is no program to run").help("begin with a program, for example `python main.py`")
}

/// `command: cd /x && y`
pub fn argv_builtin(builtin: &str) -> Diagnostic {
    let help = match builtin {
        "cd" => {
            "name the file with its directory, `python backend/manage.py`, or call a shell: `sh -c 'cd backend && exec …'`"
        }
        "export" | "set" => "set variables in `env` instead",
        "exec" => "leave `exec` out: the program is started without a shell in between",
        _ => "write a script for it, or call a shell: `sh -c '…'`",
    };
    invalid(format!(
        "`{builtin}` is a command of a shell, not a program"
    ))
    .why("the program is started directly, without a shell")
    .help(help)
}

fn no_shell(what: String) -> Diagnostic {
    invalid(what)
        .why("the text is split into words like a shell does, and then started without a shell")
}

/// `command: a && b`
pub fn argv_operator(operator: &str) -> Diagnostic {
    let operator = if operator == "`" {
        "a backquote".to_owned()
    } else {
        format!("`{operator}`")
    };
    no_shell(format!("{operator} would need a shell"))
        .help("put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script")
}

/// `command: a $PORT`
pub fn argv_variable(variable: &str) -> Diagnostic {
    let variable = short(variable);
    no_shell(format!("`{variable}` would not be replaced by a value")).help(format!(
        "write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program {variable}'`"
    ))
}

/// `command: a *.py`
pub fn argv_glob(pattern: &str) -> Diagnostic {
    no_shell(format!(
        "`{pattern}` would not be replaced by the names of files"
    ))
    .help("put it in quotes if it is meant as it is, or write the names out")
}

/// Two lines in one command.
pub fn argv_line_break() -> Diagnostic {
    no_shell("a second command begins on the next line".to_owned())
        .help("end the line with `\\` (or use `>-` instead of `|`) if it goes on; call a script for several commands")
}

/// `command: PORT=1 a`
pub fn argv_assignment(variable: &str) -> Diagnostic {
    no_shell(format!("`{variable}=` would not set a variable"))
        .help(format!("write it into `env`: `env: {{{variable}: …}}`; of a step or a test, into its own: `{{run: …, env: {{{variable}: …}}}}`"))
}

/// `command: 'a "b'`
pub fn argv_quote(quote: char) -> Diagnostic {
    invalid(format!("the quote `{quote}` is not closed"))
        .help("add the same quote at the end of the word, or `\\` before it")
}

/// `command: 'a \'`
pub fn argv_backslash() -> Diagnostic {
    invalid("there is nothing after `\\`").help("write `\\\\` for a backslash")
}

/// `dependencies: {file: uv.lock, packages: […]}`
pub fn lock_and_packages() -> Diagnostic {
    Diagnostic::error(Rule::Conflict, "`packages` are given beside a lock")
        .why("a lock says all that is installed")
        .help("add them to what the lock is made of, and lock again: `uv add PACKAGE`, `poetry add PACKAGE` …")
}

/// `dependencies: {file: requirements.txt, extras: […]}`
pub fn only_from_project(key: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{key}` can only be chosen from `pyproject.toml` or a lock"),
    )
    .help("write `file: pyproject.toml`, `file: uv.lock` or `file: pylock.toml`, or remove the key")
}

/// `package` without `uv.lock`
pub fn only_from_uv_lock(key: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        format!("`{key}` can only be chosen from `uv.lock`"),
    )
    .help("write `file: uv.lock`, or remove the key")
}

/// `exclude-newer` or `overrides` with `installer: pip`
pub fn needs_uv(key: &str) -> Diagnostic {
    Diagnostic::error(Rule::Conflict, format!("`{key}` needs uv"))
        .help("remove `installer: pip`, or this key")
}

/// `exclude-newer: 7 days`
pub fn exclude_newer(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not a date", short(text)))
        .why("a time span would mean something else in each build")
        .help("write a date such as `2026-10-01`, or a time such as `2026-10-01T12:00:00Z`")
}
