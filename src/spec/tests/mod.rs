//! What people write into a spec, and what they read when it is wrong.

mod args;
mod commands;
mod containers;
mod copies;
mod dependencies;
mod indexes;
mod processes;
mod system;
mod tasks;
mod trust;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{render, render_one};

fn read(text: &str) -> Result<(Spec, Diagnostics), Diagnostics> {
    Spec::read(&SourceFile::new("cart.yaml", text))
}

fn good(text: &str) -> Spec {
    let (spec, warnings) =
        read(text).unwrap_or_else(|errors| panic!("{text}\n{}", render(&errors)));
    assert!(warnings.is_empty(), "{warnings:?}");
    spec
}

/// What a user reads about each of some specs.
fn complaints<const N: usize>(specs: [&str; N]) -> String {
    specs.map(complaint).join("\n")
}

/// What a user reads about a spec that has something to run, and the given lines.
fn complaint(lines: &str) -> String {
    match read(&format!("{lines}\nentrypoint: app\n")) {
        Ok((_, warnings)) if warnings.is_empty() => panic!("nothing is wrong with {lines}"),
        Ok((_, warnings)) => warnings
            .iter()
            .map(render_one)
            .collect::<Vec<_>>()
            .join("\n"),
        Err(errors) => render(&errors),
    }
}

#[test]
fn everything_that_is_left_out_has_a_default() {
    let spec = good("#!/usr/bin/env frontend\n# syntax=cartwright\nentrypoint: uvicorn main:app\n");
    assert_eq!(spec.python, None);
    assert_eq!(spec.base, Bases::default());
    assert_eq!(spec.base.run.value, Base::Slim);
    assert_eq!(spec.dependencies.value, Dependencies::default());
    assert_eq!(spec.installer.value, Installer::Uv);
    assert_eq!(spec.system, SystemPackages::default());
    assert_eq!(
        spec.entrypoint.unwrap().value.as_slice(),
        ["uvicorn", "main:app"]
    );
    assert_eq!(spec.command, None);
    assert_eq!(spec.user.value.to_string(), "10001:10001");
    assert_eq!(spec.workdir.value.as_str(), "/app");
    assert!(spec.env.is_empty() && spec.labels.is_empty() && spec.ports.is_empty());
    assert!(spec.include.is_empty() && spec.exclude.is_empty());
}

