//! What `docker history` shows: one entry for each layer, in the order of the layers, and the configuration's.

use super::environment::{Environment, VENV};
use super::moment::rfc3339;
use super::{BUILT, History, PackageLayer, Packages, Plan, Wheels};

/// Who wrote an entry.
const COMMENT: &str = "cartwright.v0";

/// The entries on top of the base's.
///
/// The exporter counts: exactly one entry for each layer that lowering makes, or it would fill in what it remembers from
/// whichever build made a layer first.
pub(super) fn entries(plan: &Plan) -> Vec<History> {
    let container = &plan.image.config;
    let mut entries = Vec::new();
    let base = &plan.bases.runtime.image;
    if base.is_reduced {
        entries.push(layer(format!("REDUCE {}", base.reference)));
    }
    entries.extend(installed(plan, plan.packages.as_ref()));
    let copies = &plan.copies;
    entries.extend(copies.below.iter().map(|it| layer(it.summary())));
    let trusted: Vec<_> = plan.trust.shipped().map(|it| it.from.name()).collect();
    if !trusted.is_empty() {
        entries.push(layer(format!("TRUST {}", trusted.join(" "))));
    }
    if let Some(account) = &plan.account {
        entries.push(layer(format!(
            "ACCOUNT {} {}:{}",
            account.name, account.uid, account.gid
        )));
    }
    if plan.library.is_some() {
        entries.push(layer("BYTECODE standard library".to_owned()));
    }
    match &plan.environment {
        Some(Environment::Wheels(wheels)) => {
            entries.push(layer(format!("ENVIRONMENT {VENV}")));
            let layers = wheels
                .unpackings
                .iter()
                .flat_map(|unpacking| &unpacking.layers);
            entries.extend(layers.flat_map(|it| unpacked(wheels, it)));
        }
        Some(Environment::Pip(installation)) => {
            entries.push(layer(format!("COPY {VENV} ({})", installation.summary)));
        }
        None => {}
    }
    let writable = |is_apart: bool| {
        let writable = plan.writable.as_ref();
        let writable = writable.filter(|it| it.is_apart == is_apart)?;
        let directories = writable.names();
        Some(layer(format!("WRITABLE {directories}")))
    };
    entries.extend(writable(true));
    let workdir = &plan.application.workdir;
    entries.extend(plan.build.apart.iter().map(|it| layer(it.summary(workdir))));
    entries.push(layer(format!("COPY . {workdir}")));
    entries.extend(copies.above.iter().map(|it| layer(it.summary())));
    entries.extend(writable(false));
    if plan.shows_built() {
        entries.push(layer(format!("COPY wheels {BUILT}")));
    }
    entries.extend(installed(plan, plan.tools.as_ref()));
    entries.push(setting(format!("ENV {}", container.env.join(" "))));
    entries.push(setting(format!("WORKDIR {}", container.working_dir)));
    for port in container.exposed_ports.keys() {
        entries.push(setting(format!("EXPOSE {port}")));
    }
    for path in container.volumes.keys() {
        entries.push(setting(format!("VOLUME {path}")));
    }
    entries.push(setting(format!("USER {}", container.user)));
    for (keyword, argv) in [
        ("ENTRYPOINT", &container.entrypoint),
        ("CMD", &container.cmd),
    ] {
        if !argv.is_empty() {
            entries.push(setting(format!("{keyword} {argv:?}")));
        }
    }
    if let Some(check) = &container.healthcheck {
        entries.push(setting(format!("HEALTHCHECK {:?}", check.test)));
    }
    if !container.stop_signal.is_empty() {
        entries.push(setting(format!("STOPSIGNAL {}", container.stop_signal)));
    }
    // Not every exporter knows the time that the client asked for.
    for entry in &mut entries {
        entry.created = plan.epoch.map(rfc3339);
    }
    entries
}

/// The packages of a layer, and whether something may be left out of them; once for each part.
fn unpacked(wheels: &Wheels, packages: &PackageLayer) -> impl Iterator<Item = History> {
    let is_pruned = packages.packages.iter().any(|it| wheels.prunes(it));
    let pruned = if is_pruned { " (pruned)" } else { "" };
    let summary = format!("WHEELS {}{pruned}", packages.summary());
    let parts = packages.parts;
    (1..=parts).map(move |part| {
        layer(if parts == 1 {
            summary.clone()
        } else {
            format!("{summary} ({part} of {parts})")
        })
    })
}

/// Packages of the distribution, and what installed them.
fn installed(plan: &Plan, packages: Option<&Packages>) -> Option<History> {
    let manager = plan.bases.runtime.facts.package_manager()?;
    let names = packages?.names.join(" ");
    Some(layer(format!("{} {names}", manager.verb())))
}

fn layer(created_by: String) -> History {
    History {
        created_by,
        comment: COMMENT.to_owned(),
        ..History::default()
    }
}

fn setting(created_by: String) -> History {
    History {
        empty_layer: true,
        ..layer(created_by)
    }
}
