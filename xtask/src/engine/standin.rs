//! Stand-ins for official base images, which cannot be pulled everywhere, made from Debian's own packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::bootstrap::Bootstrap;
use super::home::Home;
use crate::docker::Docker;
use crate::problem::{About as _, Outcome};
use crate::process::{output, run};

/// Whether `docker` has stand-ins, because it cannot pull official images.
pub fn has_stand_ins(docker: &Docker) -> bool {
    STAND_INS.iter().any(|image| {
        docker
            .image(&image.name())
            .is_ok_and(|image| is_stand_in(&image))
    })
}

/// Who made the image in an archive, whose name is another one when it is made in another way.
fn author(archive: &Path) -> String {
    let name = archive.file_name().unwrap_or_default();
    format!("{AUTHOR}: {}", name.display())
}

fn is_stand_in(image: &Value) -> bool {
    let author = image["Author"].as_str();
    author.is_some_and(|author| author.starts_with(AUTHOR))
}

/// An image of the given name with Debian's interpreter from `suite`. It has two names, like the official image: one that moves
/// to the next suite some day, and one that does not.
#[derive(Clone, Copy)]
pub struct StandIn {
    tag: &'static str,
    suite: &'static str,
}

/// The images that the examples and tests start from.
pub const STAND_INS: [StandIn; 2] = [
    StandIn {
        tag: "3.11-slim",
        suite: "bookworm",
    },
    StandIn::LATEST,
];

/// Tells a stand-in from the image that it stands for, and what follows from one that is made in another way by now.
const AUTHOR: &str = "a stand-in made by cartwright";

const PACKAGES: &str = "python3,python3-pip,python3-venv";