#[test]
fn every_field_can_be_written() {
    let spec = good(
        r#"
python: 3.10
base: python:3.10-slim-bookworm
dependencies:
  file: ./app//pyproject.toml
  extras: [Web_Server]
  groups: prod
  constraints: constraints.txt
  no-binary: [Foo.Bar, foo-bar]
  only_binary: ":all:"
  require-hashes: true
  exclude-newer: 2026-10-01
apt:
  build: [libpq-dev]
  run: [libpq5=15.5-0+deb12u1, "libgcc-s1:arm64"]
entrypoint: [python, -m, app]
command: --port 8000
env:
  DEBUG: false
  WORKERS: 010
  EMPTY: ""
user: "1000:0"
working_dir: /srv/./app/
expose: [8000, 53/udp]
healthcheck: {test: "http:8000/health", interval: 1m}
stop-signal: INT
volumes: /data
writable: [/srv/app/media]
labels: [a=b=c]
include: src/
ignore:
  - "**/*.log"
  - "!keep.log"
"#,
    );
    insta::assert_debug_snapshot!(spec, @r#"
    Spec {
        file: "cart.yaml",
        args: [],
        python: Some(
            Spanned {
                value: PythonVersion {
                    major: 3,
                    minor: 10,
                    patch: None,
                },
                span: 2:9-2:13,
            },
        ),
        base: Bases {
            build: Spanned {
                value: Image(
                    ImageReference {
                        registry: "docker.io",
                        repository: "library/python",
                        tag: Some(
                            "3.10-slim-bookworm",
                        ),
                        digest: None,
                    },
                ),
                span: 3:7-3:32,
            },
            run: Spanned {
                value: Image(
                    ImageReference {
                        registry: "docker.io",
                        repository: "library/python",
                        tag: Some(
                            "3.10-slim-bookworm",
                        ),
                        digest: None,
                    },
                ),
                span: 3:7-3:32,
            },
        },
        dependencies: Spanned {
            value: Dependencies {
                source: File(
                    Spanned {
                        value: DependencyFile {
                            path: ContextPath(
                                "app/pyproject.toml",
                            ),
                            kind: Pyproject,
                        },
                        span: 5:9-5:30,
                    },
                ),
                more: [],
                package: None,
                members: [],
                extras: [
                    Spanned {
                        value: "web-server",
                        span: 6:12-6:22,
                    },
                ],
                groups: [
                    Spanned {
                        value: "prod",
                        span: 7:11-7:15,
                    },
                ],
                constraints: [
                    Spanned {
                        value: ContextPath(
                            "constraints.txt",
                        ),
                        span: 8:16-8:31,
                    },
                ],
                overrides: [],
                no_binary: Some(
                    [
                        "foo-bar",
                    ],
                ),
                only_binary: All,
                build_network: None,
                build_env: BuildEnv {
                    of_all: {},
                    of_packages: {},
                },
                build_dependencies: {},
                require_hashes: true,
                exclude_newer: Some(
                    Spanned {
                        value: "2026-10-01",
                        span: 12:18-12:28,
                    },
                ),
            },
            span: 5:3-12:28,
        },
        indexes: [],
        package_directories: [],
        certificates: [],
        ssh: None,
        installer: Spanned {
            value: Uv,
            span: 1:1-1:1,
        },
        layers: LayerLimit(
            60,
        ),
        bytecode: All,
        prune: None,
        system: SystemPackages {
            manager: Apt,
            build: [
                Spanned {
                    value: SystemPackage(
                        "libpq-dev",
                    ),
                    span: 14:11-14:20,
                },
            ],
            run: Some(
                Spanned {
                    value: [
                        Spanned {
                            value: SystemPackage(
                                "libpq5=15.5-0+deb12u1",
                            ),
                            span: 15:9-15:30,
                        },
                        Spanned {
                            value: SystemPackage(
                                "libgcc-s1:arm64",
                            ),
                            span: 15:32-15:49,
                        },
                    ],
                    span: 15:8-15:50,
                },
            ),
        },
        entrypoint: Some(
            Spanned {
                value: Argv(
                    [
                        "python",
                        "-m",
                        "app",
                    ],
                ),
                span: 16:13-16:30,
            },
        ),
        command: Some(
            Spanned {
                value: Argv(
                    [
                        "--port",
                        "8000",
                    ],
                ),
                span: 17:10-17:21,
            },
        ),
        processes: [],
        env: {
            "DEBUG": Spanned {
                value: "false",
                span: 19:10-19:15,
            },
            "EMPTY": Spanned {
                value: "",
                span: 21:10-21:12,
            },
            "WORKERS": Spanned {
                value: "010",
                span: 20:12-20:15,
            },
        },
        user: Spanned {
            value: Numeric {
                uid: 1000,
                gid: 0,
            },
            span: 22:7-22:15,
        },
        workdir: Spanned {
            value: Workdir(
                "/srv/app",
            ),
            span: 23:14-23:25,
        },
        ports: [
            Spanned {
                value: Port {
                    number: 8000,
                    protocol: Tcp,
                },
                span: 24:10-24:14,
            },
            Spanned {
                value: Port {
                    number: 53,
                    protocol: Udp,
                },
                span: 24:16-24:22,
            },
        ],
        healthcheck: Some(
            Healthcheck {
                test: Http {
                    port: 8000,
                    path: "/health",
                },
                at: 25:21-25:39,
                interval: Some(
                    60s,
                ),
                timeout: None,
                start_period: None,
                start_interval: None,
                retries: None,
            },
        ),
        stop_signal: Some(
            Spanned {
                value: StopSignal(
                    "SIGINT",
                ),
                span: 26:14-26:17,
            },
        ),
        volumes: [
            Spanned {
                value: DataDirectory(
                    "/data",
                ),
                span: 27:10-27:15,
            },
        ],
        writable: [
            Spanned {
                value: DataDirectory(
                    "/srv/app/media",
                ),
                span: 28:12-28:26,
            },
        ],
        labels: {
            "a": Spanned {
                value: "b=c",
                span: 29:12-29:15,
            },
        },
        annotations: {},
        include: [
            Spanned {
                value: "src",
                span: 30:10-30:14,
            },
        ],
        exclude: [
            Spanned {
                value: "**/*.log",
                span: 32:5-32:15,
            },
            Spanned {
                value: "!keep.log",
                span: 33:5-33:16,
            },
        ],
        copies: [],
        build: [],
        smoke: Smoke {
            runs: true,
            env: {},
        },
        gates: [],
        dev: None,
    }
    "#);
}

#[test]
fn scalars_are_taken_as_they_are_written() {
    assert_eq!(
        good("python: 3.10\ncommand: app").python.unwrap().value,
        PythonVersion::new(3, 10)
    );
    let env =
        good("command: app\nenv: {A: 1e3, B: 0x10, C: on, D: True, E: 1_000, F: '~', G: 1.10}").env;
    let values: Vec<_> = env.values().map(|value| value.value.as_str()).collect();
    assert_eq!(values, ["1e3", "0x10", "on", "True", "1_000", "~", "1.10"]);
}

#[test]
fn byte_order_marks_and_windows_line_ends_change_nothing() {
    let text = "python: 3.11\r\ncommand: app\r\nenv:\r\n  A: b\r\n";
    let bytes = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let file = SourceFile::decode("cart.yaml", &bytes).unwrap();
    let (spec, _) = Spec::read(&file).unwrap();
    assert_eq!(spec.env["A"].value, "b");
    assert_eq!(format!("{:?}", spec.python.unwrap().span), "1:9-1:13");
}

#[test]
fn several_errors_are_told_in_one_run() {
    insta::assert_snapshot!(
        read("python: 3\ndependancies: requirements.txt\nuser: [a]\n").map_err(|errors| render(&errors)).unwrap_err(),
        @r"
        3 errors
        1. cart.yaml:1:9: `3` is not enough of a Python version
             why: a package that has wheels for 3.12 may have none for 3.13, so the second number must be chosen
             help: write both numbers, for example `python: 3.13`
        2. cart.yaml:2:1: unknown key `dependancies`
             help: did you mean `dependencies`?
        3. cart.yaml:3:7: `user` must be a text, not a list
             help: write one value, `user: value`
        "
    );
}

#[test]
fn the_client_is_pointed_at_every_place_in_the_file() {
    let (file, spans) = read("python: 3\nport: x\ncommand: a")
        .unwrap_err()
        .source()
        .unwrap();
    assert_eq!(file.name(), "cart.yaml");
    assert_eq!(format!("{spans:?}"), "[1:9-1:10, 2:7-2:8]");
}

#[test]
fn everything_has_a_default() {
    for text in ["", "# syntax=cartwright\n", "---\n"] {
        let spec = good(text);
        assert!(!spec.names_program());
        assert_eq!(spec.user.value.to_string(), "10001:10001");
    }
}

#[test]
fn what_is_no_spec_at_all() {
    let texts = [
        "FROM python\nRUN pip",
        "- a\n- b",
        "a: b: c",
        "\ta: b",
        "a: [b",
        "\"a",
        "a: [b, c\nd: e",
        "a: {b: c\nd: e",
        "a: b\nc:d\ne: f",
    ];
    let all: Vec<_> = texts
        .iter()
        .map(|text| render(&read(text).unwrap_err()))
        .collect();
    insta::assert_snapshot!(all.join("\n"), @"
    cart.yaml:1:1: this is a Dockerfile, and no spec
      why: its first line names a frontend that reads YAML
      help: remove that line to build it as it is; docs/from-a-dockerfile.md says what becomes of each instruction in a spec
    cart.yaml:1:1: a spec must be a map, not a list
      help: write `key: value` lines, for example `entrypoint: python main.py`
    cart.yaml:1:5: this is not valid YAML
      why: mapping values are not allowed in this context
      help: check the indentation, here and in the line before, and its colon; put quotes around a text that holds `: ` or ` #` or begins with one of `[]{}*&!|>%@`
    cart.yaml:1:2: unknown key `a`
      help: the keys here are `args`, `python`, `base`, `dependencies`, `index`, `certificates`, `ssh`, `installer`, `layers`, `bytecode`, `prune`, `apt`, `apk`, `entrypoint`, `command`, `processes`, `env`, `user`, `workdir`, `port`, `healthcheck`, `stop_signal`, `volumes`, `writable`, `labels`, `annotations`, `include`, `exclude`, `copy`, `build`, `test`, `checks` and `smoke`
    cart.yaml:1:4: this is not valid YAML
      why: unclosed bracket '['
      help: end it where the value ends; a text that begins with a bracket or a quote goes into quotes as a whole
    cart.yaml:1:1: this is not valid YAML
      why: unclosed quote
      help: end it where the value ends; a text that begins with a bracket or a quote goes into quotes as a whole
    cart.yaml:2:2: this is not valid YAML
      why: illegal placement of ':' indicator
      help: the `[` of line 1 is still open here: end it with `]`, and put commas between what it holds
    cart.yaml:2:2: this is not valid YAML
      why: while parsing a flow mapping, did not find expected ',' or '}'
      help: the `{` of line 1 is still open here: end it with `}`, and put commas between what it holds
    cart.yaml:2:1: this is not valid YAML
      why: simple key expected ':'
      help: write `key: value`, with a space after the colon, or `- value` in a list
    ");
}

#[test]
fn yaml_that_is_too_clever() {
    insta::assert_snapshot!(
        complaints([
            "env: &anchor {A: b}",
            "env: *alias",
            "python: !!str 3.11",
            "<<: {a: b}",
            "[a]: b",
            "~: b",
            "python: 3.11\npython: 3.12",
            "env:\n  A: b\n  A: c",
            "python: 3.11\n---\na: b",
        ]),
        @r"
        cart.yaml:1:14: YAML anchors (`&name`) are not used here
          help: remove it, or quote the value if it begins with `&`
        2 errors
        1. cart.yaml:1:1: `env` has no value
             help: write a value, or remove the key for the default
        2. cart.yaml:1:6: YAML aliases (`*name`) are not used here
             help: write the value out, or quote it if it begins with `*`
        cart.yaml:1:15: YAML tags (`!name`) are not used here
          why: values are read as they are written
          help: remove it, or quote the value if it begins with `!`
        cart.yaml:1:1: YAML merge keys (`<<`) are not used here
          help: write the keys out
        cart.yaml:1:1: a key must be a text, not a list
          help: write `key: value`
        cart.yaml:1:1: a key must be a text, not nothing
          help: write `key: value`
        cart.yaml:2:1: `python` is given twice
          help: keep this one or the one on line 1
        cart.yaml:3:3: `A` is given twice
          help: keep this one or the one on line 2
        cart.yaml:2:1: a second YAML document begins here
          why: a spec is one document
          help: remove the `---` and what follows it
        "
    );
    let deep = "- ".repeat(100);
    assert!(complaint(&format!("env:\n  {deep}a")).contains("nested too deeply"));
    let deepest = "[".repeat(100_000);
    assert!(complaint(&format!("env: {deepest}")).contains("not valid YAML"));
    let wide = "a, ".repeat(100_000);
    assert!(complaint(&format!("env: [{wide}]")).contains("too many values"));
}

#[test]
fn keys_that_are_not_known() {
    insta::assert_snapshot!(
        complaints([
            "dependancies: requirements.txt",
            "Python: 3.11",
            "frobnicate: true",
            "secrets: [a]",
            "deps: a.txt\ndependencies: b.txt",
            "env: {A: b}\nenvironment: {B: c}",
            "processes: {web: {command: a, expose: 1, port: 2}}",
            "depends_on: [db]",
            "processes: {web: {command: a, Restart: always}}",
            "env_file: .env",
            "services: {web: {}}",
            "env:\nDEBUG: 1\nLEVEL: 2\ncomand: a",
            "platform: linux/arm64",
            "no-cache: true",
            "networks: [a]",
            "ports: ['8000:8000']",
            "working_dir:",
            "environment: [A]",
            "apt: {builds: []}",
            "dependencies: {lock: a.txt}",
            "run: python main.py",
        ]),
        @"
        cart.yaml:1:1: unknown key `dependancies`
          help: did you mean `dependencies`?
        cart.yaml:1:1: unknown key `Python`
          help: did you mean `python`?
        cart.yaml:1:1: unknown key `frobnicate`
          help: the keys here are `args`, `python`, `base`, `dependencies`, `index`, `certificates`, `ssh`, `installer`, `layers`, `bytecode`, `prune`, `apt`, `apk`, `entrypoint`, `command`, `processes`, `env`, `user`, `workdir`, `port`, `healthcheck`, `stop_signal`, `volumes`, `writable`, `labels`, `annotations`, `include`, `exclude`, `copy`, `build`, `test`, `checks` and `smoke`
        cart.yaml:1:1: `secrets` belongs to each command that needs them
          why: no other sees their values
          help: name them there: `build: [{run: …, secrets: [ID]}]`, `test: {run: …, secrets: [ID]}`, `auth` of an index
        cart.yaml:2:1: `dependencies` and `deps` are names of the same key
          help: keep this one, or `deps` on line 1
        cart.yaml:2:1: `environment` and `env` are names of the same key
          help: keep this one, or `env` on line 1
        cart.yaml:1:42: `port` and `expose` are names of the same key
          help: keep this one, or `expose` on line 1
        cart.yaml:1:1: `depends_on` belongs to compose
          why: a spec says what an image is, and compose how its containers run
          help: take it out, and write `depends_on` in `compose.yaml`
        cart.yaml:1:31: `Restart` belongs to compose
          why: a spec says what an image is, and compose how its containers run
          help: take it out, and write `restart` in `compose.yaml`
        cart.yaml:1:1: `env_file` belongs to compose
          why: a spec says what an image is, and compose how its containers run
          help: take it out, and write it in `compose.yaml`, or give the file to `docker run --env-file`; `env` is for what every container has
        cart.yaml:1:1: `services` belongs to compose
          why: a spec says what an image is, and compose how its containers run
          help: describe one image here, and its containers in `compose.yaml`; `processes` are several programs of one application
        4 errors
        1. cart.yaml:1:1: `env` has no value
             help: write a value, or remove the key for the default
        2. cart.yaml:2:1: unknown key `DEBUG`
             help: indent it if it belongs to `env`
        3. cart.yaml:3:1: unknown key `LEVEL`
             help: indent it if it belongs to `env`
        4. cart.yaml:4:1: unknown key `comand`
             help: did you mean `command`?
        cart.yaml:1:1: `platform` belongs to the command that builds
          why: a spec says what an image is, and each build where it goes and for which machines
          help: take it out, and build with `--platform`; in a bake file or in `compose.yaml`, it is a key
        cart.yaml:1:1: `no-cache` belongs to the command that builds
          why: a spec says what an image is, and each build where it goes and for which machines
          help: take it out, and build with `--no-cache`; in a bake file or in `compose.yaml`, it is a key
        cart.yaml:1:1: `networks` belongs to compose
          why: a spec says what an image is, and compose how its containers run
          help: take it out, and write `networks` in `compose.yaml`
        cart.yaml:1:1: unknown key `ports`
          help: did you mean `port`?
        cart.yaml:1:1: `working_dir` has no value
          help: write a value, or remove the key for the default
        cart.yaml:1:15: `A` has no value
          why: the environment of the machine that asks for the build is not visible to the build
          help: write `A=…`
        cart.yaml:1:7: unknown key `builds`
          help: did you mean `build`?
        cart.yaml:1:16: unknown key `lock`
          help: the keys here are `file`, `packages`, `package`, `extras`, `groups`, `constraints`, `overrides`, `no_binary`, `only_binary`, `build_network`, `build_env`, `build_dependencies`, `require_hashes` and `exclude_newer`
        cart.yaml:1:1: unknown key `run`
          help: write `entrypoint` for what the container runs, or `build` for what runs while the image is made
        "
    );
}

#[test]
fn values_of_the_wrong_kind() {
    insta::assert_snapshot!(
        complaints([
            "python:",
            "python: [3.11]",
            "apt: {run: {a: b}}",
            "env: text",
            "env: [A]",
            "env: [A 1]",
            "env:\n  - A: 1",
            "env: {<<: *base}",
            "env: {A: }",
            "env: {A: [b]}",
            "env: {MY-VAR: a}",
            "env: [A=1, A=2]",
            "env: {A: \"\\0\"}",
            "labels: {a: }",
            "labels: {'a b': c}",
            "dependencies: {require-hashes: on}",
        ]),
        @r#"
        cart.yaml:1:1: `python` has no value
          help: write a value, or remove the key for the default
        cart.yaml:1:9: `python` must be a text, not a list
          help: write one value, `python: value`
        cart.yaml:1:12: `run` must be a list, not a map
          help: see whether the lines below it are indented as meant
        cart.yaml:1:6: `env` must be a map, not a text
          help: write `env: {NAME: value}`, or lines of `NAME: value` below it
        cart.yaml:1:7: `A` has no value
          why: the environment of the machine that asks for the build is not visible to the build
          help: write `A=…`
        cart.yaml:1:7: `A 1` has no value
          why: the environment of the machine that asks for the build is not visible to the build
          help: write `A=1`
        cart.yaml:2:5: the entries of a list of `env` are texts
          help: take out the `-` before `A`, or write `- A=…`
        2 errors
        1. cart.yaml:1:7: YAML merge keys (`<<`) are not used here
             help: write the keys out
        2. cart.yaml:1:11: YAML aliases (`*name`) are not used here
             help: write the value out, or quote it if it begins with `*`
        cart.yaml:1:7: `A` has no value
          help: write `A: ""` for an empty text
        cart.yaml:1:10: `A` must be a text, not a list
          help: write one value, `A: value`
        cart.yaml:1:7: `MY-VAR` is not a name for an environment variable
          help: use letters, digits and `_`, and do not begin with a digit
        cart.yaml:1:12: `A` is given twice
          help: keep one of them
        cart.yaml:1:10: `A` holds a NUL character
          help: remove the `\0`
        cart.yaml:1:10: `a` has no value
          help: write `a: ""` for an empty text
        cart.yaml:1:10: `a b` is not a name for a label
          help: use a name without spaces, for example `org.opencontainers.image.title`
        cart.yaml:1:32: `require-hashes` is either `true` or `false`, not `on`
          help: write `true` or `false`
        "#
    );
}

fn arbitrary_spec() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("python"),
        Just("dependencies"),
        Just("env"),
        Just("apt"),
        Just("command"),
        Just("include"),
        Just(": "),
        Just("- "),
        Just("\n"),
        Just("  "),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just("'"),
        Just("\""),
        Just("\\"),
        Just("|"),
        Just(">"),
        Just("&"),
        Just("*"),
        Just("!"),
        Just("#"),
        Just("é"),
        Just("3.10"),
        Just(","),
        Just("~"),
        Just("<<"),
        Just("$A"),
        Just("\t"),
        Just("\r\n"),
        Just("?"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof![".*", arbitrary_spec()]) {
        if let Err(errors) = read(&text) {
            prop_assert!(errors.has_errors());
            let lines = u32::try_from(text.split(['\r', '\n']).count()).unwrap() + 1;
            for error in errors.errors() {
                let span = error.at.as_ref().unwrap().span;
                prop_assert!(span.start <= span.end && span.end.line <= lines, "{span:?} in {text:?}");
            }
        }
    }

    #[test]
    fn any_image_name_stays_itself_once_it_is_full(text in "[a-z]{1,3}([./:@-][a-z0-9]{1,3}){0,4}") {
        if let Ok(image) = text.parse::<ImageReference>() {
            prop_assert_eq!(image.to_string().parse::<ImageReference>().unwrap(), image);
        }
    }
}

#[test]
fn a_carriage_return_alone_ends_no_line() {
    insta::assert_snapshot!(complaint("entrypoint: app\r\nuser: &a b\rport: x\n"), @"
    cart.yaml:2:11: a line ends with a carriage return alone
      help: let lines end with a line feed, or with both
    ");
}
