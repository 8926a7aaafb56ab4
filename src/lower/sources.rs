//! The user's files.

use buildkit_llb::{Definition, Output};

use super::context::Part;
use super::{Context, Settings, Sources};
use crate::diagnostic::Location;
use crate::plan::{SentFiles, Task};

/// The ignore file of a context.
pub const DOCKERIGNORE: &str = ".dockerignore";

/// The spec, and the ignore file that belongs to it alone.
///
/// The same operation, to the letter, as the one with which BuildKit itself read the first line: it runs once for both.
pub fn spec_file(settings: &Settings) -> Definition {
    let Sources {
        entry, filename, ..
    } = &settings.sources;
    let paths = [filename.clone(), format!("{filename}.dockerignore")];
    let title = format!("[internal] load build definition from {filename}");
    look(entry.glance(&paths, &part("", title)), settings)
}

/// The ignore file in the root of a context.
pub fn ignore_file(context: &Context, title: &str, settings: &Settings) -> Definition {
    let part = part(DOCKERIGNORE, title);
    let paths = [DOCKERIGNORE.to_owned()];
    look(context.glance(&paths, &part), settings)
}

/// Files of the context that say what to install; those that do not exist are left out.
pub fn dependency_files(paths: &[String], settings: &Settings) -> Definition {
    let part = part("dependencies", "[internal] load dependency files");
    look(settings.sources.context.glance(paths, &part), settings)
}

/// The application's files, before they are put into an image: the same operation as in its graph, so that it runs once.
pub fn application_files(files: &SentFiles, settings: &Settings) -> Definition {
    look(application(files, settings), settings)
}

/// The application's files.
pub(super) fn application(files: &SentFiles, settings: &Settings) -> Output {
    sent("", "[internal] load build context", files, &[], settings)
}

/// Files of the context that are copied as they are.
pub(super) fn copied(
    path: &str,
    files: &SentFiles,
    at: &[Location],
    settings: &Settings,
) -> Output {
    let title = format!("[internal] load {}", path.trim_start_matches('/'));
    sent(&format!("copy-{path}"), title, files, at, settings)
}

/// Files of the context that a task sees, and that do not ship.
pub(super) fn of_task(task: &Task, files: &SentFiles, settings: &Settings) -> Output {
    let (name, at) = (&task.name, std::slice::from_ref(&task.at));
    let title = format!("[{name}] load files");
    sent(&format!("task-{name}"), title, files, at, settings)
}

/// Packages of the context, among which versions are found.
pub(super) fn supplied(files: &SentFiles, settings: &Settings) -> Output {
    sent(
        "packages",
        "[internal] load packages of the build context",
        files,
        &[],
        settings,
    )
}

/// Files of the context that are scanned, and not shipped.
pub(super) fn scanned(files: &SentFiles, settings: &Settings) -> Output {
    sent(
        "scanned",
        "[internal] load the build context to scan",
        files,
        &[],
        settings,
    )
}

/// The files of a project that is built into a wheel.
pub(super) fn project(
    name: &str,
    files: &SentFiles,
    at: &[Location],
    settings: &Settings,
) -> Output {
    let title = format!("[builder] load the files of {name}");
    sent(&format!("project-{name}"), title, files, at, settings)
}

/// The file that says how a project is built, alone, so that the others do not matter. It may not exist.
pub(super) fn manifest(name: &str, path: &str, at: &[Location], settings: &Settings) -> Output {
    let part = Part {
        name: &format!("manifest-{name}"),
        title: format!("[builder] load pyproject.toml of {name}"),
        at,
    };
    settings.sources.context.alone(path, &part)
}

/// A file of the context that is installed, in the root of a tree.
pub(super) fn file(path: &str, at: &[Location], settings: &Settings) -> Output {
    let part = Part {
        name: path,
        title: format!("[internal] load {path}"),
        at,
    };
    settings.sources.context.file(path, &part)
}

/// Files of the context, as a part of it.
fn sent(
    name: &str,
    title: impl Into<String>,
    files: &SentFiles,
    at: &[Location],
    settings: &Settings,
) -> Output {
    let title = title.into();
    let part = Part { name, title, at };
    settings.sources.context.matching(files, &part)
}

fn part(name: &str, title: impl Into<String>) -> Part<'_> {
    Part {
        name,
        title: title.into(),
        at: &[],
    }
}

fn look(tree: Output, settings: &Settings) -> Definition {
    Definition::build(tree, settings.engine.order)
}
