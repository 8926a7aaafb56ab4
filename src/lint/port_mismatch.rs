//! `uvicorn main:app --port 8080` and `port: 8000`, or `healthcheck: http:8000/`

use super::Subject;
use super::own_server::OwnServer;
use super::program::{Started, started};
use crate::diagnostic::{Location, texts::lint as texts};
use crate::spec::{HealthTest, Protocol};

pub(super) fn check(subject: &mut Subject) {
    for started in started(subject.spec) {
        let ports = started.ports.iter().map(|port| port.value);
        let declared: Vec<_> = ports
            .filter(|port| port.protocol == Protocol::Tcp)
            .collect();
        let asked = started.healthcheck.and_then(|check| match check.test {
            HealthTest::Http { port, .. } | HealthTest::Tcp(port) => Some((port, check.at)),
            _ => None,
        });
        if declared.is_empty() && asked.is_none() {
            continue;
        }
        let is_declared = |number: u16| declared.iter().any(|port| port.number == number);
        let served = served(&started, subject);
        for it in &served {
            if !declared.is_empty() && !is_declared(it.port) {
                let finding = texts::port_mismatch(&it.server, it.port, &declared);
                subject.found.push(finding.at(it.at.clone()));
            }
        }
        // Another program of the container may serve what is declared, such as numbers for a monitor.
        if let (Some((port, at)), Some(first)) = (asked, served.first())
            && served.iter().all(|it| it.port != port)
            && !is_declared(port)
        {
            subject.report(texts::healthcheck_port(port, &first.server, first.port), at);
        }
    }
}

/// A port that a server listens on.
struct Served {
    server: String,
    port: u16,
    /// Where that is written.
    at: Location,
}

/// The ports that a program listens on, as far as they are known.
fn served(started: &Started, subject: &mut Subject) -> Vec<Served> {
    if let Some(server) = subject.server(started) {
        let served = server.listens.iter().filter_map(|listens| {
            Some(Served {
                server: server.name.clone(),
                port: listens.port?,
                at: subject.spec.file.at(listens.at.unwrap_or(server.at)),
            })
        });
        return served.collect();
    }
    let own = OwnServer::of(started, subject).and_then(|server| {
        Some(Served {
            server: server.name,
            port: server.listens?.port?,
            at: server.at,
        })
    });
    own.into_iter().collect()
}
