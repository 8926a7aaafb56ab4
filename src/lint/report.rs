//! What was found so far, as the user wants to be told.

use std::collections::BTreeSet;

use super::Config;
use crate::diagnostic::{Diagnostics, Lint, render_one, texts::lint as texts};

/// What was found so far.
#[derive(Debug)]
pub struct Report {
    config: Config,
    found: Diagnostics,
    /// What was found, as people read it.
    texts: BTreeSet<String>,
}

impl Report {
    /// Nothing found.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            found: Diagnostics::new(),
            texts: BTreeSet::new(),
        }
    }

    /// Whether what is found is an error.
    pub fn makes_errors(&self) -> bool {
        self.config.error
    }

    /// Adds warnings: those that are wanted, each once.
    ///
    /// # Errors
    /// When one of them is to be an error.
    pub fn add(&mut self, more: &Diagnostics) -> Result<(), Diagnostics> {
        let mut errors = Diagnostics::new();
        for (lint, warning) in more.warnings() {
            if !self.config.tells(lint) || !self.texts.insert(render_one(warning)) {
                continue;
            }
            // What failed is exported only by a build that does not.
            if self.config.error && lint != Lint::FailedGate {
                errors.push(texts::as_error(lint, warning.clone()));
            }
            self.found.push(warning.clone());
        }
        errors.or_fail(()).map(|((), _)| ())
    }

    /// What there is to tell, in the order of the lines.
    pub fn into_warnings(mut self) -> Diagnostics {
        self.found.sort();
        self.found
    }
}
