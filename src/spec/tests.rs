//! What people write into a spec, and what they read when it is wrong.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{render, render_one};

pub(super) fn read(text: &str) -> Result<(Spec, Diagnostics), Diagnostics> {
    Spec::read(&SourceFile::new("cart.yaml", text))
}

pub(super) fn good(text: &str) -> Spec {
    let (spec, warnings) =
        read(text).unwrap_or_else(|errors| panic!("{text}\n{}", render(&errors)));
    assert!(warnings.is_empty(), "{warnings:?}");
    spec
}

/// What a user reads about each of some specs.
pub(super) fn complaints<const N: usize>(specs: [&str; N]) -> String {
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
                package: None,
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
        certificates: [],
        ssh: None,
        installer: Spanned {
            value: Uv,
            span: 1:1-1:1,
        },
        layers: LayerLimit(
            60,
        ),
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
             help: see whether the lines below it are indented as meant
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
    ];
    let all: Vec<_> = texts
        .iter()
        .map(|text| render(&read(text).unwrap_err()))
        .collect();
    insta::assert_snapshot!(all.join("\n"), @"
    cart.yaml:1:1: a spec must be a map, not a text
      help: write `key: value` lines, for example `entrypoint: python main.py`
    cart.yaml:1:1: a spec must be a map, not a list
      help: write `key: value` lines, for example `entrypoint: python main.py`
    cart.yaml:1:5: this is not valid YAML
      why: mapping values are not allowed in this context
      help: check the indentation, and put quotes around a text that holds `: ` or ` #` or begins with one of `[]{}*&!|>%@`
    cart.yaml:1:2: unknown key `a`
      help: the keys here are `args`, `python`, `base`, `dependencies`, `index`, `certificates`, `ssh`, `installer`, `layers`, `apt`, `apk`, `entrypoint`, `command`, `processes`, `env`, `user`, `workdir`, `port`, `healthcheck`, `stop_signal`, `volumes`, `writable`, `labels`, `annotations`, `include`, `exclude`, `copy`, `build`, `test`, `checks` and `smoke`
    cart.yaml:1:4: this is not valid YAML
      why: unclosed bracket '['
      help: check the indentation, and put quotes around a text that holds `: ` or ` #` or begins with one of `[]{}*&!|>%@`
    cart.yaml:1:1: this is not valid YAML
      why: unclosed quote
      help: check the indentation, and put quotes around a text that holds `: ` or ` #` or begins with one of `[]{}*&!|>%@`
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
            "bytecode: none",
            "deps: a.txt\ndependencies: b.txt",
            "apt: {builds: []}",
            "dependencies: {lock: a.txt}",
        ]),
        @"
        cart.yaml:1:1: unknown key `dependancies`
          help: did you mean `dependencies`?
        cart.yaml:1:1: unknown key `Python`
          help: did you mean `python`?
        cart.yaml:1:1: unknown key `frobnicate`
          help: the keys here are `args`, `python`, `base`, `dependencies`, `index`, `certificates`, `ssh`, `installer`, `layers`, `apt`, `apk`, `entrypoint`, `command`, `processes`, `env`, `user`, `workdir`, `port`, `healthcheck`, `stop_signal`, `volumes`, `writable`, `labels`, `annotations`, `include`, `exclude`, `copy`, `build`, `test`, `checks` and `smoke`
        cart.yaml:1:1: `bytecode` is not supported yet
          help: remove it for now
        cart.yaml:2:1: `dependencies` is given twice
          help: keep this one or the one on line 1
        cart.yaml:1:7: unknown key `builds`
          help: did you mean `build`?
        cart.yaml:1:16: unknown key `lock`
          help: the keys here are `file`, `packages`, `package`, `extras`, `groups`, `constraints`, `overrides`, `no_binary`, `only_binary`, `build_network`, `require_hashes` and `exclude_newer`
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
          help: see whether the lines below it are indented as meant
        cart.yaml:1:12: `run` must be a list, not a map
          help: see whether the lines below it are indented as meant
        cart.yaml:1:6: `env` must be a map, not a text
          help: see whether the lines below it are indented as meant
        cart.yaml:1:7: `A` has no value
          why: the environment of the machine that asks for the build is not visible to the build
          help: write `A=…`
        cart.yaml:1:7: `A` has no value
          help: write `A: ""` for an empty text
        cart.yaml:1:10: `A` must be a text, not a list
          help: see whether the lines below it are indented as meant
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
        cart.yaml:1:32: `require_hashes` is either `true` or `false`, not `on`
          help: write `true` or `false`
        "#
    );
}

#[test]
fn python_versions_that_are_none() {
    insta::assert_snapshot!(
        complaints(["python: 3", "python: python3.11", "python: 3.1", "python: 2.7", "python: 3.13t", "python: '3.11 '", "python: 3.x", "python: 3.11.1.1", "python: 03.11"]),
        @r"
        cart.yaml:1:9: `3` is not enough of a Python version
          why: a package that has wheels for 3.12 may have none for 3.13, so the second number must be chosen
          help: write both numbers, for example `python: 3.13`
        cart.yaml:1:9: `python3.11` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        cart.yaml:1:9: Python 3.1 is from 2009 and cannot be built
          help: did you mean `3.10`? It may be written without quotes
        cart.yaml:1:9: Python 2.7 is not supported
          why: images are built for Python 3.8 and later
          help: choose a version that still gets security fixes, for example `3.13`
        cart.yaml:1:9: `3.13t` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        cart.yaml:1:9: `3.11 ` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        cart.yaml:1:9: `3.x` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        cart.yaml:1:9: `3.11.1.1` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        cart.yaml:1:9: `03.11` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        "
    );
}

