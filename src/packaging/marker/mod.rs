//! Environment markers (PEP 508), with the two set variables of lock files (PEP 751).

mod environment;
mod evaluate;
mod linux;
mod opposite;
mod parse;

use std::fmt;

pub use environment::MarkerEnvironment;
pub(super) use parse::in_requirement;

/// A condition on the environment. Its [`Display`](fmt::Display) is canonical: single spaces, double quotes, and no
/// parentheses that change nothing.
///
/// Parsed with all variables, as in a lock file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Marker {
    /// One comparison.
    Comparison(Comparison),
    /// True if all of these are; two or more, none of them [`Marker::All`].
    All(Vec<Marker>),
    /// True if one of these is; two or more, none of them [`Marker::Any`].
    Any(Vec<Marker>),
}

/// A comparison of a variable with a text, or of two variables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Comparison {
    left: Operand,
    operator: Operator,
    right: Operand,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Operand {
    Variable(Variable),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Variable {
    PythonVersion,
    PythonFullVersion,
    OsName,
    SysPlatform,
    PlatformRelease,
    PlatformSystem,
    PlatformVersion,
    PlatformMachine,
    PlatformPythonImplementation,
    ImplementationName,
    ImplementationVersion,
    Extra,
    Extras,
    DependencyGroups,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Operator {
    ArbitraryEqual,
    Equal,
    Compatible,
    NotEqual,
    AtMost,
    AtLeast,
    Less,
    Greater,
    In,
    NotIn,
}

/// Spellings of the variables; the first of each is the canonical one.
const VARIABLES: [(&str, Variable); 20] = [
    ("python_version", Variable::PythonVersion),
    ("python_full_version", Variable::PythonFullVersion),
    ("os_name", Variable::OsName),
    ("sys_platform", Variable::SysPlatform),
    ("platform_release", Variable::PlatformRelease),
    ("platform_system", Variable::PlatformSystem),
    ("platform_version", Variable::PlatformVersion),
    ("platform_machine", Variable::PlatformMachine),
    (
        "platform_python_implementation",
        Variable::PlatformPythonImplementation,
    ),
    ("implementation_name", Variable::ImplementationName),
    ("implementation_version", Variable::ImplementationVersion),
    ("extra", Variable::Extra),
    // Older spellings that pip and uv still take.
    ("os.name", Variable::OsName),
    ("sys.platform", Variable::SysPlatform),
    ("platform.version", Variable::PlatformVersion),
    ("platform.machine", Variable::PlatformMachine),
    (
        "platform.python_implementation",
        Variable::PlatformPythonImplementation,
    ),
    (
        "python_implementation",
        Variable::PlatformPythonImplementation,
    ),
    // In lock files only.
    ("extras", Variable::Extras),
    ("dependency_groups", Variable::DependencyGroups),
];

/// A longer operator comes before those that it begins with.
const OPERATORS: [(&str, Operator); 8] = [
    ("===", Operator::ArbitraryEqual),
    ("==", Operator::Equal),
    ("~=", Operator::Compatible),
    ("!=", Operator::NotEqual),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl Marker {
    /// True if this one and all of the others are.
    #[must_use]
    pub fn and(self, others: impl IntoIterator<Item = Self>) -> Self {
        join(self, others, Self::All, |marker| match marker {
            Self::All(parts) => Ok(parts),
            other => Err(other),
        })
    }

    /// True if this one or one of the others is.
    #[must_use]
    pub fn or(self, others: impl IntoIterator<Item = Self>) -> Self {
        join(self, others, Self::Any, |marker| match marker {
            Self::Any(parts) => Ok(parts),
            other => Err(other),
        })
    }
}

/// Joins markers into a flat list.
fn join(
    first: Marker,
    others: impl IntoIterator<Item = Marker>,
    whole: fn(Vec<Marker>) -> Marker,
    parts: fn(Marker) -> Result<Vec<Marker>, Marker>,
) -> Marker {
    let mut others = others.into_iter().peekable();
    if others.peek().is_none() {
        return first;
    }
    let mut flat = Vec::new();
    for marker in std::iter::once(first).chain(others) {
        match parts(marker) {
            Ok(several) => flat.extend(several),
            Err(one) => flat.push(one),
        }
    }
    whole(flat)
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, joint) = match self {
            Self::Comparison(comparison) => return comparison.fmt(f),
            Self::All(parts) => (parts, "and"),
            Self::Any(parts) => (parts, "or"),
        };
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                write!(f, " {joint} ")?;
            }
            match (self, part) {
                (Self::All(_), Self::Any(_)) => write!(f, "({part})")?,
                _ => part.fmt(f)?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = match self.operator {
            Operator::In => "in",
            Operator::NotIn => "not in",
            symbol => spelling(&OPERATORS, symbol),
        };
        write!(f, "{} {operator} {}", self.left, self.right)
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(variable) => f.write_str(spelling(&VARIABLES, *variable)),
            Self::Text(text) if text.contains('"') => write!(f, "'{text}'"),
            Self::Text(text) => write!(f, "\"{text}\""),
        }
    }
}

fn spelling<T: PartialEq + Copy>(spellings: &[(&'static str, T)], meant: T) -> &'static str {
    let found = spellings.iter().find(|(_, meaning)| *meaning == meant);
    found.map_or("", |(spelling, _)| spelling)
}
