//! The command line, taken apart word by word.

use std::str::FromStr;

use crate::problem::{Outcome, Problem};

/// What has not been taken yet.
pub struct Options(Vec<String>);

impl Options {
    /// The arguments after the program's name.
    pub fn new(arguments: Vec<String>) -> Self {
        Self(arguments)
    }

    /// Takes the first argument.
    pub fn word(&mut self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }

    /// Takes `name`, and says whether it was there.
    pub fn flag(&mut self, name: &str) -> bool {
        let at = self.ours().iter().position(|argument| argument == name);
        at.map(|at| self.0.remove(at)).is_some()
    }

    /// Takes `name VALUE` or `name=VALUE`.
    pub fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let joined = format!("{name}=");
        let is_it = |argument: &String| argument == name || argument.starts_with(&joined);
        let Some(at) = self.ours().iter().position(is_it) else {
            return Ok(None);
        };
        let argument = self.0.remove(at);
        if let Some(value) = argument.strip_prefix(&joined) {
            return Ok(Some(value.to_owned()));
        }
        if at == self.ours().len() {
            return Err(Problem::new(format!("{name} needs a value")));
        }
        Ok(Some(self.0.remove(at)))
    }

    /// Takes every `name VALUE`.
    pub fn values(&mut self, name: &str) -> Outcome<Vec<String>> {
        std::iter::from_fn(|| self.value(name).transpose()).collect()
    }

    /// Takes `name VALUE` and reads the value.
    pub fn parsed<T: FromStr<Err = Problem>>(&mut self, name: &str) -> Outcome<Option<T>> {
        self.value(name)?.map(|text| text.parse()).transpose()
    }

    /// Nothing may be left.
    pub fn end(self) -> Outcome {
        match self.0.first() {
            None => Ok(()),
            Some(argument) => Err(Problem::new(format!(
                "`{argument}` is not understood: see `cargo xtask help`"
            ))),
        }
    }

    /// Everything that is left.
    pub fn rest(self) -> Vec<String> {
        self.0
    }

    /// What comes after `--` is somebody else's.
    fn ours(&self) -> &[String] {
        let end = self
            .0
            .iter()
            .position(|argument| argument == "--")
            .unwrap_or(self.0.len());
        &self.0[..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(line: &str) -> Options {
        Options::new(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn values_are_taken_and_the_rest_is_passed_on() {
        let mut options = options("--lib --env A=1 --env=B=2 --store classic -- --env C=3");
        assert_eq!(options.values("--env").unwrap(), ["A=1", "B=2"]);
        assert_eq!(
            options.value("--store").unwrap().as_deref(),
            Some("classic")
        );
        assert_eq!(options.rest(), ["--lib", "--", "--env", "C=3"]);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let problem = options("--stor classic").end().unwrap_err();
        assert_eq!(
            problem.to_string(),
            "`--stor` is not understood: see `cargo xtask help`"
        );
        assert_eq!(
            options("--store").value("--store").unwrap_err().to_string(),
            "--store needs a value"
        );
    }
}
