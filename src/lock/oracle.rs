//! What uv itself installs from a lock, where it can be asked.
//!
//! `UV_PROJECT=DIRECTORY cargo test --lib oracle -- --ignored`, with a project that has a `uv.lock`, and `uv` on the PATH.
//!
//! The other tools export what they would install: `PINNED_PROJECT=DIRECTORY PINNED_EXPORT=FILE CHOICE=', groups: [dev]'`,
//! with the file that `poetry export`, `pdm export` or `pipenv requirements` wrote.

use std::collections::BTreeSet;
use std::process::Command;

use super::tests::target;
use super::*;
use crate::diagnostic::{SourceFile, render};
use crate::packaging::{CLibrary, MarkerEnvironment, Requirement, Source, Target};
use crate::spec::Spec;

fn project() -> String {
    std::env::var("UV_PROJECT").expect("UV_PROJECT is a directory with a uv.lock")
}

/// The lock of the project, with the choice of a spec, or the lock given.
fn read(choice: &str, lock: Option<&str>) -> ParsedLock {
    let name = if lock.is_some() {
        "pylock.toml"
    } else {
        "uv.lock"
    };
    let text = format!("dependencies: {{file: {name}{choice}}}\nentrypoint: app");
    let (spec, _) = Spec::read(&SourceFile::new("cart.yaml", text)).unwrap();
    let mut files = Files::new();
    loop {
        match collect(&spec, &files).unwrap_or_else(|it| panic!("{}", render(&it))) {
            Progress::Wants(paths) => {
                for path in paths {
                    let bytes = match lock {
                        Some(lock) if path.as_str() == name => Some(lock.as_bytes().to_vec()),
                        Some(_) => None,
                        None => std::fs::read(format!("{}/{path}", project())).ok(),
                    };
                    files.insert(path, bytes.as_deref());
                }
            }
            Progress::Done(inputs) => match inputs.requested {
                Requested::Lock(lock) => return *lock,
                Requested::Requirements(_) | Requested::Pins(_) => panic!("no lock"),
            },
        }
    }
}

fn select(lock: &ParsedLock, target: &Target) -> Locked {
    match lock.select(target) {
        Ok((locked, _)) => locked,
        Err(problems) => panic!("{}", render(&problems)),
    }
}

/// What `uv pip compile` makes of the exported lock: `name==version`, for the platform.
fn uv_says(arguments: &[&str], python: &str, platform: &str) -> BTreeSet<String> {
    let uv = |arguments: &[&str], input: Option<&str>| {
        let mut command = Command::new("uv");
        command.args(arguments).current_dir(project());
        if let Some(path) = input {
            command.arg(path);
        }
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let export = [
        "export",
        "--frozen",
        "--no-hashes",
        "--no-emit-local",
        "--no-default-groups",
        "--no-header",
        "--no-annotate",
    ];
    let exported = uv(&[export.as_slice(), arguments].concat(), None);
    let path = std::env::temp_dir().join(format!("exported-{}.txt", std::process::id()));
    std::fs::write(&path, exported).unwrap();
    let compiled = uv(
        &[
            "pip",
            "compile",
            "--no-deps",
            "--no-header",
            "--no-annotate",
            "--python-version",
            python,
            "--python-platform",
            platform,
            "--quiet",
        ],
        path.to_str(),
    );
    std::fs::remove_file(path).unwrap();
    compiled
        .lines()
        .map(|line| line.trim().to_owned())
        .collect()
}

fn pins(locked: &Locked) -> BTreeSet<String> {
    let remote = locked
        .packages
        .iter()
        .filter(|it| !matches!(it.artifact, Artifact::Directory { .. }));
    remote
        .map(|it| match &it.artifact {
            Artifact::Git(Commit { repository, hash }) => {
                let place = repository.subdirectory.as_ref();
                let place = place.map(|inner| format!("#subdirectory={inner}"));
                let (name, url) = (&it.name, &repository.url);
                format!("{name} @ git+{url}@{hash}{}", place.unwrap_or_default())
            }
            _ => format!("{}=={}", it.name, it.version.as_deref().unwrap_or_default()),
        })
        .collect()
}

#[test]
#[ignore = "needs downloads: cargo xtask oracle"]
fn oracle_of_uv_lock() {
    let arguments = std::env::var("UV_ARGUMENTS").unwrap_or_default();
    let arguments: Vec<_> = arguments.split_whitespace().collect();
    let choice = std::env::var("CHOICE").unwrap_or_default();
    let lock = read(&choice, None);
    for (python, tag) in [
        ("3.11.2", "cpython-311"),
        ("3.12.4", "cpython-312"),
        ("3.13.5", "cpython-313"),
    ] {
        for (machine, platform, libc) in [
            (
                "x86_64",
                "x86_64-manylinux_2_36",
                CLibrary::Glibc {
                    major: 2,
                    minor: 36,
                },
            ),
            (
                "aarch64",
                "aarch64-manylinux_2_40",
                CLibrary::Glibc {
                    major: 2,
                    minor: 40,
                },
            ),
            (
                "x86_64",
                "x86_64-unknown-linux-musl",
                CLibrary::Musl { major: 1, minor: 2 },
            ),
        ] {
            let target = target(python, tag, machine, libc);
            let locked = select(&lock, &target);
            assert_eq!(
                pins(&locked),
                uv_says(&arguments, python, platform),
                "{target:?}"
            );
            let again = read("", Some(&locked.to_pylock(&target)));
            let again = select(&again, &target);
            for (one, other) in locked.packages.iter().zip(&again.packages) {
                assert_eq!(
                    (&one.name, &one.version, &one.artifact),
                    (&other.name, &other.version, &other.artifact)
                );
            }
            assert_eq!(locked.packages.len(), again.packages.len());
            eprintln!("{target:?}: {} packages", locked.packages.len());
        }
    }
}

#[test]
#[ignore = "measures: UV_PROJECT=DIRECTORY cargo test --release --lib oracle::speed -- --ignored"]
fn speed_of_uv_lock() {
    let text = std::fs::read_to_string(format!("{}/uv.lock", project())).unwrap();
    let target = target(
        "3.13.5",
        "cpython-313",
        "x86_64",
        CLibrary::Glibc {
            major: 2,
            minor: 41,
        },
    );
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let file = SourceFile::new("uv.lock", text.clone());
        let lock = uv_lock::UvLock::parse(&file).unwrap();
        let parsed = start.elapsed();
        let (spec, _) = Spec::read(&SourceFile::new("cart.yaml", "entrypoint: app")).unwrap();
        let (locked, _) = lock.select(&parsed::Choice::of(&spec), &target).unwrap();
        eprintln!(
            "{} packages: read {parsed:?}, all {:?}",
            locked.packages.len(),
            start.elapsed()
        );
    }
}

