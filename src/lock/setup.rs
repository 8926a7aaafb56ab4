//! Projects of setuptools that have no `[project]`: `setup.py` and `setup.cfg`, which are read for a name and nothing else.

use super::files::View;
use super::locked::LockedPackage;
use crate::diagnostic::SourceFile;
use crate::packaging::is_valid_name;
use crate::spec::{ContextDirectory, ContextPath};

/// The script that builds such a project.
const SETUP: &str = "setup.py";

/// Its settings, which many other tools have theirs in, too.
const SETTINGS: &str = "setup.cfg";

/// Such a project in a directory, and the file that tells it. Its name is a guess: only a build knows it.
pub(super) fn project(
    directory: &ContextDirectory,
    files: &mut View,
) -> Option<(ContextPath, LockedPackage)> {
    let mut read = |name: &str| {
        let path = directory.file(name).ok()?;
        let file = files.get(&path)?.ok()?;
        Some((path, file))
    };
    let (script, settings) = (read(SETUP), read(SETTINGS));
    let settings = settings.filter(|(_, file)| name_in_settings(file.text()).is_some());
    let mut by_settings = settings.iter();
    let by_settings = by_settings.find_map(|(_, file)| name_in_settings(file.text()));
    let mut by_script = script.iter();
    let by_script = by_script.find_map(|(_, file)| name_in_script(file.text()));
    let name = by_settings.or(by_script).filter(|name| is_valid_name(name));
    let name = name.map(str::to_owned);
    let (path, file) = script.or(settings)?;
    let package = package(directory, &file, name.as_deref());
    Some((path, package))
}

/// The package of a project; without a name, that of its directory.
pub(super) fn package(
    directory: &ContextDirectory,
    file: &SourceFile,
    name: Option<&str>,
) -> LockedPackage {
    let last = directory.as_str().rsplit('/').next();
    let last = last.filter(|last| is_valid_name(last));
    let name = name.or(last).unwrap_or("project");
    LockedPackage::of_directory(name, None, directory.clone(), file.at(file.line(1)))
}

/// `name = shop`, in `[metadata]`.
fn name_in_settings(text: &str) -> Option<&str> {
    let (_, section) = text.split_once("[metadata]")?;
    let lines = section.lines().skip(1);
    let mut fields = lines.take_while(|line| !line.starts_with('['));
    fields.find_map(|line| {
        let (key, value) = line.split_once(['=', ':'])?;
        (key.trim_end() == "name").then(|| value.trim())
    })
}

/// `name="shop"`, after `setup(`; or `name=NAME`, where a line is `NAME = "shop"`.
fn name_in_script(text: &str) -> Option<&str> {
    let (_, arguments) = text.split_once("setup(")?;
    let mut places = arguments.match_indices("name");
    let value = places.find_map(|(at, _)| {
        let before = arguments[..at].chars().next_back();
        let is_word = before.is_none_or(|it| it == ',' || it == '(' || it.is_whitespace());
        assigned(arguments[at..].strip_prefix("name")?).filter(|_| is_word)
    })?;
    let end = value.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let variable = &value[..end.unwrap_or(value.len())];
    if variable.is_empty() {
        return quoted(value);
    }
    let mut lines = text.lines();
    lines.find_map(|line| quoted(assigned(line.strip_prefix(variable)?)?))
}

/// What follows a `=`.
fn assigned(text: &str) -> Option<&str> {
    let value = text.trim_start().strip_prefix('=')?;
    (!value.starts_with('=')).then(|| value.trim_start())
}

/// What is in the quotes that a text begins with.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    text[1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_where_they_are_plain() {
        let script = "from setuptools import setup, Extension\nsetup(\n    ext_modules=[Extension(name_of='x')],\n    name = 'My.Shop', version='1')";
        assert_eq!(name_in_script(script), Some("My.Shop"));
        let named = "NAMES = 'x'\nNAME = \"shop\"\nsetup(**about, name=NAME)";
        assert_eq!(name_in_script(named), Some("shop"));
        assert_eq!(name_in_script("setup(name=NAME)"), None);
        assert_eq!(name_in_script("setup(name='-'.join(x))"), Some("-"));
        assert_eq!(name_in_script("name = 'x'"), None);
        assert_eq!(name_in_script("setup("), None);
        let settings =
            "[flake8]\nname = x\n[metadata]\nversion = 1\nname=shop \n[options]\nname = y";
        assert_eq!(name_in_settings(settings), Some("shop"));
        assert_eq!(name_in_settings("[flake8]\nname = x"), None);
    }
}
