//! What the program says to people who start it by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cartwright"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read it may be gone.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

fn stdout(arguments: &[&str], stdin: &str) -> String {
    let output = run(arguments, stdin);
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn stderr(arguments: &[&str], stdin: &str) -> (Option<i32>, String) {
    let output = run(arguments, stdin);
    assert!(output.stdout.is_empty(), "{output:?}");
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn a_file_for_bake_has_a_target_for_each_process() {
    let spec =
        "processes: {worker: celery worker, web: gunicorn a, migrate: python manage.py migrate}\n";
    insta::assert_snapshot!(stdout(&["bake"], spec), @r#"
    {
      "group": {
        "default": {
          "targets": [
            "migrate",
            "web",
            "worker"
          ]
        }
      },
      "target": {
        "migrate": {
          "context": ".",
          "dockerfile": "cart.yaml",
          "tags": [
            "${IMAGE}-migrate:${TAG}"
          ],
          "target": "migrate"
        },
        "web": {
          "context": ".",
          "dockerfile": "cart.yaml",
          "tags": [
            "${IMAGE}:${TAG}"
          ],
          "target": "web"
        },
        "worker": {
          "context": ".",
          "dockerfile": "cart.yaml",
          "tags": [
            "${IMAGE}-worker:${TAG}"
          ],
          "target": "worker"
        }
      },
      "variable": {
        "IMAGE": {
          "default": "app"
        },
        "TAG": {
          "default": "latest"
        }
      }
    }
    "#);
}

#[test]
fn a_spec_without_processes_has_one_target_for_bake() {
    let path = std::env::temp_dir().join(format!("cartwright-bake-{}.yaml", std::process::id()));
    std::fs::write(&path, "entrypoint: python main.py\n").unwrap();
    let path = path.to_str().unwrap();
    let printed = stdout(&["bake", path], "").replace(path, "FILE");
    std::fs::remove_file(path).unwrap();
    insta::assert_snapshot!(printed, @r#"
    {
      "group": {
        "default": {
          "targets": [
            "runtime"
          ]
        }
      },
      "target": {
        "runtime": {
          "context": ".",
          "dockerfile": "FILE",
          "tags": [
            "${IMAGE}:${TAG}"
          ],
          "target": "runtime"
        }
      },
      "variable": {
        "IMAGE": {
          "default": "app"
        },
        "TAG": {
          "default": "latest"
        }
      }
    }
    "#);
}

#[test]
fn what_is_wrong_is_said_beside_the_output() {
    let (code, told) = stderr(&["bake"], "procesess: {web: a}\n");
    assert_eq!(code, Some(1));
    insta::assert_snapshot!(told, @"
    cart.yaml:1:1: unknown key `procesess`
      help: did you mean `processes`?
    ");
    let (code, told) = stderr(&["bake", "/nowhere/cart.yaml"], "");
    assert_eq!(code, Some(1));
    insta::assert_snapshot!(told, @"
    `/nowhere/cart.yaml` cannot be read
      why: No such file or directory (os error 2)
      help: check its name, and whether its folder is mounted where the program runs
    ");
    for arguments in [&["bake", "--help"][..], &["bake", "a", "b"], &["brake"]] {
        let (code, told) = stderr(arguments, "");
        assert_eq!(code, Some(2));
        assert!(told.contains("cartwright bake [FILE]"), "{told}");
    }
    assert!(stdout(&["--help"], "").contains("cartwright bake [FILE]"));
    assert!(stdout(&["--version"], "").starts_with("cartwright "));
}
