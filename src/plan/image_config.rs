//! The OCI image configuration, with Docker's additions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::diagnostic::Spanned;

/// An image configuration. Members that are not named here survive a round trip: a base image may carry fields that
/// only some engines know.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageConfig {
    /// CPU architecture in Go's terms, `amd64`.
    #[serde(default)]
    pub architecture: String,
    /// When it was made, in RFC 3339; the exporter fills in what is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Operating system, `linux`.
    #[serde(default)]
    pub os: String,
    /// Variant of the architecture, `v8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// What a container of the image runs, and how.
    #[serde(default)]
    pub config: ContainerConfig,
    /// One entry for each layer, and for each change of the configuration alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<History>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
    /// Layers of the base.
    #[serde(skip)]
    pub base_layers: usize,
}

/// The part of an image configuration that a container starts from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContainerConfig {
    /// `uid:gid`, empty for root.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user: String,
    /// Ports like `8000/tcp`, each with an empty object.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "null_is_default"
    )]
    pub exposed_ports: BTreeMap<String, Map<String, Value>>,
    /// `NAME=value`, in order.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "null_is_default"
    )]
    pub env: Vec<String>,
    /// The program and its fixed arguments.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "null_is_default"
    )]
    pub entrypoint: Vec<String>,
    /// The arguments that `docker run IMAGE …` replaces.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "null_is_default"
    )]
    pub cmd: Vec<String>,
    /// The directory that the program starts in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub working_dir: String,
    /// Directories whose files outlive a container, each with an empty object.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "null_is_default"
    )]
    pub volumes: BTreeMap<String, Map<String, Value>>,
    /// How the engine finds out whether a container is well.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<HealthConfig>,
    /// The signal that asks the program to stop; empty for the engine's default.
    #[serde(skip_deserializing, skip_serializing_if = "String::is_empty")]
    pub stop_signal: String,
    /// Labels, sorted.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "null_is_default"
    )]
    pub labels: BTreeMap<String, String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A health check. Times are in nanoseconds; zero is the engine's default.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HealthConfig {
    /// What is asked: a kind (`CMD`, `CMD-SHELL`, `NONE`), and words.
    pub test: Vec<String>,
    /// Between two checks.
    #[serde(skip_serializing_if = "is_zero")]
    pub interval: u64,
    /// Until a check has failed.
    #[serde(skip_serializing_if = "is_zero")]
    pub timeout: u64,
    /// In which failures do not count.
    #[serde(skip_serializing_if = "is_zero")]
    pub start_period: u64,
    /// Between two checks in that period.
    #[serde(skip_serializing_if = "is_zero")]
    pub start_interval: u64,
    /// Failures in a row that make a container unhealthy; zero is the engine's default.
    #[serde(skip_serializing_if = "is_zero")]
    pub retries: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero<T: Default + PartialEq>(number: &T) -> bool {
    *number == T::default()
}

/// How one layer, or one change of the configuration, came about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// When, in RFC 3339; the exporter fills in what is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The step, in a Dockerfile's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub created_by: String,
    /// Which tool wrote the entry.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// True when no layer belongs to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub empty_layer: bool,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl ImageConfig {
    /// The configuration to build upon: that of the base, without its creation date, its triggers, its layers (the
    /// exporter writes the real ones), and how its program is watched and stopped, which is another one from here on.
    ///
    /// # Errors
    /// When the text is not an image configuration.
    pub fn of_base(json: &[u8]) -> Result<Self, serde_json::Error> {
        let mut config: Self = serde_json::from_slice(json)?;
        config.created = None;
        let rootfs = config.other.remove("rootfs").unwrap_or_default();
        config.base_layers = rootfs["diff_ids"].as_array().map_or(0, Vec::len);
        for other in ["OnBuild", "Healthcheck", "StopSignal"] {
            config.config.other.remove(other);
        }
        Ok(config)
    }

    /// The value of an environment variable.
    pub fn env(&self, name: &str) -> Option<&str> {
        self.config
            .env
            .iter()
            .find_map(|entry| entry.strip_prefix(name)?.strip_prefix('='))
    }

    /// Sets an environment variable in its old place, or at the end.
    pub fn set_env(&mut self, name: &str, value: &str) {
        let entry = format!("{name}={value}");
        let is_same = |old: &&mut String| old.split_once('=').is_some_and(|(key, _)| key == name);
        match self.config.env.iter_mut().find(is_same) {
            Some(old) => *old = entry,
            None => self.config.env.push(entry),
        }
    }

    /// The same for several.
    pub fn set_envs(&mut self, variables: &BTreeMap<String, Spanned<String>>) {
        let variables = variables.iter();
        let mut left: BTreeMap<_, _> = variables.map(|(k, v)| (k.as_str(), &v.value)).collect();
        for entry in &mut self.config.env {
            if let Some((name, _)) = entry.split_once('=')
                && let Some(value) = left.remove(name)
            {
                *entry = format!("{name}={value}");
            }
        }
        let new = left
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"));
        self.config.env.extend(new);
    }

    /// The bytes that the exporter takes.
    ///
    /// # Errors
    /// Never in practice: every map has text keys.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}

/// Go writes absent lists and maps as `null`.
fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    const BASE: &str = r#"{
        "architecture": "amd64", "os": "linux", "created": "2026-01-01T00:00:00Z", "moby.x": {"kept": true},
        "config": {"Env": ["PATH=/bin", "A=1"], "Cmd": ["python3"], "Entrypoint": null, "Labels": null,
                   "OnBuild": ["RUN x"], "Healthcheck": {"Test": ["CMD", "a"]}, "StopSignal": "SIGINT",
                   "Volumes": {"/data": {}}, "Shell": ["/bin/bash"]},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:1"]},
        "history": [{"created": "2026-01-01T00:00:00Z", "created_by": "ADD rootfs", "comment": "x"}]
    }"#;

    #[test]
    fn what_we_do_not_know_survives_and_what_must_go_goes() {
        let mut config = ImageConfig::of_base(BASE.as_bytes()).unwrap();
        config.set_env("PATH", "/opt/venv/bin:/bin");
        config.set_env("B", "2");
        let variables = [("C", "3"), ("A", "4"), ("B", "5")];
        let variables = variables.map(|(name, value)| {
            let value = Spanned::new(value.to_owned(), Span::default());
            (name.to_owned(), value)
        });
        config.set_envs(&variables.into());
        let json: Value = serde_json::from_slice(&config.to_json().unwrap()).unwrap();
        assert_eq!(
            json["config"]["Env"],
            serde_json::json!(["PATH=/opt/venv/bin:/bin", "A=4", "B=5", "C=3"])
        );
        assert_eq!(json["config"]["Shell"][0], "/bin/bash");
        assert_eq!(json["config"]["Volumes"], serde_json::json!({"/data": {}}));
        assert_eq!(json["moby.x"]["kept"], true);
        assert_eq!(json["history"][0]["created"], "2026-01-01T00:00:00Z");
        for gone in ["OnBuild", "Healthcheck", "StopSignal"] {
            assert!(json["config"].get(gone).is_none(), "{gone}");
        }
        assert!(json.get("created").is_none() && json.get("rootfs").is_none());
    }
}
