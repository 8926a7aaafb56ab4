//! Images for several platforms: what is done for each, and how the answer holds them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use crate::fake_engine::{self, Engine, Transcript};
use buildkit_llb::{Digests, definition_to_json};
use buildkit_proto::frontend::result;
use buildkit_proto::pb;

const SPEC: &str = "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: python main.py\n";

const PYLOCK: &str = r#"lock-version = "1.0"
created-by = "test"

[[packages]]
name = "idna"
version = "3.10"
wheels = [{ url = "https://files.example.org/idna-3.10-py3-none-any.whl", size = 70442, hashes = { sha256 = "1111111111111111111111111111111111111111111111111111111111111111" } }]

[[packages]]
name = "numpy"
version = "2.3.5"
wheels = [
    { url = "https://files.example.org/numpy-2.3.5-cp313-cp313-manylinux_2_27_x86_64.whl", size = 16598885, hashes = { sha256 = "2222222222222222222222222222222222222222222222222222222222222222" } },
    { url = "https://files.example.org/numpy-2.3.5-cp313-cp313-manylinux_2_27_aarch64.whl", size = 14598885, hashes = { sha256 = "3333333333333333333333333333333333333333333333333333333333333333" } },
]
"#;

fn engine() -> Engine {
    Engine::with_files(&[("cart.yaml", SPEC), ("pylock.toml", PYLOCK)])
}

fn run(engine: &Engine) -> Transcript {
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    transcript
}

/// The titles of a graph's steps, in the order of the graph.
fn titles(definition: &pb::Definition) -> Vec<String> {
    let ops = definition_to_json(definition, Digests::Hidden);
    let title = |op: &serde_json::Value| op["metadata"]["title"].as_str().map(str::to_owned);
    ops.as_array().unwrap().iter().filter_map(title).collect()
}

/// The images' graphs, which are solved last, in no order.
fn images(transcript: &Transcript) -> Vec<Vec<String>> {
    let of_images = transcript.solved.iter().map(titles);
    let is_image = |titles: &Vec<String>| titles.iter().any(|title| title.contains("MERGE"));
    let mut images: Vec<_> = of_images.filter(is_image).collect();
    images.sort();
    images
}

