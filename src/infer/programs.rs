//! Programs that are no server's: packages and files that run by themselves, and what Streamlit, Gradio and Celery run.

use toml::Table;

use super::candidate::{Candidate, oddity, outermost};
use super::project::{LEVELS, Level, Project};
use super::python::Value;
use super::tree::{Source, View};
use crate::lock::read_toml;
use crate::spec::ContextDirectory;

/// What a module is good for, if anything.
type Finder = fn(&Project, &Source) -> Option<Candidate>;

/// Streamlit's scripts and Gradio's.
pub(super) fn dashboards(project: &Project, view: &mut View) -> Vec<Candidate> {
    let mut project = project.clone();
    if project.has("streamlit") && project.port.is_none() {
        project.port = port_of_streamlit(view);
    }
    first_level(&project, &LEVELS, dashboard, view)
}

/// The port in Streamlit's own settings.
fn port_of_streamlit(view: &mut View) -> Option<u16> {
    let root = ContextDirectory::default();
    view.names(&root);
    let folder = root.directory(".streamlit").ok()?;
    view.names(&folder);
    let settings = view.file(&folder.file("config.toml").ok()?)?;
    let settings: Table = read_toml(settings.file.text()).ok()?;
    let port = settings.get("server")?.get("port")?.as_integer()?;
    port.try_into().ok()
}

/// The script whose dependencies are installed.
pub(super) fn script(project: &Project, view: &mut View) -> Vec<Candidate> {
    let source = project.script.as_ref().and_then(|path| view.file(path));
    let candidate = source.map(|source| {
        let argv = ["python", source.path.as_str()];
        let what = "script that says what it needs";
        Candidate::new(argv, what, source.at(0))
    });
    candidate.into_iter().collect()
}

/// Packages with a `__main__.py`.
pub(super) fn packages(project: &Project, view: &mut View) -> Vec<Candidate> {
    first_level(project, &LEVELS, package, view)
}

/// Files in the root, and in `src`, that do something when they are run.
pub(super) fn files(project: &Project, view: &mut View) -> Vec<Candidate> {
    for find in [main, statements] {
        let found = first_level(project, &LEVELS[..2], find, view);
        if view.misses() || !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Celery's applications.
pub(super) fn workers(project: &Project, view: &mut View) -> Vec<Candidate> {
    if !project.has("celery") {
        return Vec::new();
    }
    first_level(project, &LEVELS, worker, view)
}

/// What is found on the first level that has any.
fn first_level(
    project: &Project,
    levels: &[Level],
    find: Finder,
    view: &mut View,
) -> Vec<Candidate> {
    for level in levels {
        let sources = project.modules(*level, view).into_iter();
        if view.misses() {
            return Vec::new();
        }
        let found = sources.filter_map(|source| {
            let candidate = find(project, &source)?;
            Some((source, candidate))
        });
        let found = outermost(project, found.collect());
        if !found.is_empty() {
            return found.into_iter().map(|(_, candidate)| candidate).collect();
        }
    }
    Vec::new()
}

fn dashboard(project: &Project, source: &Source) -> Option<Candidate> {
    let imported = |name: &str| {
        let mut imports = source.module.imports.iter();
        let import = imports.find(|it| it.origin.split('.').next() == Some(name))?;
        project.has(name).then_some(import.start)
    };
    let path = source.path.as_str();
    let mut candidate = if let Some(start) = imported("streamlit") {
        let port = project.port.unwrap_or(8501);
        let text = port.to_string();
        let argv = [
            "streamlit",
            "run",
            path,
            "--server.address",
            "0.0.0.0",
            "--server.port",
            &text,
            "--server.headless",
            "true",
        ];
        let candidate = Candidate::new(argv, "Streamlit script", source.at(start));
        Candidate {
            port: Some(port),
            ..candidate
        }
    } else {
        imported("gradio")?;
        let mut calls = source.module.calls.iter();
        let launch = calls.find(|call| call.name.ends_with(".launch"))?;
        let port = project.port.unwrap_or(7860);
        let candidate = Candidate::new(
            ["python", path],
            "Gradio's `launch`",
            source.at(launch.start),
        );
        Candidate {
            port: Some(port),
            env: vec![
                ("GRADIO_SERVER_NAME".to_owned(), "0.0.0.0".to_owned()),
                ("GRADIO_SERVER_PORT".to_owned(), port.to_string()),
            ],
            ..candidate
        }
    };
    candidate.oddity = oddity(source, None);
    Some(candidate)
}

fn package(project: &Project, source: &Source) -> Option<Candidate> {
    let name = project.name_of(&source.path)?;
    let package = name.strip_suffix(".__main__")?;
    let what = format!("package `{package}` with a `__main__.py`");
    Some(Candidate::new(
        ["python", "-m", package],
        what,
        source.at(0),
    ))
}

fn is_in_src(project: &Project, source: &Source) -> bool {
    project.directory.directory("src").ok() == Some(source.path.directory())
}

fn main(project: &Project, source: &Source) -> Option<Candidate> {
    let start = source.module.main?;
    file(project, source, "`if __name__ == \"__main__\"`", start)
}

fn statements(project: &Project, source: &Source) -> Option<Candidate> {
    let start = source.module.calls.first()?.start;
    let candidate = file(project, source, "statements that run", start)?;
    (candidate.oddity == 0).then_some(candidate)
}

fn file(project: &Project, source: &Source, what: &str, start: usize) -> Option<Candidate> {
    let is_here = source.path.directory() == project.directory || is_in_src(project, source);
    let candidate = Candidate::new(["python", source.path.as_str()], what, source.at(start));
    is_here.then(|| Candidate {
        oddity: oddity(source, None),
        ..candidate
    })
}

fn worker(project: &Project, source: &Source) -> Option<Candidate> {
    let mut assignments = source.module.assignments.iter();
    let app = assignments.find(|it| match &it.value {
        Value::Call(called) => ["celery.Celery", "celery.app.Celery"]
            .contains(&project.resolve(source, called).as_str()),
        _ => false,
    })?;
    let module = project.name_of(&source.path)?;
    let target = format!("{module}:{}", app.name);
    let argv = ["celery", "--app", &target, "worker", "--loglevel", "INFO"];
    let what = format!("Celery instance `{}`", app.name);
    Some(Candidate::new(argv, what, source.at(app.start)))
}
