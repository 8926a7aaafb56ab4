//! Texts about libraries and programs of the system that the runtime lacks.

use std::collections::BTreeSet;

use super::list;
use crate::diagnostic::{Diagnostic, Lint, Rule};

/// Why a package is installed that the spec does not ask for: `libpq.so.5, for psycopg2`.
pub fn reason(names: &BTreeSet<&str>, distributions: &BTreeSet<&str>) -> String {
    let joined = |names: &BTreeSet<&str>| names.iter().copied().collect::<Vec<_>>().join(", ");
    format!("{}, for {}", joined(names), joined(distributions))
}

/// What a package lacks.
pub struct Lack<'a> {
    /// The package.
    pub distribution: &'a str,
    /// One of its files that cannot be loaded; `None` if its code loads the libraries by their names.
    pub object: Option<&'a str>,
    /// The libraries that are not there, or the programs.
    pub names: Vec<&'a str>,
    /// The packages that bring them, as far as any do.
    pub packages: Vec<&'a str>,
    /// The key that lists packages of the runtime, if the base has any.
    pub field: Option<&'a str>,
    /// Whether the spec lists what is installed.
    pub is_listed: bool,
}

impl Lack<'_> {
    /// Of a package that was built here.
    pub fn error(&self) -> Diagnostic {
        let it = self.it();
        let why = match self.file() {
            Some(file) => {
                format!(
                    "`{file}` was linked to {it} when it was built, and cannot be loaded without"
                )
            }
            None => self.by_name(),
        };
        Diagnostic::error(Rule::Missing, self.what())
            .why(why)
            .help(self.help())
    }

    /// Of a package that others built for many systems.
    pub fn warning(&self) -> Diagnostic {
        let (what, why) = match self.file() {
            Some(file) => (
                format!("a part of {}", self.what()),
                format!("`{file}` cannot be loaded without {}", self.it()),
            ),
            None => (self.what(), self.by_name()),
        };
        Diagnostic::warning(Lint::MissingLibrary, what)
            .why(why)
            .help(self.help())
    }

    fn what(&self) -> String {
        format!(
            "`{}` needs {}, which the image does not have",
            self.distribution,
            self.shown()
        )
    }

    /// Of a package that runs programs.
    pub fn program(&self) -> Diagnostic {
        let what = format!(
            "`{}` runs {}, which the image does not have",
            self.distribution,
            self.shown()
        );
        Diagnostic::warning(Lint::MissingProgram, what).help(self.help())
    }

    fn shown(&self) -> String {
        list(self.names.iter().copied(), "and")
    }

    fn by_name(&self) -> String {
        format!("its code loads {} by name as it runs", self.it())
    }

    /// The file as Python's programmers know it.
    fn file(&self) -> Option<&str> {
        let object = self.object?;
        let parts = object.split_once("/site-packages/");
        Some(parts.map_or(object, |(_, file)| file))
    }

    fn it(&self) -> &str {
        if self.names.len() == 1 { "it" } else { "them" }
    }

    fn help(&self) -> String {
        let Some(field) = self.field else {
            return "choose a base that has it; with `base: slim` it would be found and installed"
                .to_owned();
        };
        let packages = list(self.packages.iter().copied(), "and");
        match (self.packages.is_empty(), self.is_listed) {
            (true, _) => format!(
                "no package is known that has it: add one that does to `{field}`, or choose another base"
            ),
            (false, true) => format!(
                "add {packages} to `{field}`; or leave `run` out, and what is missing is found and installed"
            ),
            (false, false) => format!(
                "{packages} was installed for it, and does not help: list what does in `{field}`"
            ),
        }
    }
}

/// The report of an audit, or of a search for packages, cannot be read.
pub fn unreadable(reason: &str) -> Diagnostic {
    Diagnostic::error(
        Rule::Internal,
        format!("the report about shared libraries cannot be read: {reason}"),
    )
}
