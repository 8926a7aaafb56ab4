//! The frontend's process, asked as BuildKit asks it, by an engine that runs nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use crate::fake_engine::{self, Engine, Transcript};
use buildkit_llb::{Digests, definition_to_json};
use buildkit_proto::frontend::result;

const SPEC: &str = r#"# syntax=cartwright
python: "3.13"
dependencies: requirements.txt
apt: {build: [libpq-dev], run: [libpq5]}
entrypoint: python main.py
"#;

/// What a resolution would find.
const PYLOCK: &str = r#"lock-version = "1.0"
created-by = "uv"

[[packages]]
name = "idna"
version = "3.10"
wheels = [{ url = "https://files.example.org/idna-3.10-py3-none-any.whl", size = 70442, hashes = { sha256 = "1111111111111111111111111111111111111111111111111111111111111111" } }]

[[packages]]
name = "numpy"
version = "2.3.5"
wheels = [{ url = "https://files.example.org/numpy-2.3.5-cp313-cp313-manylinux_2_27_x86_64.whl", size = 16598885, hashes = { sha256 = "2222222222222222222222222222222222222222222222222222222222222222" } }]
"#;

fn engine() -> Engine {
    Engine::with_files(&[
        ("cart.yaml", SPEC),
        (
            "requirements.txt",
            "-r more.txt\nnumpy>=1.22; python_version<\"4\" # a comment\n",
        ),
        ("more.txt", "idna==3.10\n"),
        (".dockerignore", "docs\n"),
        ("pylock.toml", PYLOCK),
        ("warnings.txt", ""),
    ])
}

#[test]
fn the_same_build_is_the_same_bytes_in_every_process() {
    let (one, other) = (engine().run(), engine().run());
    assert_eq!(one.code, Some(0));
    assert!(one.error.is_none(), "{:?}", one.error);
    assert!(one.solved.len() >= 4);
    // Files are asked for at the same time, so their order is not fixed.
    let graphs = |transcript: &Transcript| {
        let encoded = transcript.solved.iter().map(prost::Message::encode_to_vec);
        encoded.collect::<BTreeSet<_>>()
    };
    assert_eq!(one.solved.last(), other.solved.last());
    assert!(graphs(&one) == graphs(&other));
    assert_eq!(one.result, other.result);
}

#[test]
fn another_session_changes_nothing_but_the_session() {
    let views = ["the-session", "another-one"].map(|session| {
        let solved = engine()
            .variable("BUILDKIT_SESSION_ID", session)
            .run()
            .solved;
        let view = |graph| {
            definition_to_json(graph, Digests::Hidden)
                .to_string()
                .replace(session, "SESSION")
        };
        solved.iter().map(view).collect::<BTreeSet<_>>()
    });
    assert!(views[0] == views[1]);
}

#[test]
fn the_graph_of_an_image() {
    // Without the long program of a step.
    let spec = format!("{SPEC}smoke: false\n");
    let mut engine = engine();
    engine.files.insert("cart.yaml".to_owned(), spec);
    let transcript = engine.run();
    let image = transcript.solved.last().unwrap();
    insta::assert_snapshot!(
        serde_json::to_string_pretty(&definition_to_json(image, Digests::Hidden)).unwrap()
    );
}

/// A spec whose lock takes files from indexes that ask for a login.
fn private() -> Engine {
    let spec = "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: python\nindex:\n\
        - {name: corp, url: https://corp.example.org/simple, auth: {username: deploy, password: corp}}\n\
        - {name: team, url: https://team.example.org/simple, auth: {header: team-header}}\n";
    let package = |name: &str, index: &str| {
        format!(
            "[[packages]]\nname = \"{name}\"\nversion = \"1\"\nindex = \"https://{index}/simple\"\n\
            wheels = [{{ url = \"https://{index}/{name}-1-py3-none-any.whl\", size = 7, hashes = {{ sha256 = \"{}\" }} }}]\n",
            "1".repeat(64)
        )
    };
    let lock = format!(
        "lock-version = \"1.0\"\ncreated-by = \"test\"\n{}{}",
        package("one", "corp.example.org"),
        package("two", "team.example.org")
    );
    Engine::with_files(&[("cart.yaml", spec), ("pylock.toml", &lock)])
}

/// The operation of an image that downloads a file.
fn download(engine: &Engine, file: &str) -> serde_json::Value {
    let transcript = engine.run();
    let image = transcript.solved.last().unwrap();
    let mut operations = definition_to_json(image, Digests::Hidden);
    let mut operations = operations.as_array_mut().unwrap().iter_mut();
    let title = format!("download {file}-1-py3-none-any.whl");
    let is_wanted = |it: &&mut serde_json::Value| {
        let found = it["metadata"]["title"].as_str();
        found.is_some_and(|found| found.starts_with(&title))
    };
    operations.find(is_wanted).unwrap().take()
}

