//! A private Docker engine for a machine where none is reachable.

mod bootstrap;
mod client;
mod daemon;
mod derived;
mod home;
mod mirror;
mod network;
mod standin;
mod store;
mod twin;

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::thread;

use crate::docker::Docker;
use crate::problem::{Outcome, Problem};
use crate::process::progress;
use bootstrap::Bootstrap;
pub use derived::{derive, derive_alpine, dockerfile_frontend};
use home::Home;
pub use standin::has_stand_ins;
use standin::{STAND_INS, StandIn};
pub use store::Store;
pub use twin::twin;

/// What has to be on the machine to set up an engine.
const TOOLS: [&str; 8] = [
    "apt-get",
    "dpkg",
    "perl",
    "tar",
    "chroot",
    "mount",
    "unshare",
    "sha256sum",
];

/// A Docker with buildx: our own engine if it runs, else one that is reachable, else our own engine, set up and started.
pub fn up(store: Option<Store>) -> Outcome<Docker> {
    let home = Home::find()?;
    let running = daemon::running(&home);
    if running.is_none()
        && let Some(docker) = Docker::reachable()
    {
        progress("a Docker with buildx is reachable: using it, setting nothing up");
        return Ok(docker);
    }
    can_set_up()?;
    let _lock = home.lock()?;
    let enough = |now| store.is_none_or(|wanted| wanted == now) && is_current(&home);
    if !daemon::running(&home).is_some_and(enough) {
        daemon::stop(&home)?;
        set_up(&home, store.unwrap_or_default(), &STAND_INS)?;
    }
    Ok(client::docker(&home))
}

/// Whether a running engine has what one has that is set up today.
fn is_current(home: &Home) -> bool {
    let docker = client::docker(home);
    let has = |image: &StandIn| image.is_loaded(&docker, home);
    bootstrap::engine_root(home).exists() && STAND_INS.iter().all(has)
}

/// Our own engine if it runs, else one that is reachable.
pub fn current() -> Outcome<Docker> {
    let home = Home::find()?;
    if daemon::running(&home).is_some() {
        return Ok(client::docker(&home));
    }
    Docker::reachable()
        .ok_or_else(|| Problem::new("no engine runs: start one with `cargo xtask engine up`"))
}

/// Ends our own engine; with `purge`, deletes its directory as well.
pub fn down(purge: bool) -> Outcome {
    let home = Home::find()?;
    if !home.is_made() {
        progress(format_args!(
            "no engine was set up in {}",
            home.dir().display()
        ));
        return Ok(());
    }
    let _lock = home.lock()?;
    daemon::stop(&home)?;
    let root = bootstrap::engine_root(&home);
    if root.exists() {
        network::down(&home, &root)?;
    }
    if purge {
        home.purge()?;
    }
    progress(format_args!(
        "the engine in {} is {}",
        home.dir().display(),
        if purge { "gone" } else { "down" }
    ));
    Ok(())
}

/// The table of contents of a cold start: root and stand-ins are made side by side, and dockerd starts before the stand-ins are ready.
fn set_up(home: &Home, store: Store, images: &[StandIn]) -> Outcome {
    progress(format_args!(
        "starting an engine in {} ({store} store)",
        home.dir().display()
    ));
    let bootstrap = &Bootstrap::fetch(home)?;
    thread::scope(|scope| {
        let archives: Vec<_> = images
            .iter()
            .map(|image| (image, scope.spawn(move || image.archive(home, bootstrap))))
            .collect();
        let root = bootstrap.engine_root(home)?;
        client::set_up(home, &root)?;
        start(home, &root, store)?;
        let docker = client::docker(home);
        for (image, archive) in archives {
            let archive = archive
                .join()
                .map_err(|_| Problem::new("making a stand-in panicked"))??;
            image.load(&docker, home, &archive)?;
            progress(format_args!("{} is ready", image.name()));
        }
        daemon::ready(home, store)
    })
    .inspect_err(|_| {
        let _ = daemon::stop(home);
    })
}

fn start(home: &Home, root: &Path, store: Store) -> Outcome {
    let network = network::up(home, root)?;
    daemon::start(home, root, &network, store)?;
    progress("dockerd answers");
    Ok(())
}

fn can_set_up() -> Outcome {
    let missing: Vec<&str> = TOOLS.into_iter().filter(|tool| !on_path(tool)).collect();
    let root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    match (root, missing.is_empty()) {
        (true, true) => Ok(()),
        (false, _) => Err(Problem::new(
            "no Docker with buildx is reachable, and only root can set one up here: install Docker Engine and its buildx plugin, or become root",
        )),
        (true, false) => Err(Problem::new(format!(
            "no Docker with buildx is reachable, and setting one up here takes {}: install Docker Engine and its buildx plugin, or those",
            missing.join(", ")
        ))),
    }
}

fn on_path(tool: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].map(PathBuf::from);
    env::split_paths(&path)
        .chain(system)
        .any(|dir| dir.join(tool).exists())
}
