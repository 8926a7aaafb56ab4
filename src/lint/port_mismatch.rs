//! `uvicorn main:app --port 8080` and `port: 8000`

use super::Subject;
use super::own_server::OwnServer;
use super::program::started;
use crate::diagnostic::texts::lint as texts;
use crate::spec::Protocol;

pub(super) fn check(subject: &mut Subject) {
    for started in started(subject.spec) {
        let ports = started.ports.iter().map(|port| port.value);
        let declared: Vec<_> = ports
            .filter(|port| port.protocol == Protocol::Tcp)
            .collect();
        if declared.is_empty() {
            continue;
        }
        let is_other = |number: &u16| declared.iter().all(|port| port.number != *number);
        if let Some(server) = subject.server(&started) {
            for listens in &server.listens {
                if let Some(number) = listens.port.filter(is_other) {
                    let finding = texts::port_mismatch(&server.name, number, &declared);
                    subject.report(finding, listens.at.unwrap_or(server.at));
                }
            }
        } else if let Some(server) = OwnServer::of(&started, subject)
            && let Some(number) = server.listens.and_then(|it| it.port).filter(is_other)
        {
            let finding = texts::port_mismatch(&server.name, number, &declared);
            subject.found.push(finding.at(server.at));
        }
    }
}
