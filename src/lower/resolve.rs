//! From requirements to a lock: the one step that asks an index what there is.

use std::collections::BTreeSet;
use std::iter;

use buildkit_llb::{
    Bind, Cache, Definition, Describe, FileActions, Mkfile, Output, OutputMount, Secret, Sharing,
    Tmpfs,
};
use serde_json::Value;

use super::builder::lists;
use super::gates::wait_for;
use super::root::{Root, Step};
use super::source_map::located;
use super::{Settings, Site, commits, step, supplied};
use crate::diagnostic::Diagnostic;
use crate::plan::{Builder, INSTALLER_CACHE, LISTS, Login, OUT, PYLOCK, Resolution, UV, WARNINGS};

/// A file system that holds the lock, and what its maker warned of.
///
/// It runs again when the requirements, the options or the base change, and with `--no-cache`: not when a release appears.
///
/// # Errors
/// When a requirement is for a repository that no engine can fetch.
pub fn resolution(resolution: &Resolution, cache: &str, site: &Site) -> Result<Output, Diagnostic> {
    let root = Root::of(&resolution.base, site);
    let uv = root.uv(&resolution.fetch);
    let exec = with_logins(resolution, &root)
        .online()
        .envs(resolution.command.env.clone())
        .mount(Bind::new(LISTS, lists(&resolution.lists)))
        .mount(Bind::new(UV, uv))
        .mount(Cache::new(INSTALLER_CACHE, cache).sharing(Sharing::Shared))
        .mount(Tmpfs::new("/tmp"))
        .mounts(supplied::mount(&resolution.supplied, site)?)
        .mounts(commits::mounts(resolution, site)?);
    let title = format!("{} RESOLVE {}", site.stage("lock"), resolution.summary);
    let exec = site.settings.no_cache.titled(exec, title);
    let logins = resolution.logins.iter().map(|login| login.at.clone());
    let places: Vec<_> = resolution.at.iter().cloned().chain(logins).collect();
    let [lock] = located(exec, &places).produce([OutputMount::scratch(OUT)]);
    Ok(lock)
}

/// The program that finds versions: started by one that tells it the logins, if there are any, and by one that keeps what it
/// warns of.
fn with_logins<'a>(resolution: &Resolution, root: &Root<'a, Builder>) -> Step<'a> {
    let Resolution {
        command, logins, ..
    } = resolution;
    let keep = |argv: Vec<String>| {
        let arguments = iter::once(format!("{OUT}/{WARNINGS}")).chain(argv);
        root.script(&step::RESOLVE, arguments)
    };
    if logins.is_empty() {
        return keep(command.argv.clone());
    }
    let tell = |login: &Login| {
        let mut told = login.to_json();
        told["url"] = login.url.as_str().into();
        told
    };
    let told: Value = logins.iter().map(tell).collect();
    let arguments = iter::once(told.to_string()).chain(command.argv.iter().cloned());
    let exec = keep(step::LOGIN.argv(root.base.python(), arguments)).mount(step::LOGIN.mount());
    let secrets: BTreeSet<_> = logins.iter().map(Login::secret).collect();
    exec.mounts(secrets.into_iter().map(|id| Secret::new(id.as_str())))
}

/// A file system that holds a lock and nothing else, once all is done that was asked for it.
pub fn lock(text: &str, settings: &Settings, asked: Vec<Output>) -> Definition {
    let file = FileActions::new(None, Mkfile::new(format!("/{PYLOCK}"), text))
        .then_all(asked.into_iter().map(wait_for))
        .title(format!("[lock] WRITE {PYLOCK}"));
    Definition::build(file.into_output(), settings.engine.order)
}
