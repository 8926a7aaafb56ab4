//! What is left out of which packages, and in which images.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;

use crate::fake_engine::{Engine, locked_wheel};
use buildkit_llb::{Digests, definition_to_json};
use serde_json::Value;

/// A wheel, a source distribution, and a project of the build context; `pytest` is not among what ships.
fn engine(more: &str) -> Engine {
    let spec = format!(
        "# syntax=cartwright\ndependencies: pylock.toml\nentrypoint: python\ntest: {{run: pytest, dependencies: [pytest]}}\n{more}"
    );
    let lock = format!(
        "lock-version = \"1.0\"\ncreated-by = \"test\"\n{}\
        [[packages]]\nname = \"lib\"\ndirectory = {{ path = \"packages/lib\" }}\n\
        [[packages]]\nname = \"sdist\"\nversion = \"1\"\nsdist = {{ url = \"https://files.example.org/sdist-1.tar.gz\", hashes = {{ sha256 = \"{}\" }} }}\n",
        locked_wheel("idna", "python_version >= '3'"),
        "1".repeat(64),
    );
    let resolved = format!(
        "lock-version = \"1.0\"\ncreated-by = \"uv\"\n{}",
        locked_wheel("pytest", "python_version >= '3'")
    );
    Engine::with_files(&[
        ("cart.yaml", &spec),
        ("pylock.toml", &lock),
        ("pylock.toml#2", &resolved),
        ("warnings.txt", ""),
    ])
}

/// The steps that unpack something, with what is pruned, and the layers that they fill.
fn unpacked(engine: &Engine) -> String {
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let graph = definition_to_json(transcript.solved.last().unwrap(), Digests::Hidden);
    let mut text = String::new();
    for op in graph.as_array().unwrap() {
        let title = op["metadata"]["title"].as_str().unwrap_or_default();
        if title.contains("UNPACK") {
            let words = op["exec"]["args"].as_array().unwrap().iter();
            let words: Vec<_> = words.filter_map(Value::as_str).collect();
            let pairs = words.windows(2).filter(|pair| pair[0] == "--prune");
            let pruned: Vec<_> = pairs.map(|pair| pair[1]).collect();
            let _ = match &pruned[..] {
                [] => writeln!(text, "{title}"),
                pruned => writeln!(text, "{title} pruned {}", pruned.join(" ")),
            };
        }
    }
    let config = &transcript.result.unwrap().metadata["containerimage.config"];
    let config: Value = serde_json::from_slice(config).unwrap();
    let history = config["history"].as_array().unwrap().iter();
    for entry in history.filter_map(|it| it["created_by"].as_str()) {
        if entry.starts_with("WHEELS") {
            let _ = writeln!(text, "{entry}");
        }
    }
    text
}

#[test]
fn packages_that_others_made_are_pruned_where_they_ship() {
    insta::assert_snapshot!(unpacked(&engine("prune: safe\n")), @"
    [environment] UNPACK sdist 1 pruned sdist
    [environment] UNPACK idna 1 pruned idna
    [environment] UNPACK lib
    [environment] UNPACK pytest 1
    WHEELS sdist 1 (pruned)
    WHEELS idna 1 (pruned)
    WHEELS lib
    ");
}

#[test]
fn nothing_is_pruned_that_is_not_asked_for() {
    let plain = unpacked(&engine(""));
    assert_eq!(plain, unpacked(&engine("prune: none\n")));
    let worked_on = unpacked(&engine("prune: safe\n").option("target", "dev"));
    for told in [plain, worked_on] {
        assert!(told.contains("WHEELS idna"), "{told}");
        assert!(!told.contains("pruned"), "{told}");
    }
}
