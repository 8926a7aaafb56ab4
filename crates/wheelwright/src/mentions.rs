//! What a module says about packages named `tests`: which it imports, and which it may find files in.
//!
//! A mention is the end of a path, `a/b` for `a.b.tests`. It is empty where it is about a package that the module is in: `..tests`,
//! `"tests/data"`.

use std::collections::BTreeSet;

use crate::words::Word;

/// The name that packages of tests have.
pub const TESTS: &str = "tests";

/// The packages whose tests the code of a module names, as imports do.
pub fn by_code(words: &[Word<'_>]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut from = None;
    for (position, word) in words.iter().enumerate() {
        match *word {
            Word::End | Word::Sign(';') => from = None,
            Word::Name(name) if name == TESTS => {
                found.extend(from.and_then(|from: &str| mention(&format!("{from}.{name}"))));
            }
            Word::Name(name) => {
                found.extend(mention(name));
                if before(words, position, 1) == Some(Word::Name("from")) {
                    from = Some(name);
                }
            }
            Word::Text(_) | Word::Sign(_) => {}
        }
    }
    found
}

/// The packages whose tests the texts in a module name: as modules that are imported by their names, and as directories.
///
/// A text that is just the name is about a directory where a path goes on (`join(HERE, "tests", "x.csv")`, `HERE / "tests"`), and
/// about a module in a package's own file, which may list it in `__all__`. Documentation does not count.
pub fn by_texts(words: &[Word<'_>], is_package: bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (position, word) in words.iter().enumerate() {
        let Word::Text(text) = *word else {
            continue;
        };
        let (last, next) = (before(words, position, 1), words.get(position + 1).copied());
        if text.trim_end_matches('/') != TESTS {
            let is_documentation = [last, next]
                .iter()
                .all(|it| matches!(it, None | Some(Word::End)));
            if !is_documentation {
                found.append(&mut in_text(text));
            }
            continue;
        }
        let joins = |word| matches!(word, Some(Word::Sign(',' | '/')));
        if is_package || joins(next) || last == Some(Word::Sign('/')) {
            found.insert(String::new());
            if let (true, Some(Word::Text(folder))) = (joins(last), before(words, position, 2)) {
                found.extend(mention(&format!("{folder}/{TESTS}/")));
            }
        }
    }
    found
}

/// The packages whose tests any text names.
pub fn in_text(text: &str) -> BTreeSet<String> {
    let is_of_path = |letter: char| letter.is_alphanumeric() || "_-./".contains(letter);
    text.split(|letter| !is_of_path(letter))
        .filter_map(mention)
        .collect()
}

fn before<'text>(words: &[Word<'text>], position: usize, count: usize) -> Option<Word<'text>> {
    words.get(position.checked_sub(count)?).copied()
}

/// What `a.b.tests.c`, `..tests` or `a/b/tests/x.csv` mentions. `tests` and `tests.x` may be about anything, but `tests/x` is a path.
fn mention(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split(['.', '/']).collect();
    let position = parts.iter().position(|part| *part == TESTS)?;
    let is_path = position > 0 || path[TESTS.len()..].starts_with('/');
    let package = parts[..position].iter().copied();
    is_path.then(|| {
        package
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("/")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    fn code(text: &str) -> Vec<String> {
        by_code(&words(text)).into_iter().collect()
    }

    fn texts(text: &str) -> Vec<String> {
        by_texts(&words(text), false).into_iter().collect()
    }

    #[test]
    fn imports_name_packages() {
        for text in [
            "import a.b.tests",
            "import x, a.b.tests.c as y",
            "from a.b.tests import c",
            "from a.b.tests.c import (\n  d\n)",
            "from a.b import tests",
            "from a.b import (\n  c,  # x\n  tests as t)",
            "def f():\n  from ..a.b.tests import c",
        ] {
            assert_eq!(code(text), ["a/b"], "{text}");
        }
        for text in [
            "from . import a, tests",
            "from .tests import a",
            "from ..tests.a import b",
        ] {
            assert_eq!(code(text), [""], "{text}");
        }
    }

    #[test]
    fn other_code_names_none() {
        for text in [
            "tests = []\ntests.append(x)",
            "for x in tests: pass",
            "from a import b; f(tests)",
            "from a import b\ntests()",
            "import a.test, a.testing, a.doctests",
            "# import a.tests",
            "x = 'import a.tests'",
        ] {
            assert_eq!(code(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn texts_name_modules_and_directories() {
        for text in [
            "import_module('a.b.tests.c')",
            "x = \"python -c 'import a.b.tests'\"",
            "open('../a/b/tests/data.csv')",
            "files(f'{x}/a/b/tests')",
        ] {
            assert_eq!(texts(text), ["a/b"], "{text}");
        }
        for text in [
            "import_module('.tests', __package__)",
            "import_module(f'{__package__}.tests')",
            "join(HERE, '..', 'tests', 'data')",
            "x = HERE / 'tests'",
            "x = HERE / 'tests/data.csv'",
        ] {
            assert_eq!(texts(text), [""], "{text}");
        }
        assert_eq!(texts("join(HERE, 'a', 'tests', 'data')"), ["", "a"]);
        assert_eq!(texts("x = HERE / 'a' / 'tests' / 'b'"), ["", "a"]);
    }

    #[test]
    fn other_texts_name_none() {
        for text in [
            "'''See a.b.tests.'''\nx = 1",
            "def f():\n  'as in a.tests'\n",
            "skip = join(HERE, 'tests')",
            "raise X('run the tests.')",
            "x = 'tests.py'",
            "re.compile(r'(?!tests\\.)')",
        ] {
            assert_eq!(texts(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_a_package_lists_is_its_own() {
        let words = words("__all__ = ['a', 'tests']");
        assert_eq!(by_texts(&words, false), BTreeSet::new());
        assert!(by_texts(&words, true).contains(""));
    }
}
