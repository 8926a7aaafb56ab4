//! Zip archives that say anything: each field can be a lie.

use wheelwright::record::{self, Claim};

use crate::sections;

/// The wheel that a text describes, with the RECORD that it should have, unless it has one.
///
/// Each file follows a line `-- PATH --`, or `-- PATH OPTION… --` with options such as `mode=120777`, `deflated`, `local.size=5`
/// or `central.name=x`. After `-- end --`, there may be `end.entries=2`, and bytes that come last.
pub fn wheel(text: &[u8]) -> Vec<u8> {
    let sections = sections::split(text);
    let mut members: Vec<Member> = Vec::new();
    for (header, content) in sections.iter().skip(1) {
        members.push(Member::read(header, content));
    }
    if !members
        .iter()
        .any(|member| member.name.ends_with("/RECORD"))
    {
        let row = |member: &Member| (member.name.clone(), Claim::of(&member.content));
        let own = ("demo-1.0.dist-info/RECORD".to_owned(), Claim::NOTHING);
        let rows = members.iter().map(row).chain([own.clone()]);
        let text = record::write(rows.collect());
        members.push(Member::new(own.0, text.into_bytes()));
    }
    archive(&members)
}

/// One entry of an archive.
struct Member {
    name: String,
    content: Vec<u8>,
    mode: u64,
    is_deflated: bool,
    /// Other values for fields of its headers, by their names.
    lies: Vec<(String, u64)>,
    /// What the other header calls it.
    alias: Option<String>,
}

impl Member {
    fn new(name: String, content: Vec<u8>) -> Self {
        Self {
            name,
            content,
            mode: 0o100_644,
            is_deflated: false,
            lies: Vec::new(),
            alias: None,
        }
    }

    fn read(header: &[u8], content: &[u8]) -> Self {
        let header = String::from_utf8_lossy(header);
        let mut words = header.split(' ');
        let name = words.next().unwrap_or_default().to_owned();
        let mut member = Self::new(name, content.to_vec());
        for word in words {
            match word.split_once('=') {
                None => member.is_deflated |= word == "deflated",
                Some(("alias", name)) => member.alias = Some(name.to_owned()),
                Some(("mode", mode)) => {
                    member.mode = u64::from_str_radix(mode, 8).unwrap_or_default();
                }
                Some((field, value)) => {
                    let value = value.parse().unwrap_or(u64::MAX);
                    member.lies.push((field.to_owned(), value));
                }
            }
        }
        member
    }

    fn packed(&self) -> Vec<u8> {
        if !self.is_deflated {
            return self.content.clone();
        }
        // Blocks that are stored: the simplest that there are.
        let blocks = self.content.chunks(0xffff);
        let mut packed: Vec<u8> = blocks.flat_map(|block| stored(0, block)).collect();
        packed.extend(stored(1, b""));
        packed
    }

    /// A field of a header: what is true, or what is said to be.
    fn field(&self, name: &str, truth: u64) -> u64 {
        let lie = self.lies.iter().find(|(lie, _)| lie == name);
        lie.map_or(truth, |(_, value)| *value)
    }

    /// The fields that both headers have, and the name with its length and that of what is extra.
    fn header(&self, kind: &str, name: &str, packed: u64) -> Vec<u8> {
        let field = |field: &str, truth| self.field(&format!("{kind}.{field}"), truth);
        let method = if self.is_deflated { 8 } else { 0 };
        let numbers = [
            (field("flags", 0x800), 2),
            (field("method", method), 2),
            (0x0021_0000, 4),
            (field("crc", 0), 4),
            (field("packed", packed), 4),
            (field("size", self.content.len() as u64), 4),
            (field("name", name.len() as u64), 2),
            (field("extra", self.extra(kind).len() as u64), 2),
        ];
        written(&numbers)
    }

    /// The field of large sizes, if there is anything to say in it.
    fn extra(&self, kind: &str) -> Vec<u8> {
        let prefix = format!("{kind}.large.");
        let large: Vec<_> = self
            .lies
            .iter()
            .filter(|(lie, _)| lie.starts_with(&prefix))
            .collect();
        if large.is_empty() {
            return Vec::new();
        }
        let length = self.field(&format!("{kind}.length"), large.len() as u64 * 8);
        let mut extra = written(&[(1, 2), (length, 2)]);
        extra.extend(large.iter().flat_map(|(_, value)| value.to_le_bytes()));
        extra
    }
}

fn stored(last: u8, block: &[u8]) -> Vec<u8> {
    let length = block.len() as u64;
    let head = written(&[(last.into(), 1), (length, 2), (!length, 2)]);
    [&head, block].concat()
}

fn written(numbers: &[(u64, usize)]) -> Vec<u8> {
    let bytes = numbers
        .iter()
        .flat_map(|(number, width)| number.to_le_bytes().into_iter().take(*width));
    bytes.collect()
}

fn archive(members: &[Member]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut central = Vec::new();
    let end = members.iter().find(|member| member.name == "end");
    let members: Vec<_> = members
        .iter()
        .filter(|member| member.name != "end")
        .collect();
    for member in &members {
        let packed = member.packed();
        let alias = member.alias.as_ref().unwrap_or(&member.name);
        let at = member.field("central.at", bytes.len() as u64);
        let size = packed.len() as u64;
        bytes.extend(b"PK\x03\x04\x2d\0");
        bytes.extend(member.header("local", alias, size));
        bytes.extend(alias.bytes());
        bytes.extend(member.extra("local"));
        bytes.extend(packed);
        central.extend(b"PK\x01\x02\x2d\x03\x2d\0");
        central.extend(member.header("central", &member.name, size));
        let attributes = member.mode << 16;
        central.extend(written(&[
            (member.field("central.comment", 0), 2),
            (0, 2),
            (0, 2),
            (attributes, 4),
            (at, 4),
        ]));
        central.extend(member.name.bytes());
        central.extend(member.extra("central"));
    }
    let said = |name: &str, truth: usize| {
        let truth = truth as u64;
        end.map_or(truth, |end| end.field(name, truth))
    };
    let (count, start) = (members.len(), bytes.len());
    bytes.extend(&central);
    if end.is_some_and(|end| end.is_deflated) {
        let place = bytes.len() as u64;
        bytes.extend(b"PK\x06\x06");
        let (count, size) = (
            said("large.entries", count),
            said("large.size", central.len()),
        );
        let start = said("large.start", start);
        let length = said("large.length", 44);
        bytes.extend(written(&[
            (length, 8),
            (45, 2),
            (45, 2),
            (0, 4),
            (0, 4),
            (count, 8),
            (count, 8),
            (size, 8),
            (start, 8),
        ]));
        bytes.extend(b"PK\x06\x07");
        bytes.extend(written(&[
            (0, 4),
            (
                said("large.at", usize::try_from(place).unwrap_or_default()),
                8,
            ),
            (1, 4),
        ]));
    }
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    let entries = said("end.entries", count);
    let comment = end.map_or(&[][..], |end| &end.content);
    let comment_length = said("end.comment", comment.len());
    bytes.extend(written(&[
        (entries, 2),
        (entries, 2),
        (said("end.size", central.len()), 4),
        (said("end.start", start), 4),
        (comment_length, 2),
    ]));
    bytes.extend(comment);
    bytes
}