#[test]
fn a_file_that_asks_for_a_login_is_fetched_by_a_step() {
    let operation = download(&private(), "one");
    insta::assert_snapshot!(serde_json::to_string_pretty(&operation).unwrap(), @r#"
    {
      "@": 8,
      "exec": {
        "args": [
          "/usr/local/bin/python3",
          "-IB",
          "/run/cartwright/steps/fetch.py",
          "https://corp.example.org/one-1-py3-none-any.whl",
          "/run/cartwright/out/one-1-py3-none-any.whl",
          "1111111111111111111111111111111111111111111111111111111111111111",
          "7",
          "{\"form\":\"basic\",\"secret\":\"/run/secrets/corp\",\"username\":\"deploy\"}"
        ],
        "cwd": "/",
        "env": [
          "PATH=/usr/local/bin:/usr/bin"
        ],
        "mounts": [
          {
            "dest": "/",
            "from": "@0",
            "read_only": true
          },
          {
            "dest": "/run/cartwright/out",
            "from": "scratch",
            "result": 0
          },
          {
            "dest": "/run/cartwright/steps/fetch.py",
            "from": "@7",
            "path": "/fetch.py",
            "read_only": true
          },
          {
            "dest": "/run/secrets/corp",
            "secret": {
              "id": "corp",
              "mode": "0400",
              "owner": "0:0"
            },
            "type": "secret"
          },
          {
            "dest": "/tmp",
            "type": "tmpfs"
          }
        ]
      },
      "lines": [
        "cart.yaml:2",
        "cart.yaml:5"
      ],
      "metadata": {
        "group": {
          "id": "wheels-the-session",
          "name": "[environment] download the locked files"
        },
        "title": "download one-1-py3-none-any.whl from corp"
      },
      "platform": "linux/amd64"
    }
    "#);
}

#[test]
fn a_file_that_asks_for_a_header_is_fetched_by_the_engine_if_it_can() {
    let operation = download(&private(), "two");
    insta::assert_snapshot!(serde_json::to_string_pretty(&operation).unwrap(), @r#"
    {
      "@": 5,
      "attrs": {
        "http.authheadersecret": "team-header",
        "http.checksum": "sha256:1111111111111111111111111111111111111111111111111111111111111111",
        "http.filename": "two-1-py3-none-any.whl",
        "http.perm": "0644"
      },
      "lines": [
        "cart.yaml:2",
        "cart.yaml:6"
      ],
      "metadata": {
        "group": {
          "id": "wheels-the-session",
          "name": "[environment] download the locked files"
        },
        "title": "download two-1-py3-none-any.whl"
      },
      "source": "https://team.example.org/two-1-py3-none-any.whl"
    }
    "#);
    let mut older = private();
    older.missing = vec!["source.http.auth"];
    insta::assert_snapshot!(download(&older, "two")["exec"]["args"], @r#"["/usr/local/bin/python3","-IB","/run/cartwright/steps/fetch.py","https://team.example.org/two-1-py3-none-any.whl","/run/cartwright/out/two-1-py3-none-any.whl","1111111111111111111111111111111111111111111111111111111111111111","7","{\"form\":\"header\",\"secret\":\"/run/secrets/team-header\"}"]"#);
}

#[test]
fn nothing_is_built_where_versions_are_looked_up_with_a_login() {
    let spec = "# syntax=cartwright\ndependencies: {packages: [one], no-binary: [one]}\nentrypoint: python\n\
        index: {url: https://corp.example.org/simple, auth: {token: corp}}\n";
    let error = Engine::with_files(&[("cart.yaml", spec)])
        .run()
        .error
        .unwrap();
    insta::assert_snapshot!(error.message, @"
    cart.yaml:4:53: nothing can be built while versions are looked up with a login
      why: code of packages would run beside the secret; `no-binary` and requirements such as `NAME @ https://…/NAME.tar.gz` ask for builds
      help: lock first, with `uv lock` or `uv pip compile -o pylock.toml`, and name the lock as `dependencies`: what it lists is built without the secret
    ");
}

#[test]
fn the_image_configuration_is_complete() {
    let result = engine().run().result.unwrap();
    assert!(matches!(result.result, Some(result::Result::Ref(_))));
    let text = |key: &str| String::from_utf8(result.metadata[key].clone()).unwrap();
    let config: serde_json::Value = serde_json::from_str(&text("containerimage.config")).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&config).unwrap());
    assert_eq!(text("containerimage.base.config"), fake_engine::BASE_CONFIG);
    insta::assert_snapshot!(text("refs.platforms"), @r#"{"Platforms":[{"ID":"linux/amd64","Platform":{"architecture":"amd64","os":"linux"}}]}"#);
}

/// The entry point of the image's configuration.
fn entrypoint(transcript: &Transcript) -> serde_json::Value {
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let config = &transcript.result.as_ref().unwrap().metadata["containerimage.config"];
    let config: serde_json::Value = serde_json::from_slice(config).unwrap();
    config["config"]["Entrypoint"].clone()
}

#[test]
fn nothing_is_looked_for_where_the_spec_says_what_runs() {
    let transcript = engine().run();
    assert_eq!(
        entrypoint(&transcript),
        serde_json::json!(["python", "main.py"])
    );
    let asked: BTreeSet<_> = transcript.asked.iter().collect();
    insta::assert_debug_snapshot!(asked, @r#"
    {
        ".dockerignore",
        "cart.yaml",
        "cart.yaml.dockerignore",
        "facts.json",
        "findings.json",
        "more.txt",
        "overlaps.json",
        "pylock.toml",
        "pyproject.toml",
        "requirements.txt",
        "warnings.txt",
    }
    "#);
}

#[test]
fn what_runs_is_looked_for_where_the_spec_does_not_say_it() {
    let mut engine = engine();
    let spec = SPEC.replace("entrypoint: python main.py\n", "");
    let celery = "from celery import Celery\nqueue = Celery()\n";
    for (path, text) in [
        ("cart.yaml", spec.as_str()),
        ("shop/queue.py", celery),
        ("shop/data.bin", ""),
        ("src/shop/main.py", "if __name__ == '__main__': pass\n"),
        ("src/start.py", "if __name__ == '__main__': pass\n"),
        // What a step would make.
        ("entrypoint.json", "[]"),
    ] {
        engine.files.insert(path.to_owned(), text.to_owned());
    }
    let transcript = engine.run();
    assert_eq!(
        entrypoint(&transcript),
        serde_json::json!(["python", "src/start.py"])
    );
    let first = transcript.asked.iter().position(|path| path == "/");
    insta::assert_debug_snapshot!(transcript.asked[first.unwrap()..], @r#"
    [
        "/",
        "/shop *.py",
        "/src *.py",
        "shop/queue.py",
        "src/start.py",
        "/src",
        "/src/shop *.py",
        "src/shop/main.py",
        "findings.json",
        "overlaps.json",
    ]
    "#);
}

#[test]
fn a_panic_is_returned_as_an_error() {
    let transcript = engine().variable("CARTWRIGHT_FAULT", "panic").run();
    insta::assert_snapshot!(transcript.error.unwrap().message, @"
    Cartwright crashed: a drill, asked for by CARTWRIGHT_FAULT
      why: this is a defect of Cartwright, not of your files
      help: report it, with this message and your spec
    ");
}

#[test]
fn an_engine_that_is_too_old_is_told_what_it_lacks() {
    let mut engine = engine().variable("BUILDKIT_EXPORTEDPRODUCT", "docker");
    engine.missing = vec!["file.base"];
    insta::assert_snapshot!(engine.run().error.unwrap().message, @"
    this docker is too old: it lacks `file.base`
      help: please update docker
    ");
}

#[test]
fn a_mistake_points_at_its_line() {
    let engine = Engine::with_files(&[("cart.yaml", "# syntax=x\nentrypoint: app\nuser: 01000\n")]);
    let error = engine.run().error.unwrap();
    assert_eq!(error.code, 2);
    insta::assert_snapshot!(error.message, @"
    cart.yaml:3:7: `01000` is not a user
      help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
    ");
    let detail: serde_json::Value = serde_json::from_slice(&error.details[0].value).unwrap();
    assert_eq!(
        error.details[0].type_url,
        "github.com/moby/buildkit/errdefs.Source+json"
    );
    assert_eq!(detail["ranges"][0]["start"]["line"], 3);
    assert_eq!(detail["info"]["filename"], "cart.yaml");
}

#[test]
fn a_file_larger_than_any_that_people_write_is_not_read() {
    let large = format!("# {}\n", "x".repeat(9 << 20));
    for name in ["cart.yaml", "requirements.txt", ".dockerignore"] {
        let mut engine = engine();
        engine.files.insert(name.to_owned(), large.clone());
        let transcript = engine.run();
        let message = transcript.error.unwrap().message;
        assert!(
            message.starts_with(&format!("`{name}` has more than 8 MiB")),
            "{message}"
        );
    }
}

#[test]
fn packages_with_files_of_one_name_are_told_of() {
    let found = r#"[{"lost": "one", "installed": "two", "file": "lib/python3.13/site-packages/x/__init__.py", "count": 1},
        {"lost": "one", "installed": "six", "file": "bin/run", "count": 3}]"#;
    let mut engine = engine();
    let reports = &mut engine.files;
    reports.insert("overlaps.json".to_owned(), found.to_owned());
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    insta::assert_snapshot!(transcript.warned.join("\n"), @"
    OverlappingPackages: `one` and `two` both have a `x/__init__.py`, and they differ (line 3)
    the image has that of `two`
    keep only one of the two, unless nothing uses what `one` lost
    OverlappingPackages: `one` and `six` both have a `bin/run`, and they differ (line 3)
    the image has that of `six`; there are 2 more like it
    keep only one of the two, unless nothing uses what `one` lost
    UnusedBuildPackages: nothing is built with these packages (line 4)
    there is a wheel for each dependency
    remove `apt.build`; what the running application needs belongs into `apt.run`
    ");

    engine
        .files
        .insert("overlaps.json".to_owned(), "?".to_owned());
    let error = engine.run().error.unwrap();
    insta::assert_snapshot!(error.message, @"the report about files of several packages cannot be read: expected value at line 1 column 1");
}
