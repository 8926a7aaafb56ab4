//! What people write about how a container runs, and what they read when it is wrong.

use std::time::Duration;

use super::*;

fn check(text: &str) -> Healthcheck {
    good(&format!("healthcheck: {text}\nentrypoint: a"))
        .healthcheck
        .unwrap()
}

#[test]
fn a_health_check_is_written_as_in_compose() {
    let all = check(
        "{test: [CMD, python, -c, 'a b'], interval: 1m30s, timeout: 10s, start_period: 40s, start-interval: 500ms, retries: 3}",
    );
    assert_eq!(
        all,
        Healthcheck {
            at: all.at,
            test: HealthTest::Program("python -c 'a b'".parse().unwrap()),
            interval: Some(Duration::from_secs(90)),
            timeout: Some(Duration::from_secs(10)),
            start_period: Some(Duration::from_secs(40)),
            start_interval: Some(Duration::from_millis(500)),
            retries: Some(3),
        }
    );
    let http = |port, path: &str| HealthTest::Http {
        port,
        path: path.to_owned(),
    };
    for (text, test) in [
        ("http:8000/health?a=b", http(8000, "/health?a=b")),
        ("http:8000", http(8000, "/")),
        ("{test: http:80/}", http(80, "/")),
        ("tcp:50051", HealthTest::Tcp(50051)),
        (
            "pg_isready -h 'a b'",
            HealthTest::Program("pg_isready -h 'a b'".parse().unwrap()),
        ),
        (
            "curl -f localhost || exit 1",
            HealthTest::Program("curl -f localhost".parse().unwrap()),
        ),
        (
            "{test: [CMD-SHELL, 'curl -f localhost || exit 1']}",
            HealthTest::Shell("curl -f localhost || exit 1".to_owned()),
        ),
        ("{test: [NONE]}", HealthTest::Disabled),
        ("{disable: true}", HealthTest::Disabled),
    ] {
        assert_eq!(check(text).test, test, "{text}");
    }
}

