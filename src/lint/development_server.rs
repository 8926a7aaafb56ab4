//! `flask run`, `uvicorn --reload main:app`

use super::Subject;
use super::program::started;
use super::server::Server;
use crate::diagnostic::texts::lint as texts;

/// Options that make servers watch the files of the application, or show its variables to whoever makes it fail.
const OPTIONS: [&str; 2] = ["--reload", "--debug"];

pub(super) fn check(subject: &mut Subject) {
    for server in started(subject.spec).iter().filter_map(Server::of) {
        if server.is_for_development {
            subject.report(texts::development_server(&server.name), server.at);
            continue;
        }
        for argument in &server.arguments {
            if OPTIONS.contains(&argument.text) {
                let finding = texts::development_option(argument.text);
                subject.report(finding, argument.at);
            }
        }
    }
}
