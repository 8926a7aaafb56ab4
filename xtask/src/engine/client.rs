//! The client: Docker's command line, buildx and Compose, used on this machine without being installed.

use std::fs;
use std::path::Path;

use super::home::Home;
use crate::docker::Docker;
use crate::problem::{About as _, Outcome};

/// Programs of the engine's root, and where they go below the client's directory.
const PROGRAMS: [(&str, &str); 4] = [
    ("usr/bin/docker", "bin/docker"),
    ("usr/bin/docker-registry", "bin/docker-registry"),
    (
        "usr/libexec/docker/cli-plugins/docker-buildx",
        "config/cli-plugins/docker-buildx",
    ),
    (
        "usr/libexec/docker/cli-plugins/docker-compose",
        "config/cli-plugins/docker-compose",
    ),
];

/// Links the programs; they need nothing of the root but the C library, which this machine has.
pub fn set_up(home: &Home, root: &Path) -> Outcome {
    for (from, to) in PROGRAMS {
        let (from, to) = (root.join(from), home.client().join(to));
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).about(parent.display())?;
        }
        let _ = fs::remove_file(&to);
        fs::hard_link(&from, &to).about(to.display())?;
    }
    Ok(())
}

/// The environment that makes a client talk to the engine.
pub fn docker(home: &Home) -> Docker {
    let client = home.client();
    let env = [
        (
            "DOCKER_HOST",
            format!("unix://{}", home.client_socket().display()),
        ),
        ("DOCKER_CONFIG", client.join("config").display().to_string()),
        ("BUILDX_BUILDER", "default".to_owned()),
        ("CARTWRIGHT_ENGINE_DIR", home.dir().display().to_string()),
        // Tests may start another engine like it, and empty that.
        ("CARTWRIGHT_PRIVATE_ENGINE", "1".to_owned()),
    ];
    Docker::new(env, Some(client.join("bin")))
}
