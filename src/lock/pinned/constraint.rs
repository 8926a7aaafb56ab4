//! Poetry's way to write which versions are allowed: `^1.2`, `~1.2`, `1.*`, `>=1,<2 || >=3`.

use pep440_rs::{Version, VersionSpecifiers};

/// Alternatives, of which one must allow a version; none for any version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Versions(Vec<VersionSpecifiers>);

impl Versions {
    /// Version specifiers of the standard (PEP 440).
    pub(super) fn standard(specifiers: VersionSpecifiers) -> Self {
        Self(vec![specifiers])
    }

    /// Reads Poetry's notation; `None` where it makes no sense.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let alternatives = text.split('|').filter(|part| !part.trim().is_empty());
        alternatives.map(all).collect::<Option<_>>().map(Self)
    }

    pub(super) fn contains(&self, version: &Version) -> bool {
        self.0.is_empty() || self.0.iter().any(|it| it.contains(version))
    }

    /// As one list of version specifiers, if it is one.
    pub(super) fn to_specifiers(&self) -> Option<String> {
        match self.0.as_slice() {
            [only] => Some(only.to_string()),
            _ => None,
        }
    }
}

/// Clauses with commas or spaces between them.
fn all(text: &str) -> Option<VersionSpecifiers> {
    let mut clauses: Vec<String> = Vec::new();
    for word in text.split([',', ' ', '\t']).filter(|word| !word.is_empty()) {
        match clauses.last_mut() {
            // `>= 1.2`
            Some(last) if last.ends_with(['<', '>', '=', '~', '^']) => last.push_str(word),
            _ => clauses.push(word.to_owned()),
        }
    }
    let standard: Option<Vec<_>> = clauses.iter().map(|it| standard(it)).collect();
    let standard: Vec<_> = standard?.into_iter().filter(|it| !it.is_empty()).collect();
    standard.join(",").parse().ok()
}

/// A clause as specifiers of the standard; empty for one that allows everything.
fn standard(clause: &str) -> Option<String> {
    if clause == "*" {
        return Some(String::new());
    }
    if let Some(version) = clause.strip_prefix('^') {
        return range(version, |release| {
            let first = release.iter().position(|part| *part != 0);
            first.unwrap_or(release.len() - 1)
        });
    }
    match clause.strip_prefix('~') {
        Some(version) if !version.starts_with('=') => {
            return range(version, |release| usize::from(release.len() > 1));
        }
        _ => {}
    }
    let has_operator = clause.starts_with(['<', '>', '!', '~']) || clause.starts_with("==");
    Some(if has_operator {
        clause.to_owned()
    } else {
        format!("=={}", clause.trim_start_matches('='))
    })
}

/// From a version up to the next one at a place of its release.
fn range(version: &str, place: impl Fn(&[u64]) -> usize) -> Option<String> {
    let low: Version = version.trim().parse().ok()?;
    let place = place(low.release());
    let mut high = low.release().get(..=place)?.to_vec();
    let last = high.last_mut()?;
    *last = last.checked_add(1)?;
    Some(format!(">={low},<{}", Version::new(high)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn standard(text: &str) -> String {
        let versions = Versions::parse(text).map(|it| it.0);
        let alternatives = versions.map(|them| {
            let texts: Vec<_> = them.iter().map(ToString::to_string).collect();
            texts.join(" or ")
        });
        alternatives.unwrap_or_else(|| "nonsense".to_owned())
    }

    #[test]
    fn what_poetry_writes_is_what_the_standard_says() {
        for (poetry, pep440) in [
            ("^1.2.3", ">=1.2.3, <2"),
            ("^0.2.3", ">=0.2.3, <0.3"),
            ("^0.0.3", ">=0.0.3, <0.0.4"),
            ("^0.0", ">=0.0, <0.1"),
            ("^0", ">=0, <1"),
            ("~1.2.3", ">=1.2.3, <1.3"),
            ("~1.2", ">=1.2, <1.3"),
            ("~1", ">=1, <2"),
            ("~=1.4.2", "~=1.4.2"),
            ("1.2.*", "==1.2.*"),
            ("1.2", "==1.2"),
            ("=1.2", "==1.2"),
            (">= 1.2 <2", ">=1.2, <2"),
            (">=1.5.6,<1.5.7 || >1.5.7", ">=1.5.6, <1.5.7 or >1.5.7"),
            ("!=3.0.*,>=2.7 | ^3.1", ">=2.7, !=3.0.* or >=3.1, <4"),
            ("^banana", "nonsense"),
            ("^18446744073709551615", "nonsense"),
        ] {
            assert_eq!(standard(poetry), pep440, "{poetry}");
        }
    }

    #[test]
    fn a_star_allows_everything() {
        let any = Versions::parse("*").unwrap();
        assert!(any.contains(&"0.1a1".parse().unwrap()));
        assert!(Versions::default().contains(&"2".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\^~=<>!*|, 0-9.a-z]{0,20}") {
            let _ = Versions::parse(&text);
        }
    }
}
