//! Reading TOML that others wrote.

use serde::de::{DeserializeOwned, Error as _};
use toml::de::Error;

use crate::diagnostic::texts::lock as texts;

/// The most keys, items and tables of a file: a lock with so many is larger than any that is read, and what holds nothing but them
/// takes fifty times its size once it is parsed.
const MOST_VALUES: usize = 300_000;

/// What a text says.
///
/// # Errors
/// When it is no TOML, says something else, or says too much.
pub(crate) fn read_toml<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let marks = text.bytes().filter(|byte| b"=,[".contains(byte));
    if marks.count() > MOST_VALUES {
        return Err(Error::custom(texts::too_many_values()));
    }
    toml::from_str(text)
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;

    #[test]
    fn what_is_full_of_values_is_not_parsed() {
        let lines = |count| "a,b = [\n".repeat(count);
        let told = |text: &str| read_toml::<Table>(text).unwrap_err().message().to_owned();
        assert_eq!(told(&lines(MOST_VALUES / 3 + 1)), texts::too_many_values());
        assert_ne!(told(&lines(MOST_VALUES / 3)), texts::too_many_values());
        let text = format!("a = '{}'", "x".repeat(8 << 20));
        assert_eq!(read_toml::<Table>(&text).unwrap().len(), 1);
    }
}
