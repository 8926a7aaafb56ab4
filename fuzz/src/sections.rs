//! Several texts in one: each after a line `-- NAME --`.

/// The texts, by name, in their order. What comes before the first such line has no name.
pub fn split(input: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut sections = vec![(&b""[..], 0..0)];
    let mut place = 0;
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        let end = place + line.len();
        let name = line.trim_ascii_end().strip_prefix(b"-- ");
        match name.and_then(|name| name.strip_suffix(b" --")) {
            Some(name) => sections.push((name, end..end)),
            None => {
                if let Some((_, range)) = sections.last_mut() {
                    range.end = end;
                }
            }
        }
        place = end;
    }
    let text = |(name, range)| (name, &input[range]);
    sections.into_iter().map(text).collect()
}
