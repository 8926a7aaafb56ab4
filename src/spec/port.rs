//! Ports a container listens on.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::{Diagnostic, texts};

/// A transport protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// The default.
    Tcp,
    /// Datagrams.
    Udp,
}

/// A port a container listens on. Written as OCI's `ExposedPorts` has it: `8000/tcp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port {
    /// 1 to 65535.
    pub number: u16,
    /// TCP unless written.
    pub protocol: Protocol,
}

impl FromStr for Port {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        if text.contains(':') {
            return Err(texts::spec::port_of_the_host(text));
        }
        let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        let protocol = match protocol {
            "tcp" => Protocol::Tcp,
            "udp" => Protocol::Udp,
            _ => return Err(texts::spec::port(text)),
        };
        let is_number =
            number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
        match number.parse() {
            Ok(number) if is_number => Ok(Self { number, protocol }),
            _ => Err(texts::spec::port(text)),
        }
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let protocol = match self.protocol {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
        };
        write!(f, "{}/{protocol}", self.number)
    }
}
