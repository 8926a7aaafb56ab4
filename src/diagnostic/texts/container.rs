//! Texts about how a container runs: its health check, its signal, and the directories that it writes to.

use super::{did_you_mean, short, spec};
use crate::diagnostic::{Diagnostic, Rule};

fn invalid(what: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Rule::InvalidValue, what)
}

/// `writable: [/app/app.db]`
pub fn writable_file(path: &str) -> Diagnostic {
    invalid(format!("`{}` is a file", short(path)))
        .why("programs make other files beside one that they write, and take its place with them")
        .help("put it into a directory of its own, and name that")
}

/// `interval: 30`
pub fn duration(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not a length of time", short(text)))
        .help("write numbers with units, such as `30s`, `1m30s` or `500ms`; the units are `h`, `m`, `s`, `ms` and `us`")
}

/// `interval: 10us`
pub fn duration_too_short(text: &str) -> Diagnostic {
    invalid(format!("`{}` is too short", short(text)))
        .why("engines refuse less than a millisecond")
        .help("write at least `1ms`")
}

/// `healthcheck: {interval: 30s}`
pub fn healthcheck_without_test() -> Diagnostic {
    Diagnostic::error(Rule::Missing, "the health check asks nothing")
        .help("add `test`, for example `test: http:8000/health`, or write `disable: true`")
}

/// `healthcheck: {disable: true, test: …}`
pub fn healthcheck_disabled() -> Diagnostic {
    Diagnostic::error(
        Rule::Conflict,
        "a health check that is disabled asks nothing",
    )
    .help("keep `test` or `disable: true`")
}

/// `test: [curl, localhost]`
pub fn healthcheck_list() -> Diagnostic {
    invalid("this is not what a health check can ask")
        .why("a list begins with `CMD`, `CMD-SHELL` or `NONE`, as in compose")
        .help("write `[CMD, program, argument]`, `[CMD-SHELL, 'a line for a shell']` or `[NONE]`")
}

/// `healthcheck: http://localhost:8000/health`
pub fn healthcheck_http(text: &str) -> Diagnostic {
    let problem = invalid(format!("`{}` cannot be asked", short(text)));
    if text.contains('$') {
        return spec::fixed_in_image(problem);
    }
    problem
        .why("the container asks itself, without TLS")
        .help("write its port and a path, such as `http:8000/health`; or `tcp:8000`, which is well as soon as something takes connections there")
}

/// `healthcheck: CMD curl -f http://localhost:8000/health`
pub fn healthcheck_cmd(text: &str) -> Diagnostic {
    let line = text.strip_prefix("CMD ").unwrap_or(text).trim_start();
    invalid("`CMD` is an instruction of a Dockerfile, not a program").help(format!(
        "write what follows it, `{}`; or `http:PORT/PATH`, which needs no program",
        short(line)
    ))
}

/// `healthcheck: curl -f http://localhost:8000/health`, and there is no curl: with the page that is asked for.
pub fn healthcheck_needs_a_program(page: Option<(u16, &str)>) -> String {
    let asked = match page {
        Some((port, path)) => format!("http:{port}{path}"),
        None => "http:PORT/PATH".to_owned(),
    };
    format!(
        "`healthcheck: {asked}` asks without a program; or add the package that has this one to `apt.run`, on Alpine `apk.run`"
    )
}

/// `retries: 0`
pub fn healthcheck_retries(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not a number of failures", short(text)))
        .help("write how many checks in a row have to fail, such as `3`")
}

/// `stop_signal: SIGTREM`
pub fn stop_signal(text: &str, known: &[String]) -> Diagnostic {
    let near = did_you_mean(&text.to_uppercase(), known.iter().map(String::as_str));
    invalid(format!("`{}` is not a signal", short(text))).help(near.unwrap_or_else(|| {
        "write the name of a signal, such as `SIGINT`, `SIGQUIT` or `SIGRTMIN+3`".to_owned()
    }))
}

/// `volumes: [./data:/data]`
pub fn volume_of_the_host(text: &str) -> Diagnostic {
    invalid(format!(
        "`{}`: an image does not choose what is mounted",
        short(text)
    ))
    .help("write the container's directory here, and mount something with `docker run -v`")
}

/// `writable: data`
pub fn directory_not_absolute(text: &str) -> Diagnostic {
    invalid(format!("`{}` is not an absolute path", short(text)))
        .help("begin with a slash, for example `/data` or `/app/media`")
}

/// `writable: /usr/lib`
pub fn directory_taken(path: &str, taken: &str) -> Diagnostic {
    invalid(format!(
        "`{}` cannot be given to the application",
        short(path)
    ))
    .why(format!(
        "`{taken}` belongs to the system or to the installed dependencies"
    ))
    .help("give it a directory of its own, for example `/data`")
}

/// `writable: /var/lib`
pub fn directory_shared(path: &str) -> Diagnostic {
    let path = short(path);
    let inside = format!("{}/app", path.trim_end_matches('/'));
    invalid(format!("`{path}` cannot be given to the application"))
        .why("other programs have their directories in it")
        .help(format!(
            "give it a directory of its own, for example `{inside}`"
        ))
}

/// `writable: /tmp`
pub fn directory_is_open(path: &str, open: &str) -> Diagnostic {
    invalid(format!("`{}` needs no owner", short(path)))
        .why(format!("everybody may write to `{open}` already"))
        .help("remove it; with `docker run --read-only`, add `--tmpfs /tmp`")
}
