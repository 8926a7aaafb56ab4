//! How to log in to an index.

use super::SecretId;
use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use crate::diagnostic::{Spanned, texts};

/// How to log in to an index. Holds ids of secrets, never their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// A name and a password (RFC 7617).
    Basic {
        /// The name.
        username: String,
        /// The secret that holds the password.
        password: SecretId,
    },
    /// A secret that holds a token (RFC 6750).
    Token(SecretId),
    /// A secret that holds all of the `Authorization` header's value.
    Header(SecretId),
    /// A secret that holds a netrc file.
    Netrc(SecretId),
}

impl Auth {
    /// The secret.
    pub fn secret(&self) -> &SecretId {
        match self {
            Self::Basic { password: id, .. }
            | Self::Token(id)
            | Self::Header(id)
            | Self::Netrc(id) => id,
        }
    }
}

pub(super) const FIELDS: &[Known] = &[
    ("username", &[]),
    ("password", &[]),
    ("token", &[]),
    ("header", &[]),
    ("netrc", &[]),
];

/// `netrc`, or a map that names the secret.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Option<Spanned<Auth>> {
    let Kind::Map(entries) = &node.kind else {
        return reader.value_with(field, node, |text| match text {
            "netrc" => text.parse().map(Auth::Netrc),
            _ => Err(texts::index::auth_is_text()),
        });
    };
    let mut fields = Fields::of(reader, entries, FIELDS);
    let mut secret = |key| fields.value::<SecretId>(key).map(|id| id.value);
    let (password, token) = (secret("password"), secret("token"));
    let (header, netrc) = (secret("header"), secret("netrc"));
    let username = fields.read("username", username).flatten();
    let auth = match (username, password, token, header, netrc) {
        (Some(username), Some(password), None, None, None) => Auth::Basic { username, password },
        (None, None, Some(id), None, None) => Auth::Token(id),
        (None, None, None, Some(id), None) => Auth::Header(id),
        (None, None, None, None, Some(id)) => Auth::Netrc(id),
        _ => {
            // After an unknown key, this is likely a consequence.
            if !fields.has_errors() {
                fields.report(texts::index::auth(), node.span);
            }
            return None;
        }
    };
    Some(Spanned::new(auth, node.span))
}

/// A name without `:`, which ends it in the header (RFC 7617).
fn username(reader: &mut Reader, field: &str, node: &Node) -> Option<String> {
    let name = reader.value_with(field, node, |text| {
        if text.is_empty() || text.contains(|letter: char| letter == ':' || letter.is_control()) {
            Err(texts::index::username())
        } else {
            Ok(text.to_owned())
        }
    });
    name.map(|name| name.value)
}

/// Whether a text can be a name: of an index, or of a secret and thereby of a file.
pub(super) fn is_word(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    text.as_bytes()
        .first()
        .is_some_and(u8::is_ascii_alphanumeric)
        && text.bytes().all(is_letter)
}
