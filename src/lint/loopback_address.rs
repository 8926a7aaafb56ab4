//! `uvicorn main:app` and `port: 8000`

use super::Subject;
use super::own_server::{Listens, OwnServer};
use super::program::started;
use super::server::is_loopback;
use crate::diagnostic::texts::lint as texts;

pub(super) fn check(subject: &mut Subject) {
    for started in started(subject.spec) {
        let Some(port) = started.ports.first() else {
            continue;
        };
        let port = port.value.number;
        if let Some(server) = subject.server(&started) {
            if server.listens.iter().all(|it| is_loopback(it.host))
                && let Some(listens) = server.listens.first()
            {
                let finding = texts::loopback_address(&server.name, listens.host, port);
                subject.report(finding, listens.at.unwrap_or(server.at));
            }
        } else if let Some(server) = OwnServer::of(&started, subject)
            && let Some(Listens { argument, host, .. }) = server.listens
            && is_loopback(&host)
        {
            let finding = texts::loopback_call(&server.name, argument, &host, port);
            subject.found.push(finding.at(server.at));
        }
    }
}
