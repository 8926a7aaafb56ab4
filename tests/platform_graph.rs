//! Images for several platforms: what is done for each, and how the answer holds them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod fake_engine;

use buildkit_llb::{Digests, definition_to_json};
use buildkit_proto::frontend::result;
use buildkit_proto::pb;
use fake_engine::{Engine, Transcript};

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
