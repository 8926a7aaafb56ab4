//! Several programs of one application: an image each, and the same layers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs::File;
use std::process::Stdio;

use crate::support::{Build, Project, docker, layers, stdout, unique};

const SPEC: &str = "dependencies: [idna==3.10]
port: 8000
healthcheck: http:8000/
stop_signal: SIGINT
env: {ROLE: any}
processes:
  web: python main.py serve
  worker: {command: python main.py work, env: {ROLE: worker}}
  migrate: {command: python main.py migrate, stop_signal: SIGTERM}
test: python main.py test
";

const MAIN: &str =
    "import idna, os, sys\nprint(sys.argv[1], os.environ['ROLE'], idna.__version__)\n";

fn project(name: &str) -> Project {
    Project::with_spec(name, SPEC).file("main.py", &format!("# {}\n{MAIN}", unique()))
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn bake_builds_all_of_them_from_the_file_that_is_printed() {
    let project = project("shop");
    let spec = File::open(project.path().join("cart.yaml")).unwrap();
    let mut print = docker(&["run", "--rm", "--interactive", "cartwright", "bake"]);
    let printed = print.stdin(Stdio::from(spec)).output().unwrap();
    assert!(printed.status.success(), "{printed:?}");
    project.write("docker-bake.json", stdout(&printed));
    let bake = docker(&["buildx", "bake", "--progress=plain"])
        .env("IMAGE", project.image())
        .current_dir(project.path())
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&bake.stderr).into_owned();
    assert!(bake.status.success(), "{log}");
    // What they share runs once.
    assert_eq!(log.matches(" test any 3.10").count(), 1, "{log}");

    let built = |suffix: &str| Build {
        numbered_log: String::new(),
        succeeded: true,
        code: Some(0),
        log: log.clone(),
        image: format!("{}{suffix}", project.image()),
    };
    let images = ["", "-worker", "-migrate"].map(built);
    let printed = images.each_ref().map(|image| image.run(&[], &[]));
    insta::assert_snapshot!(printed.join("\n"), @"
    serve any 3.10
    work worker 3.10
    migrate any 3.10
    ");
    let shown = images.each_ref().map(|image| {
        let config = &image.inspect()["Config"];
        let check = config["Healthcheck"]["Test"][0].as_str();
        format!(
            "{} {:?} {}",
            config["ExposedPorts"], check, config["StopSignal"]
        )
    });
    insta::assert_snapshot!(shown.join("\n"), @r#"
    {"8000/tcp":{}} Some("CMD") "SIGINT"
    null None "SIGINT"
    null None "SIGTERM"
    "#);
    for other in &images[1..] {
        assert_eq!(layers(&images[0]), layers(other));
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_process_is_a_target() {
    let project = project("shop-target");
    let worker = project.build(&["--target", "worker"]).expect_success();
    assert_eq!(worker.run(&[], &[]), "work worker 3.10");
    // Its command can be replaced, and is no entrypoint.
    assert_eq!(
        worker.run(&[], &["python", "main.py", "x"]),
        "x worker 3.10"
    );
    let default = project.build(&[]).expect_success();
    assert_eq!(default.run(&[], &[]), "serve any 3.10");
    let none = project.build(&["--target", "wroker"]).expect_failure();
    insta::assert_snapshot!(none.error(), @"
    ERROR: failed to build: failed to solve: there is no target `wroker`
      help: did you mean `worker`? The targets are `runtime`, `dev`, `debug`, `builder`, `test`, `test-reports`, `lock`, `wheels`, `web`, `worker` and `migrate`
    ");
}
