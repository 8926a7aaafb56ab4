//! A reachable Docker engine, by way of its command line.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::problem::{About as _, Outcome};
use crate::process::{output, succeeds};

/// An engine, as the environment variables that lead there.
#[derive(Clone)]
pub struct Docker {
    env: Vec<(&'static str, String)>,
    programs: Option<PathBuf>,
}

impl Docker {
    /// The engine that `env` leads to, with the client in the directory `programs` unless it is installed.
    pub fn new(
        env: impl IntoIterator<Item = (&'static str, String)>,
        programs: Option<PathBuf>,
    ) -> Self {
        Self {
            env: env.into_iter().collect(),
            programs,
        }
    }

    /// The engine that this process's own environment leads to, if it answers and buildx is installed.
    pub fn reachable() -> Option<Self> {
        let docker = || Command::new("docker");
        let answers = succeeds(docker().args(["buildx", "version"]))
            && succeeds(docker().args(["version", "--format", "{{.Server.Version}}"]));
        // Another builder would not see the engine's images.
        let builder = answers.then(|| {
            output(docker().args(["context", "show"])).unwrap_or_else(|_| "default".to_owned())
        })?;
        Some(Self::new([("BUILDX_BUILDER", builder)], None))
    }

    /// `docker`.
    pub fn command(&self) -> Command {
        self.lead(Command::new("docker"))
    }

    /// `command`, with an environment that leads to the engine.
    pub fn lead(&self, mut command: Command) -> Command {
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        if let Some(programs) = &self.programs {
            let before = env::var("PATH").unwrap_or_default();
            command.env("PATH", format!("{}:{before}", programs.display()));
        }
        command
    }

    /// The variables, as a shell sets them.
    pub fn exports(&self) -> Vec<String> {
        let path = self.programs.iter().map(|programs| {
            format!(
                "export PATH={}:\"$PATH\"",
                quoted(&programs.display().to_string())
            )
        });
        self.env
            .iter()
            .map(|(name, value)| format!("export {name}={}", quoted(value)))
            .chain(path)
            .collect()
    }

    /// Whether the engine has an image called `name`.
    pub fn has_image(&self, name: &str) -> bool {
        succeeds(self.command().args(["image", "inspect", name]))
    }

    /// Whether the engine keeps images for several platforms: those of containerd's image store do.
    pub fn keeps_platforms(&self) -> bool {
        let status = output(
            self.command()
                .args(["info", "--format", "{{.DriverStatus}}"]),
        );
        status.is_ok_and(|status| status.contains("io.containerd.snapshotter"))
    }

    /// What the engine knows of the image `name`.
    pub fn image(&self, name: &str) -> Outcome<Value> {
        let text =
            output(
                self.command()
                    .args(["image", "inspect", "--format", "{{json .}}", name]),
            )?;
        serde_json::from_str(&text).about(name)
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
