//! The hash that a lock keeps of the file it was made from: SHA-256 of JSON in the form that Python writes.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::Value as Json;
use serde_json::ser::{Formatter, Serializer};
use sha2::{Digest, Sha256};
use toml::Value as Toml;

/// How Python's `json.dumps` separates things.
#[derive(Clone, Copy)]
pub(super) enum Layout {
    /// `{"a": 1, "b": 2}`, the default.
    Spaced,
    /// `{"a":1,"b":2}`
    Compact,
}

/// A value of TOML as JSON; `None` where tools differ in how they write it (floats), or cannot (dates).
pub(super) fn to_json(value: &Toml) -> Option<Json> {
    Some(match value {
        Toml::String(text) => text.as_str().into(),
        Toml::Integer(number) => (*number).into(),
        Toml::Boolean(value) => (*value).into(),
        Toml::Array(items) => items
            .iter()
            .map(to_json)
            .collect::<Option<Vec<_>>>()?
            .into(),
        Toml::Table(table) => {
            let entries = table
                .iter()
                .map(|(key, value)| Some((key.clone(), to_json(value)?)));
            Json::Object(entries.collect::<Option<_>>()?)
        }
        Toml::Float(_) | Toml::Datetime(_) => return None,
    })
}

/// The digest of a value whose keys are sorted, 64 lower-case hexadecimal digits.
pub(super) fn digest(value: &Json, layout: Layout) -> Option<String> {
    let mut text = Vec::new();
    value
        .serialize(&mut Serializer::with_formatter(&mut text, layout))
        .ok()?;
    let mut digest = String::new();
    for byte in Sha256::digest(&text) {
        let _ = write!(digest, "{byte:02x}");
    }
    Some(digest)
}

impl Layout {
    fn separator(self, first: bool) -> &'static [u8] {
        match self {
            _ if first => b"",
            Self::Spaced => b", ",
            Self::Compact => b",",
        }
    }
}

impl Formatter for Layout {
    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(self.separator(first))
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(self.separator(first))
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(match self {
            Self::Spaced => b": ",
            Self::Compact => b":",
        })
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for letter in fragment.chars() {
            if matches!(letter, ' '..='~') {
                write!(writer, "{letter}")?;
            } else {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `hashlib.sha256(json.dumps(…, sort_keys=True).encode()).hexdigest()` says.
    #[test]
    fn the_digest_is_the_one_that_python_computes() {
        let table: toml::Table =
            "b = [1, true, \"x\\u007f\"]\na = { \"é😀\" = \"\\t\\u0001\\\"\" }\n"
                .parse()
                .unwrap();
        let json = to_json(&Toml::Table(table)).unwrap();
        assert_eq!(
            digest(&json, Layout::Spaced).unwrap(),
            "9d6aeafd4290b1e4c776741280d5012f8def2bb62e3fb580ea779340b1250203"
        );
        assert_eq!(
            digest(&json, Layout::Compact).unwrap(),
            "39f2425a488ba48d42a9d14f00b0b8c31fe5b2efb4ec0b76eae2cf5d890cffbe"
        );
        assert_eq!(to_json(&Toml::Float(0.1)), None);
    }
}
