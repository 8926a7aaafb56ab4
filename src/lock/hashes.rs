//! Digests as locks write them.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, texts::artifact as texts};

/// The one algorithm that every file needs: BuildKit checks it.
const SHA256: &str = "sha256";

/// Takes the SHA-256 out of the digests of a file; the others stay.
pub(super) fn take_sha256(
    file: &str,
    hashes: &mut BTreeMap<String, String>,
) -> Result<String, Diagnostic> {
    let Some(digest) = hashes.remove(SHA256) else {
        return Err(texts::no_sha256(file, hashes.keys().map(String::as_str)));
    };
    let digest = digest.to_ascii_lowercase();
    if digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(digest)
    } else {
        Err(texts::not_a_sha256(file, &digest))
    }
}
