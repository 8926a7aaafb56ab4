//! Texts of the rules that warnings come from. Each has a page in `docs/rules`.

use super::{did_you_mean, list, short};
use crate::diagnostic::{Diagnostic, Kind, Lint, Rule};
use crate::packaging::{PythonVersion, Requirement};
use crate::spec::Port;

/// What a rule is about, in a few words.
pub fn summary(lint: Lint) -> &'static str {
    match lint {
        Lint::DevelopmentServer => "A server made for development should not run the application",
        Lint::EndOfLifePython => "Python should be a version that still gets fixes of security",
        Lint::FailedGate => "Tests and checks should pass",
        Lint::HardcodedSecret => "Secrets should not be written into the spec",
        Lint::LoopbackAddress => "The program should listen where others reach it",
        Lint::MissingLibrary => {
            "The image should have the shared libraries that its packages are linked to"
        }
        Lint::MissingProgram => "The image should have the programs that its packages run",
        Lint::NewerLockFormat => "The lock should have a format that is read completely",
        Lint::NotTested => "An image should be tested where its programs run",
        Lint::OverlappingPackages => "No two packages should have different files of one name",
        Lint::PortMismatch => "The program should listen on the port that the image tells",
        Lint::RootUser => "The container should not run as root",
        Lint::ShadowedDependencies => "Dependencies should be listed in one place",
        Lint::ShellSyntax => "Arguments should hold nothing that only a shell understands",
        Lint::StaleLock => "The lock should hold what the project asks for",
        Lint::UnencryptedIndex => "Indexes should be asked over https",
        Lint::UnexpandedVariable => "Values should hold no variables, which nothing replaces",
        Lint::UnlockedDependencies => "Dependencies should be locked",
        Lint::UnpinnedBase => "The base image should have a tag that tells its version",
        Lint::UnusedBuildArg => "Build arguments should be ones that the spec declares",
        Lint::UnusedBuildPackages => {
            "Packages for builds should be there for something that is built"
        }
        Lint::UnusedBuildSettings => {
            "Settings for builds should be there for a package that is built"
        }
        Lint::YankedVersion => "Versions should not be ones that their authors took back",
    }
}

/// A finding where findings are errors.
pub fn as_error(lint: Lint, warning: Diagnostic) -> Diagnostic {
    Diagnostic {
        kind: Kind::Error(Rule::Lint),
        what: format!("{}: {}", lint.name(), warning.what),
        ..warning
    }
}

/// What is not told one by one, with the rule of the first of them.
pub fn more_warnings(lint: Lint, count: usize) -> Diagnostic {
    Diagnostic::warning(lint, format!("… and {count} more warnings")).help(
        "`docker buildx build -f cart.yaml --check` shows all that are about the spec and the files beside it",
    )
}

/// `# check=skip`
pub fn check_setting(text: &str) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, format!("`{}` does not say what to check", short(text)))
        .help("write `skip=` and names of rules, or `skip=all`; and `error=true` to make findings errors: `# check=skip=RootUser;error=true`")
}

/// `# check=skip=RotUser`
pub fn no_such_rule(name: &str) -> Diagnostic {
    let problem = Diagnostic::error(
        Rule::InvalidValue,
        format!("there is no rule `{}`", short(name)),
    );
    let names = Lint::ALL.map(Lint::name);
    let help = did_you_mean(name, names);
    problem.help(help.unwrap_or_else(|| format!("the rules are {}", list(names, "and"))))
}

/// The same, by the client.
pub fn client_check(problem: Diagnostic) -> Diagnostic {
    Diagnostic {
        what: format!("`BUILDKIT_DOCKERFILE_CHECK`: {}", problem.what),
        ..problem
    }
}

/// `user: root`
pub fn root_user() -> Diagnostic {
    Diagnostic::warning(Lint::RootUser, "the container runs as root")
        .why("a flaw in the application then gives away everything in the container")
        .help("remove `user` for an ordinary user (10001), unless the application needs root")
}

