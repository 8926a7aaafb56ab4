//! Real wheels, compared with what uv makes of them.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Extension modules, commands that are programs, `.data/data`, headers, namespace packages, mypyc, many files.
const PROJECTS: [&str; 16] = [
    "babel",
    "black",
    "django",
    "google-api-core",
    "googleapis-common-protos",
    "greenlet",
    "jupyter-core",
    "jupyterlab-widgets",
    "notebook",
    "numpy",
    "pip",
    "pydantic-core",
    "ruff",
    "setuptools",
    "zope-event",
    "zope-interface",
];

#[test]
#[ignore = "needs downloads: cargo xtask oracle"]
fn oracle_of_installed_wheels() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    let python = interpreter();
    download(root, &python);
    let theirs = installed_by_uv(root, &python);
    let ours = installed_by_us(root, &python);
    assert_same_files(&ours, &theirs);
    assert_commands_run(&ours);
    assert_bytecode_is_used(&ours);
}

fn download(root: &Path, python: &Path) {
    let pip = root.join("tools/bin/pip");
    run(Command::new(python)
        .args(["-m", "venv"])
        .arg(root.join("tools")));
    run(Command::new(&pip).args(["install", "--quiet", "uv"]));
    run(Command::new(&pip)
        .args([
            "download",
            "--quiet",
            "--only-binary",
            ":all:",
            "--no-deps",
            "--dest",
        ])
        .arg(root.join("wheels"))
        .args(PROJECTS));
}

fn installed_by_uv(root: &Path, python: &Path) -> PathBuf {
    let venv = root.join("theirs/venv");
    run(Command::new(python)
        .args(["-m", "venv", "--without-pip"])
        .arg(&venv));
    run(Command::new(root.join("tools/bin/uv"))
        .args([
            "pip",
            "install",
            "--quiet",
            "--offline",
            "--no-deps",
            "--link-mode",
            "copy",
            "--cache-dir",
        ])
        .arg(root.join("cache"))
        .arg("--python")
        .arg(venv.join("bin/python"))
        .args(wheels(&root.join("wheels"))));
    venv
}

/// The layer is moved to the prefix that it was made for, below a directory of the test.
fn installed_by_us(root: &Path, python: &Path) -> PathBuf {
    let venv = root.join("ours/venv");
    let layer = root.join("layer");
    let version = text(
        Command::new(python).args(["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"]),
    );
    let minor = version.rsplit_once('.').unwrap().0;
    let helper = |command: &str| {
        let mut helper = Command::new(env!("CARGO_BIN_EXE_wheelwright"));
        helper
            .arg(command)
            .arg("--out")
            .arg(&layer)
            .arg("--prefix")
            .arg(&venv)
            .arg("--python")
            .arg(python);
        helper
    };
    run(helper("environment").args(["--version", &version]));
    run(helper("install")
        .args([
            "--site-packages",
            &format!("lib/python{minor}/site-packages"),
        ])
        .arg(root.join("wheels")));
    fs::create_dir_all(venv.parent().unwrap()).unwrap();
    fs::rename(layer.join(venv.strip_prefix("/").unwrap()), &venv).unwrap();
    venv
}

fn assert_same_files(ours: &Path, theirs: &Path) {
    let (ours, theirs) = (files(ours), files(theirs));
    let names = |files: &BTreeMap<String, PathBuf>| files.keys().cloned().collect::<BTreeSet<_>>();
    let differing: Vec<_> = names(&ours)
        .symmetric_difference(&names(&theirs))
        .cloned()
        .collect();
    assert_eq!(differing, Vec::<String>::new());
    assert!(ours.len() > 5000);
    let differing: Vec<_> = ours
        .keys()
        .filter(|name| !is_same(name, &ours[*name], &theirs[*name]))
        .collect();
    assert_eq!(differing, Vec::<&String>::new());
}

fn is_same(name: &str, ours: &Path, theirs: &Path) -> bool {
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let is_same_content = if name.ends_with(".dist-info/RECORD") {
        record(ours) == record(theirs)
    } else if is_launcher(name, ours) {
        is_launcher(name, theirs)
    } else {
        fs::read(ours).unwrap() == fs::read(theirs).unwrap()
    };
    is_same_content && mode(ours) == mode(theirs)
}

/// Those that need no other distribution, and one that is no Python at all.
fn assert_commands_run(venv: &Path) {
    for command in ["numpy-config", "pip", "pybabel", "ruff"] {
        let said = text(Command::new(venv.join("bin").join(command)).arg("--version"));
        assert!(
            said.contains(|letter: char| letter.is_ascii_digit()),
            "{command}: {said}"
        );
    }
}

/// Of the module that was imported, the bytecode has the module's final path and does not ask for the source's time.
fn assert_bytecode_is_used(venv: &Path) {
    let program = "import django; print(django.__file__, django.setup.__code__.co_filename, open(django.__cached__, 'rb').read()[4:8].hex())";
    let said = text(Command::new(venv.join("bin/python")).args(["-B", "-c", program]));
    let words: Vec<&str> = said.split(' ').collect();
    assert_eq!(words[0], words[1], "the module's path");
    assert_eq!(words[2], "01000000", "hash-based, unchecked (PEP 552)");
    assert!(words[0].starts_with(venv.to_str().unwrap()), "{said}");
}

fn interpreter() -> PathBuf {
    text(Command::new("python3").args(["-c", "import sys; print(sys.executable)"])).into()
}

fn wheels(directory: &Path) -> Vec<PathBuf> {
    directory
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect()
}

fn run(command: &mut Command) {
    text(command);
}

fn text(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert!(
        output.status.success(),
        "{command:?}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// All files that an installer makes, by their path; without what belongs to one installer, and without bytecode.
fn files(root: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in directory.read_dir().unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            let kind = fs::symlink_metadata(&path).unwrap();
            let last = name.rsplit('/').next().unwrap();
            let is_installers = [
                "INSTALLER",
                "REQUESTED",
                "direct_url.json",
                "uv_cache.json",
                ".lock",
                "pyvenv.cfg",
            ]
            .contains(&last)
                || last.to_lowercase().starts_with("activate")
                || is_versioned_pip(&name)
                || name.contains("__pycache__/")
                    && path.extension().is_some_and(|extension| extension == "pyc");
            if kind.is_dir() {
                directories.push(path);
            } else if kind.is_file() && !is_installers {
                found.insert(name, path);
            }
        }
    }
    found
}

/// The rows that both installers should have, launchers without their hashes.
fn record(path: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .filter(|line| {
            let path = line.split_once(',').unwrap().0;
            !is_versioned_pip(path)
                && !["INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"]
                    .iter()
                    .any(|file| line.contains(&format!(".dist-info/{file},")))
        })
        .map(|line| match line.split_once(',') {
            Some((path, _)) if path.starts_with("../../../bin/") && path != "../../../bin/ruff" => {
                path.to_owned()
            }
            _ => line.to_owned(),
        })
        .collect()
}

/// uv adds this command to those that the wheel of pip asks for.
fn is_versioned_pip(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .is_some_and(|name| name.starts_with("pip3."))
}

/// Launchers do the same in other words.
fn is_launcher(name: &str, path: &Path) -> bool {
    name.starts_with("bin/") && {
        let content = fs::read(path).unwrap();
        content.starts_with(b"#!") && String::from_utf8_lossy(&content).contains("sys.exit(")
    }
}
