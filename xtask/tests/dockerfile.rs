//! `Dockerfile.frontend`, and the image that it makes.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn the_image_is_a_frontend_that_can_do_everything_a_client_asks_for() {
    is_a_frontend("cartwright");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_the_context_has_is_enough_to_compile() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let sources = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sources");
    let _ = fs::remove_dir_all(&sources);
    let output = format!("--output={}", sources.display());
    let file = "--file=Dockerfile.frontend";
    let send = ["buildx", "build", file, "--target=sources", &output, "."];
    succeed(Command::new("docker").args(send).current_dir(&root));
    let packages = ["tree", "--workspace", "--locked", "--offline"];
    succeed(
        Command::new(env!("CARGO"))
            .args(packages)
            .current_dir(&sources),
    );
    for file in compiled() {
        assert!(sources.join(&file).is_file(), "{}", file.display());
    }
}

/// The project's files that the programs of the image were made of, as Cargo has noted them.
fn compiled() -> BTreeSet<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    // What is not compiled for the host itself is in a folder of its platform.
    let folders = fs::read_dir(target).unwrap();
    let folders = folders.map(|entry| entry.unwrap().path());
    let notes = [target.to_owned()]
        .into_iter()
        .chain(folders)
        .flat_map(|folder| {
            let notes = [
                "release/cartwright.d",
                "quick/cartwright.d",
                "helper/wheelwright.d",
            ];
            notes.map(|note| folder.join(note))
        });
    let mut files = BTreeSet::new();
    for note in notes.filter(|note| note.is_file()) {
        let note = fs::read_to_string(note).unwrap();
        let (_, made_of) = note.split_once(": ").unwrap();
        let made_of = made_of.split_whitespace().map(Path::new);
        let ours = made_of.map(|file| file.strip_prefix(root).unwrap().to_owned());
        // Another platform may have been compiled long ago.
        files.extend(ours.filter(|file| root.join(file).is_file()));
    }
    for main in ["src/main.rs", "crates/wheelwright/src/main.rs"] {
        assert!(files.contains(Path::new(main)), "{main}: cargo xtask image");
    }
    files
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_the_image_built_from_source_is_a_frontend() {
    const NAME: &str = "cartwright-from-source";
    let task = env!("CARGO_BIN_EXE_xtask");
    succeed(Command::new(task).args(["image", "--from-source", "--name", NAME]));
    is_a_frontend(NAME);
}

fn is_a_frontend(image: &str) {
    let config = docker(&["image", "inspect", "--format", "{{json .Config}}", image]);
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
    let container = docker(&["create", image]);
    let container = String::from_utf8_lossy(&container).trim().to_owned();
    let programs = ["cartwright", "wheelwright"]
        .map(|program| docker(&["cp", &format!("{container}:/{program}"), "-"]));
    docker(&["rm", &container]);
    for program in programs {
        assert!(!asks_for_a_linker(&program));
    }
}

/// Whether an ELF program, the only file of a tar archive, has a segment that names a dynamic linker (`PT_INTERP`).
fn asks_for_a_linker(archive: &[u8]) -> bool {
    const INTERPRETER: u64 = 3;
    let elf = &archive[512..];
    assert_eq!(&elf[..5], b"\x7fELF\x02", "a 64-bit program");
    let number = |at: usize, size: usize| {
        let bytes = &elf[at..at + size];
        bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    };
    let (table, size, count) = (number(0x20, 8), number(0x36, 2), number(0x38, 2));
    let entry = |index| usize::try_from(table + index * size).unwrap();
    (0..count).any(|index| number(entry(index), 4) == INTERPRETER)
}

/// What the client prints to standard output.
fn docker(arguments: &[&str]) -> Vec<u8> {
    succeed(Command::new("docker").args(arguments))
}

/// What a program prints to standard output.
fn succeed(command: &mut Command) -> Vec<u8> {
    let done = command.output().unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    done.stdout
}
