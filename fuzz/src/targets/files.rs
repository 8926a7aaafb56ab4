//! The user's files: each is what the client sends, beside others that are as they should be.

use super::{Target, tell};
use crate::frontend::World;
use crate::seeds::{blocks, files};

const PROJECT: &[u8] = b"[project]\nname = \"app\"\nversion = \"1\"\nrequires-python = \">=3.11\"\ndependencies = [\"flask\"]\n\
    [project.scripts]\napp = \"app:main\"\n[dependency-groups]\ndev = [\"pytest\"]\n";

const MAIN: &[u8] = b"from flask import Flask\napp = Flask(__name__)\n";

/// `cart.yaml`.
pub const SPEC: Target = Target {
    name: "spec",
    about: "cart.yaml, and all that follows from it",
    is_text: true,
    real: || {
        let mut all = files("examples", &["cart.yaml"]);
        all.extend(blocks("README.md", "yaml"));
        all
    },
    run: |input| {
        let mut world = World::with(&[
            ("cart.yaml", input),
            ("requirements.txt", b"flask>=3\n"),
            ("pyproject.toml", PROJECT),
            ("uv.lock", include_bytes!("../../seeds/uv-lock/groups.lock")),
            ("main.py", MAIN),
        ]);
        if is_odd(input) {
            world.findings = FINDINGS;
            world.owners = br#"{"libpq.so.5": "libpq5"}"#;
        }
        tell(world.build());
    },
};

/// Half of the inputs go one way, half the other.
fn is_odd(input: &[u8]) -> bool {
    input.len() % 2 == 1
}

/// What an audit may find.
pub const FINDINGS: &[u8] = br#"[{"distribution":"psycopg2","local":true,"object":"/opt/venv/lib/python3.13/site-packages/psycopg2/_psycopg.so","library":"libpq.so.5","entry":true,"elsewhere":false}]"#;

/// Runs a build whose dependencies come from a file.
fn locked(name: &str, input: &[u8], more: &str, beside: &[(&str, &[u8])]) {
    let spec = format!("dependencies: {{file: {name}{more}}}\nentrypoint: python main.py\n");
    let own = [
        ("cart.yaml", spec.as_bytes()),
        (name, input),
        ("main.py", MAIN),
    ];
    let files: Vec<_> = beside.iter().chain(&own).copied().collect();
    tell(World::with(&files).build());
}

/// `uv.lock`.
pub const UV_LOCK: Target = Target {
    name: "uv-lock",
    about: "uv.lock",
    is_text: true,
    real: Vec::new,
    run: |input| {
        locked(
            "uv.lock",
            input,
            ", package: app, extras: [web], groups: [dev]",
            &[("pyproject.toml", PROJECT)],
        );
    },
};

/// `pylock.toml`, which is also what a resolution answers.
pub const PYLOCK: Target = Target {
    name: "pylock",
    about: "pylock.toml of a user, and of a resolution",
    is_text: true,
    real: Vec::new,
    run: |input| {
        if is_odd(input) {
            return locked("pylock.toml", input, ", extras: [web], groups: [docs]", &[]);
        }
        let spec: &[u8] = b"dependencies: requirements.txt\nentrypoint: python main.py\n";
        let requirements: &[u8] = b"main>=1 --hash=sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\nrepo\n";
        let files = [("cart.yaml", spec), ("requirements.txt", requirements)];
        let mut world = World::with(&files);
        world.lock = input;
        tell(world.build());
    },
};

/// `poetry.lock`.
pub const POETRY_LOCK: Target = Target {
    name: "poetry-lock",
    about: "poetry.lock, without its manifest and with one",
    is_text: true,
    real: || files("src/lock/pinned/fixtures", &["poetry.lock"]),
    run: |input| {
        let manifest = include_bytes!("../../../src/lock/pinned/fixtures/poetry2/pyproject.toml");
        if is_odd(input) {
            return locked("poetry.lock", input, "", &[]);
        }
        locked(
            "poetry.lock",
            input,
            ", extras: [color], groups: [dev]",
            &[("pyproject.toml", manifest)],
        );
    },
};

/// `pdm.lock`.
pub const PDM_LOCK: Target = Target {
    name: "pdm-lock",
    about: "pdm.lock, without its manifest and with one",
    is_text: true,
    real: || {
        files(
            "src/lock/pinned/fixtures",
            &["pdm.lock", "older.lock", "static.lock"],
        )
    },
    run: |input| {
        let manifest = include_bytes!("../../../src/lock/pinned/fixtures/pdm/pyproject.toml");
        if is_odd(input) {
            return locked("pdm.lock", input, "", &[]);
        }
        locked(
            "pdm.lock",
            input,
            ", extras: [color], groups: [dev]",
            &[("pyproject.toml", manifest)],
        );
    },
};