/// What the official image has and Debian's packages do not, and the other way round: a `python` link, the interpreter's own
/// headers (and no library's), no marker of PEP 668, no bytecode of the standard library. The interpreter's version goes to
/// standard output's replacement, the file `@version@`.
const HOOK: &str = r#"
set -e
python=$(readlink "$1/usr/bin/python3")
(cd "$1/tmp" && APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get -qq download "lib$python-dev")
dpkg-deb --fsys-tarfile "$1/tmp/lib$python-dev"_*.deb | tar -x -C "$1" ./usr/include
rm "$1/tmp/lib$python-dev"_*.deb
rm -f "$1"/usr/lib/python3*/EXTERNALLY-MANAGED "$1/etc/hostname" "$1/etc/resolv.conf"
ln -s python3 "$1/usr/bin/python"
sed -i /py3compile/d "$1/etc/dpkg/dpkg.cfg.d/slim"
rm -rf "$1"/usr/share/doc/* "$1"/usr/share/man/* "$1"/usr/share/locale/* "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/var/log/*
chroot "$1" python3 -EISs -c 'import platform; print(platform.python_version())' >"@version@"
find "$1/usr/lib" -name __pycache__ -prune -exec rm -rf {} +
"#;

/// How a layer is compressed, as in the official image: what reads it from an engine gets a third of it.
const COMPRESS: [&str; 3] = ["gzip", "-1", "--no-name"];

impl StandIn {
    /// What a spec starts from that says nothing.
    pub const LATEST: Self = Self {
        tag: "3.13-slim",
        suite: "trixie",
    };

    /// The image's name.
    pub fn name(self) -> String {
        format!("python:{}", self.tag)
    }

    /// The image as an archive that both image stores load, made unless it is there.
    pub fn archive(self, home: &Home, bootstrap: &Bootstrap) -> Outcome<PathBuf> {
        let archive = self.place(home);
        if !archive.exists() {
            let work = home.tmp()?.join(self.suite);
            let _ = fs::remove_dir_all(&work);
            fs::create_dir_all(work.join("image/blobs/sha256")).about(work.display())?;
            let (layer, version) = (work.join("layer.tar"), work.join("version"));
            let hook = HOOK.replace("@version@", &version.display().to_string());
            bootstrap.base_system(self.suite, PACKAGES, &hook, &layer)?;
            let version = fs::read_to_string(&version).about(version.display())?;
            self.pack(&work, &layer, &archive, version.trim())?;
            let tar = work.join("image.tar");
            run(Command::new("tar")
                .arg("-cf")
                .arg(&tar)
                .arg("-C")
                .arg(work.join("image"))
                .arg("."))?;
            home.keep(&tar, &archive)?;
            fs::remove_dir_all(&work).about(work.display())?;
        }
        Ok(archive)
    }

    /// Whether `docker` has the image: this one, not one that was made in another way, or the one that it stands for.
    pub fn is_loaded(self, docker: &Docker, home: &Home) -> bool {
        let author = author(&self.place(home));
        let fits = |image: &Value| !is_stand_in(image) || image["Author"] == author;
        docker.image(&self.name()).is_ok_and(|image| fits(&image))
    }

    /// Loads the image unless `docker` has it.
    pub fn load(self, docker: &Docker, home: &Home, archive: &Path) -> Outcome {
        if !self.is_loaded(docker, home) {
            let mut load = docker.command();
            run(load.args(["load", "--quiet", "--input"]).arg(archive))?;
        }
        let lasting = format!("{}-{}", self.name(), self.suite);
        run(docker.command().args(["tag", &self.name(), &lasting]))
    }

    fn place(self, home: &Home) -> PathBuf {
        home.made(
            &format!("python-{}", self.tag),
            &[self.suite, PACKAGES, HOOK, &COMPRESS.concat()].concat(),
        )
    }

    /// An OCI image layout (for containerd's store) with `docker save`'s manifest beside it (for the classic one).
    fn pack(self, work: &Path, layer: &Path, archive: &Path, version: &str) -> Outcome {
        let image = work.join("image");
        let content_digest = digest(layer)?;
        let [program, options @ ..] = COMPRESS;
        run(Command::new(program).args(options).arg(layer))?;
        let layer = &work.join("layer.tar.gz");
        let layer_size = fs::metadata(layer).about(layer.display())?.len();
        let layer_digest = digest(layer)?;
        fs::rename(layer, image.join("blobs/sha256").join(&layer_digest)).about(layer.display())?;

        let (config_digest, config_size) =
            blob(&image, &config(&author(archive), &content_digest, version))?;
        let (manifest_digest, manifest_size) = blob(
            &image,
            &json!({
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": format!("sha256:{config_digest}"), "size": config_size},
                "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": format!("sha256:{layer_digest}"), "size": layer_size}],
            }),
        )?;
        let index = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.index.v1+json",
            "manifests": [{
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "digest": format!("sha256:{manifest_digest}"),
                "size": manifest_size,
                "platform": {"architecture": architecture(), "os": "linux"},
                "annotations": {
                    "io.containerd.image.name": format!("docker.io/library/{}", self.name()),
                    "org.opencontainers.image.ref.name": self.tag,
                },
            }],
        });
        let saved = json!([{
            "Config": format!("blobs/sha256/{config_digest}"),
            "RepoTags": [self.name()],
            "Layers": [format!("blobs/sha256/{layer_digest}")],
        }]);
        write(
            &image.join("oci-layout"),
            &json!({"imageLayoutVersion": "1.0.0"}),
        )?;
        write(&image.join("index.json"), &index)?;
        write(&image.join("manifest.json"), &saved)
    }
}

/// The official image's configuration, as far as it matters.
fn config(author: &str, content_digest: &str, version: &str) -> Value {
    json!({
        "created": "1970-01-01T00:00:00Z",
        "author": author,
        "architecture": architecture(),
        "os": "linux",
        "config": {
            "Env": [
                "PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "LANG=C.UTF-8",
                format!("PYTHON_VERSION={version}"),
            ],
            "Cmd": ["python3"],
        },
        "rootfs": {"type": "layers", "diff_ids": [format!("sha256:{content_digest}")]},
        "history": [{"created": "1970-01-01T00:00:00Z", "created_by": "mmdebstrap"}],
    })
}

/// This machine's architecture in OCI's words.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn write(path: &Path, value: &Value) -> Outcome {
    fs::write(path, value.to_string()).about(path.display())
}

/// Adds `value` to the image's blobs; returns its digest and size in bytes.
fn blob(image: &Path, value: &Value) -> Outcome<(String, usize)> {
    let path = image.join("blob");
    write(&path, value)?;
    let digest = digest(&path)?;
    fs::rename(&path, image.join("blobs/sha256").join(&digest)).about(path.display())?;
    Ok((digest, value.to_string().len()))
}

fn digest(path: &Path) -> Outcome<String> {
    let line = output(Command::new("sha256sum").arg(path))?;
    Ok(line
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned())
}
