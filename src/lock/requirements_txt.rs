//! pip's requirements file format, one file at a time.

use std::ops::Range;

use super::logical_line::{LogicalLine, logical_lines};
use super::requirements::{Entry, Options};
use super::supplied::{self, Links};
use crate::diagnostic::{
    Diagnostic, Diagnostics, Fault, SourceFile, Spanned, texts::requirements as texts,
};
use crate::packaging::{Requirement, is_valid_name, normalize_name, url};
use crate::spec::{Distributions, Installer};

/// What a line of a requirements file means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Something to install, or to keep to.
    Entry(Entry),
    /// Another file of requirements, relative to this one.
    Requirements(Spanned<String>),
    /// A file of constraints, relative to this one.
    Constraints(Spanned<String>),
    /// A project of the context, `./libs/core[web]`.
    Project(Spanned<String>),
    /// A directory of packages.
    Links(Links),
}

/// After so many errors, a file is read no further: it is of another kind, and the first ones are all that is shown.
const MOST_ERRORS: usize = 1000;

/// Reads a file; its options are added to those of other files.
pub(super) fn parse(
    file: &SourceFile,
    installer: Installer,
    options: &mut Options,
    diagnostics: &mut Diagnostics,
) -> Vec<Item> {
    let mut items = Vec::new();
    let mut errors = 0;
    for line in logical_lines(file) {
        if errors == MOST_ERRORS {
            break;
        }
        let mut reader = LineReader {
            file,
            line: &line,
            installer,
            options,
        };
        match reader.read() {
            Ok(found) => items.extend(found),
            Err(Fault { diagnostic, within }) => {
                diagnostics.push(diagnostic.at(file.at(line.place(within))));
                errors += 1;
            }
        }
    }
    items
}

/// Whether a file installs the project beside it: `-e .`.
pub(super) fn name_root(file: &SourceFile) -> bool {
    let (mut options, mut problems) = (Options::default(), Diagnostics::new());
    let items = parse(file, Installer::Uv, &mut options, &mut problems);
    items.iter().any(|item| match item {
        Item::Project(path) => path
            .value
            .split('[')
            .next()
            .is_some_and(|it| it.trim_end_matches('/') == "."),
        _ => false,
    })
}

struct LineReader<'a> {
    file: &'a SourceFile,
    line: &'a LogicalLine,
    installer: Installer,
    options: &'a mut Options,
}

