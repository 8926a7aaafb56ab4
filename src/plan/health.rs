//! The health check of a container, as engines take it.

use std::time::Duration;

use super::image_config::HealthConfig;
use crate::spec::{HealthTest, Healthcheck};

/// Asks the container over HTTP. No more than the standard library's sockets, so that it costs next to nothing.
const ASK: &str = include_str!("../steps/health.py");

/// How long a server may take to start, and how often it is asked meanwhile: it counts as well soon after it is.
const START_PERIOD: Duration = Duration::from_secs(30);
const START_INTERVAL: Duration = Duration::from_secs(2);

/// The check for an image with an interpreter.
pub(super) fn check(healthcheck: &Healthcheck, python: &str) -> HealthConfig {
    // On its own, without what is installed, and without writing bytecode.
    let asks = |port: &u16, path: Option<&str>| {
        let port = port.to_string();
        let words = [python, "-ISBc", ASK, &port].into_iter().chain(path);
        ("CMD", words.map(str::to_owned).collect())
    };
    let (kind, words) = match &healthcheck.test {
        HealthTest::Disabled => ("NONE", Vec::new()),
        HealthTest::Shell(line) => ("CMD-SHELL", vec![line.clone()]),
        HealthTest::Program(argv) => ("CMD", argv.as_slice().to_vec()),
        HealthTest::Http { port, path } => asks(port, Some(path)),
        HealthTest::Tcp(port) => asks(port, None),
    };
    let is_server = matches!(
        healthcheck.test,
        HealthTest::Http { .. } | HealthTest::Tcp(_)
    );
    let unless_given = |given: Option<Duration>, length| given.or(is_server.then_some(length));
    HealthConfig {
        test: std::iter::once(kind.to_owned()).chain(words).collect(),
        interval: nanoseconds(healthcheck.interval),
        timeout: nanoseconds(healthcheck.timeout),
        start_period: nanoseconds(unless_given(healthcheck.start_period, START_PERIOD)),
        start_interval: nanoseconds(unless_given(healthcheck.start_interval, START_INTERVAL)),
        retries: healthcheck.retries.unwrap_or_default(),
    }
}

/// Zero for the engine's own choice.
fn nanoseconds(length: Option<Duration>) -> u64 {
    let length = length.unwrap_or_default().as_nanos();
    u64::try_from(length).unwrap_or(u64::MAX)
}