#[test]
#[ignore = "needs what another tool exported: see above"]
fn oracle_of_pins() {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let project = variable("PINNED_PROJECT");
    let locks = ["poetry.lock", "pdm.lock", "Pipfile.lock"];
    let exists = |name: &str| std::path::Path::new(&project).join(name).exists();
    let name = locks.into_iter().find(|name| exists(name)).unwrap();
    let spec = format!("dependencies: {{file: {name}{}}}", variable("CHOICE"));
    let read = |path: &str| std::fs::read_to_string(format!("{project}/{path}")).ok();
    let texts = [name, "pyproject.toml", "Pipfile"].map(|path| Some((path, read(path)?)));
    let files: Vec<_> = texts
        .iter()
        .flatten()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let inputs = super::tests::good((&spec, &files));
    let only = (name == "Pipfile.lock").then(|| inputs.python.to_string());
    let Requested::Pins(lock) = inputs.requested else {
        panic!("{name}");
    };
    let exported = std::fs::read_to_string(variable("PINNED_EXPORT")).unwrap();
    let exported: Vec<Requirement> = exported
        .lines()
        .filter_map(|line| line.trim_end_matches(['\\', ' ']).parse().ok())
        .collect();
    assert!(!exported.is_empty());
    for (python, tag) in [("3.11.2", "cpython-311"), ("3.13.5", "cpython-313")] {
        if only.as_ref().is_some_and(|only| !python.starts_with(only)) {
            continue;
        }
        let libc = CLibrary::Glibc {
            major: 2,
            minor: 36,
        };
        let target = target(python, tag, "x86_64", libc);
        let environment = MarkerEnvironment::new(&target);
        let is_meant = |it: &&Requirement| {
            let marker = it.marker.as_ref();
            marker.is_none_or(|marker| marker.evaluate(&environment))
        };
        let pin = |it: &Requirement| match &it.source {
            Source::Index(specifiers) => Some(format!("{}{}", it.name, specifiers.join(","))),
            Source::Url(_) => None,
        };
        let told: BTreeSet<_> = exported.iter().filter(is_meant).filter_map(pin).collect();
        let (pinned, _) = lock
            .select(&target)
            .unwrap_or_else(|it| panic!("{}", render(&it)));
        let ours = pinned.requirements.requirements.iter();
        let ours: BTreeSet<_> = ours.filter_map(|entry| pin(&entry.requirement)).collect();
        assert_eq!(ours, told, "{target:?}");
        eprintln!("{name} on {python}: {} packages", ours.len());
    }
}
