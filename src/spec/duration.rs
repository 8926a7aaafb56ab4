//! Spans of time, as compose writes them: `30s`, `1m30s`, `1.5h`.

use std::time::Duration;

use crate::diagnostic::{Diagnostic, texts::container as texts};

/// Units, in nanoseconds.
const UNITS: [(&str, u64); 5] = [
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// Engines refuse what is shorter.
const SHORTEST: Duration = Duration::from_millis(1);

/// A span of time of at least a millisecond; or none at all, for which engines take their default.
pub(super) fn parse(text: &str) -> Result<Duration, Diagnostic> {
    let length = nanoseconds(text).map(Duration::from_nanos);
    match length.ok_or_else(|| texts::duration(text))? {
        short if !short.is_zero() && short < SHORTEST => Err(texts::duration_too_short(text)),
        length => Ok(length),
    }
}

/// The sum of numbers with units; engines count in 63 bits.
fn nanoseconds(text: &str) -> Option<u64> {
    let is_of_number = |letter: char| letter.is_ascii_digit() || letter == '.';
    let mut rest = text;
    let mut sum: u64 = 0;
    while !rest.is_empty() || text.is_empty() {
        let (number, more) = rest.split_at(rest.find(|letter| !is_of_number(letter))?);
        let (unit, more) = more.split_at(more.find(is_of_number).unwrap_or(more.len()));
        let (_, scale) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
        sum = sum.checked_add(scaled(number, scale)?)?;
        rest = more;
    }
    i64::try_from(sum).is_ok().then_some(sum)
}

/// A decimal number of units.
fn scaled(number: &str, unit: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let mut sum = whole.parse::<u64>().ok()?.checked_mul(unit)?;
    let mut place = unit;
    for digit in fraction.chars() {
        place /= 10;
        sum = sum.checked_add(u64::from(digit.to_digit(10)?) * place)?;
    }
    (!fraction.is_empty()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_sums_of_numbers_with_units() {
        for (text, milliseconds) in [
            ("0s", 0),
            ("30s", 30_000),
            ("1m30s", 90_000),
            ("1.5h", 5_400_000),
            ("0.25s500ms", 750),
            ("1000us", 1),
            ("2h0m1s", 7_201_000),
        ] {
            let length = parse(text).unwrap();
            assert_eq!(length, Duration::from_millis(milliseconds), "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in [
            "",
            "30",
            "s",
            "1 s",
            "-1s",
            "1.s",
            ".5s",
            "1..5s",
            "1.2.3s",
            "1d",
            "1S",
            "1m30",
            "999us",
            "3000000h",
            "99999999999999999999s",
            "१s",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
