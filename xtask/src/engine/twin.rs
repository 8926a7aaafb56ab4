//! Another engine of the same parts, whose caches are empty: what two engines make can be compared.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::bootstrap::engine_root;
use super::home::Home;
use super::standin::StandIn;
use super::{Store, client, daemon, set_up};
use crate::docker::Docker;
use crate::image;
use crate::problem::{About as _, Outcome, Problem};
use crate::process::run;

/// Starts it in a directory, which is empty or not there, with the frontend that the private engine has and the base that
/// specs have by default.
pub fn twin(dir: &Path, store: Store) -> Outcome<Docker> {
    let first = Home::find()?;
    if !engine_root(&first).exists() || daemon::running(&first).is_none() {
        return Err(Problem::new(
            "no private engine runs whose twin it could be: start one with `cargo xtask engine up`",
        ));
    }
    let home = Home::at(dir)?;
    let _lock = home.lock()?;
    home.link_parts(&first)?;
    set_up(&home, store, &[StandIn::LATEST])?;
    let docker = client::docker(&home);
    copy_image(&client::docker(&first), &docker, &home)?;
    Ok(docker)
}

fn copy_image(from: &Docker, to: &Docker, home: &Home) -> Outcome {
    let archive = home.tmp()?.join("frontend.tar");
    let with = |docker: &Docker, arguments: &[&str]| -> Command {
        let mut command = docker.command();
        command.args(arguments).arg(&archive);
        command
    };
    run(&mut with(from, &["save", image::NAME, "--output"]))?;
    run(&mut with(to, &["load", "--quiet", "--input"]))?;
    fs::remove_file(&archive).about(archive.display())
}
