//! What is installed in an image, compared with what uv installs from the same lock on the same base.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Project, docker, lock_of, stdout};
use serde::Deserialize;

/// Large and small, of C, C++, Cython, Fortran, Go and Rust, mypyc; namespace packages; commands that are programs, scripts
/// of wheels, entry points; `.data/data`. With what they need, more than 200.
const PACKAGES: &str = "aiohttp, awscli, azure-core, azure-identity, azure-storage-blob, babel, beautifulsoup4, black, \
    boto3, celery, cryptography, cython, django, djangorestframework, fastapi, flask, google-api-core, \
    google-cloud-storage, googleapis-common-protos, greenlet, grpcio, grpcio-status, gunicorn, httptools, httpx, ipython, \
    jaraco.classes, jaraco.functools, jaraco.text, jupyter-core, jupyterlab-widgets, lxml, matplotlib, mypy, notebook, \
    numpy, opentelemetry-sdk, orjson, pandas, pillow, pip, polars, protobuf, psutil, 'psycopg[binary]', pyarrow, pydantic, \
    pytest, pyyaml, pyzmq, redis, ruff, scikit-learn, scipy, sentry-sdk, setuptools, sphinx, sqlalchemy, tiktoken, \
    tornado, tqdm, uv, uvicorn, uvloop, virtualenv, websockets, zope.event, zope.interface";

const BY_UV: &str = "FROM python:3.13-slim AS tools
RUN pip install --quiet --target /tools uv
FROM python:3.13-slim
COPY pylock.toml /
ENV UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never
RUN --mount=from=tools,source=/tools,target=/tools /tools/bin/uv venv /opt/venv \
    && /tools/bin/uv pip sync --python /opt/venv/bin/python --link-mode=copy --no-cache /pylock.toml
";

/// What an installer writes for itself.
const INSTALLERS_OWN: [&str; 3] = ["INSTALLER", "REQUESTED", "uv_cache.json"];

/// What makes a directory an environment: it is there before anything is installed.
const SCAFFOLDING: [&str; 13] = [
    ".gitignore",
    ".lock",
    "CACHEDIR.TAG",
    "bin/python",
    "bin/python3",
    "bin/python3.13",
    "bin/activate",
    "bin/activate_this.py",
    "bin/deactivate.bat",
    "bin/pydoc.bat",
    "include/python3.13",
    "lib64",
    "pyvenv.cfg",
];

/// A file, a directory or a link: mode, owner, group, and what it holds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Entry(String, u32, u32, String);

type Tree = BTreeMap<String, Entry>;

#[test]
#[ignore = "needs an engine and downloads: cargo xtask oracle"]
fn oracle_of_an_images_environment() {
    let spec = |dependencies: &str| {
        format!("python: 3.13\ndependencies: {dependencies}\nentrypoint: python\n")
    };
    let lock = lock_of(&Project::with_spec(
        "oracle-lock",
        &spec(&format!("[{PACKAGES}]")),
    ));
    assert!(lock.matches("[[packages]]").count() >= 60);
    let project = Project::with_spec("oracle-ours", &spec("pylock.toml"))
        .file("pylock.toml", &lock)
        .file("Dockerfile", BY_UV);
    let ours = installed(&project.build(&[]).expect_success().image);
    let theirs = installed(&project.build(&["-f", "Dockerfile"]).expect_success().image);
    assert_eq!(differences(&ours, &theirs), Vec::<String>::new());
    assert!(ours.len() > 10_000, "only {} files", ours.len());
    let commands = ours
        .iter()
        .filter(|(path, entry)| launcher(path, entry).is_some());
    assert!(commands.count() > 30);
}

/// The environment of an image, without what belongs to its installer or to no installer.
fn installed(image: &str) -> Tree {
    let mut python = docker(&["run", "--rm", "--user=0", "--entrypoint=python3", image]);
    let program = include_str!("installed_files/tell.py");
    let output = python
        .args(["-I", "-c", program, "/opt/venv"])
        .output()
        .unwrap();
    let text = stdout(&output);
    let entries = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let mut tree: Tree = entries.collect();
    tree.retain(|path, _| is_installed(path));
    tree
}

fn is_installed(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_bytecode = name == "__pycache__" || folder.ends_with("__pycache__");
    let is_scaffolding = SCAFFOLDING.contains(&path) || path.starts_with("bin/activate.");
    // uv adds a command to those that the wheel of pip asks for.
    !is_bytecode && !is_scaffolding && !INSTALLERS_OWN.contains(&name) && path != "bin/pip3.13"
}

fn differences(ours: &Tree, theirs: &Tree) -> Vec<String> {
    let paths: BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    let different = |path: &&&String| {
        let pair = ours.get(**path).zip(theirs.get(**path));
        pair.is_none_or(|(one, other)| meaning(path, one) != meaning(path, other))
    };
    let tell = |path: &String| format!("{path}: {:?} {:?}", ours.get(path), theirs.get(path));
    paths
        .iter()
        .filter(different)
        .map(|path| tell(path))
        .collect()
}

/// An entry as it is, but for two kinds: RECORD is a set of rows, and a command that calls an entry point is what it calls
/// with which interpreter. No standard says how the latter are written, so that each installer has words of its own;
/// their hashes in RECORD differ, too.
fn meaning(path: &str, entry: &Entry) -> Entry {
    let Entry(mode, owner, group, held) = entry;
    let held = if path.ends_with(".dist-info/RECORD") {
        rows(held).into_iter().collect::<Vec<_>>().join("\n")
    } else {
        launcher(path, entry).unwrap_or_else(|| held.clone())
    };
    Entry(mode.clone(), *owner, *group, held)
}

/// The first line of a command, its import and its call, if it does nothing else.
fn launcher(path: &str, entry: &Entry) -> Option<String> {
    let mut lines = entry.3.lines().filter(|_| path.starts_with("bin/"));
    let shebang = lines.next().filter(|line| line.starts_with("#!"))?;
    let lines: Vec<_> = lines.map(str::trim).collect();
    let only = |start: &str| {
        let mut found = lines.iter().filter(|line| line.starts_with(start));
        found.next().filter(|_| found.next().is_none())
    };
    Some([shebang, only("from ")?, only("sys.exit(")?].join("\n"))
}

/// The rows that all installers write; of commands, only that they are there.
fn rows(record: &str) -> BTreeSet<String> {
    let named = |row: &&str| {
        let path = row.split(',').next().unwrap();
        is_installed(path.trim_start_matches("../"))
    };
    let row = |row: &str| match row.split_once(',') {
        Some((path, _)) if path.starts_with("../../../bin/") => path.to_owned(),
        _ => row.to_owned(),
    };
    record.lines().filter(named).map(row).collect()
}
