//! RECORD: the list of a distribution's files, with hashes and sizes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::digest::Digest;
use crate::error::{Error, Fault};
use crate::safe_path::SafePath;

/// What RECORD says of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its hash; missing for RECORD itself.
    pub digest: Option<Digest>,
    /// Its size in bytes.
    pub size: Option<u64>,
}

impl Claim {
    /// Nothing is known.
    pub const NOTHING: Self = Self {
        digest: None,
        size: None,
    };

    /// What is true of some bytes.
    pub fn of(content: &[u8]) -> Self {
        Self {
            digest: Some(Digest::of(content)),
            size: Some(content.len() as u64),
        }
    }
}

/// Reads the RECORD of a wheel. Rows of directories are left out.
pub fn parse(text: &str) -> Result<BTreeMap<SafePath, Claim>, Error> {
    let mut claims = BTreeMap::new();
    for fields in rows(text) {
        let [path, digest, size] = &fields[..] else {
            return Err(Fault::RecordRow(fields.join(",")).into());
        };
        if path.ends_with('/') {
            continue;
        }
        let wrong = || Error::from(Fault::RecordRow(fields.join(",")));
        let digest = match digest.as_str() {
            "" => None,
            text => Some(Digest::parse(text).ok_or_else(wrong)?),
        };
        let size = match size.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| wrong())?),
        };
        let safe =
            SafePath::parse(path).map_err(|fault| Error::from(Fault::Path(fault)).in_file(path))?;
        if claims.insert(safe, Claim { digest, size }).is_some() {
            return Err(Error::from(Fault::RecordTwice).in_file(path));
        }
    }
    Ok(claims)
}

/// The files of the RECORD of an installed distribution: paths as they are written, and hashes as far as they are good ones.
pub fn files(text: &str) -> Vec<(String, Option<Digest>)> {
    let file = |row: Vec<String>| {
        let mut fields = row.into_iter();
        let path = fields.next()?;
        Some((path, fields.next().and_then(|it| Digest::parse(&it))))
    };
    rows(text).into_iter().filter_map(file).collect()
}

/// Writes rows, in the order of their paths.
pub fn write(mut rows: Vec<(String, Claim)>) -> String {
    rows.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let mut text = String::new();
    for (path, claim) in rows {
        let digest = claim
            .digest
            .map(|digest| digest.to_string())
            .unwrap_or_default();
        let size = claim.size.map(|size| size.to_string()).unwrap_or_default();
        let _ = writeln!(text, "{},{digest},{size}", quoted(&path));
    }
    text
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// The fields of comma-separated values, where quotes may surround a field. Blank lines are no rows.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut field = String::new();
    let mut is_quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => is_quoted = !is_quoted,
            letter if is_quoted => field.push(letter),
            ',' => row.push(std::mem::take(&mut field)),
            '\r' => {}
            '\n' => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            letter => field.push(letter),
        }
    }
    row.push(field);
    rows.push(row);
    rows.retain(|row| row.iter().any(|field| !field.is_empty()));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows_are_read() {
        let claims = parse("a/b.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\r\n\"c,\"\"d\"\".py\",,\na/,,\nx.dist-info/RECORD,,").unwrap();
        let paths: Vec<_> = claims.keys().map(SafePath::as_str).collect();
        assert_eq!(paths, ["a/b.py", "c,\"d\".py", "x.dist-info/RECORD"]);
        assert_eq!(claims.values().next().unwrap().size, Some(0));
    }

    #[test]
    fn rows_that_say_nothing_sure_are_refused() {
        for text in [
            "a",
            "a,b",
            "a,md5=x,1",
            "a,,-1",
            "a,,,",
            "../a,,",
            "a,,\n./a,,",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(?s).{0,200}|[a,\"\n=0/.]{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn what_is_written_is_read(paths in proptest::collection::btree_set("[a-z,\" é]{1,8}", 0..6)) {
            let claim = Claim { digest: Some(Digest::of(b"x")), size: Some(1) };
            let rows = paths.iter().map(|path| (path.clone(), claim.clone())).collect();
            let read = parse(&write(rows)).unwrap();
            prop_assert_eq!(read.keys().map(ToString::to_string).collect::<Vec<_>>(), paths.into_iter().collect::<Vec<_>>());
        }
    }
}
