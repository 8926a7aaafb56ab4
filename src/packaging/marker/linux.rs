//! What is known of a marker before its target is: all of them are Linux.

use super::{Comparison, Marker, MarkerEnvironment, Operand, Variable};

impl Marker {
    /// Whether it is true on all targets, or on none; `None` if that depends on the target.
    pub fn on_linux(&self) -> Option<bool> {
        match self {
            Self::Comparison(comparison) => comparison.on_linux(),
            Self::All(parts) => decide(parts, false),
            Self::Any(parts) => decide(parts, true),
        }
    }
}

/// One part decides where it has the deciding value; without one, all of them have to be known.
fn decide(parts: &[Marker], deciding: bool) -> Option<bool> {
    let mut known = parts.iter().map(Marker::on_linux);
    if known.clone().any(|it| it == Some(deciding)) {
        return Some(deciding);
    }
    known.all(|it| it.is_some()).then_some(!deciding)
}

impl Comparison {
    fn on_linux(&self) -> Option<bool> {
        let is_known = |operand: &Operand| {
            let Operand::Variable(variable) = operand else {
                return true;
            };
            let known = [
                Variable::OsName,
                Variable::SysPlatform,
                Variable::PlatformSystem,
            ];
            known.contains(variable)
        };
        let is_known = is_known(&self.left) && is_known(&self.right);
        is_known.then(|| self.evaluate(&MarkerEnvironment::default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_known_and_a_version_is_not() {
        for (text, known) in [
            ("sys_platform == 'linux'", Some(true)),
            ("platform_system != 'Linux'", Some(false)),
            ("os_name == 'nt' or sys_platform == 'linux'", Some(true)),
            ("python_version < '3.12'", None),
            (
                "python_version < '3.12' and sys_platform == 'darwin'",
                Some(false),
            ),
            ("python_version < '3.12' and sys_platform == 'linux'", None),
            (
                "python_version < '3.12' or sys_platform == 'linux'",
                Some(true),
            ),
            (
                "'linux' in sys_platform and platform_machine == 'x86_64'",
                None,
            ),
        ] {
            let marker: Marker = text.parse().unwrap();
            assert_eq!(marker.on_linux(), known, "{text}");
        }
    }
}
