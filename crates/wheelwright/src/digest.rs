//! Hashes as RECORD writes them: `sha256=` and URL-safe base64 without padding.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use sha2::Digest as _;

/// The algorithms that may stand in RECORD: SHA-256 or better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// What every current tool writes.
    Sha256,
    /// Allowed by the standard.
    Sha384,
    /// Allowed by the standard.
    Sha512,
}

/// A hash with its algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    algorithm: Algorithm,
    value: String,
}

impl Digest {
    /// Reads `sha256=…`. Padding is accepted, although it should not be there.
    pub fn parse(text: &str) -> Option<Self> {
        let (algorithm, value) = text.split_once('=')?;
        let algorithm = match algorithm {
            "sha256" => Algorithm::Sha256,
            "sha384" => Algorithm::Sha384,
            "sha512" => Algorithm::Sha512,
            _ => return None,
        };
        let value = value.trim_end_matches('=').to_owned();
        Some(Self { algorithm, value })
    }

    /// The SHA-256 of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::new(Algorithm::Sha256);
        hasher.update(bytes);
        hasher.finish()
    }

    /// Whether it is that of a file.
    pub fn is_of(&self, path: &Path) -> io::Result<bool> {
        let mut file = BufReader::new(File::open(path)?);
        let mut hasher = Hasher::new(self.algorithm);
        loop {
            let bytes = file.fill_buf()?;
            if bytes.is_empty() {
                return Ok(hasher.finish() == *self);
            }
            hasher.update(bytes);
            let count = bytes.len();
            file.consume(count);
        }
    }

    /// The algorithm it was made with.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithm = match self.algorithm {
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha384 => "sha384",
            Algorithm::Sha512 => "sha512",
        };
        write!(formatter, "{algorithm}={}", self.value)
    }
}

/// A hash in the making.
pub enum Hasher {
    /// SHA-256.
    Sha256(sha2::Sha256),
    /// SHA-384.
    Sha384(sha2::Sha384),
    /// SHA-512.
    Sha512(sha2::Sha512),
}

impl Hasher {
    /// Of nothing yet.
    pub fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha256 => Self::Sha256(sha2::Sha256::new()),
            Algorithm::Sha384 => Self::Sha384(sha2::Sha384::new()),
            Algorithm::Sha512 => Self::Sha512(sha2::Sha512::new()),
        }
    }

    /// Of these bytes too.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sha384(hasher) => hasher.update(bytes),
            Self::Sha512(hasher) => hasher.update(bytes),
        }
    }

    /// The hash of all bytes given.
    pub fn finish(self) -> Digest {
        let (algorithm, value) = match self {
            Self::Sha256(hasher) => (Algorithm::Sha256, base64(&hasher.finalize())),
            Self::Sha384(hasher) => (Algorithm::Sha384, base64(&hasher.finalize())),
            Self::Sha512(hasher) => (Algorithm::Sha512, base64(&hasher.finalize())),
        };
        Digest { algorithm, value }
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte))
            << (8 * (3 - group.len()));
        for position in 0..=group.len() {
            let six = bits >> (18 - 6 * position) & 0x3f;
            text.push(char::from(LETTERS[six as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_in_record() {
        assert_eq!(
            Digest::of(b"").to_string(),
            "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
        );
        assert_eq!(
            Digest::of(b"a\n"),
            Digest::parse("sha256=h0KPxSKAPTEGXnvOPPA_5HUJZjHl4Hu9eg_eYMTPJcc=").unwrap()
        );
    }

    #[test]
    fn weak_algorithms_are_unknown() {
        for text in ["md5=x", "sha1=x", "sha256", "", "=x"] {
            assert_eq!(Digest::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_alphabet_is_safe_in_urls() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"\xff", "_w"),
            (b"\xfb\xff", "-_8"),
            (b"abc", "YWJj"),
        ] {
            assert_eq!(base64(bytes), text);
        }
    }
}