/// `Pipfile.lock`.
pub const PIPFILE_LOCK: Target = Target {
    name: "pipfile-lock",
    about: "Pipfile.lock and Pipfile",
    is_text: true,
    real: || files("src/lock/pinned/fixtures/pipfile", &[]),
    run: |input| {
        let manifest = include_bytes!("../../../src/lock/pinned/fixtures/pipfile/Pipfile");
        let lock = include_bytes!("../../../src/lock/pinned/fixtures/pipfile/Pipfile.lock");
        if is_odd(input) {
            return locked("Pipfile.lock", lock, "", &[("Pipfile", input)]);
        }
        let beside: [(&str, &[u8]); 1] = [("Pipfile", manifest)];
        locked("Pipfile.lock", input, ", groups: [develop]", &beside);
    },
};

/// `requirements.txt`, and what it includes.
pub const REQUIREMENTS: Target = Target {
    name: "requirements",
    about: "requirements.txt, and files that it includes",
    is_text: true,
    real: || files("examples", &["requirements.txt"]),
    run: |input| {
        let more: &[u8] = b"-r requirements.txt\nidna==3.10\n";
        let mut files = vec![("more.txt", more), ("constraints.txt", input)];
        if is_odd(input) {
            return locked("requirements.txt", input, "", &files);
        }
        let spec = b"dependencies: requirements.txt\ninstaller: pip\nentrypoint: python main.py\n";
        files.extend([("cart.yaml", &spec[..]), ("requirements.txt", input)]);
        tell(World::with(&files).build());
    },
};

/// `pyproject.toml`, and scripts that hold a part of one.
pub const PYPROJECT: Target = Target {
    name: "pyproject",
    about: "pyproject.toml, .python-version, and the metadata of scripts",
    is_text: true,
    real: || {
        let mut all = files("fuzz/seeds/script", &[]);
        all.extend(files("src/lock/pinned/fixtures", &["pyproject.toml"]));
        all
    },
    run: |input| {
        let script = input.starts_with(b"#");
        let spec: &[u8] = if script {
            b"dependencies: script.py\n"
        } else {
            b"dependencies: {file: pyproject.toml, extras: [web], groups: [dev]}\ntest: pytest\n"
        };
        let files: [(&str, &[u8]); 5] = [
            ("cart.yaml", spec),
            ("pyproject.toml", if script { PROJECT } else { input }),
            ("script.py", input),
            (".python-version", input),
            ("src/shop_app/__init__.py", b""),
        ];
        tell(World::with(&files).build());
    },
};

/// `.dockerignore`.
pub const IGNORE: Target = Target {
    name: "ignore",
    about: ".dockerignore, and the patterns of a spec",
    is_text: true,
    real: Vec::new,
    run: |input| {
        let lines = String::from_utf8_lossy(input);
        let lines: Vec<_> = lines.lines().filter(|_| is_odd(input)).collect();
        let listed = serde_json::to_string(&lines).unwrap_or_default();
        let spec = format!("entrypoint: python main.py\ninclude: {listed}\nexclude: {listed}\n");
        let files = [("cart.yaml", spec.as_bytes()), (".dockerignore", input)];
        tell(World::with(&files).build());
    },
};

/// Python files, as they are looked at to find what starts.
pub const SOURCE: Target = Target {
    name: "source",
    about: "Python files and the names of files, where a program is looked for",
    is_text: true,
    real: || {
        let mut all = files(
            "examples",
            &["main.py", "manage.py", "settings.py", "wsgi.py"],
        );
        all.extend(files("src/steps", &["smoke.py", "backend.py"]));
        all
    },
    run: |input| {
        // Installed as they are asked for: what a resolution says would be the same every time.
        let spec: &[u8] = b"installer: pip\n\
            dependencies: [flask, fastapi, uvicorn, gunicorn, django, celery, streamlit]\n";
        let sections = crate::sections::split(input);
        let mut all: Vec<(&str, &[u8])> = vec![
            ("cart.yaml", spec),
            ("pyproject.toml", PROJECT),
            ("main.py", sections[0].1),
        ];
        let named = sections.iter().skip(1);
        all.extend(named.filter_map(|(name, text)| Some((std::str::from_utf8(name).ok()?, *text))));
        if is_odd(input) {
            all.retain(|(name, _)| *name != "pyproject.toml");
        }
        tell(World::with(&all).build());
    },
};
