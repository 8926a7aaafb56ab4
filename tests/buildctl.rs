//! BuildKit's own client, and any BuildKit that it reaches.
//!
//! `BUILDKIT_HOST` says where that is, `CARTWRIGHT_IMAGE` and `CARTWRIGHT_BASE` which images it can pull:
//!
//! ```sh
//! BUILDKIT_HOST=unix:///run/buildkit/buildkitd.sock CARTWRIGHT_IMAGE=registry.example.com/cartwright \
//!     CARTWRIGHT_BASE=registry.example.com/python:3.13-slim cargo test --test engine -- --ignored buildctl::
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;

use crate::support::{Project, stdout};

fn told(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}

/// Acceptance point 4: without `cmdline`, which only clients that read the first line send.
#[test]
#[ignore = "needs buildctl, and a BuildKit that it reaches: see above"]
fn by_hand_point_04_buildctl_names_the_frontend() {
    let base = told("CARTWRIGHT_BASE", "python:3.13-slim");
    let spec = format!(
        "base: {base}\ndependencies: [idna==3.10, markupsafe==3.0.2]\nentrypoint: python main.py\n\
         test: python -c 'import idna, markupsafe'\n"
    );
    let project = Project::with_spec("buildctl", &spec).file("main.py", "import idna\n");
    let build = |more: &[&str]| {
        let source = format!("source={}", told("CARTWRIGHT_IMAGE", "cartwright"));
        let output = Command::new("buildctl")
            .args(["build", "--progress=plain", "--frontend=gateway.v0"])
            .args(["--opt", &source, "--opt=filename=cart.yaml"])
            .args(["--local=context=.", "--local=dockerfile=."])
            .args(more)
            .current_dir(project.path())
            .output()
            .unwrap();
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), log, stdout(&output))
    };

    let (succeeded, log, _) = build(&["--output=type=local,dest=image"]);
    assert!(succeeded, "{log}");
    let site = "image/opt/venv/lib/python3.13/site-packages/idna/__init__.py";
    assert!(project.path().join(site).is_file(), "{log}");
    assert!(log.contains("[test 1/"), "{log}");

    let lock = ["--opt=target=lock", "--output=type=local,dest=lock"];
    let (succeeded, log, _) = build(&lock);
    assert!(succeeded, "{log}");
    assert!(project.path().join("lock/pylock.toml").is_file());

    project.write("cart.yaml", spec.replace("entrypoint", "entrypiont"));
    let (succeeded, log, _) = build(&[]);
    assert!(!succeeded);
    assert!(log.contains("did you mean `entrypoint`?"), "{log}");
}
