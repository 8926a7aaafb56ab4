//! Advice: what works, and will be regretted.
//!
//! Pure: spec and files to findings, which are warnings with a [`Lint`] each. A rule says only what is certain.

mod config;
mod development_server;
mod end_of_life_python;
mod hardcoded_secret;
mod known_servers;
mod loopback_address;
mod own_server;
mod port_mismatch;
mod program;
mod report;
mod root_user;
mod server;
mod shadowed_dependencies;
mod shell_syntax;
mod stale_lock;
mod unencrypted_index;
mod unexpanded_variable;
mod unlocked_dependencies;
mod unpinned_base;
mod unused_build_packages;
mod unused_build_settings;

use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile, Span};
use crate::lock::{Files, Inputs, View};
use crate::spec::{ContextPath, Spec};
use program::Started;
use server::Server;

pub use config::Config;
pub use report::Report;
pub use unused_build_packages::unused_build_packages;
pub use unused_build_settings::unused_build_settings;

/// Which rules are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that a build tells by the way, from what it has read anyway.
    Build,
    /// All of them.
    Everything,
}

/// How far a look has come.
#[derive(Debug)]
pub enum Progress {
    /// These files of the context are needed next; they may not exist.
    Wants(Vec<ContextPath>),
    /// All that was found.
    Done(Diagnostics),
}

/// Looks, and notes what it finds.
type Check = fn(&mut Subject);

/// The rules that are asked before anything is built, with whether builds tell them.
const RULES: [(Check, bool); 13] = [
    (development_server::check, true),
    (end_of_life_python::check, true),
    (hardcoded_secret::check, true),
    (loopback_address::check, true),
    (port_mismatch::check, true),
    (root_user::check, true),
    (shadowed_dependencies::check, false),
    (shell_syntax::check, true),
    (stale_lock::check, true),
    (unencrypted_index::check, true),
    (unexpanded_variable::check, true),
    (unlocked_dependencies::check, false),
    (unpinned_base::check, true),
];

/// Looks at a spec and what belongs to it. `inputs` are missing where the files that list dependencies cannot be read.
///
/// Asking for everything is done again and again with more files, until there is an answer. The same files give the same
/// answer.
pub fn look(spec: &Spec, inputs: Option<&Inputs>, files: &Files, scope: Scope) -> Progress {
    let mut subject = Subject {
        spec,
        inputs,
        files: View::of(files),
        must_see: false,
        found: Diagnostics::new(),
    };
    for (check, in_builds) in RULES {
        if in_builds || scope == Scope::Everything {
            check(&mut subject);
        }
    }
    let missed = subject.files.missed();
    if (scope == Scope::Everything || subject.must_see) && !missed.is_empty() {
        return Progress::Wants(missed);
    }
    subject.found.sort();
    Progress::Done(subject.found)
}

/// What rules look at, and what they found.
struct Subject<'a> {
    spec: &'a Spec,
    inputs: Option<&'a Inputs>,
    files: View<'a>,
    /// Whether a build has to read more than it has, so that nothing is told that is not so.
    must_see: bool,
    found: Diagnostics,
}

impl Subject<'_> {
    /// The server that a container starts with. Where its own settings lie beside it, nobody knows what they say.
    fn server<'s>(&mut self, started: &Started<'s>) -> Option<Server<'s>> {
        let mut server = Server::of(started)?;
        let is_default = server.listens.iter().any(|it| it.is_default);
        let settings = server.settings.and_then(|path| path.parse().ok());
        if is_default && settings.is_some_and(|path| self.must_see(&path).is_some()) {
            server.listens.clear();
        }
        Some(server)
    }

    /// A file, if it is there: what would be told in builds depends on it.
    fn must_see(&mut self, path: &ContextPath) -> Option<Result<SourceFile, Diagnostic>> {
        self.must_see = true;
        self.files.get(path)
    }

    /// Notes what is wrong at a place in the spec.
    fn report(&mut self, finding: Diagnostic, span: Span) {
        self.found.push(finding.at(self.spec.file.at(span)));
    }
}

#[cfg(test)]
mod tests;
