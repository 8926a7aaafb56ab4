//! The checked-in code is what `proto/` says. `UPDATE_GENERATED=1` writes it.
#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

const HEADER: &str = "// Generated from proto/ by tests/generated.rs. Do not edit.\n";

fn crate_dir() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read_dir(dir: &Path) -> BTreeMap<PathBuf, String> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into(),
                fs::read_to_string(entry.path()).unwrap(),
            )
        })
        .collect()
}

/// File name to Rust code.
fn generate() -> BTreeMap<PathBuf, String> {
    let files = protox::compile(
        ["frontend/gateway.proto"],
        [crate_dir().join("../../proto")],
    )
    .unwrap();
    let out = tempfile::tempdir().unwrap();
    tonic_prost_build::configure()
        .build_transport(false)
        .btree_map(".")
        .client_mod_attribute(".", "#[cfg(feature = \"grpc\")]")
        .server_mod_attribute(".", "#[cfg(feature = \"server\")]")
        .include_file("mod.rs")
        .out_dir(out.path())
        .compile_fds(files)
        .unwrap();
    read_dir(out.path())
        .into_iter()
        .map(|(name, code)| (name, format!("{HEADER}{code}")))
        .collect()
}

#[test]
fn checked_in_code_is_current() {
    let dir = crate_dir().join("src/generated");
    let expected = generate();
    if env::var_os("UPDATE_GENERATED").is_some() {
        for name in read_dir(&dir).into_keys() {
            fs::remove_file(dir.join(name)).unwrap();
        }
        for (name, code) in &expected {
            fs::write(dir.join(name), code).unwrap();
        }
    }
    let actual = read_dir(&dir);
    assert_eq!(
        actual.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>()
    );
    for (name, code) in &expected {
        assert!(
            actual[name] == *code,
            "{} is not current: UPDATE_GENERATED=1 cargo test -p buildkit-proto --test generated",
            name.display()
        );
    }
}
