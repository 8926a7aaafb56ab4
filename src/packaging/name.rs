//! Names of projects and extras (PEP 503, PEP 685).

/// Whether a text is a valid name: letters and digits, with `-`, `_` and `.` between them.
pub fn is_valid_name(name: &str) -> bool {
    let is_edge = |letter: u8| letter.is_ascii_alphanumeric();
    let bytes = name.as_bytes();
    bytes.first().copied().is_some_and(is_edge)
        && bytes.last().copied().is_some_and(is_edge)
        && bytes
            .iter()
            .all(|&letter| is_edge(letter) || b"-_.".contains(&letter))
}

/// The name that all spellings of a project share: lower case, with one `-` for any run of `-`, `_` and `.`.
pub fn normalize_name(name: &str) -> String {
    let mut normalized = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '-' | '_' | '.' if normalized.ends_with('-') => {}
            '-' | '_' | '.' => normalized.push('-'),
            letter => normalized.push(letter.to_ascii_lowercase()),
        }
    }
    normalized
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_name_are_one() {
        for spelling in ["Foo_Bar", "foo.bar", "foo-bar", "FOO--bar", "foo-_.bar"] {
            assert_eq!(normalize_name(spelling), "foo-bar");
        }
    }

    #[test]
    fn names_begin_and_end_with_a_letter_or_digit() {
        for name in ["a", "A1", "a-b", "a__b", "3to2"] {
            assert!(is_valid_name(name), "{name}");
        }
        for name in ["", "-a", "a-", "a b", "é", "a/b", "."] {
            assert!(!is_valid_name(name), "{name}");
        }
    }
}