impl LineReader<'_> {
    fn read(&mut self) -> Result<Vec<Item>, Fault> {
        let words = words(&self.line.text);
        let first_option = words
            .iter()
            .position(|word| word.is_option)
            .unwrap_or(words.len());
        let (requirement, options) = words.split_at(first_option);
        match requirement {
            [] => self.options_line(options),
            [path] if options.is_empty() && is_directory(&path.text) => {
                Ok(vec![self.project(path)])
            }
            [first, ..] => {
                let end = requirement
                    .last()
                    .map_or(first.range.end, |last| last.range.end);
                Ok(vec![Item::Entry(
                    self.entry(first.range.start..end, options)?,
                )])
            }
        }
    }

    fn project(&self, path: &Word) -> Item {
        Item::Project(Spanned::new(
            path.text.clone(),
            self.line.span(path.range.clone()),
        ))
    }

    fn entry(&self, range: Range<usize>, options: &[Word]) -> Result<Entry, Fault> {
        let text: String = self
            .line
            .text
            .chars()
            .skip(range.start)
            .take(range.len())
            .collect();
        let requirement = self.requirement(&text, &range)?;
        let mut hashes = Vec::new();
        let mut rest = options.iter();
        while let Some(word) = rest.next() {
            let (name, value) = word.option();
            if name != "--hash" {
                return Err(texts::option_of_a_requirement(name).within(word.range.clone()));
            }
            let value = value.or_else(|| rest.next().map(|word| word.text.as_str()));
            let hash = value.filter(|hash| is_hash(hash));
            let hash = hash.ok_or_else(|| texts::hash().within(word.range.clone()))?;
            hashes.push(hash.to_ascii_lowercase());
        }
        hashes.sort();
        hashes.dedup();
        Ok(Entry {
            requirement,
            hashes,
            at: self.file.at(self.line.span(range)),
        })
    }

    fn requirement(&self, text: &str, range: &Range<usize>) -> Result<Requirement, Fault> {
        if let Some(local) = supplied::requirement(text, self.file) {
            return local.map_err(|problem| problem.within(range.clone()));
        }
        let named = egg(text).map(|name| format!("{name} @ {text}"));
        named
            .as_deref()
            .unwrap_or(text)
            .parse()
            .map_err(|fault: Fault| {
                let within = fault.within.map_or(range.clone(), |found| {
                    range.start + found.start as usize..range.start + found.end as usize
                });
                fault.diagnostic.within(within)
            })
    }

    fn options_line(&mut self, words: &[Word]) -> Result<Vec<Item>, Fault> {
        let mut items = Vec::new();
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            let (name, value) = word.option();
            // A flag has no value; every other option has one, here or in the next word.
            if self
                .flag(name)
                .map_err(|problem| problem.within(word.range.clone()))?
            {
                continue;
            }
            let (value, range) = match value {
                Some(value) => (value, word.range.clone()),
                None => rest
                    .next()
                    .map(|next| (next.text.as_str(), next.range.clone()))
                    .ok_or_else(|| texts::option_without_value(name).within(word.range.clone()))?,
            };
            let place = Spanned::new(value.to_owned(), self.line.span(range.clone()));
            match name {
                "-r" | "--requirement" => items.push(Item::Requirements(place)),
                "-c" | "--constraint" => items.push(Item::Constraints(place)),
                "-e" | "--editable" if !value.contains("://") => items.push(Item::Project(place)),
                "-e" | "--editable" if egg(value).is_some() => {
                    items.push(Item::Entry(self.entry(range, &[])?));
                }
                "-f" | "--find-links" if is_local(value) => {
                    let found = supplied::directory(value.trim_start_matches("file:"), self.file);
                    items.push(Item::Links(Links {
                        directory: found.map_err(|problem| problem.within(range))?,
                        at: self.file.at(place.span),
                    }));
                }
                _ => self
                    .option(name, value)
                    .map_err(|problem| problem.within(range))?,
            }
        }
        Ok(items)
    }

    /// Takes an option that is a flag; `false` if it is none.
    fn flag(&mut self, name: &str) -> Result<bool, Diagnostic> {
        match name {
            "--no-index" => self.options.no_index = true,
            "--pre" => self.options.pre = true,
            "--require-hashes" => self.options.require_hashes = true,
            "--prefer-binary" if self.installer == Installer::Pip => {
                self.options.prefer_binary = true;
            }
            "--prefer-binary" => return Err(texts::option_needs_pip(name)),
            _ if TAKING_VALUES.contains(&name) => return Ok(false),
            _ => return Err(texts::unknown_option(name)),
        }
        Ok(true)
    }

    fn option(&mut self, name: &str, value: &str) -> Result<(), Diagnostic> {
        let add = |list: &mut Vec<String>| {
            if !list.iter().any(|known| known == value) {
                list.push(value.to_owned());
            }
        };
        match name {
            "-e" | "--editable" => return Err(texts::editable()),
            "--no-binary" => choose(&mut self.options.no_binary, value)?,
            "--only-binary" => choose(&mut self.options.only_binary, value)?,
            "--trusted-host" => {
                add(&mut self.options.trusted_hosts);
                self.options.trusted_hosts.sort();
            }
            _ => {
                check_index(name, value)?;
                match name {
                    "-i" | "--index-url" | "--pypi-url" => {
                        self.options.index_url = Some(value.to_owned());
                    }
                    "--extra-index-url" => add(&mut self.options.extra_index_urls),
                    _ => add(&mut self.options.find_links),
                }
            }
        }
        Ok(())
    }
}

