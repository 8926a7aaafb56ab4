//! What people write about processes, and what they read when it is wrong.

use super::*;
use crate::diagnostic::render;

const SHOP: &str = "
entrypoint: [wrap, --]
env: {A: spec, B: spec}
port: 8000
healthcheck: http:8000/
stop_signal: SIGINT
processes:
  worker: celery -A shop worker
  web:
    command: [gunicorn, shop.wsgi]
    env: {B: web}
  beat: {entrypoint: celery -A shop beat, port: 9000, healthcheck: {test: [NONE]}, stop_signal: TERM}
";

/// What the image of a process runs, and how.
fn told(spec: &Spec, name: Option<&str>) -> String {
    let program = spec.program(name);
    let words = |argv: Option<&Spanned<Argv>>| argv.map(|argv| argv.value.as_slice().join(" "));
    let ports: Vec<_> = program.ports.iter().map(|port| port.value.number).collect();
    format!(
        "{:?} {:?} {:?} ports {ports:?}, {:?}, {}",
        words(program.entrypoint),
        words(program.command),
        program.env.and_then(|env| Some(&env.get("B")?.value)),
        program.healthcheck.map(|check| &check.test),
        program
            .stop_signal
            .map_or("none", |signal| signal.value.as_str()),
    )
}

#[test]
fn what_a_server_has_is_not_passed_on_to_workers() {
    let spec = good(SHOP);
    assert_eq!(spec.default_process().unwrap().name.value, "web");
    let all = [None, Some("web"), Some("worker"), Some("beat")].map(|name| told(&spec, name));
    insta::assert_snapshot!(all.join("\n"), @r#"
    Some("wrap --") Some("gunicorn shop.wsgi") Some("web") ports [8000], Some(Http { port: 8000, path: "/" }), SIGINT
    Some("wrap --") Some("gunicorn shop.wsgi") Some("web") ports [8000], Some(Http { port: 8000, path: "/" }), SIGINT
    Some("wrap --") Some("celery -A shop worker") None ports [], None, SIGINT
    Some("celery -A shop beat") None None ports [9000], Some(Disabled), SIGTERM
    "#);
}

#[test]
fn without_web_the_first_is_the_default() {
    let spec = good("port: 1\nprocesses: {beat: b, api: {command: a, port: []}}");
    insta::assert_snapshot!(told(&spec, None), @r#"None Some("b") None ports [1], None, none"#);
    insta::assert_snapshot!(told(&spec, Some("api")), @r#"None Some("a") None ports [], None, none"#);
}

#[test]
fn a_spec_without_processes_has_one_program() {
    let spec = good("entrypoint: a\ncommand: b\nport: 1");
    insta::assert_snapshot!(told(&spec, None), @r#"Some("a") Some("b") None ports [1], None, none"#);
}

#[test]
fn what_is_wrong_with_processes() {
    insta::assert_snapshot!(complaints([
        "processes: gunicorn shop.wsgi",
        "processes: {}",
        "processes: {Web: a}",
        "processes: {web-: a}",
        "processes: {test: a}",
        "processes: {default: a}",
        "processes: {web: {port: 8000}}",
        "processes: {web: {command: a, user: root}}",
        "processes: {web: a && b}",
        "processes: {web: a, worker: }",
        "processes: {web: a}\nchecks: {web: b}",
    ]), @"
    cart.yaml:1:12: `processes` must be a map
      help: give each process a name: `processes: {web: gunicorn shop.wsgi}`
    cart.yaml:1:12: there is no process in `processes`
      help: add one, for example `web: gunicorn shop.wsgi`, or remove the key
    cart.yaml:1:13: `Web` cannot be the name of a process
      help: use lower-case letters and digits, with `-` and `_` between them: `--target` takes it
    cart.yaml:1:13: `web-` cannot be the name of a process
      help: use lower-case letters and digits, with `-` and `_` between them: `--target` takes it
    cart.yaml:1:13: a process cannot be called `test`
      why: `--target test` means something else
      help: choose another name
    cart.yaml:1:13: a process cannot be called `default`
      why: `docker buildx bake` calls all targets together so
      help: choose another name
    cart.yaml:1:18: `web` has no command
      help: add `command`, for example `command: gunicorn shop.wsgi`
    cart.yaml:1:31: unknown key `user`
      help: the keys here are `command`, `entrypoint`, `env`, `port`, `healthcheck` and `stop_signal`
    cart.yaml:1:20: `&&` would need a shell
      why: the text is split into words like a shell does, and then started without a shell
      help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
    cart.yaml:1:27: `worker` has no value
      help: write a value, or remove the key for the default
    cart.yaml:1:13: a check is called `web`, and a process too
      why: `--target web` can only mean one of them
      help: choose another name
    ");
    let both = read("command: a\nprocesses: {web: b}").unwrap_err();
    insta::assert_snapshot!(render(&both), @"
    cart.yaml:1:1: `command` and `processes` both say what runs
      help: make it a process: `processes: {web: …}`; what all of them start with is an `entrypoint`
    ");
}
