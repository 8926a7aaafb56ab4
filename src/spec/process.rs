//! Processes: the programs of one application, each with an image configuration of its own on the same layers.

use std::collections::BTreeMap;

use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use super::{Argv, Healthcheck, Port, StopSignal, argv, env, healthcheck, target_name};
use crate::diagnostic::{Spanned, texts::process as texts};

/// The process that is the default image, as with a Procfile; without one of that name, the first is.
pub const WEB: &str = "web";

/// What one container of an application runs. What is left out is what the spec says for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Unique among all targets.
    pub name: Spanned<String>,
    /// The program that always runs.
    pub entrypoint: Option<Spanned<Argv>>,
    /// The program, or the arguments of the entrypoint, that `docker run` can replace. One of the two is there.
    pub command: Option<Spanned<Argv>>,
    /// Variables, on top of the spec's.
    pub env: BTreeMap<String, Spanned<String>>,
    /// Ports that it listens on. Left out: the spec's for the default process, and none for the others.
    pub ports: Option<Vec<Spanned<Port>>>,
    /// How an engine finds out whether it is well. Left out: as with ports.
    pub healthcheck: Option<Healthcheck>,
    /// The signal that asks it to stop.
    pub stop_signal: Option<Spanned<StopSignal>>,
}

/// The keys of the map form.
pub(super) const FIELDS: &[Known] = &[
    ("command", &[]),
    ("entrypoint", &[]),
    ("env", &["environment"]),
    ("port", &["expose"]),
    ("healthcheck", &[]),
    ("stop_signal", &[]),
];

/// Commands, or maps of a command and what belongs to it, by name.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Vec<Process> {
    let Kind::Map(entries) = &node.kind else {
        reader.report(texts::processes_have_names(field), node.span);
        return Vec::new();
    };
    if entries.is_empty() {
        reader.report(texts::none(field), node.span);
    }
    let entries = reader.steps(field, entries, node.span);
    let processes = entries.iter().filter_map(|(name, node)| {
        if let Err(problem) = target_name::check(&name.value, "process") {
            reader.report(problem, name.span);
            return None;
        }
        process(reader, name, node)
    });
    processes.collect()
}

fn process(reader: &mut Reader, name: &Spanned<String>, node: &Node) -> Option<Process> {
    let empty = Process {
        name: name.clone(),
        entrypoint: None,
        command: None,
        env: BTreeMap::new(),
        ports: None,
        healthcheck: None,
        stop_signal: None,
    };
    let Kind::Map(entries) = &node.kind else {
        let command = Some(argv::read(reader, &name.value, node)?);
        return Some(Process { command, ..empty });
    };
    let mut fields = Fields::of(reader, entries, FIELDS);
    if !fields.has("command") && !fields.has("entrypoint") {
        fields.report(texts::no_command(&name.value), node.span);
    }
    Some(Process {
        entrypoint: fields.read("entrypoint", argv::read).flatten(),
        command: fields.read("command", argv::read).flatten(),
        env: fields.read("env", env::read).unwrap_or_default(),
        ports: fields.read("port", Reader::values),
        healthcheck: fields.read("healthcheck", healthcheck::read).flatten(),
        stop_signal: fields.value("stop_signal"),
        ..empty
    })
}
