//! What the container of an image runs, and how: what its process says, and what the spec says for all of them.

use std::collections::BTreeMap;

use super::{Argv, Healthcheck, Port, Process, Spec, StopSignal, WEB};
use crate::diagnostic::Spanned;

/// What a container runs, and how.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// The program that always runs.
    pub entrypoint: Option<&'a Spanned<Argv>>,
    /// The program, or the arguments of the entrypoint, that `docker run` can replace.
    pub command: Option<&'a Spanned<Argv>>,
    /// Variables, on top of those that all containers have; `None` without a process.
    pub env: Option<&'a BTreeMap<String, Spanned<String>>>,
    /// Ports that it listens on.
    pub ports: &'a [Spanned<Port>],
    /// How an engine finds out whether it is well.
    pub healthcheck: Option<&'a Healthcheck>,
    /// The signal that asks it to stop.
    pub stop_signal: Option<&'a Spanned<StopSignal>>,
}

impl Spec {
    /// Whether it says what a container runs.
    pub fn names_program(&self) -> bool {
        self.entrypoint.is_some() || self.command.is_some() || !self.processes.is_empty()
    }

    /// The process of the default image: `web`, or else the first.
    pub fn default_process(&self) -> Option<&Process> {
        self.process(WEB).or_else(|| self.processes.first())
    }

    /// The process of a name.
    pub fn process(&self, name: &str) -> Option<&Process> {
        self.processes
            .iter()
            .find(|process| process.name.value == name)
    }

    /// What the image of a process runs; of the default one without a name, or of the spec itself if it has no processes.
    pub fn program(&self, name: Option<&str>) -> Program<'_> {
        let of_all = Program {
            entrypoint: self.entrypoint.as_ref(),
            command: self.command.as_ref(),
            env: None,
            ports: &self.ports,
            healthcheck: self.healthcheck.as_ref(),
            stop_signal: self.stop_signal.as_ref(),
        };
        let default = self.default_process();
        let Some(process) = name.map_or(default, |name| self.process(name)) else {
            return of_all;
        };
        let is_default = default.is_some_and(|default| default.name == process.name);
        // What workers do not have: a check of the server would fail for them.
        let of_server = is_default.then_some(of_all);
        Program {
            entrypoint: process.entrypoint.as_ref().or(of_all.entrypoint),
            command: process.command.as_ref(),
            env: Some(&process.env),
            ports: match (&process.ports, of_server) {
                (Some(own), _) => own,
                (None, server) => server.map_or(&[], |server| server.ports),
            },
            healthcheck: (process.healthcheck.as_ref())
                .or(of_server.and_then(|server| server.healthcheck)),
            stop_signal: process.stop_signal.as_ref().or(of_all.stop_signal),
        }
    }

    /// Every command line that a container of any process may run.
    pub fn command_lines(&self) -> impl Iterator<Item = &Spanned<Argv>> {
        let processes = self.processes.iter();
        let of_processes = processes.flat_map(|it| it.entrypoint.iter().chain(&it.command));
        self.entrypoint
            .iter()
            .chain(&self.command)
            .chain(of_processes)
    }
}
