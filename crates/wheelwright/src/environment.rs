//! `wheelwright environment`: an empty virtual environment (PEP 405).

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Fault};
use crate::layout::Layout;
use crate::tree;

/// What to create, and where.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The directory that becomes the root of a layer.
    pub out: PathBuf,
    /// Where files go below it.
    pub layout: Layout,
    /// The absolute path of the base's interpreter.
    pub python: String,
    /// The interpreter's full version.
    pub version: String,
    /// The interpreter's implementation, if the file should name it.
    pub implementation: Option<String>,
}

impl Environment {
    /// An environment for an interpreter of some version, such as `3.13.5`.
    pub fn new(out: PathBuf, prefix: &str, python: String, version: String) -> Result<Self, Error> {
        let wrong = || Error::from(Fault::Usage(format!("`{version}` is not a Python version")));
        let numbers: Vec<&str> = version.split('.').collect();
        let [major, minor, ..] = numbers[..] else {
            return Err(wrong());
        };
        let is_number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(major) || !is_number(minor) || version.contains(char::is_control) {
            return Err(wrong());
        }
        if !python.starts_with('/') || python.contains(char::is_control) {
            return Err(Fault::Usage(format!(
                "`{python}` is not the absolute path of an interpreter"
            ))
            .into());
        }
        let layout = Layout::new(prefix, &format!("lib/python{major}.{minor}/site-packages"))?;
        Ok(Self {
            out,
            layout,
            python,
            version,
            implementation: None,
        })
    }
}

/// Creates an environment without packages.
pub fn create(environment: &Environment) -> Result<(), Error> {
    let Environment { out, layout, .. } = environment;
    let root = out.join(layout.below_root());
    let python = layout.python();
    tree::create_directory(out, out)?;
    for directory in [
        "bin",
        &format!("include/{python}"),
        layout.site_packages.as_str(),
    ] {
        tree::create_directory(out, &root.join(directory))?;
    }
    let configuration = root.join("pyvenv.cfg");
    tree::create_file(&configuration, false)
        .and_then(|mut file| file.write_all(settings(environment).as_bytes()))
        .map_err(|error| Error::from(error).in_file(configuration.to_string_lossy()))?;
    for (link, target) in [
        ("bin/python", environment.python.as_str()),
        ("bin/python3", "python"),
        (&format!("bin/{python}"), "python"),
        ("lib64", "lib"),
    ] {
        tree::create_link(&root.join(link), target)?;
    }
    tree::set_times(out, tree::TIME)
}

fn settings(environment: &Environment) -> String {
    let Environment {
        python, version, ..
    } = environment;
    let home = Path::new(python)
        .parent()
        .unwrap_or(Path::new("/"))
        .display();
    let mut text = format!(
        "home = {home}\ninclude-system-site-packages = false\nversion = {version}\nexecutable = {python}\n"
    );
    if let Some(implementation) = &environment.implementation {
        let _ = writeln!(text, "implementation = {implementation}");
    }
    text
}
