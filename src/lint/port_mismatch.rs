//! `uvicorn main:app --port 8080` and `port: 8000`

use super::Subject;
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
        let Some(server) = subject.server(&started) else {
            continue;
        };
        for listens in &server.listens {
            let is_declared = |number| declared.iter().any(|port| port.number == number);
            if let Some(number) = listens.port.filter(|number| !is_declared(*number)) {
                let finding = texts::port_mismatch(&server.name, number, &declared);
                subject.report(finding, listens.at.unwrap_or(server.at));
            }
        }
    }
}
