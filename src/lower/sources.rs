//! The client's files.

use buildkit_llb::{Definition, Describe, Differ, Local, Output};

use super::Settings;
use crate::plan::SentFiles;

/// The ignore file of a context.
pub const DOCKERIGNORE: &str = ".dockerignore";

/// The spec, and the ignore file that belongs to it alone.
///
/// The same operation, to the letter, as the one with which BuildKit itself read the first line: it runs once for both.
pub fn spec_file(settings: &Settings) -> Definition {
    let source = Local::new(&settings.spec_source, &settings.session)
        .follow_paths([
            settings.filename.clone(),
            format!("{}.dockerignore", settings.filename),
        ])
        .shared_key_hint(&settings.spec_source)
        .differ(Differ::None)
        .title(format!(
            "[internal] load build definition from {}",
            settings.filename
        ));
    Definition::build(source.into_output(), settings.engine.order)
}

/// The ignore file in the root of the context.
pub fn ignore_file(settings: &Settings) -> Definition {
    let source = context(settings, "context-.dockerignore")
        .follow_paths([DOCKERIGNORE])
        .differ(Differ::None)
        .title("[internal] load .dockerignore");
    Definition::build(source.into_output(), settings.engine.order)
}

/// Files of the context that say what to install; those that do not exist are left out.
pub fn dependency_files(paths: &[String], settings: &Settings) -> Definition {
    let source = context(settings, "context-dependencies")
        .follow_paths(paths)
        .differ(Differ::None)
        .title("[internal] load dependency files");
    Definition::build(source.into_output(), settings.engine.order)
}

/// The application's files, before they are put into an image: the same operation as in its graph, so that it runs once.
pub fn application_files(files: &SentFiles, settings: &Settings) -> Definition {
    Definition::build(application(files, settings), settings.engine.order)
}

/// The application's files.
pub(super) fn application(files: &SentFiles, settings: &Settings) -> Output {
    context(settings, "context")
        .include_patterns(&files.include)
        .exclude_patterns(&files.exclude)
        .title("[internal] load build context")
        .into_output()
}

/// The files of a project that is built into a wheel.
pub(super) fn project(name: &str, files: &SentFiles, settings: &Settings) -> Local {
    context(settings, &format!("context-project-{name}"))
        .include_patterns(&files.include)
        .exclude_patterns(&files.exclude)
}

/// The file that says how a project is built, alone, so that the others do not matter. It may not exist.
pub(super) fn manifest(name: &str, path: &str, settings: &Settings) -> Local {
    context(settings, &format!("context-manifest-{name}"))
        .follow_paths([path])
        .differ(Differ::None)
}

/// The build context. Each set of filters has its own copy in the engine, or they would evict each other.
fn context(settings: &Settings, copy: &str) -> Local {
    Local::new("context", &settings.session).shared_key_hint(copy)
}
