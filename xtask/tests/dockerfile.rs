//! `Dockerfile.frontend`, run from its first line to its last.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use serde_json::{Value, json};

const NAME: &str = "cartwright-from-source";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn the_image_built_from_source_is_a_frontend_that_can_do_everything_a_client_asks_for() {
    let built = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["image", "--from-source", "--name", NAME])
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );

    let config = docker(&["image", "inspect", "--format", "{{json .Config}}", NAME]);
    let config: Value = serde_json::from_slice(&config).unwrap();
    assert_eq!(config["Entrypoint"], json!(["/cartwright"]));
    assert_eq!(
        config["Labels"],
        json!({
            "moby.buildkit.frontend.network.none": "true",
            "moby.buildkit.frontend.caps": "moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,\
                                            moby.buildkit.frontend.contexts,moby.buildkit.frontend.gitquerystring",
        })
    );

    // The programs are alone in the image: one that asks for a dynamic linker could not start.
    let container = docker(&["create", NAME]);
    let container = String::from_utf8_lossy(&container).trim().to_owned();
    let programs = ["cartwright", "wheelwright"]
        .map(|program| docker(&["cp", &format!("{container}:/{program}"), "-"]));
    docker(&["rm", &container]);
    for program in programs {
        assert!(contains(&program, b"\x7fELF"));
        assert!(!contains(&program, b"/ld-linux") && !contains(&program, b"/ld-musl"));
    }
}

/// What the client prints to standard output.
fn docker(arguments: &[&str]) -> Vec<u8> {
    let done = Command::new("docker").args(arguments).output().unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    done.stdout
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
