//! What users want to know: `# check=skip=RootUser;error=true` above the spec, or the build argument that stands for it.

use crate::context::boolean;
use crate::diagnostic::{Diagnostic, Fault, Lint, SourceFile, Span, texts::lint as texts};

/// What is told, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    skip: Skip,
    /// Whether what is told is an error.
    pub(super) error: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Skip {
    All,
    These(Vec<Lint>),
}

impl Default for Skip {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl Config {
    /// What the client says (`BUILDKIT_DOCKERFILE_CHECK`), or else what the spec says; the default is to tell everything.
    ///
    /// # Errors
    /// When it cannot be understood. Rules that nobody knows are an error in the spec alone: the client may mean those of
    /// Dockerfiles.
    pub fn read(spec: &SourceFile, client: Option<&str>) -> Result<Self, Diagnostic> {
        if let Some(text) = client {
            return Self::parse(text, false).map_err(|fault| texts::client_check(fault.diagnostic));
        }
        let Some((text, line, column)) = directive(spec) else {
            return Ok(Self::default());
        };
        Self::parse(text, true).map_err(|Fault { diagnostic, within }| {
            let columns = match within {
                Some(within) => column + within.start as usize..column + within.end as usize,
                None => column..column + text.chars().count(),
            };
            let span = Span::on_line(line, columns);
            diagnostic.at(spec.at(span))
        })
    }

    /// The same, and nothing is an error.
    #[must_use]
    pub fn without_errors(self) -> Self {
        Self {
            error: false,
            ..self
        }
    }

    /// Whether findings of a rule are told.
    pub(super) fn tells(&self, lint: Lint) -> bool {
        match &self.skip {
            Skip::All => false,
            Skip::These(skipped) => !skipped.contains(&lint),
        }
    }

    fn parse(text: &str, knows_all: bool) -> Result<Self, Fault> {
        let mut config = Self::default();
        let mut start = 0;
        for setting in text.split(';') {
            let end = start + setting.chars().count();
            let invalid = || texts::check_setting(setting.trim()).within(start..end);
            let (name, value) = setting.split_once('=').ok_or_else(invalid)?;
            match (name.trim(), value.trim()) {
                ("skip", "all") => config.skip = Skip::All,
                ("skip", names) => {
                    let known = names
                        .split(',')
                        .map(|name| (name.trim(), Lint::of_name(name.trim())));
                    let unknown = known.clone().find(|(_, lint)| lint.is_none());
                    if let Some((name, _)) = unknown.filter(|_| knows_all) {
                        return Err(texts::no_such_rule(name).within(start..end));
                    }
                    config.skip = Skip::These(known.filter_map(|(_, lint)| lint).collect());
                }
                ("error", flag) => config.error = boolean(flag).ok_or_else(invalid)?,
                // There are no experimental rules.
                ("experimental", _) => {}
                _ => return Err(invalid()),
            }
            start = end + 1;
        }
        Ok(config)
    }
}

/// The value of the first `check` among the lines at the top that BuildKit reads too, with its line and column.
fn directive(file: &SourceFile) -> Option<(&str, usize, usize)> {
    for (number, line) in file.text().lines().enumerate() {
        if number == 0 && line.starts_with("#!") {
            continue;
        }
        let (name, value) = line.strip_prefix('#')?.split_once('=')?;
        match name.trim().to_ascii_lowercase().as_str() {
            "check" => {
                let start = line.chars().count() - value.trim_start().chars().count();
                return Some((value.trim(), number + 1, start + 1));
            }
            "syntax" | "escape" => {}
            _ => return None,
        }
    }
    None
}
