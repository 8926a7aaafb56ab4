//! One plan on its way to LLB.

use std::sync::Arc;

use buildkit_llb::{Describe, Exec, Position, SourceFile, SourceRange};

use super::Settings;
use crate::diagnostic::{self, Location};
use crate::plan::{Command, Plan};

/// A plan and the settings it is lowered for.
pub(super) struct Graph<'a> {
    pub(super) plan: &'a Plan,
    pub(super) settings: &'a Settings,
}

impl Graph<'_> {
    /// A program in the base's environment, with the network that the build allows.
    pub(super) fn exec(&self, command: &Command) -> Exec {
        self.settings
            .exec(&command.argv, &self.plan.base.env)
            .envs(command.env.clone())
    }

    /// A title, the lines it comes from, and whether an older result will do.
    pub(super) fn describe<Op: Describe>(
        &self,
        operation: Op,
        title: String,
        at: &[Location],
    ) -> Op {
        let operation = located(operation.title(title), at);
        if self.settings.no_cache {
            operation.ignore_cache()
        } else {
            operation
        }
    }
}

impl Settings {
    /// A program with its arguments, in the environment of an image.
    pub(super) fn exec(&self, argv: &[String], env: &[String]) -> Exec {
        let (program, arguments) = argv
            .split_first()
            .map_or((String::new(), argv), |(first, rest)| (first.clone(), rest));
        let variables = env.iter().filter_map(|entry| entry.split_once('='));
        let exec = Exec::new(self.platform.clone(), program)
            .args(arguments)
            .envs(variables)
            .network(self.network)
            .proxy(self.proxy.clone());
        self.hosts
            .iter()
            .fold(exec, |exec, (name, address)| exec.extra_host(name, address))
    }
}

/// Says where an operation comes from: one entry for each file, because the client prints each as a block.
pub(super) fn located<Op: Describe>(mut operation: Op, at: &[Location]) -> Op {
    let mut rest = at;
    while let Some(first) = rest.first() {
        let here = rest
            .iter()
            .take_while(|location| location.file == first.file)
            .count();
        let (same_file, others) = rest.split_at(here);
        let ranges = same_file.iter().map(|location| range(location.span));
        operation = operation.location(&source_file(&first.file), ranges);
        rest = others;
    }
    operation
}

fn source_file(file: &diagnostic::SourceFile) -> Arc<SourceFile> {
    Arc::new(SourceFile {
        filename: file.name().to_owned(),
        data: file.text().as_bytes().to_vec(),
        language: "YAML".to_owned(),
        definition: None,
    })
}

fn range(span: diagnostic::Span) -> SourceRange {
    let position = |p: diagnostic::Position| Position {
        line: p.line,
        character: p.column.saturating_sub(1),
    };
    SourceRange {
        start: position(span.start),
        end: position(span.end),
    }
}
