//! The example for `docker compose up --watch`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::support::{Project, docker, stdout};

/// Services that are up, until the value is gone.
struct Up<'a> {
    project: &'a Project,
    process: Child,
}

impl<'a> Up<'a> {
    fn start(project: &'a Project) -> Self {
        let log = File::create(log(project)).unwrap();
        let process = compose(project, &["up", "--watch"])
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { project, process }
    }

    /// Waits for what the service answers.
    #[track_caller]
    fn expect_answer(&self, wanted: &str) {
        let ask = "import urllib.request as it; print(it.urlopen('http://127.0.0.1:8000').read().decode())";
        let ask = ["exec", "-T", "web", "python", "-c", ask];
        let answers = || {
            let output = compose(self.project, &ask).stderr(Stdio::null()).output();
            stdout(&output.unwrap()).trim() == wanted
        };
        self.wait(answers, wanted);
    }

    #[track_caller]
    fn expect_line(&self, wanted: &str) {
        self.wait(|| self.log().contains(wanted), wanted);
    }

    #[track_caller]
    fn wait(&self, is_there: impl Fn() -> bool, wanted: &str) {
        for _ in 0..300 {
            if is_there() {
                return;
            }
            sleep(Duration::from_millis(200));
        }
        panic!("no {wanted}:\n{}", self.log());
    }

    fn log(&self) -> String {
        fs::read_to_string(log(self.project)).unwrap()
    }
}

impl Drop for Up<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let down = ["down", "--rmi=local", "--timeout=1"];
        let _ = compose(self.project, &down).output();
        let _ = fs::remove_file(log(self.project));
    }
}

/// Where Compose tells what it does.
fn log(project: &Project) -> PathBuf {
    project.path().with_extension("log")
}

fn compose(project: &Project, arguments: &[&str]) -> Command {
    let mut command = docker(&["compose", "--project-name=cartwright-test-watch"]);
    // Any port of the host's that is free.
    command.env("PORT", "0").args(arguments);
    command.current_dir(project.path());
    command
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn edits_reach_the_service_that_runs() {
    let project = Project::of_example("watch");
    let up = Up::start(&project);
    up.expect_answer(r#"{"hello":"world"}"#);
    up.expect_line("Watch enabled");
    let main = fs::read_to_string(project.path().join("main.py")).unwrap();
    project.write("main.py", main.replace("world", "again"));
    up.expect_answer(r#"{"hello":"again"}"#);

    // What is installed is built, and what was edited is in it.
    let more = "fastapi==0.115.6\nuvicorn==0.34.0\ntabulate==0.9.0\n";
    project.write("requirements.txt", more);
    up.expect_line("has been recreated");
    up.expect_answer(r#"{"hello":"again"}"#);
}
