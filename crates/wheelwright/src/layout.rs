//! Where the files of a wheel go.

use std::iter;

use crate::error::{Error, Fault};
use crate::safe_path::SafePath;

/// A virtual environment, as installers see it.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The environment's path in the image, such as `/opt/venv`.
    pub prefix: String,
    /// The directory of modules, relative to the prefix: `lib/python3.13/site-packages`.
    pub site_packages: SafePath,
}

impl Layout {
    /// An environment at an absolute path.
    pub fn new(prefix: &str, site_packages: &str) -> Result<Self, Error> {
        let wrong = |text: &str| {
            Error::from(Fault::Usage(format!(
                "`{text}` is not a path that an environment can have"
            )))
        };
        let relative = prefix.strip_prefix('/').ok_or_else(|| wrong(prefix))?;
        let prefix = SafePath::parse(relative)
            .ok()
            .filter(|path| !path.as_str().contains(['\'', '"']))
            .ok_or_else(|| wrong(prefix))?;
        let site_packages = SafePath::parse(site_packages)
            .ok()
            .filter(|path| path.depth() == 3 && path.as_str().starts_with("lib/python"))
            .ok_or_else(|| wrong(site_packages))?;
        Ok(Self {
            prefix: format!("/{prefix}"),
            site_packages,
        })
    }

    /// `python3.13`
    pub fn python(&self) -> &str {
        self.site_packages
            .as_str()
            .split('/')
            .nth(1)
            .unwrap_or_default()
    }

    /// The path of the environment's interpreter in the image.
    pub fn interpreter(&self) -> String {
        format!("{}/bin/python", self.prefix)
    }

    /// The prefix as a path below the root of the image.
    pub fn below_root(&self) -> &str {
        self.prefix.trim_start_matches('/')
    }

    /// A module's file.
    pub fn module(&self, path: &SafePath) -> SafePath {
        self.site_packages.joined(path)
    }

    /// A command.
    pub fn script(path: &SafePath) -> SafePath {
        SafePath::known("bin").joined(path)
    }

    /// A file of `.data/<scheme>/`, for the project of that normalised name.
    pub fn data(&self, project: &str, scheme: &str, path: &SafePath) -> Result<SafePath, Fault> {
        match scheme {
            "purelib" | "platlib" => Ok(self.module(path)),
            "scripts" => Ok(Self::script(path)),
            "headers" => Ok(SafePath::known("include/site")
                .joined(&SafePath::known(self.python()))
                .joined(&SafePath::known(project))
                .joined(path)),
            "data" => Ok(without_lib64(path)),
            unknown => Err(Fault::Scheme(unknown.to_owned())),
        }
    }

    /// The path as RECORD has it: relative to the directory of modules.
    pub fn record_path(&self, destination: &SafePath) -> String {
        match destination.within(&self.site_packages) {
            Some(path) => path.to_string(),
            None => format!("{}{destination}", "../".repeat(self.site_packages.depth())),
        }
    }

    /// Whether a path is the environment's own, so that no wheel may bring it.
    pub fn is_reserved(&self, destination: &SafePath) -> bool {
        let has = |path| self.site_packages.parents().any(|parent| parent == path);
        let is_directory = |path| matches!(path, "bin" | "include") || has(path);
        is_directory(destination.as_str())
            || *destination == self.site_packages
            || iter::once(destination.as_str())
                .chain(destination.parents())
                .any(|path| self.is_own_file(path))
    }

    /// Whether a path is that of a file or of a link that is in every environment.
    fn is_own_file(&self, path: &str) -> bool {
        let program = path.strip_prefix("bin/");
        let is_program = |name| matches!(name, "python" | "python3") || name == self.python();
        matches!(path, "lib64" | "pyvenv.cfg") || program.is_some_and(is_program)
    }
}

/// In an environment, `lib64` is a link to `lib`: a directory of that name would replace it.
fn without_lib64(path: &SafePath) -> SafePath {
    match path.split_first() {
        ("lib64", Some(rest)) => SafePath::known("lib").joined(&rest),
        _ => path.clone(),
    }
}
