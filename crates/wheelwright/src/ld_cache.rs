//! `/etc/ld.so.cache`: the libraries that glibc's loader knows of, as `ldconfig` found them.

use std::collections::BTreeMap;

/// How the part begins that every glibc since 2.2 reads. An older part may come before it.
const MAGIC: &[u8] = b"glibc-ld.so.cache1.1";

/// The bytes before the first entry, and those of an entry.
const HEADER: usize = 48;
const ENTRY: usize = 24;

/// The most entries that are read, and the most bytes of a name or path. No system has nearly as many.
const MOST: usize = 16 * 1024;
const LONGEST: usize = 1024;

/// The paths of each library, by its name. What is damaged is left out.
pub fn parse(bytes: &[u8], is_big: bool) -> BTreeMap<String, Vec<String>> {
    let mut paths: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let Some(start) = bytes
        .windows(MAGIC.len())
        .position(|window| window == MAGIC)
    else {
        return paths;
    };
    let bytes = &bytes[start..];
    let number = |at: usize| {
        let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
        let number = if is_big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        };
        usize::try_from(number).ok()
    };
    let string = |at: usize| {
        let rest = bytes.get(at..)?;
        let rest = &rest[..rest.len().min(LONGEST)];
        let end = rest.iter().position(|&byte| byte == 0)?;
        std::str::from_utf8(&rest[..end]).ok()
    };
    let count = number(MAGIC.len()).unwrap_or_default().min(MOST);
    let places = (HEADER..bytes.len()).step_by(ENTRY).take(count);
    for place in places {
        let name = number(place + 4).and_then(string);
        let path = number(place + 8).and_then(string);
        if let (Some(name), Some(path)) = (name, path) {
            paths
                .entry(name.to_owned())
                .or_default()
                .push(path.to_owned());
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cache(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(u32::try_from(entries.len()).unwrap().to_le_bytes());
        bytes.resize(HEADER, 0);
        let mut strings = Vec::new();
        let first = HEADER + ENTRY * entries.len();
        for (name, path) in entries {
            let mut entry = vec![0; 4];
            for text in [name, path] {
                let at = u32::try_from(first + strings.len()).unwrap();
                entry.extend(at.to_le_bytes());
                strings.extend(text.as_bytes());
                strings.push(0);
            }
            entry.resize(ENTRY, 0);
            bytes.extend(entry);
        }
        [bytes, strings].concat()
    }

    #[test]
    fn libraries_have_paths() {
        let entries = [
            ("liba.so.1", "/opt/a/liba.so.1"),
            ("liba.so.1", "/lib/liba.so.1"),
            ("libb.so", "/lib/libb.so"),
        ];
        for before in ["", "ld.so-1.7.0 and what it lists"] {
            let bytes = [before.as_bytes(), &cache(&entries)].concat();
            let paths = parse(&bytes, false);
            assert_eq!(paths["liba.so.1"], ["/opt/a/liba.so.1", "/lib/liba.so.1"]);
            assert_eq!(paths["libb.so"], ["/lib/libb.so"]);
        }
        assert!(parse(b"", false).is_empty());
    }

    /// The real thing, where there is one.
    #[test]
    fn this_machine_has_a_c_library() {
        if let Ok(bytes) = std::fs::read("/etc/ld.so.cache") {
            let paths = parse(&bytes, cfg!(target_endian = "big"));
            assert!(paths.contains_key("libc.so.6"), "{} names", paths.len());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200), is_big: bool) {
            parse(&bytes, is_big);
            parse(&[MAGIC, &bytes].concat(), is_big);
        }
    }
}
