//! A registry on loopback, and what a push to it costs.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::project::Project;
use super::way::Way;
use crate::docker::Docker;
use crate::problem::{About as _, Outcome, Problem};
use crate::process::{output, run};

const PORT: u16 = 5057;

/// One build that was pushed.
#[derive(Clone, Copy)]
pub struct Cost {
    pub seconds: f64,
    /// Bytes that the registry did not have.
    pub pushed: f64,
    /// Bytes of the image as the registry has it.
    pub size: f64,
    pub layers: f64,
}

/// A running registry, with its files in a folder.
pub struct Registry {
    process: Child,
    folder: PathBuf,
}

impl Registry {
    /// Starts it, empty.
    pub fn start(docker: &Docker) -> Outcome<Self> {
        let folder =
            std::env::temp_dir().join(format!("cartwright-registry-{}", std::process::id()));
        fs::create_dir_all(&folder).about(folder.display())?;
        let config = folder.join("config.yml");
        let text = format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: {}/data}}}}\nhttp: {{addr: \"127.0.0.1:{PORT}\"}}\n",
            folder.display()
        );
        fs::write(&config, text).about(config.display())?;
        let process = docker
            .lead(Command::new("docker-registry"))
            .args([Path::new("serve"), &config])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .about("docker-registry: install Debian's package of that name")?;
        let registry = Self { process, folder };
        let address = SocketAddr::from(([127, 0, 0, 1], PORT));
        let begin = Instant::now();
        while TcpStream::connect(address).is_err() {
            if begin.elapsed() > Duration::from_secs(10) {
                return Err(Problem::new(format!("no registry answers on {address}")));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(registry)
    }

    /// Builds and pushes.
    pub fn push(&self, project: &Project, way: &Way) -> Outcome<Cost> {
        let tag = format!("127.0.0.1:{PORT}/{}", way.name);
        let before = self.stored()?;
        let start = Instant::now();
        let mut command = project.docker.command();
        command.args(["buildx", "build", "--provenance=false", "--push"]);
        command.args(["--file", way.file, "--tag", &tag, "."]);
        run(command.current_dir(&project.folder))?;
        let seconds = start.elapsed().as_secs_f64();
        let pushed = self.stored()? - before;
        let layers = layers(&project.docker, &tag)?;
        Ok(Cost {
            seconds,
            pushed,
            size: layers.iter().sum(),
            #[allow(clippy::cast_precision_loss, reason = "there are few")]
            layers: layers.len() as f64,
        })
    }

    /// Bytes of all blobs.
    fn stored(&self) -> Outcome<f64> {
        let data = self.folder.join("data");
        if !data.exists() {
            return Ok(0.0);
        }
        let counted = output(
            Command::new("du")
                .args(["-s", "--apparent-size", "-B1"])
                .arg(&data),
        )?;
        let bytes = counted.split_whitespace().next().unwrap_or_default();
        bytes.parse().about(format_args!("du says {counted:?}"))
    }
}

/// The size of each layer, as the registry has it.
fn layers(docker: &Docker, tag: &str) -> Outcome<Vec<f64>> {
    let mut command = docker.command();
    let manifest = output(command.args(["buildx", "imagetools", "inspect", "--raw", tag]))?;
    let manifest: Value = serde_json::from_str(&manifest).about(tag)?;
    let layers = manifest["layers"].as_array();
    let layers = layers.ok_or_else(|| Problem::new(format!("{tag} is not one image")))?;
    Ok(layers
        .iter()
        .filter_map(|layer| layer["size"].as_f64())
        .collect())
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
