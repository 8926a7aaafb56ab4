//! Making inputs that are almost like real ones.
//!
//! Bytes that are changed at random fail at the first check. So most changes keep a structure that all formats here share:
//! lines, words, numbers, brackets, and pieces of other inputs.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::random::Random;

/// The most bytes that an input grows to, but for [`swollen`] ones.
pub const LONGEST: usize = 1280;

/// Once in so many times, something is repeated until it is large: what is slow or deep shows itself then.
const SWELLS: usize = 5000;

/// How large that is, in bytes.
const SWOLLEN: usize = 64 << 10;

/// What formats trip over, whatever they are.
const SNAGS: [&str; 48] = [
    "", " ", "\n", "\r\n", "\t", "\0", "\u{7f}", "\u{feff}", "é", "\u{2028}", "𝄞", "İ", "..",
    "../", "/", "//", "\\", "'", "\"", "\"\"\"", "#", "%", "%2", "%00", "${", "[", "]", "[[", "{",
    "}", "(", ")", "<", ">", "=", "==", ":", ";", ",", "*", "!", "&a", "*a", "@", "|", "~", "-",
    "_",
];

/// Numbers at which types end.
const NUMBERS: [&str; 14] = [
    "0",
    "-1",
    "1",
    "00",
    "255",
    "256",
    "65535",
    "65536",
    "2147483648",
    "4294967296",
    "9223372036854775807",
    "18446744073709551616",
    "1e999",
    "0x7fffffffffffffff",
];

/// The same as bytes, for formats that have no letters.
const BYTES: [u64; 12] = [
    0,
    1,
    2,
    4,
    0x7f,
    0x80,
    0xff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    u64::MAX / 2,
    u64::MAX,
];

/// Makes new inputs from those that there are.
#[derive(Debug)]
pub struct Mutator {
    /// Words of the first inputs: the keys and values that their formats know.
    words: Vec<Vec<u8>>,
    is_text: bool,
}

impl Mutator {
    /// Learns the words of some inputs.
    pub fn new(inputs: &[Vec<u8>], is_text: bool) -> Self {
        let words: BTreeSet<&[u8]> = inputs.iter().flat_map(|input| words(input)).collect();
        let words = words.into_iter().filter(|word| word.len() <= 40);
        Self {
            words: words.map(<[u8]>::to_vec).collect(),
            is_text,
        }
    }

    /// A new input, made from one of those that there are and pieces of others.
    pub fn next(&self, inputs: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
        let mut input = random.choose(inputs).cloned().unwrap_or_default();
        let most = 1 << random.below(5);
        for _ in 0..=random.below(most) {
            let other = random.choose(inputs).map_or(&[][..], Vec::as_slice);
            self.change(&mut input, other, random);
        }
        input.truncate(LONGEST);
        if random.once_in(SWELLS) {
            input = swollen(&input, self.is_text, random);
        }
        if self.is_text && !random.once_in(64) {
            return String::from_utf8_lossy(&input).into_owned().into_bytes();
        }
        input
    }