#[test]
fn packages_of_alpine() {
    let spec = good(
        "apk: {build: [gcc, g++, 'cmd:convert'], run: [libpq~17, 'so:libpq.so.5', tzdata=2025b-r0]}",
    );
    assert_eq!(spec.system.manager, PackageManager::Apk);
    assert_eq!(
        (spec.system.build.len(), spec.system.shipped().len()),
        (3, 3)
    );
    insta::assert_snapshot!(complaints([
        "apk: ['--root=/x']",
        "apk: ['!gcc']",
        "apk: [gcc@edge]",
        "apk: [./x.apk]",
        "apk: [gcc>1]",
        "apt: [gcc]\napk: [gcc]",
    ]), @"
    cart.yaml:1:7: `--root=/x` is not the name of an Alpine package
      help: one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`
    cart.yaml:1:7: `!gcc` is not the name of an Alpine package
      help: one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`
    cart.yaml:1:7: `gcc@edge` is not the name of an Alpine package
      help: one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`
    cart.yaml:1:7: `./x.apk` is not the name of an Alpine package
      help: one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`
    cart.yaml:1:7: `gcc>1` is not the name of an Alpine package
      help: one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`
    cart.yaml:2:1: `apt` and `apk` are both given
      why: a base has one of them: apt on Debian, apk on Alpine
      help: keep the one of your base
    ");
}

#[test]
fn bases_that_are_none() {
    insta::assert_snapshot!(
        complaints([
            "base: minimal",
            "base: {build: distroless, run: a}",
            "base: {build: a}",
            "base: {}",
            "base: {build: a, runtime: b}",
            "base: {build: a, run: B}",
            "base: Python:3.11",
            "base: python:",
            "base: python@sha256:12",
            "base: https://docker.io/python",
            "base: a b",
        ]),
        @r"
        cart.yaml:1:7: the base `minimal` is not supported yet
          help: use `slim`, or any Debian image with Python, for example `python:3.13-slim-bookworm`
        cart.yaml:1:15: a distroless image cannot build
          why: it has no pip, no compiler, and no way to get them
          help: write `base: distroless` for an image that builds and one that ships, or name another to build on
        cart.yaml:1:7: a pair of bases has no `run`
          help: name both images, `{build: IMAGE, run: IMAGE}`, or one for both: `base: IMAGE`
        cart.yaml:1:7: a pair of bases has no `build`
          help: name both images, `{build: IMAGE, run: IMAGE}`, or one for both: `base: IMAGE`
        2 errors
        1. cart.yaml:1:7: a pair of bases has no `run`
             help: name both images, `{build: IMAGE, run: IMAGE}`, or one for both: `base: IMAGE`
        2. cart.yaml:1:18: unknown key `runtime`
             help: did you mean `run`?
        cart.yaml:1:23: `B` is not the name of an image
          why: names of images have no upper-case letters
          help: write `b`
        cart.yaml:1:7: `Python:3.11` is not the name of an image
          why: names of images have no upper-case letters
          help: write `python:3.11`
        cart.yaml:1:13: this is not valid YAML
          why: mapping values are not allowed in this context
          help: check the indentation, and put quotes around a text that holds `: ` or ` #` or begins with one of `[]{}*&!|>%@`
        cart.yaml:1:7: `python@sha256:12` has a digest that is none
          help: a digest is `sha256:` and 64 lower-case hexadecimal digits
        cart.yaml:1:7: `https://docker.io/python` is not the name of an image
          help: leave out the part up to `://`
        cart.yaml:1:7: `a b` is not the name of an image
          help: write `slim`, or an image such as `python:3.13-slim` or `registry.example.com/team/base:1`
        "
    );
}

