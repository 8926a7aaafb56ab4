//! An image layout (OCI) in a folder, as `--output=type=oci` leaves it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder, gone with the value.
pub struct Layout(pub PathBuf);

impl Layout {
    /// The file that a descriptor is about.
    pub fn blob(&self, descriptor: &Value) -> PathBuf {
        let digest = descriptor["digest"].as_str().unwrap();
        self.0.join("blobs").join(digest.replace(':', "/"))
    }

    /// The same, read.
    pub fn json(&self, descriptor: &Value) -> Value {
        read(&self.blob(descriptor))
    }

    /// What the one name of the layout stands for: a manifest, or an index of them.
    pub fn root(&self) -> Value {
        self.json(&read(&self.0.join("index.json"))["manifests"][0])
    }
}

impl Drop for Layout {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}
