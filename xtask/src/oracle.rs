//! Comparisons with Python's own tools: its parser for modules, `packaging` for markers and tags, spdx-tools for bills of
//! materials, uv for locks, installed wheels and whole images.

use std::fs;
use std::process::Command;

use crate::engine;
use crate::image;
use crate::problem::{About as _, Outcome};
use crate::process::{output, progress, run, show};
use crate::repository::{cargo, root};

/// What the lock is made for: compiled wheels, extras, markers, many pure packages.
const PROJECT: &str = "[project]
name = \"oracle\"
version = \"1\"
requires-python = \">=3.11\"
dependencies = [\"fastapi\", \"uvicorn[standard]\", \"numpy\", \"pandas\", \"django\", \"celery\", \"psycopg[binary]\", \"boto3\"]
[project.optional-dependencies]
docs = [\"sphinx\"]
[dependency-groups]
dev = [\"pytest\", \"ruff\"]
";

/// Gets the tools from the index that pip uses, and compares. Needs Python 3 with pip and venv, and an engine.
pub fn compare() -> Outcome {
    let folder = root().join("target/oracle");
    let project = folder.join("project");
    fs::create_dir_all(&project).about(project.display())?;
    let tools = folder.join("tools");
    progress("getting packaging, spdx-tools and uv");
    run(Command::new("python3").args(["-m", "venv"]).arg(&tools))?;
    run(Command::new(tools.join("bin/pip")).args([
        "install",
        "--quiet",
        "packaging",
        "spdx-tools",
        "uv",
    ]))?;
    let manifest = project.join("pyproject.toml");
    fs::write(&manifest, PROJECT).about(manifest.display())?;
    output(
        Command::new(tools.join("bin/uv"))
            .arg("lock")
            .current_dir(&project),
    )?;

    let path = std::env::var("PATH").unwrap_or_default();
    let mut ours = cargo();
    ours.args([
        "test",
        "--package=cartwright",
        "--lib",
        "oracle",
        "--",
        "--ignored",
        "--skip=speed",
        // Wants what other tools export, and is told where.
        "--skip=oracle_of_pins",
    ])
    .env("PACKAGING_PYTHON", tools.join("bin/python"))
    .env("UV_PROJECT", &project)
    .env("PATH", format!("{}:{path}", tools.join("bin").display()));
    show(&mut ours)?;
    show(cargo().args([
        "test",
        "--package=wheelwright",
        "--test=oracle",
        "--",
        "--ignored",
    ]))?;

    let docker = engine::up(None)?;
    image::load(&docker, image::NAME, &[], image::Build::Release)?;
    show(docker.lead(cargo()).args([
        "test",
        "--package=cartwright",
        "--test=engine",
        "--",
        "--ignored",
        "installed_files::",
    ]))
}
