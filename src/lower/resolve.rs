//! From requirements to a lock: the one step that asks an index what there is.

use buildkit_llb::{
    Bind, Cache, Definition, Describe, FileActions, Mkfile, OutputMount, Sharing, Tmpfs,
};

use super::builder::lists;
use super::source_map::located;
use super::{Settings, base};
use crate::plan::{BaseImage, INSTALLER_CACHE, LISTS, OUT, PYLOCK, Resolution, UV};

/// A file system that holds the lock.
///
/// It runs again when the requirements, the options or the base change, and with `--no-cache`: not when a release appears.
pub fn resolution(
    resolution: &Resolution,
    image: &BaseImage,
    cache: &str,
    settings: &Settings,
) -> Definition {
    let base = base::image(image, settings);
    let uv = settings.uv(&base, &image.env, &resolution.fetch);
    let exec = settings
        .exec(&resolution.command.argv, &image.env)
        .envs(resolution.command.env.clone())
        .mount(Bind::new(LISTS, lists(&resolution.lists)))
        .mount(Bind::new(UV, uv))
        .mount(Cache::new(INSTALLER_CACHE, cache).sharing(Sharing::Shared))
        .mount(Tmpfs::new("/tmp"))
        .title(format!("[lock] RESOLVE {}", resolution.summary));
    let exec = if settings.no_cache {
        exec.ignore_cache()
    } else {
        exec
    };
    let [lock] = located(exec, &resolution.at).produce(base, [OutputMount::scratch(OUT)]);
    Definition::build(lock, settings.engine.order)
}

/// A file system that holds a lock and nothing else.
pub fn lock(text: &str, settings: &Settings) -> Definition {
    let file = FileActions::new(None, Mkfile::new(format!("/{PYLOCK}"), text))
        .title(format!("[lock] WRITE {PYLOCK}"));
    Definition::build(file.into_output(), settings.engine.order)
}