/// The name that an address alone gives its package, as it was written before requirements had names: `git+https://…#egg=NAME`.
fn egg(text: &str) -> Option<&str> {
    let (address, fragment) = text.split_once('#')?;
    let is_repository = address.starts_with("git+") && !address.contains(char::is_whitespace);
    let mut pairs = fragment.split('&').filter_map(|pair| pair.split_once('='));
    let (_, name) = pairs.find(|(key, _)| is_repository && *key == "egg")?;
    let name = name.split_whitespace().next()?;
    is_valid_name(name).then_some(name)
}

/// Whether a word is the path of a directory, and not a requirement or a file.
fn is_directory(word: &str) -> bool {
    let is_file = [".whl", ".gz", ".zip"]
        .iter()
        .any(|end| word.ends_with(end));
    let is_path =
        word == "." || word.starts_with("./") || word.starts_with("../") || word.starts_with(".[");
    is_path && !is_file
}

/// Options that are followed by a value.
const TAKING_VALUES: [&str; 15] = [
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-e",
    "--editable",
    "-i",
    "--index-url",
    "--pypi-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--no-binary",
    "--only-binary",
    "--trusted-host",
];

/// Whether a value is a path, and no address.
fn is_local(value: &str) -> bool {
    !value.contains("${") && !value.contains("://")
}

fn check_index(name: &str, value: &str) -> Result<(), Diagnostic> {
    url::check(value).map_err(|problem| {
        // A directory is no URL, and not a package either.
        if is_local(value) || value.starts_with("file:") {
            texts::index_is_a_path(name, value)
        } else {
            problem
        }
    })
}

/// Adds `a,b`, `:all:` or `:none:` to a choice.
fn choose(choice: &mut Distributions, value: &str) -> Result<(), Diagnostic> {
    for name in value
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        match (name, &mut *choice) {
            (":all:", _) => *choice = Distributions::All,
            (":none:", _) => *choice = Distributions::None,
            (name, _) if !is_valid_name(name) => return Err(texts::not_a_distribution(name)),
            (_, Distributions::All) => {}
            (name, Distributions::None) => {
                *choice = Distributions::Some(vec![normalize_name(name)]);
            }
            (name, Distributions::Some(names)) => {
                names.push(normalize_name(name));
                names.sort();
                names.dedup();
            }
        }
    }
    Ok(())
}

/// A digest that pip accepts: a strong algorithm and its number of digits.
pub(super) fn is_hash(text: &str) -> bool {
    let digits = |algorithm| match algorithm {
        "sha256" => Some(64),
        "sha384" => Some(96),
        "sha512" => Some(128),
        _ => None,
    };
    text.split_once(':').is_some_and(|(algorithm, hex)| {
        digits(algorithm) == Some(hex.len()) && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// A word of a line, with its quotes taken off.
struct Word {
    text: String,
    /// Whether it begins with a `-` that is not quoted.
    is_option: bool,
    range: Range<usize>,
}

impl Word {
    /// The name of an option, and the value if it is in the same word: `--name=value`, `-rvalue`.
    fn option(&self) -> (&str, Option<&str>) {
        if self.text.starts_with("--") {
            return self
                .text
                .split_once('=')
                .map_or((&self.text, None), |(name, value)| (name, Some(value)));
        }
        let end = self
            .text
            .char_indices()
            .nth(2)
            .map_or(self.text.len(), |(at, _)| at);
        let (name, value) = self.text.split_at(end);
        (
            name,
            Some(value.trim_start_matches('=')).filter(|value| !value.is_empty()),
        )
    }
}

/// Splits at spaces. Quotes keep spaces together and are taken off, which matters to options only.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut quote = None;
    let mut in_word = false;
    for (at, letter) in text.chars().enumerate() {
        if quote.is_none() && letter.is_whitespace() {
            in_word = false;
            continue;
        }
        if !in_word {
            in_word = true;
            words.push(Word {
                text: String::new(),
                is_option: letter == '-',
                range: at..at,
            });
        }
        let Some(word) = words.last_mut() else {
            continue;
        };
        word.range.end = at + 1;
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => word.text.push(letter),
        }
    }
    words
}
