//! How containers run: watched, stopped, and writing where they may.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Build, Project, docker, stdout, unique};
use serde_json::Value;

/// A container that runs, gone with the value.
struct Container {
    id: String,
}

impl Container {
    fn start(build: &Build, options: &[&str]) -> Self {
        let mut command = docker(&["run", "--detach"]);
        let output = command.args(options).arg(&build.image).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{error}");
        let id = stdout(&output).trim().to_owned();
        Self { id }
    }

    fn health(&self) -> Value {
        let format = "{{json .State.Health}}";
        let output = docker(&["inspect", "--format", format, &self.id]).output();
        serde_json::from_slice(&output.unwrap().stdout).unwrap()
    }

    /// Waits until the health is one, for a reason.
    #[track_caller]
    fn wait_for(&self, status: &str, reason: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let health = self.health();
            if health["Status"] == status && health["Log"].to_string().contains(reason) {
                return;
            }
            assert!(Instant::now() < end, "{health}\n{}", self.logs());
            sleep(Duration::from_millis(200));
        }
    }

    fn logs(&self) -> String {
        stdout(&docker(&["logs", &self.id]).output().unwrap())
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let _ = docker(&["rm", "--force", "--volumes", &self.id]).output();
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_server_is_asked_whether_it_is_well() {
    let serve = "dependencies: []\nentrypoint: python -u -m http.server\n";
    let well = Project::with_spec("well", &format!("{serve}healthcheck: http:8000/\n"));
    let build = well.build(&[]).expect_success();
    let container = Container::start(&build, &["--read-only"]);
    container.wait_for("healthy", "HTTP/1.0 200 OK");

    let check = "healthcheck: {test: 'http:8000/none?a=b', interval: 300ms, start_period: 0s, retries: 1}\n";
    let unwell = Project::with_spec("unwell", &format!("{serve}{check}"));
    let build = unwell.build(&[]).expect_success();
    let container = Container::start(&build, &[]);
    container.wait_for("unhealthy", "HTTP/1.0 404 File not found");

    for (port, health) in [(8000, "healthy"), (8001, "unhealthy")] {
        let check = check.replace("http:8000/none?a=b", &format!("tcp:{port}"));
        let asked = Project::with_spec("asked-by-tcp", &format!("{serve}{check}"));
        let build = asked.build(&[]).expect_success();
        let refused = if port == 8000 {
            ""
        } else {
            "Connection refused"
        };
        Container::start(&build, &[]).wait_for(health, refused);
    }
}

const WRITE: &str = r#"
import os
def attempt(path):
    try:
        open(path + "/file", "w").close()
        return "written"
    except OSError as error:
        return error.strerror
for path in ("/data", "/app/media", "/home/app", "/app", "/opt/venv"):
    print(path, attempt(path))
"#;

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_is_writable_is_written_to_and_the_rest_is_not() {
    let spec = "dependencies: [idna==3.10]\nentrypoint: python main.py\nvolumes: [/data]\nwritable: [/app/media]\n\
        test: touch written\n";
    let project = Project::with_spec("writable", spec)
        .file("main.py", WRITE)
        .file("media/shipped.txt", "");
    let build = project.build(&[]).expect_success();
    insta::assert_snapshot!(build.run(&[], &[]), @"
    /data written
    /app/media written
    /home/app written
    /app Permission denied
    /opt/venv Permission denied
    ");
    // As an orchestrator that trusts nobody runs it, with a volume of its own.
    let options = ["--read-only", "--volume", "/app/media"];
    insta::assert_snapshot!(build.run(&options, &[]), @"
    /data written
    /app/media written
    /home/app Read-only file system
    /app Read-only file system
    /opt/venv Read-only file system
    ");
    // Whoever develops owns what is around it.
    let dev = project.build(&["--target=dev"]).expect_success();
    let directories =
        "import os; print([os.stat(p).st_uid for p in ('/app', '/app/media', '/data', '/opt')])";
    assert_eq!(dev.python(directories), "[10001, 10001, 10001, 0]");
    let times = "import os; print([(p, int(os.stat(p).st_mtime), oct(os.stat(p).st_mode)) for p in ('/data', '/app/media')])";
    insta::assert_snapshot!(build.python(times), @"[('/data', 315532800, '0o40755'), ('/app/media', 315532800, '0o40755')]");
    insta::assert_snapshot!(build.history()[..8].join("\n"), @r#"
    ENTRYPOINT ["python", "main.py"]
    USER 10001:10001
    VOLUME /data
    WORKDIR /app
    WRITABLE /app/media /data
    COPY . /app
    WHEELS idna 3.10
    ENVIRONMENT /opt/venv
    "#);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_ships_in_a_writable_directory_may_be_written_to() {
    let owners = "import os\nfor place, _, files in os.walk('/home/app'):\n    \
        for path in (place, *(place + '/' + name for name in files if name.endswith('.txt'))):\n        \
            print(path, os.stat(path).st_uid)\n";
    let spec = "dependencies: []\nentrypoint: python main.py\nworkdir: /home/app/web\n";
    let project = Project::with_spec("writable-files", spec)
        .file("main.py", owners)
        .file("instance/sub/one.txt", "")
        .file("code/two.txt", "")
        .file("code/data/three.txt", "");
    let owners = |build: &Build| {
        let told = build.run(&[], &[]);
        let mut lines: Vec<_> = told
            .lines()
            .filter(|it| !it.contains("__pycache__"))
            .map(str::to_owned)
            .collect();
        lines.sort();
        lines.join("\n")
    };
    // The home is the user's, and what is in the application's directory is not.
    let build = project.build(&[]).expect_success();
    insta::assert_snapshot!(owners(&build), @"
    /home/app 10001
    /home/app/web 0
    /home/app/web/code 0
    /home/app/web/code/data 0
    /home/app/web/code/data/three.txt 0
    /home/app/web/code/two.txt 0
    /home/app/web/instance 0
    /home/app/web/instance/sub 0
    /home/app/web/instance/sub/one.txt 0
    ");
    // Tests have a copy in which everything is theirs.
    let writable = format!(
        "# syntax=cartwright\n{spec}writable: [/home/app/web/instance, /home/app/web/code/data]\n\
        test: [python, -c, \"open('code/of_a_test', 'w')\"]\n"
    );
    project.write("cart.yaml", writable);
    let epoch = ["--build-arg", "SOURCE_DATE_EPOCH=1000000000"];
    let build = project.build(&epoch).expect_success();
    insta::assert_snapshot!(owners(&build), @"
    /home/app 10001
    /home/app/web 0
    /home/app/web/code 0
    /home/app/web/code/data 10001
    /home/app/web/code/data/three.txt 10001
    /home/app/web/code/two.txt 0
    /home/app/web/instance 10001
    /home/app/web/instance/sub 10001
    /home/app/web/instance/sub/one.txt 10001
    ");
    // No time is that of the build: the one of `writable`, or the one that was asked for.
    let times = "import os; print(*(int(os.stat('/home/app/web/' + p).st_mtime) for p in ('', 'code', 'code/two.txt', 'instance/sub')))";
    assert_eq!(
        build.python(times),
        "315532800 315532800 1000000000 1000000000"
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_file_is_no_writable_directory() {
    let spec = "dependencies: []\nentrypoint: python main.py\nwritable: [/data, /app/app.db]\n";
    let project = Project::with_spec("writable-file", spec)
        .file("main.py", "")
        .file("app.db", "");
    let failed = project.build(&[]).expect_failure();
    assert!(
        failed
            .error()
            .contains("cart.yaml:4:19: `/app/app.db` is a file"),
        "{}",
        failed.log
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_image_is_as_old_as_the_application_in_it() {
    let spec =
        "dependencies: []\nentrypoint: python main.py\nwritable: [/data]\nvolumes: [/media]\n";
    let project = Project::with_spec("age", spec);
    let built = |text: &str| {
        project.write("main.py", format!("print({text:?})\n# {}\n", unique()));
        let build = project.build(&[]).expect_success();
        assert_eq!(build.run(&[], &[]), text);
        build.inspect()["Created"].to_string()
    };
    assert_ne!(
        built("one"),
        built("two"),
        "a layer that was there says when"
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_container_is_stopped_by_the_signal_of_its_program() {
    let main = "import signal\nprint('waits', flush=True)\nprint(signal.Signals(signal.sigwait([2, 15])).name, flush=True)\n";
    let spec = "dependencies: []\nentrypoint: python main.py\nstop_signal: SIGINT\n";
    let project = Project::with_spec("stopped", spec).file("main.py", main);
    let build = project.build(&[]).expect_success();
    let container = Container::start(&build, &[]);
    while !container.logs().contains("waits") {
        sleep(Duration::from_millis(100));
    }
    docker(&["stop", &container.id]).output().unwrap();
    assert_eq!(container.logs(), "waits\nSIGINT\n");
}