#[test]
fn dependencies_that_are_none() {
    insta::assert_snapshot!(
        complaints([
            "dependencies: pylock.a.b.toml",
            "dependencies: fastapi",
            "dependencies: ../requirements.txt",
            "dependencies: /requirements.txt",
            "dependencies: requirements/",
            "dependencies: ['numpy>=1.22; python_versoin<\"4\"']",
            "dependencies:\n  - numpy\n  - scipy=1.11",
            "dependencies: [-r other.txt]",
            "dependencies: {file: requirements.txt, extras: [a], packages: [b]}",
            "dependencies: {packages: [a], groups: [b]}",
            "dependencies: {file: pylock.toml, package: a}",
            "dependencies: {extras: ['-']}",
            "dependencies: {exclude-newer: 7 days}",
            "installer: pip\ndependencies: {exclude-newer: 2026-10-01}",
            "installer: pip\ndependencies: {packages: [a], overrides: [b==1]}",
            "dependencies: {file: script.py, groups: [b]}",
            "installer: conda",
        ]),
        @"
    cart.yaml:1:15: `pylock.a.b.toml` is not a dependency file that is known
      help: name a lock (`uv.lock`, `pylock.toml`, `poetry.lock`, `pdm.lock`, `Pipfile.lock`), a requirements file (`requirements.txt`, `*.txt`, `*.in`), `pyproject.toml` or a script (`*.py`, PEP 723); requirements themselves go into a list: `dependencies: [fastapi]`
    cart.yaml:1:15: `fastapi` is not a dependency file that is known
      help: name a lock (`uv.lock`, `pylock.toml`, `poetry.lock`, `pdm.lock`, `Pipfile.lock`), a requirements file (`requirements.txt`, `*.txt`, `*.in`), `pyproject.toml` or a script (`*.py`, PEP 723); requirements themselves go into a list: `dependencies: [fastapi]`
    cart.yaml:1:15: `../requirements.txt` is outside of the build context
      why: only files of the build context reach the build
      help: build from a directory further up (`docker buildx build -f DIRECTORY/cart.yaml .`), or move the file
    cart.yaml:1:15: `/requirements.txt` is not a path in the build context
      why: only files of the build context can be read
      help: write the path from the context's root, with forward slashes, for example `requirements/prod.txt`
    cart.yaml:1:15: `requirements/` is not the name of a file
      help: name a file, for example `requirements.txt`
    cart.yaml:1:30: a marker knows no `python_versoin`
      help: did you mean `python_version`?
    cart.yaml:3:10: `=` does not compare versions
      help: write `==` for exactly this version
    cart.yaml:1:16: `-r other.txt` is an option, not a requirement
      help: options belong into a requirements file: write `dependencies: requirements.txt`
    2 errors
    1. cart.yaml:1:40: `extras` can only be chosen from `pyproject.toml` or a lock
         help: write `file: pyproject.toml`, `file: uv.lock` or `file: pylock.toml`, or remove the key
    2. cart.yaml:1:53: `packages` and `file` are both given
         help: add the packages to the file, or list all of them here
    cart.yaml:1:31: `groups` can only be chosen from `pyproject.toml` or a lock
      help: write `file: pyproject.toml`, `file: uv.lock` or `file: pylock.toml`, or remove the key
    cart.yaml:1:35: `package` can only be chosen from `uv.lock`
      help: write `file: uv.lock`, or remove the key
    cart.yaml:1:25: `-` is not the name of a package
      why: a name consists of letters, digits, `-`, `_` and `.`, and begins and ends with a letter or a digit
      help: look up how the package is called on its page in the index
    cart.yaml:1:31: `7 days` is not a date
      why: a time span would mean something else in each build
      help: write a date such as `2026-10-01`, or a time such as `2026-10-01T12:00:00Z`
    cart.yaml:2:16: `exclude-newer` needs uv
      help: remove `installer: pip`, or this key
    cart.yaml:2:31: `overrides` needs uv
      help: remove `installer: pip`, or this key
    cart.yaml:1:33: `groups` can only be chosen from `pyproject.toml` or a lock
      help: write `file: pyproject.toml`, `file: uv.lock` or `file: pylock.toml`, or remove the key
    cart.yaml:1:12: `conda` is not an installer
      help: use `uv` (the default) or `pip`
    "
    );
}

