//! Another engine, with nothing in its caches.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{self, Build, Project};

/// An engine of the same parts as the private one, and with its frontend; gone with the value.
pub struct Twin {
    folder: PathBuf,
    /// What makes a client talk to it.
    pub environment: Vec<(String, String)>,
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

impl Twin {
    /// Whether the tests run on the project's own engine.
    pub fn can_start() -> bool {
        let can = std::env::var_os("CARTWRIGHT_PRIVATE_ENGINE").is_some();
        if !can {
            eprintln!("NOT RUN: another engine is made only where the first is the project's own");
        }
        can
    }

    /// Starts it with an image store: `containerd`, whose layers can be merged, or `classic`.
    pub fn start(store: &str) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let unique = format!("cartwright-twin-{store}-{}-{number}", std::process::id());
        let mut twin = Self {
            folder: std::env::temp_dir().join(unique),
            environment: Vec::new(),
        };
        let folder = twin.folder.display().to_string();
        let started = twin.task(&["engine", "twin", &folder, "--store", store]);
        let told = String::from_utf8_lossy(&started.stderr);
        assert!(started.status.success(), "{told}");
        let exports = String::from_utf8(started.stdout).unwrap();
        let export = |line: &str| {
            let (name, value) = line.strip_prefix("export ")?.split_once('=')?;
            let value = value.strip_prefix('\'')?.strip_suffix('\'')?;
            Some((name.to_owned(), value.to_owned()))
        };
        // All but the path, where the same client is.
        twin.environment = exports.lines().filter_map(export).collect();
        twin
    }

    /// `docker`, of this engine.
    pub fn docker(&self, arguments: &[&str]) -> Command {
        let mut command = support::docker(arguments);
        command.envs(self.environment.iter().cloned());
        command
    }

    /// Builds a project on it.
    pub fn build(&self, project: &Project, arguments: &[&str]) -> Build {
        let mut command = project.build_command(arguments);
        command.envs(self.environment.iter().cloned());
        project.finish(command.spawn().unwrap())
    }

    /// `cargo xtask`
    fn task(&self, arguments: &[&str]) -> Output {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Command::new(cargo)
            .arg("xtask")
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .envs(self.environment.iter().cloned())
            .output()
            .unwrap()
    }
}

impl Drop for Twin {
    fn drop(&mut self) {
        // Also where it did not start to the end, and told nothing.
        let folder = self.folder.display().to_string();
        let directory = ("CARTWRIGHT_ENGINE_DIR".to_owned(), folder);
        self.environment.push(directory);
        let ended = self.task(&["engine", "down", "--purge"]);
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success() || std::thread::panicking(), "{told}");
    }
}