/// `env: {PATH: /x:$PATH}`, and what `args` calls the variable, if it does.
pub fn variable_in_env(
    name: &str,
    variable: &str,
    declared: Option<&str>,
    is_secret: bool,
) -> Diagnostic {
    let help = match declared {
        Some(declared) => {
            &format!("write `${{{declared}}}`, with braces and no default in them: `args` has that")
        }
        None if is_secret => {
            "remove it, and give it to the container: `docker run -e NAME`, or a secret of the orchestrator"
        }
        None if variable.starts_with("${") => {
            "write the value out, or let builds give it: `args` declares it"
        }
        None => "write the value out",
    };
    Diagnostic::warning(
        Lint::UnexpandedVariable,
        format!(
            "`{}` in `{}` is not replaced by a value",
            short(variable),
            short(name)
        ),
    )
    .why("variables are passed to the container as they are written")
    .help(help)
}

/// `command: [a, $PORT]`
pub fn variable_in_command(variable: &str) -> Diagnostic {
    Diagnostic::warning(
        Lint::UnexpandedVariable,
        format!("`{}` is not replaced by a value", short(variable)),
    )
    .why("the program is started without a shell, and gets the argument as it is written")
    .help(format!(
        "write the value out, or call a shell: `[sh, -c, 'exec program {}']`",
        short(variable)
    ))
}

/// `command: [migrate, "&&", serve]`
pub fn shell_syntax(operator: &str) -> Diagnostic {
    Diagnostic::warning(
        Lint::ShellSyntax,
        format!("`{operator}` is passed to the program as an argument"),
    )
    .why("the program is started without a shell")
    .help("call a shell (`[sh, -c, '…']`) or a script, or start one program only")
}

/// `index: http://…`
pub fn unencrypted_index(host: &str, has_login: bool) -> Diagnostic {
    let host = short(host);
    let what = if has_login {
        format!("the login for `{host}` is sent unencrypted")
    } else {
        format!("`{host}` is asked unencrypted")
    };
    Diagnostic::warning(Lint::UnencryptedIndex, what)
        .why("whoever is in between can read what is sent, and answer instead")
        .help("use `https://`")
}

/// `base: python`
pub fn unpinned_base(repository: &str) -> Diagnostic {
    let name = repository.strip_prefix("library/").unwrap_or(repository);
    Diagnostic::warning(
        Lint::UnpinnedBase,
        format!(
            "`{}:latest` is another image every now and then",
            short(name)
        ),
    )
    .help("name a version, such as `python:3.13-slim`, or a digest (`@sha256:…`)")
}

/// `python: "3.8"`
pub fn end_of_life_python(version: PythonVersion, end: &str, default: PythonVersion) -> Diagnostic {
    Diagnostic::warning(
        Lint::EndOfLifePython,
        format!("Python {version} has had no fixes of security since {end}"),
    )
    .help(format!("move to a newer version, such as {default}"))
}

/// `env: {API_TOKEN: …}`: the value itself must not be repeated.
pub fn hardcoded_secret(name: Option<&str>) -> Diagnostic {
    let what = match name {
        Some(name) => format!("`{}` looks like a secret", short(name)),
        None => "this looks like a secret".to_owned(),
    };
    Diagnostic::warning(Lint::HardcodedSecret, what)
        .why("it stays readable in the image, or in the history of its builds")
        .help("take it out, change it, since it was in a file, and give it to the container when it starts: `docker run --env-file`, or a secret of your orchestrator")
}

/// `uvicorn main:app`, and `port: 8000`
pub fn loopback_address(server: &str, host: &str, port: u16) -> Diagnostic {
    Diagnostic::warning(
        Lint::LoopbackAddress,
        format!(
            "`{server}` listens on {}, where nobody outside of the container reaches it",
            short(host)
        ),
    )
    .why(format!("`port` says that it is reached on {port}"))
    .help("make it listen on 0.0.0.0")
}

/// `app.run()` in a file that is run, and `port: 8000`
pub fn loopback_call(server: &str, argument: &str, host: &str, port: u16) -> Diagnostic {
    let help = format!("pass it `{argument}=\"0.0.0.0\"`");
    loopback_address(server, host, port).help(help)
}

/// `uvicorn main:app --port 8080`, and `port: 8000`
pub fn port_mismatch(server: &str, number: u16, declared: &[Port]) -> Diagnostic {
    let declared: Vec<_> = declared
        .iter()
        .map(|port| port.number.to_string())
        .collect();
    Diagnostic::warning(
        Lint::PortMismatch,
        format!("`{server}` listens on port {number}"),
    )
    .why(format!("`port` says {}", declared.join(", ")))
    .help("make them the same")
}

