//! The commands that `pyproject.toml` declares: `[project.scripts]` (PEP 621), and `[tool.poetry.scripts]`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned as At, Value};

use super::candidate::Candidate;
use super::project::Project;
use super::python::is_identifier;
use super::tree::View;
use crate::lock::read_toml;
use crate::packaging::{is_valid_name, normalize_name};

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    project: Table,
    #[serde(default)]
    tool: Tool,
}

#[derive(Default, Deserialize)]
struct Tool {
    #[serde(default)]
    poetry: Table,
}

#[derive(Default, Deserialize)]
struct Table {
    name: Option<String>,
    #[serde(default)]
    scripts: BTreeMap<At<String>, Value>,
}

pub(super) fn find(project: &Project, view: &mut View) -> Vec<Candidate> {
    view.names(&project.directory);
    let path = project.directory.file("pyproject.toml").ok();
    let Some(source) = path.and_then(|path| view.file(&path)) else {
        return Vec::new();
    };
    // What is wrong with the file is told where it matters.
    let Ok(document) = read_toml::<Document>(source.file.text()) else {
        return Vec::new();
    };
    let tables = [
        ("project", document.project),
        ("tool.poetry", document.tool.poetry),
    ];
    let Some((table, declared)) = tables
        .into_iter()
        .find(|(_, table)| !table.scripts.is_empty())
    else {
        return Vec::new();
    };
    let own_name = declared.name.as_deref().map(normalize_name);
    let mut candidates = Vec::new();
    for (name, value) in &declared.scripts {
        let Some(argv) = reference(value).and_then(|it| command(name.get_ref(), it, project, view))
        else {
            continue;
        };
        let what = format!("`{}` in `[{table}.scripts]`", name.get_ref());
        let mut candidate = Candidate::new(argv, what, source.at(name.span().start));
        // The command that is named like the project is the project's.
        let is_main = Some(normalize_name(name.get_ref())) == own_name;
        candidate.oddity = usize::from(!is_main);
        candidates.push(candidate);
    }
    candidates
}

/// `package.module:function`, in poetry's tables as well.
fn reference(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Table(table) => table.get("reference")?.as_str(),
        _ => None,
    }
}

/// An installed project has its commands on the PATH. For another one, the same is done without the file.
fn command(name: &str, reference: &str, project: &Project, view: &mut View) -> Option<Vec<String>> {
    if !is_valid_name(name) {
        return None;
    }
    if project.is_installed {
        return Some(vec![name.to_owned()]);
    }
    let reference = reference.split('[').next().unwrap_or_default();
    let (module, object) = reference.split_once(':')?;
    let (module, object) = (module.trim(), object.trim());
    let mut names = module.split('.').chain(object.split('.'));
    if !names.all(is_identifier) {
        return None;
    }
    project.module(module, view)?;
    let first = object.split('.').next()?;
    let code = format!("import sys; from {module} import {first}; sys.exit({object}())");
    Some(vec!["python".to_owned(), "-c".to_owned(), code])
}
