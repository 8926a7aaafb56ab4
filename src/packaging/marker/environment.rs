//! What markers are compared with.

use std::collections::BTreeSet;

use super::Variable;
use crate::packaging::Target;

/// The values of all variables for a target; by default, of those alone that all targets share.
#[derive(Clone, Debug, Default)]
pub struct MarkerEnvironment {
    python_version: String,
    python_full_version: String,
    platform_machine: String,
    /// The names for which `extra == "…"` and `"…" in extras` are true; normalized.
    pub extras: BTreeSet<String>,
    /// The names for which `"…" in dependency_groups` is true; normalized.
    pub groups: BTreeSet<String>,
}

impl MarkerEnvironment {
    /// The environment of a target, without any extra or group.
    pub fn new(target: &Target) -> Self {
        let (major, minor) = target.feature_version().unwrap_or_default();
        Self {
            python_version: format!("{major}.{minor}"),
            python_full_version: target.full_version(),
            platform_machine: target.machine.clone(),
            extras: BTreeSet::new(),
            groups: BTreeSet::new(),
        }
    }

    /// The value of a variable that is a text.
    pub(super) fn text(&self, variable: Variable) -> &str {
        match variable {
            Variable::PythonVersion => &self.python_version,
            // The version of CPython is the version of its language.
            Variable::PythonFullVersion | Variable::ImplementationVersion => {
                &self.python_full_version
            }
            Variable::OsName => "posix",
            Variable::SysPlatform => "linux",
            Variable::PlatformSystem => "Linux",
            Variable::PlatformMachine => &self.platform_machine,
            Variable::PlatformPythonImplementation => "CPython",
            Variable::ImplementationName => "cpython",
            // The kernel is the machine's on which the container will run; the sets are no texts.
            Variable::PlatformRelease
            | Variable::PlatformVersion
            | Variable::Extra
            | Variable::Extras
            | Variable::DependencyGroups => "",
        }
    }
}