#[test]
fn one_platform_is_one_image_and_is_not_in_titles() {
    let transcript = run(&engine().option("platform", "linux/amd64"));
    let result = transcript.result.as_ref().unwrap();
    assert!(matches!(result.result, Some(result::Result::Ref(_))));
    let keys: Vec<_> = result.metadata.keys().collect();
    insta::assert_debug_snapshot!(keys, @r#"
    [
        "annotation.org.opencontainers.image.base.digest",
        "annotation.org.opencontainers.image.base.name",
        "containerimage.base.config",
        "containerimage.config",
        "frontend.cartwright.lock-digest",
        "refs.platforms",
    ]
    "#);
    let images = images(&transcript);
    assert!(images[0].iter().all(|title| !title.contains("linux/")));
}

#[test]
fn several_platforms_are_an_index_and_each_is_in_the_titles_of_its_steps() {
    let transcript = run(&engine().option("platform", "linux/amd64,linux/arm64"));
    let result = transcript.result.as_ref().unwrap();
    let Some(result::Result::Refs(references)) = &result.result else {
        panic!("{result:?}")
    };
    let ids: Vec<_> = references.refs.keys().collect();
    assert_eq!(ids, ["linux/amd64", "linux/arm64"]);
    let keys: Vec<_> = result.metadata.keys().collect();
    insta::assert_debug_snapshot!(keys, @r#"
    [
        "annotation-index.org.opencontainers.image.base.digest",
        "annotation-index.org.opencontainers.image.base.name",
        "annotation-manifest[linux/amd64].org.opencontainers.image.base.digest",
        "annotation-manifest[linux/amd64].org.opencontainers.image.base.name",
        "annotation-manifest[linux/arm64].org.opencontainers.image.base.digest",
        "annotation-manifest[linux/arm64].org.opencontainers.image.base.name",
        "containerimage.base.config/linux/amd64",
        "containerimage.base.config/linux/arm64",
        "containerimage.config/linux/amd64",
        "containerimage.config/linux/arm64",
        "frontend.cartwright.lock-digest/linux/amd64",
        "frontend.cartwright.lock-digest/linux/arm64",
        "refs.platforms",
    ]
    "#);
    let text = |key: &str| String::from_utf8(result.metadata[key].clone()).unwrap();
    insta::assert_snapshot!(text("refs.platforms"), @r#"{"Platforms":[{"ID":"linux/amd64","Platform":{"architecture":"amd64","os":"linux"}},{"ID":"linux/arm64","Platform":{"architecture":"arm64","os":"linux"}}]}"#);
    assert!(text("containerimage.config/linux/arm64").contains(r#""architecture":"arm64""#));
    insta::assert_debug_snapshot!(images(&transcript));
}

#[test]
fn one_platform_is_an_index_where_that_is_asked_for() {
    let engine = engine().option("build-arg:BUILDKIT_MULTI_PLATFORM", "1");
    let transcript = run(&engine);
    let result = transcript.result.as_ref().unwrap();
    assert!(matches!(result.result, Some(result::Result::Refs(_))));
    assert!(
        result
            .metadata
            .contains_key("containerimage.config/linux/amd64")
    );
    assert!(
        images(&transcript)[0]
            .iter()
            .all(|title| !title.contains("linux/"))
    );
}

#[test]
fn engines_that_know_no_list_of_results_are_told_their_names() {
    let mut older = engine();
    older.missing = vec!["proto.refarray"];
    let answer = |engine: &Engine| run(engine).result.unwrap().result.unwrap();
    assert!(matches!(answer(&older), result::Result::RefDeprecated(_)));
    let several = older.option("platform", "linux/amd64,linux/arm64");
    let result::Result::RefsDeprecated(references) = answer(&several) else {
        panic!("the answer has another form")
    };
    assert_eq!(references.refs.len(), 2);
}

/// A graph's programs with the platforms that they are for, sorted.
fn programs(definition: &pb::Definition) -> String {
    let ops = definition_to_json(definition, Digests::Hidden);
    let ops = ops.as_array().unwrap().iter();
    let programs = ops.filter(|op| !op["exec"].is_null()).map(|op| {
        let title = op["metadata"]["title"].as_str().unwrap();
        format!("{}: {title}\n", op["platform"].as_str().unwrap())
    });
    programs.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A spec that has everything tested.
const TESTED: &str = "# syntax=cartwright
dependencies: pylock.toml
user: www-data
test: python -m unittest
checks: {lint: python -m compileall .}
entrypoint: python main.py
";

fn foreign(spec: &str) -> Engine {
    let files = [("cart.yaml", spec), ("pylock.toml", PYLOCK)];
    Engine::with_files(&files).option("platform", "linux/arm64")
}

#[test]
fn an_image_for_another_machine_is_made_without_its_programs_and_its_tests() {
    let transcript = run(&foreign(TESTED));
    let image = programs(transcript.solved.last().unwrap());
    assert!(image.contains("UNPACK numpy 2.3.5"), "{image}");
    assert!(!image.contains("linux/arm64: "), "{image}");
    let config = &transcript.result.as_ref().unwrap().metadata["containerimage.config"];
    let config = String::from_utf8_lossy(config);
    assert!(config.contains(r#""architecture":"arm64""#), "{config}");
    assert!(config.contains(r#""User":"33:33""#), "{config}");
    insta::assert_snapshot!(transcript.warned.join("\n"), @r"
    NotTested: the image for `linux/arm64` is made without `test`, `lint` and `smoke` (line 4)
    this engine runs no programs of `linux/arm64`
    build on a machine of `linux/arm64`, or let the engine emulate one: `docker run --privileged --rm tonistiigi/binfmt --install all`
    ");
}

#[test]
fn what_tests_an_image_runs_where_the_engine_can() {
    let mut unlisted = foreign(TESTED);
    unlisted.files.insert("ran".to_owned(), String::new());
    let without = run(&unlisted);
    let mut listed = foreign(TESTED);
    listed.platforms = vec!["linux/arm64"];
    let transcript = run(&listed);
    assert!(transcript.warned.is_empty(), "{:?}", transcript.warned);
    assert_eq!(transcript.solved.last(), without.solved.last());
    insta::assert_snapshot!(programs(transcript.solved.last().unwrap()), @"
    linux/amd64: [linux/amd64 base] PROBE interpreter, C library, release, users
    linux/amd64: [linux/arm64 app] SEAL /app
    linux/amd64: [linux/arm64 environment] COMPARE files
    linux/amd64: [linux/arm64 environment] COMPILE standard library
    linux/amd64: [linux/arm64 environment] CREATE
    linux/amd64: [linux/arm64 environment] JOIN 1 package
    linux/amd64: [linux/arm64 environment] UNPACK idna 3.10
    linux/amd64: [linux/arm64 environment] UNPACK numpy 2.3.5
    linux/amd64: [linux/arm64 runtime] AUDIT shared libraries
    linux/arm64: [linux/arm64 base] PROBE interpreter, C library, release, users
    linux/arm64: [linux/arm64 lint] python -m compileall .
    linux/arm64: [linux/arm64 smoke] CHECK python main.py
    linux/arm64: [linux/arm64 test] python -m unittest
    ");
}

#[test]
fn versions_are_found_for_the_machine_of_the_image() {
    let spec = "# syntax=cartwright\ndependencies: [idna]\nentrypoint: python main.py\n";
    let lock = PYLOCK.split("[[packages]]\nname = \"numpy\"").next();
    let mut engine = foreign(spec);
    engine.files.extend(
        [("pylock.toml", lock.unwrap()), ("warnings.txt", "")]
            .map(|(path, text)| (path.to_owned(), text.to_owned())),
    );
    let transcript = run(&engine);
    let resolves = |definition: &&pb::Definition| {
        let titles = titles(definition);
        titles.iter().any(|title| title.contains("RESOLVE"))
    };
    let resolution = transcript.solved.iter().find(resolves).unwrap();
    let text = definition_to_json(resolution, Digests::Hidden).to_string();
    assert!(text.contains("--python-platform=aarch64-manylinux_2_40"));
    assert!(!programs(resolution).contains("linux/arm64: "));
}

#[test]
fn what_is_built_for_another_machine_has_to_fit_every_machine() {
    let spec = "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: python main.py\n";
    let sdist = r#"lock-version = "1.0"
created-by = "test"

[[packages]]
name = "built"
version = "1.0"
sdist = { url = "https://files.example.org/built-1.0.tar.gz", hashes = { sha256 = "1111111111111111111111111111111111111111111111111111111111111111" } }
"#;
    let mut engine = foreign(spec);
    engine
        .files
        .insert("pylock.toml".to_owned(), sdist.to_owned());
    let transcript = run(&engine);
    insta::assert_snapshot!(programs(transcript.solved.last().unwrap()), @r"
    linux/amd64: [linux/amd64 base] PROBE interpreter, C library, release, users
    linux/amd64: [linux/amd64 builder] ASK what builds built 1.0
    linux/amd64: [linux/amd64 builder] BUILD built 1.0
    linux/amd64: [linux/amd64 builder] CHECK built 1.0 for linux/arm64
    linux/amd64: [linux/amd64 builder] CREATE an environment for builds
    linux/amd64: [linux/amd64 builder] EXTRACT built-1.0.tar.gz
    linux/amd64: [linux/amd64 builder] INSTALL what builds need
    linux/amd64: [linux/amd64 builder] LIST what builds built 1.0
    linux/amd64: [linux/amd64 internal] fetch uv==0.13.9
    linux/amd64: [linux/arm64 app] SEAL /app
    linux/amd64: [linux/arm64 environment] CREATE
    linux/amd64: [linux/arm64 environment] UNPACK built 1.0
    linux/amd64: [linux/arm64 runtime] ACCOUNT app 10001:10001
    linux/amd64: [linux/arm64 runtime] AUDIT shared libraries
    ");
}

#[test]
fn what_has_to_run_on_another_machine_is_refused() {
    let refused = |more: &str| {
        let spec = format!("# syntax=cartwright\ndependencies: pylock.toml\n{more}\n");
        let error = foreign(&spec).run().error.unwrap().message;
        error.replace("help: build on a machine of `linux/arm64`, or let the engine emulate one: `docker run --privileged --rm tonistiigi/binfmt --install all`", "help: …")
    };
    let errors = [
        "apt: {run: [curl]}",
        "build: make",
        "installer: pip",
        "copy: [{from: builder, src: /a, dest: /b}]",
    ]
    .map(refused);
    insta::assert_snapshot!(errors.join("\n"), @r"
    cart.yaml:3:13: `curl` cannot be installed for `linux/arm64`
      why: this engine runs no programs of `linux/arm64`
      help: …
    cart.yaml:3:8: `build 1` cannot be run for `linux/arm64`
      why: this engine runs no programs of `linux/arm64`
      help: …
    cart.yaml:3:12: `installer: pip` cannot be used for `linux/arm64`
      why: this engine runs no programs of `linux/arm64`
      help: …
    cart.yaml:3:8: `/a` of the builder cannot be copied for `linux/arm64`
      why: this engine runs no programs of `linux/arm64`
      help: …
    ");
    let of_target = |name| {
        foreign(TESTED)
            .option("target", name)
            .run()
            .error
            .unwrap()
            .message
    };
    insta::assert_snapshot!(["test", "lint", "debug", "dev"].map(of_target).join("\n"), @r"
    cart.yaml:4:7: `test` cannot be run for `linux/arm64`
      why: this engine runs no programs of `linux/arm64`
      help: build on a machine of `linux/arm64`, or let the engine emulate one: `docker run --privileged --rm tonistiigi/binfmt --install all`
    cart.yaml:5:16: `lint` cannot be run for `linux/arm64`
      why: this engine runs no programs of `linux/arm64`
      help: build on a machine of `linux/arm64`, or let the engine emulate one: `docker run --privileged --rm tonistiigi/binfmt --install all`
    cart.yaml:1:1: `--target debug` cannot be built for `linux/arm64`
      why: this engine runs no programs of `linux/arm64`
      help: build on a machine of `linux/arm64`, or let the engine emulate one: `docker run --privileged --rm tonistiigi/binfmt --install all`
    cart.yaml:1:1: `--target dev` cannot be built for `linux/arm64`
      why: this engine runs no programs of `linux/arm64`
      help: build on a machine of `linux/arm64`, or let the engine emulate one: `docker run --privileged --rm tonistiigi/binfmt --install all`
    ");
}

#[test]
fn a_base_has_to_be_like_that_of_the_engines_own_machine() {
    let error = |change: fn(&mut Engine)| {
        let mut engine = foreign(SPEC);
        change(&mut engine);
        engine.run().error.unwrap().message
    };
    let texts = [
        error(|engine| {
            let text = "ID=debian\nVERSION_ID=\"12\"\n".to_owned();
            engine.files.insert("/etc/os-release".to_owned(), text);
        }),
        error(|engine| {
            engine.files.remove("/usr/local/bin/python3");
        }),
        error(|engine| {
            let name = "config of docker.io/library/python:3.13-slim".to_owned();
            engine
                .files
                .insert(name, fake_engine::BASE_CONFIG.to_owned());
        }),
    ];
    insta::assert_snapshot!(texts.join("\n"), @r"
    cart.yaml:1:1: `docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab` differs from the image of that name for the engine's own machine
      why: one is `debian 13`, and the other `debian 12`; what is made there would not fit
      help: choose a base whose images are made alike for all platforms, as official images are
    cart.yaml:1:1: `docker.io/library/python:3.13-slim@sha256:abababababababababababababababababababababababababababababababab` differs from the image of that name for the engine's own machine
      why: one has `/usr/local/bin/python3`, and the other has not; what is made there would not fit
      help: choose a base whose images are made alike for all platforms, as official images are
    cart.yaml:1:1: `python:3.13-slim` is an image for `amd64`, not for `linux/arm64`
      help: choose a base that has an image for each platform, and name it without the digest of one of them
    ");
}
