//! Questions about a build, which are answered without building.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::fake_engine::{Engine, Transcript};
use crate::support::{Project, stdout};
use serde_json::Value;

const SPEC: &str = "# syntax=cartwright
entrypoint: uvicorn main:app
dependencies: [uvicorn]
index:
  - {url: https://corp.example.com/simple, auth: {username: deploy, password: index_password}}
  - {url: https://rare.example.com/simple, auth: netrc, explicit: true}
test: {run: pytest --junitxml=junit.xml, reports: junit.xml, secrets: [token, {id: key, required: false}]}
checks:
  lint: [ruff, check]
";

fn ask(request: &str, options: &[(&str, &str)]) -> Transcript {
    let engine = Engine::with_files(&[("cart.yaml", SPEC)]).option("requestid", request);
    let asked = options
        .iter()
        .fold(engine, |engine, (key, value)| engine.option(key, value));
    asked.run()
}

/// The answer for people and the one for programs. Nothing but the spec was read for them.
fn answer(request: &str, options: &[(&str, &str)]) -> (String, Value) {
    let transcript = ask(request, options);
    assert_eq!(
        transcript.asked.iter().find(|path| *path != "cart.yaml"),
        None
    );
    let result = transcript.result.unwrap();
    assert_eq!(result.result, None);
    assert_eq!(result.metadata["version"], b"1.0.0");
    let text = |key: &str| String::from_utf8(result.metadata[key].clone()).unwrap();
    let mut json: Value = serde_json::from_str(&text("result.json")).unwrap();
    shorten(&mut json);
    (text("result.txt"), json)
}

/// `7:6-7:60` for a place, and nothing for a file.
fn shorten(value: &mut Value) {
    if let Some(places) = value.get("ranges").and_then(Value::as_array) {
        let point = |point: &Value| format!("{}:{}", point["line"], point["character"]);
        let place = |place: &Value| format!("{}-{}", point(&place["start"]), point(&place["end"]));
        *value = places
            .iter()
            .map(place)
            .collect::<Vec<_>>()
            .join(", ")
            .into();
        return;
    }
    match value {
        Value::Object(members) => {
            members.remove("sources");
            members.values_mut().for_each(shorten);
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        _ => {}
    }
}

#[test]
fn the_questions_are_described() {
    let (text, json) = answer("frontend.subrequests.describe", &[]);
    insta::assert_snapshot!(text, @"
    NAME                            VERSION   DESCRIPTION
    frontend.subrequests.describe   1.0.0     List the requests that this frontend answers
    frontend.outline                1.0.0     List what a target takes: build arguments, secrets, SSH agents
    frontend.targets                1.0.0     List the targets
    frontend.lint                   1.0.0     List what rules find in the spec and the files beside it
    ");
    insta::assert_snapshot!(format!("{:#}", json[1]), @r#"
    {
      "description": "List what a target takes: build arguments, secrets, SSH agents",
      "inputs": [],
      "metadata": [
        {
          "description": "",
          "name": "result.json"
        },
        {
          "description": "",
          "name": "result.txt"
        }
      ],
      "name": "frontend.outline",
      "opts": [
        {
          "description": "The target that the outline is of",
          "name": "target"
        }
      ],
      "refs": [],
      "type": "rpc",
      "version": "1.0.0"
    }
    "#);
}

#[test]
fn targets_are_those_that_can_be_built() {
    let (text, json) = answer("frontend.targets", &[]);
    insta::assert_snapshot!(text, @"
    TARGET              DESCRIPTION
    runtime (default)   the image
    dev                 an image to develop in: packages for it, the project editable, a server that reloads
    debug               the image, with programs on top to look into it
    builder             an image with the compilers, and the wheels that were built
    test                no image: runs `test` and all of `checks`
    test-reports        the reports of `test` and `checks`, also when they fail
    lint                no image: runs ruff check
    lock                the locked dependencies, as a pylock.toml
    wheels              the wheels that are installed, built ones too, as files
    ");
    insta::assert_snapshot!(format!("{:#}", json["targets"]), @r#"
    [
      {
        "default": true,
        "description": "the image",
        "location": "2:12-2:28",
        "name": "runtime"
      },
      {
        "description": "an image to develop in: packages for it, the project editable, a server that reloads",
        "name": "dev"
      },
      {
        "description": "the image, with programs on top to look into it",
        "name": "debug"
      },
      {
        "description": "an image with the compilers, and the wheels that were built",
        "name": "builder"
      },
      {
        "description": "no image: runs `test` and all of `checks`",
        "location": "7:6-7:106",
        "name": "test"
      },
      {
        "description": "the reports of `test` and `checks`, also when they fail",
        "name": "test-reports"
      },
      {
        "description": "no image: runs ruff check",
        "location": "9:8-9:21",
        "name": "lint"
      },
      {
        "description": "the locked dependencies, as a pylock.toml",
        "name": "lock"
      },
      {
        "description": "the wheels that are installed, built ones too, as files",
        "name": "wheels"
      }
    ]
    "#);
}

#[test]
fn an_outline_tells_what_a_target_takes() {
    let (text, json) = answer("frontend.outline", &[]);
    insta::assert_snapshot!(text, @"
    TARGET:        runtime
    DESCRIPTION:   the image

    SECRET           REQUIRED
    index_password   true
    key
    netrc
    token            true
    ");
    insta::assert_snapshot!(format!("{json:#}"), @r#"
    {
      "args": [],
      "cache": [],
      "description": "the image",
      "name": "runtime",
      "secrets": [
        {
          "location": "5:49-5:93",
          "name": "index_password",
          "required": true
        },
        {
          "location": "7:78-7:104",
          "name": "key",
          "required": false
        },
        {
          "location": "6:49-6:54",
          "name": "netrc",
          "required": false
        },
        {
          "location": "7:71-7:76",
          "name": "token",
          "required": true
        }
      ],
      "ssh": []
    }
    "#);
    let (text, _) = answer("frontend.outline", &[("target", "lint")]);
    insta::assert_snapshot!(text, @"
    TARGET:        lint
    DESCRIPTION:   no image: runs ruff check

    SECRET           REQUIRED
    index_password   true
    netrc
    ");
}

#[test]
fn an_outline_tells_whom_a_build_trusts() {
    let spec = "# syntax=cartwright\ncertificates: [corp.pem, {secret: corp_ca}]\nssh: default\nentrypoint: python\n";
    let mut engine = Engine::with_files(&[("cart.yaml", spec)]);
    engine = engine.option("requestid", "frontend.outline");
    let metadata = engine.run().result.unwrap().metadata;
    let told = String::from_utf8_lossy(&metadata["result.txt"]).into_owned();
    insta::assert_snapshot!(told, @"
    TARGET:        runtime
    DESCRIPTION:   the image

    SECRET    REQUIRED
    corp_ca   true

    SSH       REQUIRED
    default   true
    ");
    let json: Value = serde_json::from_slice(&metadata["result.json"]).unwrap();
    insta::assert_snapshot!(json["ssh"].to_string(), @r#"[{"location":{"ranges":[{"end":{"character":12,"line":3},"start":{"character":5,"line":3}}]},"name":"default","required":true}]"#);
}

#[test]
fn an_outline_tells_what_builds_can_give() {
    let spec = "# syntax=cartwright\nargs: {VERSION: dev, LEVEL: }\nentrypoint: python\n";
    let mut engine = Engine::with_files(&[("cart.yaml", spec)]);
    engine = engine.option("requestid", "frontend.outline");
    let metadata = engine.run().result.unwrap().metadata;
    let told = |key: &str| String::from_utf8_lossy(&metadata[key]).into_owned();
    insta::assert_snapshot!(told("result.txt"), @"
    TARGET:        runtime
    DESCRIPTION:   the image

    BUILD ARG   VALUE
    VERSION     dev
    LEVEL
    ");
    let json: Value = serde_json::from_str(&told("result.json")).unwrap();
    insta::assert_snapshot!(json["args"].to_string(), @r#"[{"location":{"ranges":[{"end":{"character":14,"line":2},"start":{"character":7,"line":2}}]},"name":"VERSION","value":"dev"},{"location":{"ranges":[{"end":{"character":26,"line":2},"start":{"character":21,"line":2}}]},"name":"LEVEL","value":null}]"#);
}

#[test]
fn an_outline_of_no_target_is_an_error() {
    let error = ask("frontend.outline", &[("target", "lnt")]).error.unwrap();
    insta::assert_snapshot!(error.message, @"
    there is no target `lnt`
      help: did you mean `lint`? The targets are `runtime`, `dev`, `debug`, `builder`, `test`, `test-reports`, `lock`, `wheels` and `lint`
    ");
}

#[test]
fn an_unknown_question_has_the_type_that_clients_look_for() {
    let error = ask("frontend.nonsense", &[]).error.unwrap();
    assert_eq!(error.code, 2);
    assert_eq!(error.message, "unsupported request frontend.nonsense");
    let detail = &error.details[0];
    assert_eq!(
        detail.type_url,
        "github.com/moby/buildkit/errdefs.Subrequest+json"
    );
    assert_eq!(detail.value, br#"{"name":"frontend.nonsense"}"#);
}

/// What the client prints, and its exit status.
fn call(project: &Project, arguments: &[&str]) -> (String, Option<i32>) {
    let output = project.build_command(arguments).output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    let error = log.find("ERROR: ").map_or("", |start| &log[start..]);
    (format!("{}{error}", stdout(&output)), output.status.code())
}

/// Acceptance point 57.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_57_calls_as_the_client_shows_them() {
    let project = Project::new("calls").file("cart.yaml", SPEC);
    let (shown, code) = call(&project, &["--call=outline", "--target=lint"]);
    insta::assert_snapshot!(shown, @"
    TARGET:      lint
    DESCRIPTION: no image: runs ruff check

    SECRET           REQUIRED
    index_password   true
    netrc
    ");
    assert_eq!(code, Some(0));
    let (shown, code) = call(&project, &["--call=targets"]);
    insta::assert_snapshot!(shown, @"
    TARGET            DESCRIPTION
    runtime (default) the image
    dev               an image to develop in: packages for it, the project editable, a server that reloads
    debug             the image, with programs on top to look into it
    builder           an image with the compilers, and the wheels that were built
    test              no image: runs `test` and all of `checks`
    test-reports      the reports of `test` and `checks`, also when they fail
    lint              no image: runs ruff check
    lock              the locked dependencies, as a pylock.toml
    wheels            the wheels that are installed, built ones too, as files
    ");
    assert_eq!(code, Some(0));
    let (shown, code) = call(&project, &["--call=subrequests.describe"]);
    insta::assert_snapshot!(shown, @"
    NAME                 VERSION DESCRIPTION
    subrequests.describe 1.0.0   List the requests that this frontend answers
    outline              1.0.0   List what a target takes: build arguments, secrets, SSH agents
    targets              1.0.0   List the targets
    lint                 1.0.0   List what rules find in the spec and the files beside it
    ");
    assert_eq!(code, Some(0));
    for name in ["outline", "targets", "subrequests.describe"] {
        let (shown, code) = call(&project, &[&format!("--call={name},format=json")]);
        assert!(serde_json::from_str::<Value>(&shown).is_ok(), "{shown}");
        assert_eq!(code, Some(0));
    }
    let (shown, code) = call(&project, &["--call=nonsense"]);
    insta::assert_snapshot!(shown, @"ERROR: failed to build: failed to solve: unsupported request frontend.nonsense: unsupported request frontend.nonsense");
    assert_eq!(code, Some(1));
}