    fn change(&self, input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
        match random.below(14) {
            0 => {
                let place = any_range(input, 1, random);
                input.splice(place, self.snag(random).bytes());
            }
            1 => {
                let place = random.below(input.len() + 1);
                input.splice(place..place, self.snag(random).bytes());
            }
            2 | 3 => {
                let place = piece(input, is_word, random);
                let word = random.choose(&self.words).cloned().unwrap_or_default();
                input.splice(place, word);
            }
            4 => {
                let place = piece(input, |byte| byte.is_ascii_digit(), random);
                let number = random.choose(&NUMBERS).copied().unwrap_or_default();
                input.splice(place, number.bytes());
            }
            5 => {
                input.drain(any_range(input, 32, random));
            }
            6 => {
                input.drain(line(input, random));
            }
            7 | 8 => {
                let taken = other[line(other, random)].to_vec();
                let place = line(input, random).start;
                input.splice(place..place, taken);
            }
            9 => {
                let taken = input[line(input, random)].to_vec();
                let place = line(input, random).start;
                input.splice(place..place, taken);
            }
            10 => {
                let taken = other[any_range(other, 64, random)].to_vec();
                let place = any_range(input, 64, random);
                input.splice(place, taken);
            }
            11 => {
                let word = random.choose(&self.words).cloned().unwrap_or_default();
                let place = random.below(input.len() + 1);
                input.splice(place..place, word);
            }
            12 if self.is_text => {
                let taken = other[piece(other, is_word, random)].to_vec();
                input.splice(piece(input, is_word, random), taken);
            }
            _ if self.is_text => {
                let place = any_range(input, 1, random);
                let letter = u8::try_from(32 + random.below(95)).unwrap_or(b' ');
                input.splice(place, [letter]);
            }
            12 => {
                let width = 1 << random.below(4);
                let value = random.choose(&BYTES).copied().unwrap_or_default();
                let value = value.wrapping_add(random.below(3) as u64).wrapping_sub(1);
                let start = random.below(input.len().saturating_sub(width) + 1);
                for (byte, new) in input[start..].iter_mut().zip(&value.to_le_bytes()[..width]) {
                    *byte = *new;
                }
            }
            _ => {
                let place = random.below(input.len());
                if let Some(byte) = input.get_mut(place) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
    }

    fn snag(&self, random: &mut Random) -> &'static str {
        let shorter = if self.is_text { SNAGS.len() } else { 7 };
        SNAGS[random.below(shorter)]
    }
}

/// An input with a piece of it repeated until it is large, or two: what comes of one may grow with the other.
fn swollen(input: &[u8], is_text: bool, random: &mut Random) -> Vec<u8> {
    let count = 1 + random.below(2);
    let mut pieces: Vec<_> = (0..count)
        .map(|_| {
            if random.once_in(2) {
                line(input, random)
            } else {
                any_range(input, 16, random)
            }
        })
        .collect();
    pieces.sort_by_key(|piece| piece.start);
    let mut swollen = Vec::new();
    let mut done = 0;
    for piece in pieces {
        swollen.extend(&input[done.min(piece.start)..piece.start]);
        let piece = piece.start.max(done)..piece.end.max(done);
        done = piece.end;
        let is_numbered = is_text && random.once_in(2);
        let repeated = repeated(&input[piece], is_numbered, SWOLLEN / count);
        swollen.extend(repeated);
    }
    swollen.extend(&input[done..]);
    swollen
}

/// A piece repeated; with numbers, its first word is another each time, for names have to differ in many places.
fn repeated(piece: &[u8], is_numbered: bool, size: usize) -> Vec<u8> {
    let times = size / piece.len().max(1);
    if !is_numbered {
        return piece.repeat(times);
    }
    let start = piece.iter().position(|byte| is_word(*byte));
    let word = piece[start.unwrap_or(0)..]
        .iter()
        .take_while(|byte| is_word(**byte));
    let (before, after) = piece.split_at(start.unwrap_or(0) + word.count());
    let numbered = |number: usize| [before, number.to_string().as_bytes(), after].concat();
    (0..times).flat_map(numbered).take(size).collect()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') || byte >= 0x80
}

/// The words of an input, and what stands between them.
fn words(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    input.chunk_by(|one, other| is_word(*one) == is_word(*other))
}

/// A piece of an input whose bytes are all of a kind: the first that follows some place, or none there.
fn piece(input: &[u8], is_it: impl Fn(u8) -> bool, random: &mut Random) -> Range<usize> {
    let from = random.below(input.len() + 1);
    let rest = &input[from..];
    let start = from
        + rest
            .iter()
            .position(|byte| is_it(*byte))
            .unwrap_or(rest.len());
    let rest = &input[start..];
    let length = rest.iter().position(|byte| !is_it(*byte));
    start..start + length.unwrap_or(rest.len())
}

/// A line of an input, with its end.
fn line(input: &[u8], random: &mut Random) -> Range<usize> {
    let within = random.below(input.len());
    let before = input[..within].iter().rposition(|byte| *byte == b'\n');
    let start = before.map_or(0, |at| at + 1);
    let after = input[within..].iter().position(|byte| *byte == b'\n');
    start..after.map_or(input.len(), |at| within + at + 1)
}

fn any_range(input: &[u8], longest: usize, random: &mut Random) -> Range<usize> {
    let start = random.below(input.len() + 1);
    let length = 1 + random.below(longest);
    start..(start + length).min(input.len())
}