/// `healthcheck: http:8000/` of what listens on 8080.
pub fn healthcheck_port(asked: u16, server: &str, number: u16) -> Diagnostic {
    Diagnostic::warning(
        Lint::PortMismatch,
        format!("the health check asks port {asked}, and `{server}` listens on port {number}"),
    )
    .why("every container would be unhealthy")
    .help("make them the same; if something else of the container answers there, add that port to `port`")
}

/// `flask run`
pub fn development_server(server: &str) -> Diagnostic {
    Diagnostic::warning(
        Lint::DevelopmentServer,
        format!("`{server}` is made for development"),
    )
    .help("use a server made for production, such as gunicorn or uvicorn")
}

/// `uvicorn --reload`
pub fn development_option(option: &str) -> Diagnostic {
    Diagnostic::warning(
        Lint::DevelopmentServer,
        format!("`{option}` is made for development"),
    )
    .help("take it out: the files of an image do not change, and nobody debugs in production")
}

/// `dependencies: [fastapi]`
pub fn unlocked_dependencies(first: &str, others: usize) -> Diagnostic {
    let what = match others {
        0 => format!("nothing says which version of `{first}` is installed"),
        _ => format!("nothing says which versions of `{first}` and {others} more are installed"),
    };
    unlocked(what)
}

/// `dependencies: setup.py`
pub fn unlocked_project(name: &str) -> Diagnostic {
    unlocked(format!(
        "no lock says which versions of what `{}` needs are installed",
        short(name)
    ))
}

fn unlocked(what: String) -> Diagnostic {
    Diagnostic::warning(Lint::UnlockedDependencies, what)
        .why("versions are found anew wherever the engine does not remember them")
        .help("keep a lock: `docker buildx build -f cart.yaml --target lock -o . .` writes `pylock.toml`, which `dependencies` can name; or use the lock of your own tool")
}

/// `dependencies: uv.lock`, and a `requirements.txt` beside it
pub fn shadowed_dependencies(path: &str) -> Diagnostic {
    Diagnostic::warning(
        Lint::ShadowedDependencies,
        format!("`{path}` is there, and is not read"),
    )
    .why("whoever changes it will wait for an effect")
    .help("remove it if nothing is made from it; else say in it what it is for, and silence this rule")
}

/// A lock that does not hold what its project asks for.
pub fn stale_lock(lock: &str, requirement: &Requirement, locked: &[String]) -> Diagnostic {
    let name = &requirement.name;
    let what = match locked {
        [] => format!("`{lock}` does not hold `{name}`"),
        versions => format!("`{lock}` holds {name} {}", versions.join(", ")),
    };
    Diagnostic::warning(Lint::StaleLock, what)
        .why(format!("`{requirement}` is asked for here"))
        .help("lock again")
}

/// `apt: {build: [gcc]}`, and a wheel for everything
pub fn unused_build_packages() -> Diagnostic {
    Diagnostic::warning(
        Lint::UnusedBuildPackages,
        "nothing is built with these packages",
    )
    .why("there is a wheel for each dependency")
    .help("remove `apt.build`; what the running application needs belongs into `apt.run`")
}

/// `build-env: {numpy: {…}}`, and a wheel of numpy
pub fn build_settings_of_wheel(name: &str) -> Diagnostic {
    Diagnostic::warning(
        Lint::UnusedBuildSettings,
        format!("`{name}` is not built, and has settings for its build"),
    )
    .why("there is a wheel of it")
    .help(format!(
        "`dependencies: {{no-binary: [{name}]}}` has it built; else remove the settings"
    ))
}

/// `build-env: {nmupy: {…}}`
pub fn build_settings_of_nothing<'a>(
    name: &str,
    installed: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let help = did_you_mean(name, installed);
    Diagnostic::warning(
        Lint::UnusedBuildSettings,
        format!(
            "no package is called `{}`, and it has settings for its build",
            short(name)
        ),
    )
    .help(help.unwrap_or_else(|| {
        "write the name of a package that is installed, or remove the settings".into()
    }))
}
