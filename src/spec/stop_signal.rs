//! The signal that asks a container to stop.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::{Diagnostic, texts::container as texts};

/// Signals of Linux that a program can be asked to end with.
const NAMES: [&str; 30] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "KILL", "PIPE",
    "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
    "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU",
];

/// A signal of Linux: `SIGTERM`, `SIGRTMIN+3`, or its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopSignal(String);

impl StopSignal {
    /// The name with `SIG`, or the number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StopSignal {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let upper = text.to_ascii_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        let in_range = |digits: &str, range: std::ops::RangeInclusive<u32>| {
            let plain = !digits.starts_with(['0', '+']);
            plain && digits.parse().is_ok_and(|number| range.contains(&number))
        };
        let is_real_time = name == "RTMIN"
            || name == "RTMAX"
            || name
                .strip_prefix("RTMIN+")
                .is_some_and(|it| in_range(it, 1..=15))
            || name
                .strip_prefix("RTMAX-")
                .is_some_and(|it| in_range(it, 1..=14));
        if in_range(text, 1..=64) {
            Ok(Self(upper))
        } else if is_real_time || NAMES.contains(&name) {
            Ok(Self(format!("SIG{name}")))
        } else {
            Err(texts::stop_signal(
                text,
                &NAMES.map(|name| format!("SIG{name}")),
            ))
        }
    }
}

impl fmt::Display for StopSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
