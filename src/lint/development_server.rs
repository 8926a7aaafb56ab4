//! `flask run`, `uvicorn --reload main:app`, `app.run()` of Flask in a program

use super::Subject;
use super::own_server::OwnServer;
use super::program::started;
use super::server::Server;
use crate::diagnostic::texts::lint as texts;

/// Options that make servers watch the files of the application, or show its variables to whoever makes it fail.
const OPTIONS: [&str; 2] = ["--reload", "--debug"];

pub(super) fn check(subject: &mut Subject) {
    for started in started(subject.spec) {
        if let Some(server) = Server::of(&started) {
            look_at(&server, subject);
        } else if let Some(server) = OwnServer::seen(&started, subject)
            && server.is_for_development
        {
            let finding = texts::development_server(&server.name);
            subject.found.push(finding.at(server.at));
        }
    }
}

fn look_at(server: &Server, subject: &mut Subject) {
    if server.is_for_development {
        subject.report(texts::development_server(&server.name), server.at);
        return;
    }
    for argument in &server.arguments {
        if OPTIONS.contains(&argument.text) {
            let finding = texts::development_option(argument.text);
            subject.report(finding, argument.at);
        }
    }
}
