//! Versions that their authors took back (PEP 592), as far as a resolution warns of them: no lock tells.

use super::requirements::Requirements;
use crate::diagnostic::{Diagnostics, texts::lock_formats as texts};
use crate::packaging::normalize_name;

/// Warnings about yanked versions among what uv wrote, each at its requirement if it has one.
pub fn yanked(told: &str, requirements: &Requirements) -> Diagnostics {
    let mut warnings = Diagnostics::new();
    for line in told.lines() {
        // warning: `attrs==21.1.0` is yanked (reason: "…")
        let quoted = line.strip_prefix("warning: `");
        let Some((release, rest)) = quoted.and_then(|quoted| quoted.split_once("` is yanked"))
        else {
            continue;
        };
        let reason = rest.strip_prefix(" (reason: \"");
        let reason = reason.and_then(|reason| reason.strip_suffix("\")"));
        let name = normalize_name(release.split("==").next().unwrap_or(release));
        let mut entries = requirements.requirements.iter();
        let entry = entries.find(|entry| entry.requirement.name == name);
        let warning = texts::yanked(release, reason);
        warnings.push(match entry {
            Some(entry) => warning.at(entry.at.clone()),
            None => warning,
        });
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{SourceFile, render_one};
    use crate::lock::Entry;

    #[test]
    fn yanked_versions_are_told_where_they_are_asked_for() {
        let list = SourceFile::new("requirements.txt", "attrs==21.1.0\n");
        let requirements = Requirements {
            requirements: vec![Entry::new(
                "attrs==21.1.0".parse().unwrap(),
                list.at(list.line(1)),
            )],
            ..Requirements::default()
        };
        let told = "warning: something else\nwarning: `attrs==21.1.0` is yanked (reason: \"Not on 3.4.\")\nwarning: `six==1` is yanked\n";
        let warnings = yanked(told, &requirements);
        assert!(!warnings.has_errors());
        let texts: Vec<_> = warnings.iter().map(render_one).collect();
        insta::assert_snapshot!(texts.join("\n"), @"
        requirements.txt:1:1: `attrs==21.1.0` is yanked: its authors took it back
          why: they say: Not on 3.4.
          help: choose another version; an index may stop to serve this one
        `six==1` is yanked: its authors took it back
          help: choose another version; an index may stop to serve this one
        ");
    }
}
