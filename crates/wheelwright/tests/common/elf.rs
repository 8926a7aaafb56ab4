//! ELF files made by hand: what a loader reads, and nothing that runs.

use wheelwright::elf::{Machine, Object, Search};

/// A library for `x86_64` that needs some others.
pub fn library(needed: &[&str]) -> Object {
    Object {
        machine: "64le62".parse().unwrap(),
        interpreter: None,
        soname: None,
        search: Search::Nowhere,
        needed: needed.iter().map(|name| (*name).to_owned()).collect(),
    }
}

/// The file of an object that has some symbols.
pub fn file(object: &Object, symbols: &[&str]) -> Vec<u8> {
    let mut strings = Strings(b"\0".to_vec());
    let mut dynamic: Vec<[u64; 2]> = Vec::new();
    for name in &object.needed {
        dynamic.push([1, strings.add(name)]);
    }
    if let Some(soname) = &object.soname {
        dynamic.push([14, strings.add(soname)]);
    }
    match &object.search {
        Search::Nowhere => {}
        Search::Inherited(path) => dynamic.push([15, strings.add(path)]),
        Search::Own(path) => dynamic.push([29, strings.add(path)]),
    }
    for symbol in symbols {
        strings.add(symbol);
    }
    let interpreter = object.interpreter.as_ref().map(|path| strings.add(path));

    let word = Word(object.machine);
    let segments = if interpreter.is_some() { 3 } else { 2 };
    let headers = word.pick(52, 64) + segments * word.pick(32, 56);
    let dynamic_size = (dynamic.len() as u64 + 3) * 2 * word.pick(4, 8);
    let strings_at = headers + dynamic_size;
    let end = strings_at + strings.0.len() as u64;
    dynamic.push([5, ADDRESS + strings_at]);
    dynamic.push([10, strings.0.len() as u64]);
    dynamic.push([0, 0]);

    let mut bytes = word.header(segments);
    bytes.extend(word.segment(1, 0, end));
    bytes.extend(word.segment(2, headers, dynamic_size));
    if let (Some(start), Some(path)) = (interpreter, &object.interpreter) {
        bytes.extend(word.segment(3, strings_at + start, path.len() as u64 + 1));
    }
    bytes.extend(dynamic.concat().into_iter().flat_map(|it| word.word(it)));
    bytes.extend(strings.0);
    bytes
}

/// Where the file is loaded.
const ADDRESS: u64 = 0x1000;

struct Strings(Vec<u8>);

impl Strings {
    fn add(&mut self, text: &str) -> u64 {
        let start = self.0.len();
        self.0.extend(text.as_bytes());
        self.0.push(0);
        start as u64
    }
}

/// Numbers as a machine has them.
struct Word(Machine);

impl Word {
    fn pick(&self, short: u64, long: u64) -> u64 {
        if self.0.is_64 { long } else { short }
    }

    fn number(&self, value: u64, size: usize) -> Vec<u8> {
        let mut bytes = value.to_le_bytes()[..size].to_vec();
        if self.0.is_big {
            bytes.reverse();
        }
        bytes
    }

    /// As long as an address.
    fn word(&self, value: u64) -> Vec<u8> {
        self.number(value, if self.0.is_64 { 8 } else { 4 })
    }

    fn header(&self, segments: u64) -> Vec<u8> {
        let class = if self.0.is_64 { 2 } else { 1 };
        let order = if self.0.is_big { 2 } else { 1 };
        let mut bytes = [&b"\x7fELF"[..], &[class, order, 1], &[0; 9]].concat();
        bytes.extend(self.number(3, 2));
        bytes.extend(self.number(u64::from(self.0.number), 2));
        bytes.extend(self.number(1, 4));
        for value in [0, self.pick(52, 64), 0] {
            bytes.extend(self.word(value));
        }
        bytes.extend(self.number(0, 4));
        for value in [self.pick(52, 64), self.pick(32, 56), segments, 0, 0, 0] {
            bytes.extend(self.number(value, 2));
        }
        bytes
    }

    fn segment(&self, kind: u64, offset: u64, size: u64) -> Vec<u8> {
        let address = ADDRESS + offset;
        let kind = self.number(kind, 4);
        let flags = self.number(5, 4);
        let words = [offset, address, address, size, size].map(|value| self.word(value));
        let (words, align) = (words.concat(), self.word(1));
        if self.0.is_64 {
            [kind, flags, words, align].concat()
        } else {
            [kind, words, flags, align].concat()
        }
    }
}
