//! Whether a marker is true in an environment.

use std::collections::BTreeSet;

use pep440_rs::{Version, VersionSpecifier};

use super::{
    Comparison, Marker, MarkerEnvironment, OPERATORS, Operand, Operator, Variable, spelling,
};
use crate::packaging::normalize_name;

impl Marker {
    /// The extras that it asks for by `extra == "…"`, normalized.
    pub fn extras(&self) -> BTreeSet<String> {
        match self {
            Self::Comparison(comparison) => comparison.extra().into_iter().collect(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::extras).collect(),
        }
    }

    /// Whether it is true in an environment. A comparison that has no meaning is false.
    pub fn evaluate(&self, environment: &MarkerEnvironment) -> bool {
        match self {
            Self::Comparison(comparison) => comparison.evaluate(environment),
            Self::All(parts) => parts.iter().all(|part| part.evaluate(environment)),
            Self::Any(parts) => parts.iter().any(|part| part.evaluate(environment)),
        }
    }
}

impl Comparison {
    fn extra(&self) -> Option<String> {
        match (&self.left, self.operator, &self.right) {
            (Operand::Text(name), Operator::Equal, Operand::Variable(Variable::Extra))
            | (Operand::Variable(Variable::Extra), Operator::Equal, Operand::Text(name)) => {
                Some(normalize_name(name))
            }
            _ => None,
        }
    }

    pub(super) fn evaluate(&self, environment: &MarkerEnvironment) -> bool {
        match (&self.left, &self.right) {
            (Operand::Text(name), Operand::Variable(Variable::DependencyGroups)) => {
                (self.operator == Operator::In)
                    == environment.groups.contains(&normalize_name(name))
            }
            (Operand::Text(name), Operand::Variable(Variable::Extras)) => {
                (self.operator == Operator::In)
                    == environment.extras.contains(&normalize_name(name))
            }
            (Operand::Text(name), Operand::Variable(Variable::Extra))
            | (Operand::Variable(Variable::Extra), Operand::Text(name)) => {
                let has = environment.extras.contains(&normalize_name(name));
                match self.operator {
                    Operator::Equal => has,
                    Operator::NotEqual => !has,
                    _ => false,
                }
            }
            (left, right) => {
                let is_version = match (left, right) {
                    (Operand::Variable(variable), _) | (_, Operand::Variable(variable)) => {
                        variable.is_version()
                    }
                    _ => false,
                };
                compare(
                    left.text(environment),
                    self.operator,
                    right.text(environment),
                    is_version,
                )
            }
        }
    }
}

impl Operand {
    fn text<'a>(&'a self, environment: &'a MarkerEnvironment) -> &'a str {
        match self {
            Self::Variable(variable) => environment.text(*variable),
            Self::Text(text) => text,
        }
    }
}

impl Variable {
    /// Whether its values are compared as versions, where they can be.
    fn is_version(self) -> bool {
        matches!(
            self,
            Self::PythonVersion
                | Self::PythonFullVersion
                | Self::ImplementationVersion
                | Self::PlatformRelease
        )
    }
}

fn compare(left: &str, operator: Operator, right: &str, is_version: bool) -> bool {
    if is_version && let Some(answer) = compare_versions(left, operator, right) {
        return answer;
    }
    // Texts have no order: the standard knows `<=` and `>=` of them as equality only.
    match operator {
        Operator::Equal | Operator::AtMost | Operator::AtLeast => left == right,
        Operator::NotEqual => left != right,
        Operator::In => right.contains(left),
        Operator::NotIn => !right.contains(left),
        Operator::Less | Operator::Greater | Operator::Compatible | Operator::ArbitraryEqual => {
            false
        }
    }
}

/// Compares versions (PEP 440); `None` if the right side is none, or the operator is not about versions.
fn compare_versions(left: &str, operator: Operator, right: &str) -> Option<bool> {
    match operator {
        Operator::In | Operator::NotIn => None,
        // Nothing is no version, not even an arbitrary one.
        Operator::ArbitraryEqual => Some(right.trim())
            .filter(|right| !right.is_empty())
            .map(|right| left.eq_ignore_ascii_case(right)),
        _ => {
            let specifier = format!("{}{right}", spelling(&OPERATORS, operator));
            let specifier: VersionSpecifier = specifier.parse().ok()?;
            let version = left.parse::<Version>();
            Some(version.is_ok_and(|version| specifier.contains(&version)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packaging::{CLibrary, Target};

    /// As `packaging` 26.4 says: where there is no release, it is not equal to nothing.
    #[test]
    fn nothing_is_no_arbitrary_version() {
        let environment = MarkerEnvironment::new(&Target {
            python: "3.13.5".to_owned(),
            cache_tag: "cpython-313".to_owned(),
            machine: "x86_64".to_owned(),
            libc: CLibrary::Other,
        });
        let is_true = |text: &str| text.parse::<Marker>().unwrap().evaluate(&environment);
        assert!(!is_true("platform_release === ''"));
        assert!(!is_true("'' === platform_release"));
        assert!(is_true("platform_release == ''"));
        assert!(is_true("python_version === '3.13'"));
    }
}