#[test]
fn what_is_wrong_with_health_checks() {
    insta::assert_snapshot!(complaints([
        "healthcheck: http://localhost:8000/health",
        "healthcheck: http:0/",
            "healthcheck: http:$PORT/health\nport: $PORT",
        "healthcheck: http:8000/a b",
        "healthcheck: https:8000/",
        "healthcheck: tcp:8000/a",
        "healthcheck: grpc:50051",
        "healthcheck: CMD curl -f localhost",
        "healthcheck: curl -f localhost || exit 2",
        "healthcheck: [curl, localhost]",
        "healthcheck: [CMD]",
        "healthcheck: [NONE, a]",
        "healthcheck: [CMD-SHELL, a, b]",
        "healthcheck: {interval: 30s}",
        "healthcheck: {test: a, disable: true}",
        "healthcheck: {test: a, disable: maybe}",
        "healthcheck: {test: a, interval: 30}",
        "healthcheck: {test: a, timeout: 10us}",
        "healthcheck: {test: a, retries: 0}",
        "healthcheck: {test: a, intervall: 30s}",
    ]), @"
    cart.yaml:1:14: `http://localhost:8000/health` cannot be asked
      why: the container asks itself, without TLS
      help: write its port and a path, such as `http:8000/health`; or `tcp:8000`, which is well as soon as something takes connections there
    cart.yaml:1:14: `http:0/` cannot be asked
      why: the container asks itself, without TLS
      help: write its port and a path, such as `http:8000/health`; or `tcp:8000`, which is well as soon as something takes connections there
    2 errors
    1. cart.yaml:1:14: `http:$PORT/health` cannot be asked
         why: variables are those of a container, and this is said by the image, which is there before
         help: write the value out; with `args: {PORT: 8000}`, `${PORT}` is one that builds can give
    2. cart.yaml:2:7: `$PORT` is not a port
         why: variables are those of a container, and this is said by the image, which is there before
         help: write the value out; with `args: {PORT: 8000}`, `${PORT}` is one that builds can give
    cart.yaml:1:14: `http:8000/a b` cannot be asked
      why: the container asks itself, without TLS
      help: write its port and a path, such as `http:8000/health`; or `tcp:8000`, which is well as soon as something takes connections there
    cart.yaml:1:14: `https:8000/` cannot be asked
      why: the container asks itself, without TLS
      help: write its port and a path, such as `http:8000/health`; or `tcp:8000`, which is well as soon as something takes connections there
    cart.yaml:1:14: `tcp:8000/a` cannot be asked
      why: the container asks itself, without TLS
      help: write its port and a path, such as `http:8000/health`; or `tcp:8000`, which is well as soon as something takes connections there
    cart.yaml:1:14: `grpc:50051` cannot be asked
      why: the container asks itself, without TLS
      help: write its port and a path, such as `http:8000/health`; or `tcp:8000`, which is well as soon as something takes connections there
    cart.yaml:1:14: `CMD` is an instruction of a Dockerfile, not a program
      help: write what follows it, `curl -f localhost`; or `http:PORT/PATH`, which needs no program
    cart.yaml:1:32: `||` would need a shell
      why: the text is split into words like a shell does, and then started without a shell
      help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
    cart.yaml:1:14: this is not what a health check can ask
      why: a list begins with `CMD`, `CMD-SHELL` or `NONE`, as in compose
      help: write `[CMD, program, argument]`, `[CMD-SHELL, 'a line for a shell']` or `[NONE]`
    cart.yaml:1:14: this is not what a health check can ask
      why: a list begins with `CMD`, `CMD-SHELL` or `NONE`, as in compose
      help: write `[CMD, program, argument]`, `[CMD-SHELL, 'a line for a shell']` or `[NONE]`
    cart.yaml:1:14: this is not what a health check can ask
      why: a list begins with `CMD`, `CMD-SHELL` or `NONE`, as in compose
      help: write `[CMD, program, argument]`, `[CMD-SHELL, 'a line for a shell']` or `[NONE]`
    cart.yaml:1:14: this is not what a health check can ask
      why: a list begins with `CMD`, `CMD-SHELL` or `NONE`, as in compose
      help: write `[CMD, program, argument]`, `[CMD-SHELL, 'a line for a shell']` or `[NONE]`
    cart.yaml:1:14: the health check asks nothing
      help: add `test`, for example `test: http:8000/health`, or write `disable: true`
    cart.yaml:1:14: a health check that is disabled asks nothing
      help: keep `test` or `disable: true`
    cart.yaml:1:33: `disable` is either `true` or `false`, not `maybe`
      help: write `true` or `false`
    cart.yaml:1:34: `30` is not a length of time
      help: write numbers with units, such as `30s`, `1m30s` or `500ms`; the units are `h`, `m`, `s`, `ms` and `us`
    cart.yaml:1:33: `10us` is too short
      why: engines refuse less than a millisecond
      help: write at least `1ms`
    cart.yaml:1:33: `0` is not a number of failures
      help: write how many checks in a row have to fail, such as `3`
    cart.yaml:1:24: unknown key `intervall`
      help: did you mean `interval`?
    ");
}

#[test]
fn signals_have_names_and_numbers() {
    for (text, name) in [
        ("SIGINT", "SIGINT"),
        ("quit", "SIGQUIT"),
        ("SIGRTMIN+3", "SIGRTMIN+3"),
        ("15", "15"),
    ] {
        let spec = good(&format!("stop_signal: {text}\nentrypoint: a"));
        assert_eq!(spec.stop_signal.unwrap().value.as_str(), name);
    }
}

#[test]
fn directories_have_one_name() {
    let spec = good(
        "volumes: /data/\nwritable: [/app/./media, /var/lib/app, /home/app/.cache, ./logs/]\nworkdir: /srv\nentrypoint: a",
    );
    let paths = |directories: &[Spanned<DataDirectory>]| {
        let paths: Vec<_> = directories.iter().map(|it| it.value.to_string()).collect();
        paths.join(" ")
    };
    assert_eq!(paths(&spec.volumes), "/data");
    assert_eq!(
        paths(&spec.writable),
        "/app/media /var/lib/app /home/app/.cache /srv/logs"
    );
}

#[test]
fn what_is_wrong_with_signals_and_directories() {
    insta::assert_snapshot!(complaints([
        "stop_signal: SIGTREM",
        "stop_signal: 0",
        "stop_signal: 015",
        "stop_signal: SIGRTMIN+16",
        "volumes: [./data:/data]",
        "volumes: [{type: bind, source: a}]",
        "writable: ~/media",
        "writable: /",
        "writable: [/data, /usr/lib/../share]",
        "writable: /opt/venv",
        "writable: /var/run/app",
        "writable: /var/lib",
        "writable: /tmp/cache",
    ]), @"
    cart.yaml:1:14: `SIGTREM` is not a signal
      help: did you mean `SIGTERM`?
    cart.yaml:1:14: `0` is not a signal
      help: write the name of a signal, such as `SIGINT`, `SIGQUIT` or `SIGRTMIN+3`
    cart.yaml:1:14: `015` is not a signal
      help: write the name of a signal, such as `SIGINT`, `SIGQUIT` or `SIGRTMIN+3`
    cart.yaml:1:14: `SIGRTMIN+16` is not a signal
      help: did you mean `SIGTTIN`?
    cart.yaml:1:11: `./data:/data`: an image does not choose what is mounted
      help: write the container's directory here, and mount something with `docker run -v`
    cart.yaml:1:11: `volumes` must be a text, not a map
      help: see whether the lines below it are indented as meant
    cart.yaml:1:11: `~/media` is not an absolute path
      help: begin with a slash, for example `/data` or `/app/media`
    cart.yaml:1:11: `/` cannot be given to the application
      why: other programs have their directories in it
      help: give it a directory of its own, for example `/app`
    cart.yaml:1:19: `/usr/share` cannot be given to the application
      why: `/usr` belongs to the system or to the installed dependencies
      help: give it a directory of its own, for example `/data`
    cart.yaml:1:11: `/opt/venv` cannot be given to the application
      why: `/opt/venv` belongs to the system or to the installed dependencies
      help: give it a directory of its own, for example `/data`
    cart.yaml:1:11: `/var/run/app` cannot be given to the application
      why: `/var/run` belongs to the system or to the installed dependencies
      help: give it a directory of its own, for example `/data`
    cart.yaml:1:11: `/var/lib` cannot be given to the application
      why: other programs have their directories in it
      help: give it a directory of its own, for example `/var/lib/app`
    cart.yaml:1:11: `/tmp/cache` needs no owner
      why: everybody may write to `/tmp` already
      help: remove it; with `docker run --read-only`, add `--tmpfs /tmp`
    ");
}
