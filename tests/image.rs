//! The image that comes out: who it runs as, what is in it, what it says about itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use crate::support::{Project, Step};

const APPLICATION: &str = r#"
python: "3.13"
dependencies:
  - idna==3.10
  - tabulate==0.9.0; python_version<"4"
entrypoint: python main.py
command: ["--greeting", "hello world"]
port: [8000, 9000/udp]
env: {GREETING: "a $b 'c'", VERSION: 3.10}
labels: {org.example.team: carts}
"#;

const MAIN: &str = r"
import os, sys, getpass, idna, tabulate, helpers.text
print(os.getuid(), os.getgid(), getpass.getuser(), os.getcwd(), os.environ['HOME'])
print(sys.argv[1:], os.environ['GREETING'], os.environ['VERSION'])
";

fn application(name: &str) -> Project {
    Project::with_spec(name, APPLICATION)
        .file("main.py", MAIN)
        .file("helpers/text.py", "")
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn it_runs_as_a_numeric_user_with_everything_read_only() {
    let build = application("user").build(&[]).expect_success();
    let printed = build.run(&["--read-only", "--tmpfs", "/tmp"], &[]);
    insta::assert_snapshot!(printed, @"
    10001 10001 app /app /home/app
    ['--greeting', 'hello world'] a $b 'c' 3.10
    ");
    assert_eq!(build.inspect()["Config"]["User"], "10001:10001");
    let arguments = build.run(&[], &["replaced"]);
    assert!(arguments.contains("['replaced']"), "{arguments}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn its_files_belong_to_root_and_can_be_read_by_all() {
    let project = application("files");
    project.write("secret-looking.txt", "mode 0600 on the user's machine");
    std::fs::set_permissions(
        project.path().join("secret-looking.txt"),
        std::os::unix::fs::PermissionsExt::from_mode(0o600),
    )
    .unwrap();
    let build = project.build(&[]).expect_success();
    let strange = build.python(
        "import os\n\
         for tree in ('/app', '/opt/venv'):\n\
         \x20 for folder, folders, files in os.walk(tree):\n\
         \x20   for path in [folder] + [os.path.join(folder, name) for name in files]:\n\
         \x20     s = os.lstat(path)\n\
         \x20     if s.st_uid or s.st_gid or not os.access(path, os.R_OK) or os.access(path, os.W_OK): print(path, s)",
    );
    assert_eq!(strange, "");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn its_bytecode_is_bound_by_hash() {
    let build = application("bytecode").build(&[]).expect_success();
    let report = build.python(
        "import importlib.util as u, idna, helpers.text\n\
         for module in (idna, helpers.text):\n\
         \x20 header = open(u.cache_from_source(module.__file__), 'rb').read(8)\n\
         \x20 print(module.__name__, header[4:].hex(), module.__spec__.origin)",
    );
    insta::assert_snapshot!(report, @"
    idna 01000000 /opt/venv/lib/python3.13/site-packages/idna/__init__.py
    helpers.text 03000000 /app/helpers/text.py
    ");
    // An edit of an application counts: by `docker cp`, by a mount, or by itself.
    let edited = "from pathlib import Path; Path('helpers/text.py').write_text('said = 7'); import helpers.text as t; print(t.said)";
    let as_root = ["--user=0", "--entrypoint=python"];
    assert_eq!(build.run(&as_root, &["-c", edited]), "7");
}

/// No module of the standard library is compiled when a program starts: what a start imports has bytecode, which is the
/// interpreter's own, of the sources that are there.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn the_standard_library_has_bytecode_too() {
    let build = application("library-bytecode").build(&[]).expect_success();
    let report = build.python(
        "import asyncio, email.message, http.server, importlib.util as u, json, os, sys, xml.dom.minidom\n\
         library = os.path.dirname(os.__file__)\n\
         sources = [str(getattr(module, '__file__', None)) for module in sys.modules.values()]\n\
         sources = [path for path in sources if path.startswith(library) and path.endswith('.py') and not os.path.islink(path)]\n\
         def is_ours(path):\n\
         \x20 header = open(u.cache_from_source(path), 'rb').read(16)\n\
         \x20 return header[4:] == bytes([1, 0, 0, 0]) + u.source_hash(open(path, 'rb').read())\n\
         print(len(sources) > 100, all(map(is_ours, sources)), os.path.exists(library + '/idlelib/__pycache__'))",
    );
    assert_eq!(report, "True True False");
}

/// Who wants a small image more than a fast start says what is not compiled.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_is_not_to_be_compiled_is_not() {
    let project = application("some-bytecode");
    let spec = fs::read_to_string(project.path().join("cart.yaml")).unwrap();
    for (bytecode, compiled) in [
        ("packages", "False True True"),
        ("none", "False False False"),
    ] {
        project.write("cart.yaml", format!("{spec}bytecode: {bytecode}\n"));
        let build = project.build(&[]).expect_success();
        let report = build.python(
            "import importlib.util as u, json, idna, helpers.text, os\n\
             print(*(os.path.exists(u.cache_from_source(module.__file__)) for module in (json, idna, helpers.text)))",
        );
        assert_eq!(report, compiled, "{bytecode}");
        assert_eq!(build.step("COMPILE standard library"), Step::Absent);
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn its_configuration_says_what_the_spec_says() {
    let build = application("config")
        .build(&["--label", "org.example.team=overruled"])
        .expect_success();
    let config = &build.inspect()["Config"];
    let names = [
        "VIRTUAL_ENV",
        "PYTHONUNBUFFERED",
        "PYTHONFAULTHANDLER",
        "PYTHONPATH",
        "LANG",
        "GREETING",
        "VERSION",
    ];
    let env: Vec<_> = config["Env"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry.as_str())
        .collect();
    let ours: Vec<_> = env
        .iter()
        .filter(|entry| names.contains(&entry.split('=').next().unwrap()))
        .collect();
    assert!(
        env.iter()
            .any(|entry| entry.starts_with("PATH=/opt/venv/bin:")),
        "{env:?}"
    );
    let shown = serde_json::json!({
        "Cmd": config["Cmd"],
        "Entrypoint": config["Entrypoint"],
        "Env": ours,
        "ExposedPorts": config["ExposedPorts"],
        "Labels": config["Labels"],
        "User": config["User"],
        "WorkingDir": config["WorkingDir"],
    });
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap(), @r#"
    {
      "Cmd": [
        "--greeting",
        "hello world"
      ],
      "Entrypoint": [
        "python",
        "main.py"
      ],
      "Env": [
        "LANG=C.UTF-8",
        "VIRTUAL_ENV=/opt/venv",
        "PYTHONUNBUFFERED=1",
        "PYTHONFAULTHANDLER=1",
        "PYTHONPATH=/app",
        "GREETING=a $b 'c'",
        "VERSION=3.10"
      ],
      "ExposedPorts": {
        "8000/tcp": {},
        "9000/udp": {}
      },
      "Labels": {
        "org.example.team": "overruled"
      },
      "User": "10001:10001",
      "WorkingDir": "/app"
    }
    "#);
    insta::assert_snapshot!(build.history().join("\n"), @r#"
    CMD ["--greeting", "hello world"]
    ENTRYPOINT ["python", "main.py"]
    USER 10001:10001
    EXPOSE 9000/udp
    EXPOSE 8000/tcp
    WORKDIR /app
    COPY . /app
    WHEELS tabulate 0.9.0
    WHEELS idna 3.10
    ENVIRONMENT /opt/venv
    BYTECODE standard library
    ACCOUNT app 10001:10001
    "#);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn nothing_of_the_builder_is_in_it() {
    let spec = "apt: {build: [libpq-dev], run: [libpq5]}\ndependencies: [idna==3.10]\nentrypoint: python\n";
    let build = Project::with_spec("slim", spec).build(&[]).expect_success();
    let report = build.python(
        "import os, shutil, glob\n\
         print(bool(glob.glob('/usr/lib/*/libpq.so.5')), glob.glob('/usr/include/postgresql'), shutil.which('uv'))\n\
         print([p for p in ('/opt/uv', '/run/cartwright', '/var/cache/cartwright') if os.path.exists(p)])\n\
         print(glob.glob('/var/lib/apt/lists/*Packages*'), glob.glob('/var/log/dpkg.log'), os.listdir('/opt'))",
    );
    insta::assert_snapshot!(report, @"
    True [] None
    []
    [] [] ['venv']
    ");
}
