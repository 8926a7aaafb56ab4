//! Markers that are true where others are not.

use super::{Comparison, Marker, Operator};

impl Marker {
    /// True where this one is not; `None` where a comparison has no opposite that can be written (`~=`, `===`).
    pub fn opposite(&self) -> Option<Self> {
        let opposites =
            |parts: &[Self]| -> Option<Vec<Self>> { parts.iter().map(Self::opposite).collect() };
        match self {
            Self::Comparison(comparison) => comparison.opposite().map(Self::Comparison),
            Self::All(parts) => joined(opposites(parts)?, Self::or),
            Self::Any(parts) => joined(opposites(parts)?, Self::and),
        }
    }
}

fn joined(parts: Vec<Marker>, join: fn(Marker, Vec<Marker>) -> Marker) -> Option<Marker> {
    let mut parts = parts.into_iter();
    let first = parts.next()?;
    Some(join(first, parts.collect()))
}

impl Comparison {
    fn opposite(&self) -> Option<Self> {
        let operator = match self.operator {
            Operator::Equal => Operator::NotEqual,
            Operator::NotEqual => Operator::Equal,
            Operator::Less => Operator::AtLeast,
            Operator::AtLeast => Operator::Less,
            Operator::Greater => Operator::AtMost,
            Operator::AtMost => Operator::Greater,
            Operator::In => Operator::NotIn,
            Operator::NotIn => Operator::In,
            _ => return None,
        };
        Some(Self {
            operator,
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_turned_round() {
        for (text, opposite) in [
            (
                "python_version < '3.12'",
                Some("python_version >= \"3.12\""),
            ),
            (
                "python_version > '3' and (os_name == 'nt' or 'arm' not in platform_machine)",
                Some(
                    "python_version <= \"3\" or os_name != \"nt\" and \"arm\" in platform_machine",
                ),
            ),
            ("python_version ~= '3.12'", None),
            ("os_name == 'nt' or python_version ~= '3.12'", None),
        ] {
            let marker: Marker = text.parse().unwrap();
            let found = marker.opposite().map(|it| it.to_string());
            assert_eq!(found.as_deref(), opposite, "{text}");
        }
    }
}
