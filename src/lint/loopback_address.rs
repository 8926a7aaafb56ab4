//! `uvicorn main:app` and `port: 8000`

use super::Subject;
use super::program::started;
use super::server::is_loopback;
use crate::diagnostic::texts::lint as texts;

pub(super) fn check(subject: &mut Subject) {
    for started in started(subject.spec) {
        let Some(port) = started.ports.first() else {
            continue;
        };
        let Some(server) = subject.server(&started) else {
            continue;
        };
        if server.listens.iter().all(|it| is_loopback(it.host))
            && let Some(listens) = server.listens.first()
        {
            let finding = texts::loopback_address(&server.name, listens.host, port.value.number);
            subject.report(finding, listens.at.unwrap_or(server.at));
        }
    }
}