#[test]
fn system_settings_that_are_none() {
    insta::assert_snapshot!(
        complaints([
            "apt: [LibPQ]",
            "apt: ['libpq5 curl']",
            "apt: ['curl-']",
            "apt: ['-oDebug=1']",
            "user: 0100",
            "user: app:app",
            "user: -1",
            "user: 4294967295",
            "workdir: app",
            "workdir: /",
            "workdir: /app/../usr/lib",
            "workdir: /opt/venv",
            "port: 0",
            "port: 65536",
            "port: 8080:80",
            "port: 80/sctp",
            "port: [http]",
            "include: ['!a']",
            "exclude: ['../a']",
            "exclude: ['[a']",
        ]),
        @r"
        cart.yaml:1:7: `LibPQ` is not the name of a Debian package
          help: one name in each entry, in lower case: `libpq5`, `libpq5:arm64` or `libpq5=15.5-0+deb12u1`
        cart.yaml:1:7: `libpq5 curl` is not the name of a Debian package
          help: one name in each entry, in lower case: `libpq5`, `libpq5:arm64` or `libpq5=15.5-0+deb12u1`
        cart.yaml:1:7: `curl-` is not the name of a Debian package
          help: one name in each entry, in lower case: `libpq5`, `libpq5:arm64` or `libpq5=15.5-0+deb12u1`
        cart.yaml:1:7: `-oDebug=1` is not the name of a Debian package
          help: one name in each entry, in lower case: `libpq5`, `libpq5:arm64` or `libpq5=15.5-0+deb12u1`
        cart.yaml:1:7: `0100` is not a user
          help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
        cart.yaml:1:7: `app:app` is not a user
          help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
        cart.yaml:1:7: `-1` is not a user
          help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
        cart.yaml:1:7: `4294967295` is not a user
          help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
        cart.yaml:1:10: `app` is not an absolute path
          help: begin with a slash, for example `/app`
        cart.yaml:1:10: the application cannot live in `/`
          why: its files would lie among those of the system
          help: give it a directory of its own, for example `/app`
        cart.yaml:1:10: the application cannot live in `/usr/lib`
          why: `/usr` belongs to the system or to the installed dependencies
          help: give it a directory of its own, for example `/app`
        cart.yaml:1:10: the application cannot live in `/opt/venv`
          why: `/opt/venv` belongs to the system or to the installed dependencies
          help: give it a directory of its own, for example `/app`
        cart.yaml:1:7: `0` is not a port
          help: write a number from 1 to 65535, such as `8000`, or `8000/udp`
        cart.yaml:1:7: `65536` is not a port
          help: write a number from 1 to 65535, such as `8000`, or `8000/udp`
        cart.yaml:1:7: `8080:80`: an image does not choose a port of the host
          help: write the container's port here, and publish it with `docker run -p`
        cart.yaml:1:7: `80/sctp` is not a port
          help: write a number from 1 to 65535, such as `8000`, or `8000/udp`
        cart.yaml:1:8: `http` is not a port
          help: write a number from 1 to 65535, such as `8000`, or `8000/udp`
        cart.yaml:1:11: `!a` excludes, in a list of what to include
          help: write it into `exclude`, without the `!`
        cart.yaml:1:11: the pattern `../a` is outside of the build context
          help: patterns begin at the context's root, for example `src/**/*.py`
        cart.yaml:1:11: `[a` is not a pattern
          help: use the syntax of `.dockerignore`: `*.log`, `docs/**`, `data/[a-z]*`; a `\` takes the next letter as it is
        "
    );
    for path in [
        "/usr/src/app",
        "/home/app",
        "/opt/app",
        "/usrlocal",
        "/var/www",
    ] {
        assert_eq!(
            good(&format!("command: a\nworkdir: {path}"))
                .workdir
                .value
                .as_str(),
            path
        );
    }
}

#[test]
fn commands_that_need_a_shell() {
    insta::assert_snapshot!(
        complaints([
            "command: migrate && serve",
            "command: serve --port $PORT",
            "command: 'serve --port \"${PORT:-80}\"'",
            "command: cat a | serve",
            "command: serve > log",
            "command: serve `id`",
            "command: serve *.py",
            "command: serve; true",
            "command: |\n  migrate\n  serve",
            "command: PORT=1 serve",
            "command: exec serve",
            "command: cd /x",
            "command: serve 'a",
            "command: serve \"a",
            "command: serve \\",
            "command: ''",
            "command: []",
        ]),
        @r#"
        cart.yaml:1:18: `&&` would need a shell
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
        cart.yaml:1:23: `$PORT` would not be replaced by a value
          why: the text is split into words like a shell does, and then started without a shell
          help: write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program $PORT'`
        cart.yaml:1:25: `${PORT:-80}` would not be replaced by a value
          why: the text is split into words like a shell does, and then started without a shell
          help: write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program ${PORT:-80}'`
        cart.yaml:1:16: `|` would need a shell
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
        cart.yaml:1:16: `>` would need a shell
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
        cart.yaml:1:16: a backquote would need a shell
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
        cart.yaml:1:16: `*` would not be replaced by the names of files
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is meant as it is, or write the names out
        cart.yaml:1:15: `;` would need a shell
          why: the text is split into words like a shell does, and then started without a shell
          help: put it in quotes if it is part of a word; if it is not, call a shell (`sh -c '…'`) or a script
        cart.yaml:2:3: a second command begins on the next line
          why: the text is split into words like a shell does, and then started without a shell
          help: end the line with `\` (or use `>-` instead of `|`) if it goes on; call a script for several commands
        cart.yaml:1:10: `PORT=` would not set a variable
          why: the text is split into words like a shell does, and then started without a shell
          help: write it into `env`: `env: {PORT: …}`
        cart.yaml:1:10: `exec` is a command of a shell, not a program
          why: the program is started directly, without a shell
          help: leave `exec` out: the program is started without a shell in between
        cart.yaml:1:10: `cd` is a command of a shell, not a program
          why: the program is started directly, without a shell
          help: set `workdir` instead
        cart.yaml:1:16: the quote `'` is not closed
          help: add the same quote at the end of the word, or `\` before it
        cart.yaml:1:16: the quote `"` is not closed
          help: add the same quote at the end of the word, or `\` before it
        cart.yaml:1:16: there is nothing after `\`
          help: write `\\` for a backslash
        cart.yaml:1:10: there is no program to run
          help: begin with a program, for example `python main.py`
        cart.yaml:1:10: there is no program to run
          help: begin with a program, for example `python main.py`
        "#
    );
}

#[test]
fn commands_are_split_like_a_shell_splits_words() {
    for (text, words) in [
        ("a  b\tc", vec!["a", "b", "c"]),
        ("a 'b c' \"d e\"", vec!["a", "b c", "d e"]),
        (r#"a\ b "c\"d\e" 'f\g'"#, vec!["a b", r#"c"d\e"#, r"f\g"]),
        (
            "sh -c 'exec serve $PORT && true'",
            vec!["sh", "-c", "exec serve $PORT && true"],
        ),
        (r#"a "\$HOME" '' """#, vec!["a", "$HOME", "", ""]),
        ("a\\\n  b\n", vec!["a", "b"]),
        ("a b#c x=~ {1,2}", vec!["a", "b#c", "x=~", "{1,2}"]),
        (
            "gunicorn --bind=0.0.0.0:80 a:app",
            vec!["gunicorn", "--bind=0.0.0.0:80", "a:app"],
        ),
    ] {
        assert_eq!(text.parse::<Argv>().unwrap().as_slice(), words, "{text}");
    }
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
    fn quoted_words_come_back(words in prop::collection::vec("[^\0]*", 1..6)) {
        let quoted: Vec<_> = words.iter().map(|word| format!("'{}'", word.replace('\'', r"'\''"))).collect();
        let builtin = words[0].is_empty() || texts_refuse(&words[0]);
        match quoted.join(" ").parse::<Argv>() {
            Ok(argv) => prop_assert_eq!(argv.as_slice(), words),
            Err(_) => prop_assert!(builtin),
        }
    }

    #[test]
    fn any_text_is_a_command_or_not(text in ".*") {
        let _ = text.parse::<Argv>();
    }

    #[test]
    fn any_image_name_stays_itself_once_it_is_full(text in "[a-z]{1,3}([./:@-][a-z0-9]{1,3}){0,4}") {
        if let Ok(image) = text.parse::<ImageReference>() {
            prop_assert_eq!(image.to_string().parse::<ImageReference>().unwrap(), image);
        }
    }
}

fn texts_refuse(word: &str) -> bool {
    [
        "cd", "exec", "export", "source", ".", "eval", "set", "ulimit", "umask",
    ]
    .contains(&word)
}

#[test]
fn indexes_are_a_list_or_one_alone() {
    let spec = good("index: https://packages.example.com/simple/\nentrypoint: app\n");
    assert_eq!(spec.indexes[0].label(), "packages.example.com");
    assert_eq!(
        spec.indexes[0].url.value.as_str(),
        "https://packages.example.com/simple"
    );
    let spec = good(
        r"
index:
  - name: corp
    url: https://packages.example.com/simple
    auth: {username: deploy, password: corp-password}
  - {url: 'https://a.example.com:8443', auth: {token: a.token}, explicit: true}
  - {url: 'https://b.example.com/simple', auth: {header: b_header}, fetch: engine}
  - {url: 'https://c.example.com/simple', auth: netrc, fetch: step}
  - {url: 'https://d.example.com/simple', auth: {netrc: d}}
entrypoint: app
",
    );
    let index = |index: &Index| {
        let auth = index.auth.as_ref().map(|auth| &auth.value);
        format!(
            "{} {:?} {:?}, explicit: {}",
            index.label(),
            auth.unwrap(),
            index.fetch,
            index.explicit
        )
    };
    let indexes: Vec<_> = spec.indexes.iter().map(index).collect();
    insta::assert_snapshot!(indexes.join("\n"), @r#"
    corp Basic { username: "deploy", password: SecretId("corp-password") } Engine, explicit: false
    a.example.com:8443 Token(SecretId("a.token")) Engine, explicit: true
    b.example.com Header(SecretId("b_header")) Engine, explicit: false
    c.example.com Netrc(SecretId("netrc")) Step, explicit: false
    d.example.com Netrc(SecretId("d")) Engine, explicit: false
    "#);
}

#[test]
fn an_index_that_is_wrong_is_explained() {
    insta::assert_snapshot!(complaints([
        "index: corp",
        "index: git+https://example.com/simple",
        "index: https://example.com/simple?x=y",
        "index: https://deploy:hunter2@example.com/simple",
        "index: [{url: 'https://${TOKEN}@example.com/simple'}]",
        "index: {name: corp}",
        "index: {name: my index, url: 'https://example.com'}",
        "index: {urls: 'https://example.com'}",
        "index: {url: 'https://example.com', fetch: curl, explicit: maybe}",
        "index: [https://example.com/, https://example.com]",
        "index: {url: 'https://example.com', fetch: step}\ninstaller: pip",
    ]), @"
    cart.yaml:1:8: `corp` is not the URL of a package index
      help: write it as pip and uv take it, for example `https://packages.example.com/simple`
    cart.yaml:1:8: `git+https://example.com/simple` is not the URL of a package index
      help: write it as pip and uv take it, for example `https://packages.example.com/simple`
    cart.yaml:1:8: `https://example.com/simple?x=y` is not the URL of a package index
      help: write it as pip and uv take it, for example `https://packages.example.com/simple`
    cart.yaml:1:8: the URL of the index holds a user name or a password
      why: it would be visible in the image's history, in the build's cache and in its logs
      help: take it out, change the password, since it was in a file, and log in with a secret: `auth: {username: NAME, password: SECRET_ID}`
    cart.yaml:1:15: `${TOKEN}` is not replaced
      why: the environment of the machine that asks for the build is not visible to the build
      help: write the URL out; if the variable holds a password, take it out, and say with `index` of the spec how to log in
    cart.yaml:1:8: this index has no `url`
      help: add it, for example `url: https://packages.example.com/simple`
    cart.yaml:1:15: `my index` is not a name for an index
      help: use letters, digits, `-`, `_` and `.`
    cart.yaml:1:9: unknown key `urls`
      help: did you mean `url`?
    2 errors
    1. cart.yaml:1:44: `curl` does not fetch files
         help: use `engine` (the default), or `step` where the engine does not reach the index and steps do
    2. cart.yaml:1:60: `explicit` is either `true` or `false`, not `maybe`
         help: write `true` or `false`
    cart.yaml:1:31: `https://example.com` is given twice
      help: keep one of them
    cart.yaml:1:37: `fetch` needs uv
      why: pip downloads by itself, always in a step
      help: remove this key, or `installer: pip`
    ");
}

#[test]
fn a_login_is_one_form_and_holds_no_secret() {
    let index = |auth: &str| {
        complaint(&format!(
            "index: {{url: 'https://example.com', auth: {auth}}}"
        ))
    };
    insta::assert_snapshot!([
        "hunter2",
        "{username: deploy}",
        "{password: corp}",
        "{username: deploy, password: corp, token: corp}",
        "{token: a, header: b}",
        "{}",
        "{username: deploy, pasword: corp}",
        "{username: 'a:b', password: corp}",
        "{username: deploy, password: 'hunter 2'}",
        "{token: ''}",
        "{token: ../corp}",
    ].map(index).join("\n"), @"
    cart.yaml:1:43: this does not say how to log in
      help: write `auth: netrc`, or a map such as `auth: {username: NAME, password: SECRET_ID}` or `auth: {token: SECRET_ID}`
    cart.yaml:1:43: this does not say how to log in
      help: write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`
    cart.yaml:1:43: this does not say how to log in
      help: write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`
    cart.yaml:1:43: this does not say how to log in
      help: write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`
    cart.yaml:1:43: this does not say how to log in
      help: write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`
    cart.yaml:1:43: this does not say how to log in
      help: write one of `{username: NAME, password: SECRET_ID}`, `{token: SECRET_ID}`, `{header: SECRET_ID}` and `{netrc: SECRET_ID}`
    cart.yaml:1:62: unknown key `pasword`
      help: did you mean `password`?
    cart.yaml:1:54: this is not a user name
      why: a `:` would end it, and what follows would be taken for the password
      help: write the name alone, and the id of the password's secret as `password`
    cart.yaml:1:72: this is not the id of a secret
      why: ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file
      help: write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`
    cart.yaml:1:51: this is not the id of a secret
      why: ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file
      help: write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`
    cart.yaml:1:51: this is not the id of a secret
      why: ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file
      help: write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`
    ");
}

#[test]
fn gates_are_commands_or_maps_of_them() {
    let spec = good(
        "test: pytest -q 'a b'\nchecks:\n  lint: [ruff, check]\n  types:\n    run: [mypy ., [pyright, a b]]\n    \
        groups: Dev\n    deps: requirements-dev.txt\n    env: {A: b}\n    required: false\n    reports: out/x.xml\n",
    );
    let told = spec
        .gates
        .iter()
        .map(|gate| format!("{} {:?} {}", gate.name(), argvs(&gate.task), gate.required));
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
    test [["pytest", "-q", "a b"]] true
    lint [["ruff", "check"]] true
    types [["mypy", "."], ["pyright", "a b"]] false
    "#);
    let Gate { task, reports, .. } = &spec.gates[2];
    assert_eq!(task.groups[0].value, "dev");
    assert!(
        matches!(&task.dependencies, TaskDependencies::File(path) if path.value.as_str() == "requirements-dev.txt")
    );
    assert_eq!(task.env["A"].value, "b");
    assert_eq!(reports[0].value.as_str(), "out/x.xml");
}

/// What a task runs.
fn argvs(task: &Task) -> Vec<&[String]> {
    let commands = task.commands.iter();
    commands.map(|command| command.value.as_slice()).collect()
}

#[test]
fn build_steps_are_commands_or_maps_of_them() {
    let one = |text: &str| {
        let spec = good(text);
        let steps = spec.build.iter().map(|step| {
            let groups = step.groups.iter().map(|group| &group.value);
            format!(
                "{} {:?} {:?}",
                step.name,
                argvs(step),
                groups.collect::<Vec<_>>()
            )
        });
        steps.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(one("build: python manage.py collectstatic"), @r#"build 1 [["python", "manage.py", "collectstatic"]] []"#);
    insta::assert_snapshot!(one("build: {run: pybabel compile, groups: dev}"), @r#"build 1 [["pybabel", "compile"]] ["dev"]"#);
    insta::assert_snapshot!(one("build: [make, {run: [a 1, [b, 2 3]], env: {A: b}}, [make, x y]]"), @r#"
    build 1 [["make"]] []
    build 2 [["a", "1"], ["b", "2 3"]] []
    build 3 [["make", "x y"]] []
    "#);
}

#[test]
fn what_is_wrong_with_build_steps() {
    insta::assert_snapshot!(complaints([
        "build: [python, -m, babel]",
        "build: {env: {A: b}}",
        "build: sass $INPUT",
        "build: {run: make, reports: out}",
        "build: [[]]",
    ]), @"
    cart.yaml:1:17: `-m` is not a program
      why: a list is a list of commands here, which run one after the other
      help: write it in the line of its program: `python -m`
    cart.yaml:1:8: `build 1` has no command
      help: add `run`, and the command to run
    cart.yaml:1:13: `$INPUT` would not be replaced by a value
      why: the text is split into words like a shell does, and then started without a shell
      help: write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program $INPUT'`
    cart.yaml:1:20: unknown key `reports`
      help: the keys here are `run`, `groups`, `dependencies`, `env`, `secrets` and `ssh`
    cart.yaml:1:9: there is no program to run
      help: begin with a program, for example `python main.py`
    ");
}

#[test]
fn secrets_are_ids_or_maps_of_them() {
    let spec = good(
        "test: {run: a, secrets: [token, {source: key.pem, env: KEY, required: false}]}\nbuild: {run: b, secrets: one}",
    );
    let of = |task: &Task| {
        let secrets = task.secrets.iter().map(|secret| {
            let TaskSecret {
                id, env, required, ..
            } = secret;
            format!("{} {env:?} {required}", id.as_str())
        });
        secrets.collect::<Vec<_>>().join(", ")
    };
    let told = spec.tasks().map(of).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(told, @r#"
    one None true
    token None true, key.pem Some("KEY") false
    "#);
    insta::assert_snapshot!(complaints([
        "test: {run: a, secrets: hunter 2}",
        "test: {run: a, secrets: [{env: A}]}",
        "test: {run: a, secrets: [{id: a, env: A-B}]}",
        "test: {run: a, secrets: [a, {id: b, target: c}]}",
        "test: {run: a, secrets: [a, {id: a}]}",
    ]), @"
    cart.yaml:1:25: this is not the id of a secret
      why: ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file
      help: write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`
    cart.yaml:1:26: this secret has no `id`
      help: add it, for example `{id: api_token, env: API_TOKEN}`
    cart.yaml:1:39: `A-B` is not a name for an environment variable
      help: use letters, digits and `_`, and do not begin with a digit
    cart.yaml:1:37: unknown key `target`
      help: the keys here are `id`, `env` and `required`
    cart.yaml:1:29: `a` is given twice
      help: keep one of them
    ");
}

#[test]
fn what_is_wrong_with_gates() {
    insta::assert_snapshot!(complaints([
        "checks: ruff check",
        "checks: {Lint All: ruff}",
        "checks: {runtime: ruff}",
        "test: {groups: [dev]}",
        "test: {run: []}",
        "test: {run: [pytest, -q]}",
        "test: pytest $ARGS",
        "test: {run: pytest, dependencies: pytest}",
        "test: {run: pytest, reports: /tmp/x.xml}",
        "test: {run: pytest, requird: false}",
    ]), @"
    cart.yaml:1:9: `checks` must be a map
      help: give each check a name: `checks: {lint: ruff check}`
    cart.yaml:1:10: `Lint All` cannot be the name of a check
      help: use lower-case letters and digits, with `-` and `_` between them: `--target` takes it
    cart.yaml:1:10: a check cannot be called `runtime`
      why: `--target runtime` means something else
      help: choose another name
    cart.yaml:1:7: `test` has no command
      help: add `run`, and the command to run
    cart.yaml:1:13: `run` has no command
      help: add `run`, and the command to run
    cart.yaml:1:22: `-q` is not a program
      why: a list is a list of commands here, which run one after the other
      help: write it in the line of its program: `pytest -q`
    cart.yaml:1:14: `$ARGS` would not be replaced by a value
      why: the text is split into words like a shell does, and then started without a shell
      help: write the value out, put it in single quotes if it is meant as it is, or call a shell: `sh -c 'exec program $ARGS'`
    cart.yaml:1:35: `pytest` is not a requirements file
      help: name a file such as `requirements-dev.txt`, or list requirements: `dependencies: [pytest]`
    cart.yaml:1:30: `/tmp/x.xml` is not a path in the application's directory
      why: commands start there, and may write nowhere else
      help: write a relative path, such as `reports/junit.xml`
    cart.yaml:1:21: unknown key `requird`
      help: did you mean `required`?
    ");
}

#[test]
fn the_smoke_test_can_be_off_or_have_variables() {
    assert!(good("entrypoint: a\n").smoke.runs);
    assert!(!good("smoke: false\n").smoke.runs);
    let spec = good("smoke-test: {env: {KEY: x}}\n");
    assert!(spec.smoke.runs);
    assert_eq!(spec.smoke.env["KEY"].value, "x");
    insta::assert_snapshot!(complaints([
        "smoke: off",
        "smoke: {run: a}",
    ]), @"
    cart.yaml:1:8: `smoke` is either `true` or `false`, not `off`
      help: write `true` or `false`
    cart.yaml:1:9: unknown key `run`
      help: the keys here are `env`
    ");
}

#[test]
fn copies_are_maps_with_places() {
    let spec = good(
        "workdir: /srv/app\ncopy:\n  - {from: node:22-slim, src: /usr/local/bin/node, dest: /usr/local/bin}\n  \
        - {from: assets, source: dist/*.js, target: static/}\n  - {src: ./conf//app.conf, dest: /etc/app.conf, mode: 0640}\n  \
        - {from: builder, src: usr/lib/libx.so, dest: /usr/local/lib/libx.so.1}\n",
    );
    let told = spec.copies.iter().map(|it| {
        let from = match &it.from {
            CopiedFrom::Context => "context".to_owned(),
            CopiedFrom::Builder(_) => "builder".to_owned(),
            CopiedFrom::Named(image) => image.value.to_string(),
        };
        let Destination { path, is_directory } = &it.dest.value;
        let src = it.src.value.as_str();
        format!("{from}: {src} to {path} {is_directory} {:?}", it.mode)
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @"
    docker.io/library/node:22-slim: /usr/local/bin/node to /usr/local/bin true None
    docker.io/library/assets:latest: /dist/*.js to /srv/app/static true None
    context: /conf/app.conf to /etc/app.conf false Some(416)
    builder: /usr/lib/libx.so to /usr/local/lib/libx.so.1 false None
    ");
    assert_eq!(good("copy: {src: /, dest: data}").copies.len(), 1);
}

#[test]
fn what_is_wrong_with_copies() {
    insta::assert_snapshot!(complaints([
        "copy: [dist]",
        "copy: {from: node}",
        "copy: {src: ../x, dest: x}",
        "copy: {src: x, dest: /}",
        "copy: {src: x, dest: /lib/x86_64/y.so}",
        "copy: {src: x, dest: /opt/venv/bin/}",
        "copy: {src: x, dest: ../../tmp/y}",
        "copy: {src: x, dest: y, mode: u+x}",
        "copy: {src: x, dest: y, from: Not An Image}",
        "copy: {src: x, dest: y, owner: app}",
    ]), @"
    cart.yaml:1:8: `copy` is a list of maps
      help: write what is copied, and where to: `{from: node:22-slim, src: /usr/local/bin/node, dest: /usr/local/bin/}`
    cart.yaml:1:7: this copy has no `src`
      help: write what is copied, and where to: `src: /usr/local/bin/node`, `dest: /usr/local/bin/`
    cart.yaml:1:13: `../x` cannot be copied from
      why: paths are those of what is copied from, and lead nowhere else
      help: write a path from its root, such as `/usr/local/bin/node` or `dist/*.js`
    cart.yaml:1:22: `/` cannot be copied to
      help: write a path of the image, or one in the application's directory: `/usr/local/bin/`, `static`
    cart.yaml:1:22: `/lib/x86_64/y.so` cannot be copied to
      why: `/lib` is a link to `/usr/lib`, and a directory would take its place
      help: write `/usr/lib/x86_64/y.so`
    cart.yaml:1:22: `/opt/venv/bin` cannot be copied to
      why: the environment is there, and is made of packages alone
      help: choose another place
    cart.yaml:1:22: `/tmp/y` cannot be copied to
      why: containers start with another `/tmp`, in memory
      help: choose another place
    cart.yaml:1:31: `u+x` is no mode
      help: write octal digits, such as `0755`
    cart.yaml:1:31: `Not An Image` is not the name of an image
      why: names of images have no upper-case letters
      help: write `not an image`
    cart.yaml:1:25: unknown key `owner`
      help: the keys here are `from`, `src`, `dest` and `mode`
    ");
}

#[test]
fn a_carriage_return_alone_ends_no_line() {
    insta::assert_snapshot!(complaint("entrypoint: app\r\nuser: &a b\rport: x\n"), @"
    cart.yaml:2:11: a line ends with a carriage return alone
      help: let lines end with a line feed, or with both
    ");
}

#[test]
fn certificates_and_hosts_that_say_nothing() {
    insta::assert_snapshot!(complaints([
        "certificates: {runtime: true}",
        "certificates: [a.pem, {file: a.pem}]",
        "certificates: |\n  -----BEGIN CERTIFICATE-----\n  AAAA",
        "certificates: {secret: 'hunter 2'}",
        "ssh: [a, b]",
        "ssh: my agent",
        "ssh: {known_hosts: 'a ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA'}",
        "ssh: {known_hosts: [a, 'a ssh-rsa nothing']}",
    ]), @r#"
    cart.yaml:1:15: this does not say where the certificate is
      help: write one of `{file: certs/corp.pem}` and `{secret: SECRET_ID}`; with `runtime: true`, the image trusts it too
    cart.yaml:1:23: `a.pem` is given twice
      help: keep one of them
    cart.yaml:2:3: this is a certificate, and not the path of one
      help: put it into a file of the build context, and write the path: `certificates: certs/corp.pem`
    cart.yaml:1:24: this is not the id of a secret
      why: ids have letters, digits, `-`, `_` and `.`; the value of a secret has no place in this file
      help: write the id of a secret, such as `index_password`, and give its value to the build: `--secret id=index_password,src=FILE` or `--secret id=index_password,env=VARIABLE`
    cart.yaml:1:6: only one SSH agent can be used here
      help: give the build one agent that has all keys
    cart.yaml:1:6: `my agent` is not the id of an SSH agent
      help: write the id that the build gives it, `default` for `--ssh default`, or a map such as `{known_hosts: known_hosts}`
    cart.yaml:1:20: `known_hosts` is the path of a file, or a list of lines
      help: write each line as an item: `known_hosts: ["git.example.com ssh-ed25519 AAAA…"]`
    2 errors
    1. cart.yaml:1:21: `a` does not say which key a host has
         help: write hosts, type and key as `ssh-keyscan HOST` prints them, and compare the key with what the host's owner publishes
    2. cart.yaml:1:24: `a ssh-rsa nothing` does not say which key a host has
         help: write hosts, type and key as `ssh-keyscan HOST` prints them, and compare the key with what the host's owner publishes
    "#);
}
